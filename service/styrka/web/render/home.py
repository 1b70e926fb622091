"""The start page: one sentence, the door, the map, three answers, and what there is and is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Response

from styrka.ask import overview
from styrka.ask.highlights import Highlight, find_highlights
from styrka.ask.overview import RegionEntry, ThemeEntry
from styrka.release import GEOMETRY, find_release
from styrka.text.locale import sort_key
from styrka.text.ui import get_words
from styrka.web.context import language, service
from styrka.web.render.names import Names
from styrka.web.render.published import has_release_files
from styrka.web.render.shell.page import reaches, render_page

_MAPPED: Final = "theme-by-region"  # the question whose example the map shows
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
        mapped=find_map_address(themes),
        sentences=_write_sentences(find_highlights(engine, service().questions, answers)),
        lists=overview.count_lists(engine, answers),
        deciding=len(regions),
        without=sum(1 for one in regions if not one.own + one.joint),
    )


def find_map_address(themes: Sequence[ThemeEntry]) -> str:
    """Return the query string of the map that stands on the start page; empty where none can be drawn.

    It is loaded as a picture with one link: its territories as links would be 200 presses of a key.
    """
    present = service()
    question = present.questions.get(_MAPPED)
    theme = question.parameter("theme").example if question else ""
    if not theme or not reaches("/map") or theme not in {one.slug for one in themes}:
        return ""
    if (
        not has_release_files()
        or GEOMETRY not in find_release(present.settings.releases_path, present.engine.version).manifest["files"]
    ):
        return ""
    return urlencode({"theme": theme, "lang": language()})


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


def lower_first(words: str) -> str:
    """Return words as they stand within a sentence: the first letter is small, unless a second capital follows."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
