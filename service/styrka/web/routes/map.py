"""``/map``: who has a theme, as a map of Europe or Sweden with the same as a list; and the map alone as SVG."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from styrka import release
from styrka.ask.answer import answer_question
from styrka.ask.territories import Territory, list_territories
from styrka.engine.interface import Row
from styrka.errors import BadParameter
from styrka.formats import HTML, SVG
from styrka.labels import choose_label
from styrka.release import View
from styrka.text.maps import get_map_words
from styrka.vocabulary import PREFIXES
from styrka.web.context import address, host, language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import pages, published
from styrka.web.render.map.drawing import JOINT, LARGER, NONE, OWN, STATES, WITHOUT, Caption, Drawn, draw_map
from styrka.web.render.related import keep_language
from styrka.web.routes.ask import find_question

blueprint = Blueprint("map", __name__)
_OFFERS: Final = (HTML, SVG)
VIEWS: Final = {"europe": "", "se": "SE"}  # by name, and the country that it is of
QUESTION: Final = "theme-by-region"
_IN_USE: Final = "themes-in-use"
_COMMON: Final = 8
_SWEDISH: Final = str.maketrans("åäö", "{|}")  # after z, in the order of the Swedish alphabet


@dataclass(frozen=True)
class Place:
    """A territory with its state, as a reader sees it."""

    territory: Territory
    name: str
    state: str


@dataclass(frozen=True)
class Asked:
    """What a map is asked for: the theme as the question takes it, its name, the view, and the territories."""

    theme: str
    name: str
    view: str
    places: tuple[Place, ...]

    @property
    def counted(self) -> tuple[Place, ...]:
        """The territories that no other one lies in, so that nothing counts twice."""
        return tuple(place for place in self.places if not place.territory.larger)

    def say(self, key: str, **values: object) -> str:
        """Return words in the reader's language."""
        return get_map_words(key, language(), theme=self.name, **values)

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.say(f"title_{self.view}")

    @property
    def sentence(self) -> str:
        """The answer in words."""
        counts = Counter(place.state for place in self.counted)
        whole = self.say(f"all_{self.view}", of=len(self.counted))
        states = {state: counts[state] for state in STATES}
        sentence = self.say("sentence", has=counts[OWN] + counts[JOINT], whole=whole, **states)
        larger = [place for place in self.places if place.territory.larger]
        has = sum(place.state in (OWN, JOINT) for place in larger)
        return f"{sentence} {self.say('larger', n=len(larger), has=has)}" if larger else sentence

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Each look that the map has, and its words with the count."""
        counts = Counter(place.state for place in self.counted)
        striped = sum(place.territory.larger and place.state in (OWN, JOINT) for place in self.places)
        lines = [(state, f"{self.say(state)}: {counts[state]}") for state in STATES]
        return [*lines, (LARGER, f"{self.say('legend_larger')}: {striped}")] if striped else lines


@blueprint.get("/map")
@blueprint.get("/map.<suffix>")
def show(suffix: str | None = None) -> Response:
    """Respond with the map of a theme, as a page or as a file."""
    format_ = negotiate(_OFFERS, suffix)
    query = find_question(QUESTION)
    theme = request.args.get("theme") or query.parameter("theme").example or ""
    view = request.args.get("view") or "europe"
    if view not in VIEWS:
        raise BadParameter(
            f"view is {view!r}; there are {', '.join(VIEWS)}.",
            sv=f"view är {view!r}; det finns {', '.join(VIEWS)}.",
            parameter="view",
            allowed=list(VIEWS),
        )
    make = partial(_respond_with_file if format_ is SVG else _respond_with_page, theme, view)
    return respond_once(make, format_, "map", request.query_string.decode("latin-1"), language())


def _respond_with_file(theme: str, view: str) -> Response:
    asked = ask_map(theme, view)
    response = Response(draw(asked, read_view(view), whole=True), content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="styrka-{view}.svg"'
    return response


def _respond_with_page(theme: str, view: str) -> Response:
    asked = ask_map(theme, view)
    shapes = read_view(view) if published.has_release_files() and _has_shapes() else None
    common, every = _list_themes()
    response = pages.render_page(
        "map.html",
        asked=asked,
        say=asked.say,
        drawing=draw(asked, shapes) if shapes else "",
        notice=shapes.attribution[language()] if shapes else "",
        common=common,
        themes=every,
        views=tuple(VIEWS),
        countries=_group(asked),
        states=STATES,
        chosen=make_address,
        question=QUESTION,
        values=urlencode({"theme": asked.theme} | ({"country": VIEWS[view]} if VIEWS[view] else {})),
    )
    add_links(response, "map", (HTML,), HTML)
    return response


def ask_map(theme: str, view: str) -> Asked:
    """Return the territories of a view with their states, as the question answers it. Raises as the question does."""
    given = {"theme": theme} | ({"country": VIEWS[view]} if VIEWS[view] else {})
    present = service()
    query = find_question(QUESTION)
    rows = answer_question(present.engine, query, given, present.answers).rows
    territories = list_territories(present.engine, present.answers)
    iri = query.parameter("theme").iri(theme)
    names = _name([*(row["region"].value for row in rows), iri])
    places = (
        Place(territories[region], names.get(region, row["regionName"].value), _read_state(row))
        for row in rows
        if (region := row["region"].value) in territories
    )
    return Asked(theme, names.get(iri, theme), view, tuple(sorted(places, key=lambda place: sort_key(place.name))))


def _read_state(row: Row) -> str:
    if row["state"].value == "has it":
        return OWN if row["basis"].value == "own" else JOINT
    return NONE if row["state"].value == "not recorded" else WITHOUT


def read_view(name: str) -> View:
    """Return a view of the release that answers.

    Raises:
        NotFound: When there is no such release here, or it has no shapes.
        ReleaseError: When it is damaged.
    """
    return release.read_geometry(_release())[name]


def _release() -> release.Release:
    present = service()
    return release.find_release(present.settings.releases_path, present.engine.version)


def _has_shapes() -> bool:
    return release.GEOMETRY in _release().manifest["files"]


def draw(asked: Asked, shapes: View, *, whole: bool = False) -> str:
    """Return the map as an SVG, for a page or as a file."""
    base = host().rstrip("/") if whole else ""
    chosen = request.args.get("lang", "")
    territories = [
        Drawn(
            place.territory.codes,
            place.territory.level,
            place.state,
            place.territory.larger,
            f"{place.name}: {asked.say(f'is_{place.state}')}",
            base + keep_language(address(place.territory.iri), chosen),
        )
        for place in asked.places
    ]
    insets = {code: PREFIXES["region"] + code for code in shapes.insets}
    names = _name(insets.values())
    captions = {code: names[iri] for code, iri in insets.items() if iri in names}
    caption = Caption(asked.title, asked.sentence, captions, asked.legend, shapes.attribution[language()])
    return draw_map(shapes, territories, caption, whole=whole)


def _list_themes() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the commonest top themes, and all themes by name: what the question takes, and the name."""
    present = service()
    top = answer_question(present.engine, find_question(_IN_USE), {"level": "top"}, present.answers).rows
    often = sorted(top, key=lambda row: (-int(row["regions"].value), row["theme"].value))[:_COMMON]
    named = find_question(QUESTION).parameter("theme")
    every = present.choices.find(present.engine, named, language())
    names = {one.iri: one for one in every}
    common = [names[row["theme"].value] for row in often if row["theme"].value in names]
    return [(one.value, one.label) for one in common], [(one.value, one.label) for one in every]


def _group(asked: Asked) -> list[tuple[str, dict[str, list[Place]]]]:
    """Return the territories by country and state; each country with how many of its regions have the theme."""
    by_country: dict[str, list[Place]] = defaultdict(list)
    for place in asked.places:
        by_country[place.territory.country].append(place)
    names = _name(by_country)
    grouped = []
    for country, places in sorted(by_country.items(), key=lambda one: sort_key(names.get(one[0], ""))):
        heading = _say_share(asked, names.get(country, country), places)
        grouped.append((heading, {state: [one for one in places if one.state == state] for state in STATES}))
    return grouped


def _say_share(asked: Asked, country: str, places: Sequence[Place]) -> str:
    counted = [place for place in places if not place.territory.larger]
    has = sum(place.state in (OWN, JOINT) for place in counted)
    return asked.say("share", country=country, has=has, of=len(counted))


def make_address(theme: str, view: str, path: str = "/map") -> str:
    """Return the address of a map, in the language that the reader chose."""
    values = {"theme": theme} | ({"view": view} if view != "europe" else {})
    return keep_language(f"{path}?{urlencode(values)}", request.args.get("lang", ""))


def _name(iris: Iterable[str]) -> dict[str, str]:
    present = service()
    return {
        iri: choose_label(names, language()) for iri, names in present.labels.find(present.engine, list(iris)).items()
    }


def sort_key(name: str) -> str:
    """Return what names are put in order by: Swedish letters after z for who reads Swedish."""
    folded = name.casefold()
    return folded.translate(_SWEDISH) if language() == "sv" else folded
