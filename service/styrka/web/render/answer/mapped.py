"""The map beside an answer: each territory in the state that the answer gives it.

An answer for a country has its map in the page, where each region is a link. All of Europe is a picture that leads to
the map's own page: two hundred links before the table would be as many presses of a key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.sentence import Sentence
from styrka.ask.territories import Place
from styrka.engine.interface import Row
from styrka.release import View
from styrka.vocabulary import PREFIXES
from styrka.web.context import language
from styrka.web.render.map.drawing import JOINT, OWN, WITHOUT
from styrka.web.render.map.frame import frame_country, frame_insets
from styrka.web.render.map.shapes import find_view
from styrka.web.render.map.themed import QUESTION, VIEWS, ask_map, draw
from styrka.web.render.names import Names
from styrka.web.render.pages import keep_chosen_language

# What a question about a theme may be asked with that leaves every region in its state.
_WHOLE: Final = ("theme", "country", "region")
_EUROPE: Final = "europe"


@dataclass(frozen=True)
class AnswerMap:
    """A map of an answer.

    Attributes:
        drawing: the map as SVG; empty where it is a picture.
        insets: the names of outermost regions, and a map of each.
        picture: the address of the map as a file that shows the same; empty where it is drawn.
        address: of the page of the map.
        legend: each look and its words.
        notice: what must stand below the map.
        past: the words of the link past it.
    """

    drawing: str
    insets: Sequence[tuple[str, str]]
    picture: str
    address: str
    legend: Sequence[tuple[str, str]]
    notice: str
    past: str


def make_map(asked: AnsweredQuestion, sentence: Sentence) -> AnswerMap | None:
    """Return the map of an answer whose page declares one; none where it does not, or there are no shapes.

    Raises:
        StyrkaError: As the question behind the map.
    """
    theme, country = asked.values.get("theme"), (asked.values.get("country") or "").rsplit("/", 1)[-1]
    if asked.query.page.view.kind != "map" or not theme:
        return None
    view = next((name for name, code in VIEWS.items() if code and code == country[:2]), _EUROPE)
    if not (shapes := find_view(view)):
        return None
    found, narrowed = ask_map(theme, view, country), _is_narrowed(asked)
    if asked.query.slug != QUESTION:
        states = _read_states(asked.rows)
        found = replace(found, places=_colour(found.places, states), narrowed=narrowed)
    values = urlencode({"theme": theme} | ({"view": view} if view != _EUROPE else {}))
    picture = "" if country or narrowed else f"/map.svg?{urlencode({'theme': theme, 'lang': language()})}"
    part, insets = shapes, dict[str, View]()
    if country and view == _EUROPE:
        part, insets = frame_country(shapes, country[:2]), frame_insets(shapes, country[:2])
    names = Names(PREFIXES["region"] + code for code in insets)
    apart = [(names.name(PREFIXES["region"] + code), inset) for code, inset in insets.items()]
    return AnswerMap(
        "" if picture else draw(found, part, title=sentence.title, description=sentence.answer),
        [(name, draw(found, inset, title=name, description=name)) for name, inset in apart],
        picture,
        keep_chosen_language(f"/map?{values}"),
        found.legend,
        shapes.attribution[language()],
        found.get_words("past_to_answer"),
    )


def _is_narrowed(asked: AnsweredQuestion) -> bool:
    """Return whether the answer leaves regions out that have the theme, as one of own strategies alone does."""
    return any(asked.values[one.name] != one.default for one in asked.query.parameters if one.name not in _WHOLE)


def _read_states(rows: Sequence[Row]) -> Mapping[str, str]:
    """Return the state of each region in the answer, by IRI: its own strategy goes before a joint one."""
    found: dict[str, str] = {}
    for row in rows:
        if "region" in row and "basis" in row:
            own = row["basis"].value == OWN or found.get(row["region"].value) == OWN
            found[row["region"].value] = OWN if own else JOINT
    return found


def _colour(places: Sequence[Place], states: Mapping[str, str]) -> tuple[Place, ...]:
    """Return the territories in the states of the answer; what it leaves out does not count as having the theme."""
    return tuple(
        Place(
            one.territory,
            one.name,
            states.get(one.territory.iri, WITHOUT if one.state in (OWN, JOINT) else one.state),
        )
        for one in places
    )
