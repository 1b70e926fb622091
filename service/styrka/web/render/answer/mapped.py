"""The map beside an answer: each territory in the state that the answer gives it.

An answer for a country has its map in the page, where each region is a link. All of Europe is a picture that leads to
the map's own page: two hundred links before the table would be as many presses of a key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast
from urllib.parse import urlencode

from flask import request

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.sentence import Sentence
from styrka.ask.territories import Place
from styrka.engine.interface import Row
from styrka.release import View
from styrka.text.maps import get_map_words
from styrka.vocabulary import PREFIXES
from styrka.web.context import language, service
from styrka.web.render.answer import classed
from styrka.web.render.map.drawing import JOINT, OWN, WITHOUT
from styrka.web.render.map.frame import frame_country, frame_insets
from styrka.web.render.map.shapes import find_view, read_view
from styrka.web.render.map.themed import QUESTION, VIEWS, Asked, ask_map, draw
from styrka.web.render.names import Names
from styrka.web.render.pages import keep_chosen_language

# What a question about a theme may be asked with that leaves every region in its state.
_WHOLE: Final = ("theme", "country", "region")
_EUROPE: Final = "europe"
_LINKS: Final = 60  # regions that are links before the table, at most
_WIDE: Final = 1000  # pixels of a picture


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
        size: width and height of the picture.
        measure: what is measured, in which unit and year, where values are mapped.
        dataset: the IRI of what the values are of.
    """

    drawing: str
    insets: Sequence[tuple[str, str]]
    picture: str
    address: str
    legend: Sequence[tuple[str, str]]
    notice: str
    past: str
    size: tuple[int, int] = (0, 0)
    measure: str = ""
    dataset: str = ""


def make_map(asked: AnsweredQuestion, sentence: Sentence) -> AnswerMap | None:
    """Return the map of an answer whose page declares one; none where it does not, or there are no shapes.

    Raises:
        StyrkaError: As the question behind the map.
    """
    if asked.query.page.view.kind not in ("map", "classes"):
        return None
    key = (asked.query.slug, language(), request.args.get("lang", ""), *asked.values.values())
    make = _make_class_map if asked.query.page.view.kind == "classes" else _make_map
    found = service().maps.find(service().engine, [key], lambda _: {key: make(asked, sentence)})[key]
    return cast(AnswerMap | None, found)


def _make_map(asked: AnsweredQuestion, sentence: Sentence) -> AnswerMap | None:
    country = find_country(asked)
    if not (found := _colour_map(asked)):
        return None
    shapes = read_view(found.view)
    values = urlencode({"theme": found.theme} | ({"view": found.view} if found.view != _EUROPE else {}))
    picture = ""
    if not country and asked.query.slug != QUESTION and found.narrowed:
        picture = classed.make_picture_address(asked, legend="none")
    elif not country:
        picture = f"/map.svg?{urlencode({'theme': found.theme, 'lang': language(), 'legend': 'none'})}"
    part: View = shapes
    insets: Mapping[str, View] = {}
    if country and found.view == _EUROPE:
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
        _measure_picture(part),
    )


def find_country(asked: AnsweredQuestion) -> str:
    """Return the code of the country, or the part of one, that an answer is of; empty for all of Europe."""
    return (asked.values.get("country") or "").rsplit("/", 1)[-1]


def _colour_map(asked: AnsweredQuestion) -> Asked | None:
    """Return the territories in the states that an answer gives them; None without a theme, or without shapes."""
    theme, country = asked.values.get("theme"), find_country(asked)
    view = next((name for name, code in VIEWS.items() if code and code == country[:2]), _EUROPE)
    if not theme or find_view(view) is None:
        return None
    found = ask_map(theme, view, country)
    if asked.query.slug == QUESTION:
        return found
    return replace(found, places=_colour(found.places, _read_states(asked.rows)), narrowed=_is_narrowed(asked))


def draw_picture(asked: AnsweredQuestion, sentence: Sentence, *, legend: bool) -> str:
    """Return the map of an answer as a file; empty where the answer has none, or there are no shapes.

    Parameters:
        legend: whether it has its legend and notices in it.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    kind = asked.query.page.view.kind
    if kind == "map" and (found := _colour_map(asked)):
        part, country = read_view(found.view), find_country(asked)
        part = frame_country(part, country[:2]) if country and found.view == _EUROPE else part
        return draw(found, part, whole=True, title=sentence.title, description=sentence.answer, legend=legend)
    shapes, framed, _ = _frame(asked)
    made = classed.measure(asked, shapes) if shapes and kind == "classes" else None
    return classed.draw(made, framed, sentence.title, whole=True, legend=legend) if made and framed else ""


def _frame(asked: AnsweredQuestion) -> tuple[View | None, View | None, Mapping[str, View]]:
    """Return a view, the part of it that shows where an answer is, and the outermost regions of that."""
    within = classed.find_within(asked)
    name = next((name for name, code in VIEWS.items() if code and code == within), _EUROPE)
    shapes = find_view(name)
    if shapes and within and name == _EUROPE:
        return shapes, frame_country(shapes, within), frame_insets(shapes, within)
    return shapes, shapes, {}


def _make_class_map(asked: AnsweredQuestion, sentence: Sentence) -> AnswerMap | None:
    shapes, part, insets = _frame(asked)
    made = classed.measure(asked, shapes) if shapes else None
    if not part or not made:
        return None
    names = Names(PREFIXES["region"] + code for code in insets)
    apart = [(names.name(PREFIXES["region"] + code), inset) for code, inset in insets.items()]
    large = not made.within or len(made.places) > _LINKS
    return AnswerMap(
        "" if large else classed.draw(made, part, sentence.title),
        [] if large else [(name, classed.draw(made, inset, name)) for name, inset in apart],
        classed.make_picture_address(asked, legend="none") if large else "",
        classed.make_picture_address(asked),
        made.legend,
        classed.write_notice(made, part),
        get_map_words("past_to_answer", language()),
        _measure_picture(part),
        made.measure,
        made.dataset,
    )


def _measure_picture(view: View) -> tuple[int, int]:
    """Return the width and height in which a picture of a view is shown, before the page says otherwise."""
    return _WIDE, round(_WIDE * view.box[3] / view.box[2])


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
    found = []
    for one in places:
        state = states.get(one.territory.iri, WITHOUT if one.state in (OWN, JOINT) else one.state)
        found.append(one if state == one.state else Place(one.territory, one.name, state))
    return tuple(found)
