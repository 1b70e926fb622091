"""The start page: one sentence, the door, the map, three answers, and what there is and is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import Response

from styrka.ask import overview
from styrka.ask.highlights import Highlight, find_highlights
from styrka.ask.overview import RegionEntry, ThemeEntry
from styrka.ask.pages.reader import lower_first
from styrka.text.locale import sort_key
from styrka.text.ui import get_words
from styrka.web.context import language, service
from styrka.web.render.map.shapes import find_view
from styrka.web.render.map.themed import QUESTION, VIEWS, ask_map
from styrka.web.render.names import Names
from styrka.web.render.shell.page import reaches, render_page

_WIDE: Final = 1000  # pixels of a picture
_SHOWN: Final = 8  # of the commonest themes
# The country whose regions stand first in the list for readers of a language.
_FIRST: Final[Mapping[str, str]] = {"sv": "SE"}


@dataclass(frozen=True)
class Named:
    """One thing that can be chosen: the value that a form sends, and its label."""

    value: str
    label: str


@dataclass(frozen=True)
class Sentence:
    """An answer in words, and where all of it is."""

    text: str
    address: str
    key: str


@dataclass(frozen=True)
class MapPicture:
    """A map as a picture: where it leads, its address, what it shows, and its width and height."""

    address: str
    picture: str
    title: str
    size: tuple[int, int]


@dataclass(frozen=True)
class HomeMaps:
    """The maps of the start page: what they show in a sentence, the legend, the pictures, and what must stand below."""

    sentence: str
    legend: Sequence[tuple[str, str]]
    pictures: tuple[MapPicture, ...]
    notice: str


def render_home() -> Response:
    """Return the start page."""
    engine, answers = service().engine, service().answers
    regions, themes = overview.list_regions(engine, answers), overview.list_themes(engine, answers)
    names = Names([one.iri for one in themes] + [iri for one in regions for iri in (one.iri, one.country)])
    return render_page(
        "home.html",
        regions=group_by_country(regions, names),
        themes=name_themes(themes, names),
        common=name_themes(sorted(themes, key=lambda one: -one.regions)[:_SHOWN], names, ordered=False),
        mapped=find_maps(themes),
        sentences=_write_sentences(find_highlights(engine, service().questions, answers)),
        lists=overview.count_lists(engine, answers),
        deciding=len(regions),
        without=sum(1 for one in regions if not one.own + one.joint),
    )


def find_maps(themes: Sequence[ThemeEntry]) -> HomeMaps | None:
    """Return the maps that stand on the start page; None where none can be drawn.

    They are loaded as pictures with one link each: their territories as links would be 200 presses of a key.
    """
    present = service()
    question = present.questions.get(QUESTION)
    theme = question.parameter("theme").example if question else ""
    if not theme or not reaches("/map") or theme not in {one.slug for one in themes}:
        return None
    asked = ask_map(theme, "europe")
    found = [
        MapPicture(
            f"/map?{urlencode(values)}",
            f"/map.svg?{urlencode({**values, 'lang': language(), 'legend': 'none'})}",
            replace(asked, view=name).title,
            (_WIDE, round(_WIDE * view.box[3] / view.box[2])),
        )
        for name in VIEWS
        if (view := find_view(name))
        for values in [{"theme": theme} | ({"view": name} if VIEWS[name] else {})]
    ]
    notices = [view.attribution[language()] for name in VIEWS if (view := find_view(name))]
    return HomeMaps(asked.sentence, asked.legend, tuple(found), " ".join(notices)) if found else None


def group_by_country(regions: Sequence[RegionEntry], names: Names) -> list[tuple[str, list[Named]]]:
    """Return the countries with their regions, both in the order of the alphabet; the reader's own country first."""
    present, grouped = language(), dict[str, list[Named]]()
    for one in regions:
        grouped.setdefault(one.country, []).append(Named(one.code, names.offer(one.iri)))
    first = _FIRST.get(present)
    countries = sorted(grouped, key=lambda iri: (iri.rsplit("/", 1)[-1] != first, sort_key(names.name(iri), present)))
    return [(names.name(iri), sorted(grouped[iri], key=lambda one: sort_key(one.label, present))) for iri in countries]


def name_themes(themes: Sequence[ThemeEntry], names: Names, *, ordered: bool = True) -> list[Named]:
    """Return themes with their names, in the order of the alphabet or as they come."""
    named = [Named(one.slug, names.name(one.iri)) for one in themes]
    return sorted(named, key=lambda one: sort_key(one.label, language())) if ordered else named


def _write_sentences(found: Sequence[Highlight]) -> list[Sentence]:
    names = Names(iri for one in found for iri in one.things.values())
    made = []
    for one in found:
        things = {name: names.name(iri) for name, iri in one.things.items()}
        if "theme" in things:
            things["theme"] = lower_first(things["theme"])
        text = get_words(f"{one.key}_sentence", language(), **one.numbers, **things, **one.times)
        made.append(Sentence(text, f"/ask/{one.question}?{urlencode(one.given)}", f"see_{one.key}"))
    return made
