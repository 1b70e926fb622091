"""A theme on a map: the territories that decide, each with whether it has the theme, and the same in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import request

from styrka.ask.answer import answer_question
from styrka.ask.territories import Place
from styrka.engine.interface import Row
from styrka.release import View
from styrka.text.locale import sort_key
from styrka.text.maps import get_map_words
from styrka.vocabulary import PREFIXES
from styrka.web.context import address, host, language, service
from styrka.web.render.map.drawing import JOINT, LARGER, NONE, OWN, STATES, WITHOUT, Caption, Drawn, draw_map
from styrka.web.render.map.shapes import find_territories
from styrka.web.render.names import Names
from styrka.web.render.related import keep_language

VIEWS: Final = {"europe": "", "se": "SE"}  # by name, and the country that it is of
QUESTION: Final = "theme-by-region"
_IN_USE: Final = "themes-in-use"
_COMMON: Final = 8


@dataclass(frozen=True)
class Asked:
    """What a map is asked for.

    Attributes:
        theme: as the question takes it.
        name: of the theme.
        view: the name of the view.
        places: the territories.
        narrowed: whether it shows an answer that leaves out some that have the theme.
    """

    theme: str
    name: str
    view: str
    places: tuple[Place, ...]
    narrowed: bool = False

    @property
    def counted(self) -> tuple[Place, ...]:
        """The territories that no other one lies in, so that nothing counts twice."""
        return tuple(place for place in self.places if not place.territory.larger)

    def get_words(self, key: str, **values: object) -> str:
        """Return words in the reader's language."""
        return get_map_words(key, language(), theme=self.name, **values)

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.get_words(f"title_{self.view}")

    @property
    def sentence(self) -> str:
        """The answer in words."""
        counts = Counter(place.state for place in self.counted)
        whole = self.get_words(f"all_{self.view}", of=len(self.counted))
        states = {state: counts[state] for state in STATES}
        sentence = self.get_words("sentence", n=counts[OWN] + counts[JOINT], whole=whole, **states)
        larger = [place for place in self.places if place.territory.larger]
        has = sum(place.state in (OWN, JOINT) for place in larger)
        return f"{sentence} {self.get_words('larger', n=len(larger), has=has)}" if larger else sentence

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Each look that the map has, and its words with the count."""
        counts = Counter(place.state for place in self.counted)
        striped = sum(place.territory.larger and place.state in (OWN, JOINT) for place in self.places)
        lines = [(state, f"{self._name_state(state)}: {counts[state]}") for state in STATES]
        return [*lines, (LARGER, f"{self.get_words('legend_larger')}: {striped}")] if striped else lines

    def describe(self, place: Place) -> str:
        """Return the state of a territory in words."""
        outside = self.narrowed and place.state == WITHOUT
        return self.get_words("is_outside" if outside else f"is_{place.state}")

    def _name_state(self, state: str) -> str:
        return self.get_words("outside" if self.narrowed and state == WITHOUT else state)


def ask_map(theme: str, view: str, country: str = "") -> Asked:
    """Return the territories of a view with their states, as the question answers it. Raises as the question does.

    Parameters:
        country: of which the territories are shown alone; all of the view when empty.
    """
    present = service()
    iri = present.questions[QUESTION].parameter("theme").iri(theme)
    key = (theme, country or VIEWS[view], language())
    places = present.places.find(present.engine, [key], lambda _: {key: _list_places(theme, key[1])})[key]
    return Asked(theme, Names([iri]).name(iri), view, places)


def _list_places(theme: str, within: str) -> tuple[Place, ...]:
    """Return the territories of a country, or all, with their states, in the order of their names."""
    present = service()
    given = {"theme": theme} | ({"country": within} if within else {})
    rows = answer_question(present.engine, present.questions[QUESTION], given, present.answers).rows
    territories = find_territories()
    names = Names(row["region"].value for row in rows)
    places = (
        Place(territories[region], names.name(region), _read_state(row))
        for row in rows
        if (region := row["region"].value) in territories
    )
    return tuple(sorted(places, key=lambda place: sort_key(place.name, language())))


def _read_state(row: Row) -> str:
    if row["state"].value == "has it":
        return OWN if row["basis"].value == "own" else JOINT
    return NONE if row["state"].value == "not recorded" else WITHOUT


def draw(
    asked: Asked, shapes: View, *, whole: bool = False, title: str = "", description: str = "", legend: bool = True
) -> str:
    """Return the map as an SVG, for a page or as a file.

    Parameters:
        title: what the map shows, where that is another answer than its own.
        description: the same in a sentence.
        legend: whether a file has its legend and the notice in it.
    """
    base = host().rstrip("/") if whole else ""
    chosen = request.args.get("lang", "")
    territories = [
        Drawn(
            place.territory.codes,
            place.territory.level,
            place.state,
            place.territory.larger,
            f"{place.name}: {asked.describe(place)}",
            base + keep_language(address(place.territory.iri), chosen),
        )
        for place in asked.places
    ]
    insets = {code: PREFIXES["region"] + code for code in shapes.insets}
    names = Names(insets.values())
    captions = {code: names.name(iri) for code, iri in insets.items()}
    said = (title or asked.title, description or asked.sentence)
    caption = Caption(*said, captions, asked.legend if legend else (), shapes.attribution[language()])
    return draw_map(shapes, territories, caption, whole=whole)


def list_map_themes() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the commonest top themes, and all themes by name: what the question takes, and the name."""
    present = service()
    top = answer_question(present.engine, present.questions[_IN_USE], {"level": "top"}, present.answers).rows
    often = sorted(top, key=lambda row: (-int(row["regions"].value), row["theme"].value))[:_COMMON]
    named = present.questions[QUESTION].parameter("theme")
    every = present.choices.find(present.engine, named, language())
    names = {one.iri: one for one in every}
    common = [names[row["theme"].value] for row in often if row["theme"].value in names]
    return [(one.value, one.label) for one in common], [(one.value, one.label) for one in every]


def group_by_country(asked: Asked) -> list[tuple[str, dict[str, list[Place]]]]:
    """Return the territories by country and state; each country with how many of its regions have the theme."""
    by_country: dict[str, list[Place]] = defaultdict(list)
    for place in asked.places:
        by_country[place.territory.country].append(place)
    names = Names(by_country)
    grouped = []
    for country, places in sorted(by_country.items(), key=lambda one: sort_key(names.name(one[0]), language())):
        heading = _write_share(asked, names.name(country), places)
        grouped.append((heading, {state: [one for one in places if one.state == state] for state in STATES}))
    return grouped


def _write_share(asked: Asked, country: str, places: Sequence[Place]) -> str:
    counted = [place for place in places if not place.territory.larger]
    has = sum(place.state in (OWN, JOINT) for place in counted)
    return asked.get_words("share", country=country, has=has, of=len(counted))
