"""What shows an answer beside its table: bars, a time line, and what a map colours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.reader import Reader
from styrka.engine.interface import Row, Term
from styrka.text.locale import format_number

BARS: Final = 10
POINTS: Final = 20
_YEAR: Final = re.compile(r"([12]\d{3})")
_STATES: Final = {"own": "own", "joint": "joint", "has a recorded list without it": "without"}


@dataclass(frozen=True)
class Bar:
    """One bar, or one point in time: what it is of, its value in words, and how far it goes, in percent."""

    label: str
    value: str
    share: int


def make_bars(asked: AnsweredQuestion, reader: Reader) -> tuple[Bar, ...]:
    """Return the first rows of an answer as bars of the column that the page names; none where it names none."""
    view = asked.query.page.view
    if view.kind != "bars":
        return ()
    found = [(row, number) for row in asked.rows if (number := _read_number(row.get(view.of))) is not None][:BARS]
    largest = max((number for _, number in found), default=0) or 1
    return tuple(
        Bar(_label(row, view.label, reader), format_number(number, reader.language), round(100 * number / largest))
        for row, number in found
    )


def make_timeline(asked: AnsweredQuestion, reader: Reader) -> tuple[Bar, ...]:
    """Return the rows of an answer that have a year as points between the first year and the last, oldest first."""
    view = asked.query.page.view
    if view.kind != "timeline":
        return ()
    years = [
        (row, int(found.group())) for row in asked.rows if view.of in row and (found := _YEAR.match(row[view.of].value))
    ]
    years = sorted(years, key=lambda one: one[1])[:POINTS]
    if not years:
        return ()
    first, last = years[0][1], years[-1][1]
    return tuple(
        Bar(_label(row, view.label, reader), str(year), round(100 * (year - first) / max(1, last - first)))
        for row, year in years
    )


def find_states(rows: Sequence[Row]) -> Mapping[str, str]:
    """Return what a map shows of each region, by its code: ``own``, ``joint``, ``without`` or ``unknown``."""
    found: dict[str, str] = {}
    for row in rows:
        state, basis = (row[name].value if name in row else "" for name in ("state", "basis"))
        found[row["region"].value.rsplit("/", 1)[-1]] = _STATES.get(basis) or _STATES.get(state, "unknown")
    return found


def _label(row: Row, column: str, reader: Reader) -> str:
    term = row.get(column)
    return "" if term is None else reader.name(term.value) if term.is_iri else term.value


def _read_number(term: Term | None) -> float | None:
    try:
        return None if term is None else float(term.value)
    except ValueError:
        return None
