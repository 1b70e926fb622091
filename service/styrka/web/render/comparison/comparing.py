"""Two to four regions, or strategies, beside each other: which themes each has, and through which areas."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from styrka.ask.pages.reader import lower_first
from styrka.engine.interface import Row
from styrka.text.comparison import get_comparison_words as words
from styrka.text.locale import sort_key
from styrka.web.context import language, service
from styrka.web.render.map.drawing import JOINT, NONE, OWN, WITHOUT
from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import ask_rows, read, select
from styrka.web.render.things.timeline import Change, list_changes

_APART: Final = 5  # years between strategies that are hardly comparable
COLUMNS: Final = (
    "theme",
    "theme_en",
    "theme_sv",
    "thing",
    "thing_en",
    "thing_sv",
    "state",
    "area",
    "area_name",
)
_LATEST: Final = "?list styrka:hasPriorityArea ?area FILTER NOT EXISTS { ?list styrka:supersededBy ?later }"


@dataclass(frozen=True)
class Cell:
    """What one of the compared has of a theme: the state, and the areas that are on it."""

    state: str
    areas: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ThemeRow:
    """A theme, whether it is a top theme, and the cell of each of the compared."""

    theme: Link
    top: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    """Things beside each other.

    Attributes:
        things: the compared regions or strategies.
        years: the years of the strategies of each that are compared.
        rows: the themes that at least one of them has, each top theme followed by its narrower ones.
        programmes: the funding programmes that are open to all of them and have not ended.
        organisations: those that take part in areas of all of them.
        changes: what became of the areas, where one strategy follows on the other.
        short_names: theirs in sentences, where the labels are long: strategies by their regions and years.
    """

    things: tuple[Link, ...]
    years: tuple[tuple[str, ...], ...]
    rows: tuple[ThemeRow, ...]
    programmes: tuple[Link, ...] = ()
    organisations: tuple[Link, ...] = ()
    changes: tuple[Change, ...] = ()
    short_names: tuple[str, ...] = ()

    @cached_property
    def shared(self) -> tuple[Link, ...]:
        """The themes that all of them have."""
        return tuple(row.theme for row in self.rows if all(cell.areas for cell in row.cells))

    def list_alone(self, place: int) -> tuple[Link, ...]:
        """Return the themes that only the one at that place has."""
        return tuple(
            row.theme
            for row in self.rows
            if row.cells[place].areas and not any(cell.areas for n, cell in enumerate(row.cells) if n != place)
        )

    @property
    def names(self) -> str:
        """What the compared things are called, as one phrase."""
        *first, last = self.called
        return f"{', '.join(first)} {words('and', language())} {last}"

    @property
    def sentence(self) -> str:
        """The comparison in one or two sentences."""
        present = language()
        names = self.called
        listed = ", ".join(lower_first(one.label) for one in self.shared)
        first = words(
            "share" if self.shared else "share_none", present, names=self.names, n=len(self.shared), themes=listed
        )
        alone = [words("alone", present, n=len(self.list_alone(n)), name=name) for n, name in enumerate(names)]
        missing = [words("missing", present, name=names[n]) for n, empty in enumerate(self._empty) if empty]
        return " ".join([first, f"{', '.join(alone)}.", *missing])

    @property
    def called(self) -> tuple[str, ...]:
        """What each of them is called in sentences."""
        return self.short_names or tuple(one.label for one in self.things)

    @property
    def _empty(self) -> list[bool]:
        return [not any(row.cells[n].areas for row in self.rows) for n in range(len(self.things))]

    @property
    def apart(self) -> bool:
        """Whether more than five years lie between the strategies that are compared."""
        years = [int(year) for several in self.years for year in several]
        return bool(years) and max(years) - min(years) > _APART


def compare_regions(iris: Sequence[str]) -> Comparison:
    """Return regions beside each other, by their latest known strategies. Raises as ``Engine.run``."""
    values = " ".join(f"<{iri}>" for iri in iris)
    rows = select(
        f"""SELECT DISTINCT ?thing ?theme ?area ?own ?date {{ VALUES ?thing {{ {values} }}
  ?thing styrka:priorityArea ?area . {_LATEST}
  OPTIONAL {{ ?list styrka:asOf ?date }} OPTIONAL {{ ?area styrka:concerns ?theme }}
  BIND(EXISTS {{ ?thing styrka:ownPriorityArea ?area }} AS ?own) }} ORDER BY ?thing ?theme ?area"""
    )
    together = " ; ".join(f"styrka:openTo <{iri}>" for iri in iris)
    year = service().engine.edition.year
    programmes = select(
        f"SELECT DISTINCT ?one {{ ?one a styrka:FundingProgramme ; {together} OPTIONAL {{ ?one styrka:periodEnd ?end }}"
        f' FILTER(!BOUND(?end) || SUBSTR(STR(?end), 1, 4) >= "{year}") }} ORDER BY ?one'
    )
    both = " ".join(
        f"?one styrka:participatesIn ?area{n} . <{iri}> styrka:priorityArea ?area{n} ." for n, iri in enumerate(iris)
    )
    organisations = select(f"SELECT DISTINCT ?one {{ {both} }} ORDER BY ?one")
    return _compare(iris, rows, programmes, organisations)


def compare_strategies(iris: Sequence[str]) -> Comparison:
    """Return strategies beside each other, with what became of the areas where one follows on another.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    values = " ".join(f"<{iri}>" for iri in iris)
    rows = select(
        f"""SELECT DISTINCT ?thing ?theme ?area ?own ?date {{ VALUES ?thing {{ {values} }}
  ?thing styrka:hasPriorityArea ?area OPTIONAL {{ ?thing styrka:asOf ?date }}
  OPTIONAL {{ ?area styrka:concerns ?theme }} BIND(true AS ?own) }} ORDER BY ?thing ?theme ?area"""
    )
    covered = select(f"SELECT DISTINCT * {{ VALUES ?thing {{ {values} }} ?thing styrka:coversRegion ?region }}")
    followed = [
        row
        for region in dict.fromkeys(one["region"].value for one in covered)
        for row in ask_rows("dropped-or-renamed", region=region)
        if {row["earlier"].value, row["later"].value} <= set(iris)
    ]
    compared = _compare(iris, rows, (), (), list_changes(followed))
    return replace(
        compared, short_names=_shorten_names(compared, {row["thing"].value: row["region"].value for row in covered})
    )


def _shorten_names(compared: Comparison, regions: Mapping[str, str]) -> tuple[str, ...]:
    """Return strategies as their regions with their years; nothing where that does not tell them apart."""
    names = Names(regions.values())
    pairs = zip(compared.things, compared.years, strict=True)
    short = tuple(f"{names.name(regions[one.iri])} {years[0]}" for one, years in pairs if one.iri in regions and years)
    return short if len(set(short)) == len(compared.things) else ()


def _compare(
    iris: Sequence[str],
    rows: Sequence[Row],
    programmes: Sequence[Row],
    organisations: Sequence[Row],
    changes: tuple[Change, ...] = (),
) -> Comparison:
    areas: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    years: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        years[row["thing"].value].add(read(row, "date")[:4])  # "" where a list has no date
        if "theme" in row:
            areas[row["theme"].value, row["thing"].value][row["area"].value] = row["own"].value == "true"
    others = [row["one"].value for row in (*programmes, *organisations)]
    names = Names([*iris, *others, *(theme for theme, _ in areas), *(area for one in areas.values() for area in one)])
    broader = {row["theme"].value: row["broader"].value for row in select(_BROADER)}

    def make_cell(theme: str, thing: str) -> Cell:
        found = areas.get((theme, thing))
        if found:
            return Cell(OWN if any(found.values()) else JOINT, names.links(found))
        return Cell(WITHOUT if thing in years else NONE)

    def place(theme: str) -> tuple[object, ...]:
        top = broader.get(theme, theme)
        return sort_key(tops.name(top), language()), top, theme != top, sort_key(names.name(theme), language())

    themes = {theme for theme, _ in areas}
    tops = Names({broader.get(theme, theme) for theme in themes})
    return Comparison(
        things=names.links(iris),
        years=tuple(tuple(sorted(years.get(iri, set()) - {""})) for iri in iris),
        rows=tuple(
            ThemeRow(names.link(theme), theme not in broader, tuple(make_cell(theme, iri) for iri in iris))
            for theme in sorted(themes, key=place)
        ),
        programmes=names.links(row["one"].value for row in programmes),
        organisations=names.links(row["one"].value for row in organisations),
        changes=changes,
    )


_BROADER: Final = "SELECT ?theme ?broader { ?theme a styrka:Theme ; skos:broader ?broader }"


def list_records(found: Comparison, labels: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the comparison in long form: a record for each area of each cell, and one for a cell without.

    The names of its values are the same whatever the reader's language.

    Parameters:
        labels: by IRI and language, of all that is compared.
    """
    records = []
    for row in found.rows:
        for thing, cell in zip(found.things, row.cells, strict=True):
            for area in cell.areas or (None,):
                names = [labels.get(iri, {}).get(tag, "") for iri in (row.theme.iri, thing.iri) for tag in ("en", "sv")]
                values = (row.theme.iri, *names[:2], thing.iri, *names[2:], cell.state)
                shown = (area.iri, area.label) if area else ("", "")
                records.append(dict(zip(COLUMNS, (*values, *shown), strict=True)))
    return records


def write_json(found: Comparison, records: Sequence[Mapping[str, str]]) -> str:
    """Return the records as JSON, with what is compared and the themes that all have."""
    document = {
        "compared": [one.iri for one in found.things],
        "shared": [one.iri for one in found.shared],
        "cells": list(records),
    }
    return json.dumps(document, ensure_ascii=False)
