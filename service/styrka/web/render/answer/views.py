"""What shows an answer beside its table: bars, and a time line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.reader import Reader
from styrka.engine.interface import Row, Term
from styrka.text.locale import format_number

BARS: Final = 10
POINTS: Final = 20
_YEAR: Final = re.compile(r"([12]\d{3})")


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
    if not years or years[0][1] == years[-1][1]:
        return ()  # of one year there is nothing to see
    first, last = years[0][1], years[-1][1]
    return tuple(
        Bar(_label(row, view.label, reader), str(year), round(100 * (year - first) / max(1, last - first)))
        for row, year in years
    )


def _label(row: Row, column: str, reader: Reader) -> str:
    term = row.get(column)
    return "" if term is None else reader.name(term.value) if term.is_iri else term.value


def _read_number(term: Term | None) -> float | None:
    try:
        return None if term is None else float(term.value)
    except ValueError:
        return None
