"""The rows of an answer in another order and narrowed by facets, as an address asks for: ``sort=-asOf&basis=own``.

It works on the rows that were found once, so that another order is no other query. A facet that is called as a
parameter of the question is that parameter: its links ask the question anew, and nothing is narrowed here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from styrka.ask.answer import AnsweredQuestion, put_first
from styrka.ask.pages.page import Facet
from styrka.ask.question import Query
from styrka.engine.interface import Row, Term
from styrka.errors import BadParameter
from styrka.text.locale import sort_key

SORT: Final = "sort"
# What says that there is no value; it stands last in either order.
_NOTHING: Final = frozenset({"", "not recorded", "date not recorded", "none recorded", "not applicable"})
_COUNTRY: Final = re.compile(r"([A-Z]{2})[A-Z0-9]{0,3}")
_YEAR: Final = re.compile(r"([12]\d{3})(-.*)?")


@dataclass(frozen=True)
class Arrangement:
    """The order of the rows, as columns with ``-`` for descending, and the chosen value of each facet."""

    sort: tuple[str, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)

    def direction(self, column: str) -> str:
        """Return ``ascending`` or ``descending`` for the column that comes first, empty for the others."""
        first = self.sort[0] if self.sort else ""
        return "" if first.removeprefix("-") != column else "descending" if first.startswith("-") else "ascending"


def list_own_facets(query: Query) -> tuple[Facet, ...]:
    """Return the facets of a question's page that are no parameters of the question."""
    names = {one.name for one in query.parameters}
    return tuple(one for one in query.page.facets if one.name not in names)


def read_arrangement(query: Query, given: Mapping[str, str]) -> Arrangement:
    """Return the order and the facets that an address asks for.

    Parameters:
        given: what stands in the address, by name; what is no facet and no order is left alone.

    Raises:
        BadParameter: For an order by what is no column.
    """
    sort = tuple(one for one in given.get(SORT, "").split(",") if one)
    for one in sort:
        if one.removeprefix("-") not in query.columns:
            raise BadParameter(
                f"{SORT} is {given[SORT]!r}; it must name columns, with - for descending: {', '.join(query.columns)}.",
                sv=f"{SORT} är {given[SORT]!r}; det måste vara kolumner, med - för fallande: "
                f"{', '.join(query.columns)}.",
                parameter=SORT,
                allowed=query.columns,
            )
    chosen = {one.name: given[one.name] for one in list_own_facets(query) if given.get(one.name)}
    return Arrangement(sort, chosen)


def arrange_rows(
    asked: AnsweredQuestion,
    arrangement: Arrangement,
    names: Callable[[Collection[str]], Mapping[str, str]],
    language: str,
) -> AnsweredQuestion:
    """Return the answer with only the rows that were chosen, in the order that was asked for, after those put first.

    Parameters:
        names: gives the labels of things by IRI; things are sorted by theirs.
    """
    facets = {one.name: one for one in list_own_facets(asked.query)}
    rows = list(asked.rows)
    for name, value in arrangement.chosen.items():
        rows = [row for row in rows if read_value(facets[name], row) == value]
    iris = {row[one].value for one in _columns(arrangement) for row in rows if one in row and row[one].is_iri}
    labels = names(iris) if iris else {}
    for one in reversed(arrangement.sort):
        rows = _sort(rows, one.removeprefix("-"), labels, language, descending=one.startswith("-"))
    return put_first(replace(asked, rows=tuple(rows), total=len(rows)))


def count_values(asked: AnsweredQuestion, arrangement: Arrangement, facet: Facet) -> Counter[str]:
    """Return how many rows of a whole answer have each value of a facet, among those that the other facets leave."""
    facets = {one.name: one for one in list_own_facets(asked.query)}
    others = [(facets[name], value) for name, value in arrangement.chosen.items() if name != facet.name]
    rows: Sequence[Row] = asked.rows
    for one, chosen in others:
        rows = [row for row in rows if read_value(one, row) == chosen]
    counted = Counter[str]()
    for term, count in Counter(row[facet.column] for row in rows if facet.column in row).items():
        if value := _read_term(facet, term):
            counted[value] += count
    return counted


def read_value(facet: Facet, row: Row) -> str:
    """Return the value of a facet that a row has, as it stands in an address; empty for none."""
    return _read_term(facet, row[facet.column]) if facet.column in row else ""


def _read_term(facet: Facet, term: Term) -> str:
    text = term.value.rsplit("/", 1)[-1] if term.is_iri else term.value
    if facet.name == facet.column:
        return text
    found = (_COUNTRY if facet.name == "country" else _YEAR).fullmatch(text)
    return found.group(1) if found else ""


def _columns(arrangement: Arrangement) -> list[str]:
    return [one.removeprefix("-") for one in arrangement.sort]


def _sort(rows: Sequence[Row], column: str, labels: Mapping[str, str], language: str, *, descending: bool) -> list[Row]:
    """Return the rows in the order of one column, the equal ones as they were, and last those that have nothing."""
    terms = {row[column] for row in rows if column in row}
    keys = {term: _key(term, labels, language) for term in terms if term.value not in _NOTHING}
    having = [row for row in rows if row.get(column) in keys]
    lacking = [row for row in rows if row.get(column) not in keys]
    # A sort that is reversed keeps the order of what is equal (Python's documentation).
    return sorted(having, key=lambda row: keys[row[column]], reverse=descending) + lacking


def _key(term: Term, labels: Mapping[str, str], language: str) -> tuple[int, Decimal, tuple[str, str]]:
    """Return what terms are sorted by: numbers before texts, and those as the language's alphabet has them."""
    # A text such as 2023 is a date that is no more exact than that, and stands among the other dates.
    if not term.is_iri and term.datatype:
        try:
            return 0, Decimal(term.value), ("", "")
        except InvalidOperation:
            pass
    text = labels.get(term.value, term.value) if term.is_iri else term.value
    return 1, Decimal(0), sort_key(text, language)
