"""The strategies of a region in time: when each holds, and what became of its areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Row
from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import make_why, read
from styrka.web.render.things.priorities import AreaList

FATES: Final = ("continued", "theme kept", "no counterpart recorded", "new")  # codes of ``dropped-or-renamed``
_PROPERTIES: Final = {
    "continued": "styrka:continues",
    "theme kept": "styrka:keepsThemeOf",
}  # what a counterpart rests on
_FADES: Final = 7  # years for which a strategy is drawn where only its date is recorded


@dataclass(frozen=True)
class Period:
    """A strategy on the line of time, in years.

    Attributes:
        link: the way to the strategy.
        first: the first year that is drawn.
        last: the last year that is drawn.
        certain: whether the period is recorded; else only a date is, and the end is unknown.
    """

    link: Link
    first: int
    last: int
    certain: bool


@dataclass(frozen=True)
class Change:
    """What became of the areas of a strategy in the next one: by fate, the areas with their counterparts."""

    earlier: Link
    later: Link
    fates: dict[str, tuple[tuple[Link, Link | None], ...]]


def list_periods(rows: Sequence[Row], lists: Sequence[AreaList]) -> tuple[Period, ...]:
    """Return the strategies that have a year at all, the oldest first.

    Parameters:
        rows: the answer to ``periods``.
        lists: strategies that may not be the region's own, and so not among the rows.
    """
    names = Names(row["list"].value for row in rows)
    found = {}
    for row in rows:
        first, last, date = (read(row, column)[:4] for column in ("from", "until", "asOf"))
        if first or date:
            start = int(first or date)
            end = int(last) if last else start + _FADES
            link = names.link(row["list"].value)
            found[link.iri] = Period(link, start, max(start, end), bool(first and last))
    for one in lists:
        if one.year and one.link.iri not in found:
            found[one.link.iri] = Period(one.link, int(one.year), int(one.year) + _FADES, certain=False)
    return tuple(sorted(found.values(), key=lambda one: (one.first, one.last, one.link.label)))


def list_changes(rows: Sequence[Row]) -> tuple[Change, ...]:
    """Return, for each pair of strategies that follow on each other, what became of the areas.

    Parameters:
        rows: the answer to ``dropped-or-renamed``.
    """
    columns = ("earlier", "later", "area", "counterpart")
    names = Names(row[column].value for row in rows for column in columns if column in row)
    pairs: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        pair = (row["earlier"].value, row["later"].value)
        pairs[pair][row["fate"].value].setdefault(row["area"].value, read(row, "counterpart"))
    return tuple(
        Change(
            names.link(earlier),
            names.link(later),
            {
                fate: tuple((names.link(area), names.link(other) if other else None) for area, other in areas.items())
                for fate, areas in sorted(fates.items(), key=lambda one: _rank(one[0]))
            },
        )
        for (earlier, later), fates in pairs.items()
    )


def _rank(fate: str) -> int:
    return FATES.index(fate) if fate in FATES else len(FATES)


def find_why(fate: str, area: Link, counterpart: Link | None) -> str:
    """Return the address that explains why an area counts as the counterpart of another; empty where none is."""
    return make_why(counterpart.iri, _PROPERTIES[fate], area.iri) if counterpart and fate in _PROPERTIES else ""
