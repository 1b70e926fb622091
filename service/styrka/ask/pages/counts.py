"""The numbers and names in the sentence of an answer, as a question's header declares them.

``rows`` counts rows, ``distinct region`` the different values of a column, ``territories region through list`` those of
them that are not counted with a larger territory, ``nested region through list`` those that are. ``where basis=own and
asOf!=2014`` narrows the rows, ``from theme-by-region`` asks another question with the same values, and ``n - own`` is a
difference. ``least``, ``most``, ``sum`` and ``first`` take one value of a column, and ``list theme`` names its values.
``where region=$region`` is the value that the question was asked with; ``alike region through
list`` counts those territories that are more alike to it than the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Row

FORMS: Final = ("rows", "distinct", "territories", "nested", "sum", "least", "most", "first", "list", "alike")
THROUGH: Final = ("territories", "nested", "alike")
_DIFFERENCE: Final = re.compile(r"(?P<one>\w+) (?P<sign>[-+]) (?P<two>\w+)")
_COUNT: Final = re.compile(
    rf"(?P<form>{'|'.join(FORMS)})(?: (?!through |from |where )(?P<column>\w+))?(?: through (?P<through>\w+))?"
    r"(?: from (?P<question>[a-z][\w-]*))?(?: where (?P<where>.+))?"
)
_CONDITION: Final = re.compile(r"(?P<column>\w+)(?P<not>!?)=(?P<value>.*)")
_AND: Final = re.compile(r" and (?=\w+!?=)")


@dataclass(frozen=True)
class Condition:
    """What a row must have: a value in a column, or anything but that; the value may be the end of an IRI."""

    column: str
    value: str
    negated: bool = False

    def fits(self, row: Row) -> bool:
        """Return whether a row is so; a column without a value has the empty one."""
        text = row[self.column].value if self.column in row else ""
        return (text == self.value or text.rsplit("/", 1)[-1] == self.value) is not self.negated


@dataclass(frozen=True)
class Count:
    """One number or name of a sentence. ``question`` is the slug of the question whose rows count; empty: its own.

    A ``difference`` or a sum has the names of two others and the sign between them.
    """

    form: str
    column: str = ""
    through: str = ""
    question: str = ""
    conditions: tuple[Condition, ...] = ()
    difference: tuple[str, str, str] | None = None

    def columns(self) -> set[str]:
        """Return the columns that it names."""
        return {self.column, self.through, *(one.column for one in self.conditions)} - {""}


def parse_count(text: str) -> Count:
    """Return the count that a text describes.

    Raises:
        ValueError: It is not as it should be; says what would be right.
    """
    if found := _DIFFERENCE.fullmatch(text):
        return Count("difference", difference=(found["one"], found["sign"], found["two"]))
    found = _COUNT.fullmatch(text)
    if not found or (found["form"] == "rows") != (found["column"] is None):
        raise ValueError(
            "a count is rows, distinct COLUMN, territories COLUMN through COLUMN and so on, then from QUESTION, "
            "then where COLUMN=VALUE; or n - own"
        )
    if (found["form"] in THROUGH) != (found["through"] is not None):
        raise ValueError(
            f"{found['form']} is counted through a column"
            if found["form"] in THROUGH
            else f"{found['form']} is not counted through a column"
        )
    conditions = []
    for part in _AND.split(found["where"] or ""):
        if condition := _CONDITION.fullmatch(part):
            conditions.append(Condition(condition["column"], condition["value"], bool(condition["not"])))
        elif part:
            raise ValueError(f"{part!r} must be COLUMN=VALUE or COLUMN!=VALUE")
    return Count(
        found["form"], found["column"] or "", found["through"] or "", found["question"] or "", tuple(conditions)
    )


def choose_rows(rows: Iterable[Row], conditions: Sequence[Condition]) -> list[Row]:
    """Return the rows that all conditions fit."""
    found = list(rows)
    for one in conditions:
        found = [row for row in found if one.fits(row)]
    return found


def list_values(rows: Iterable[Row], column: str) -> list[str]:
    """Return the different values of a column, in the order of the rows; rows without one do not count."""
    return list(dict.fromkeys(row[column].value for row in rows if column in row))


def find_nested(rows: Iterable[Row], column: str, through: str, larger: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the territories that answer only through what a larger one in the answer has too, each with the larger.

    Parameters:
        column: the column with the territories.
        through: the column with what they have it through, such as a list.
        larger: the larger territories that each lies in.
    """
    reasons: dict[str, set[str]] = {}
    for row in rows:
        if column in row:
            reasons.setdefault(row[column].value, set()).add(row[through].value if through in row else "")
    return {
        territory: around
        for territory, own in reasons.items()
        for around in larger.get(territory, ())
        if around in reasons and own <= reasons[around]
    }
