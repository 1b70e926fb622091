"""Literals: is the lexical form right, are two values the same (XSD 1.1 part 2).

Only the datatypes that OWL 2 RL lists are judged (OWL 2 Profiles section 4.2.1); a literal of any other datatype is
taken as it is.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

from styrka import vocabulary

_XSD: Final = vocabulary.PREFIXES["xsd"]
_ZONE = r"(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR = r"-?([1-9]\d{3,}|0\d{3})"
_TIME = r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
_FLOAT = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN"
_INTEGER = r"[+-]?\d+"
_FORMS: Final = {
    name: re.compile(form)
    for name, form in {
        "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
        "integer": _INTEGER,
        "float": _FLOAT,
        "double": _FLOAT,
        "boolean": r"true|false|0|1",
        "date": rf"({_YEAR}-\d\d-\d\d){_ZONE}",
        "dateTime": rf"({_YEAR}-\d\d-\d\d)T{_TIME}{_ZONE}",
        "dateTimeStamp": rf"({_YEAR}-\d\d-\d\d)T{_TIME}(Z|[+-]\d\d:\d\d)",
        "time": _TIME + _ZONE,
        "gYear": _YEAR + _ZONE,
        "gYearMonth": rf"{_YEAR}-(0[1-9]|1[0-2]){_ZONE}",
        "anyURI": r"[^\s<>\"{}|\\^`]*",
        "language": r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*",
        "hexBinary": r"([0-9A-Fa-f]{2})*",
    }.items()
}
_BOUNDS: Final[dict[str, tuple[int | None, int | None]]] = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_DECIMALS: Final = frozenset({"decimal", "integer", *_BOUNDS})


def is_well_formed(literal: ox.Literal) -> bool:
    """Return whether the lexical form belongs to the literal's datatype (the condition of rule dt-not-type)."""
    name = literal.datatype.value
    if not name.startswith(_XSD):
        return True
    name = name[len(_XSD) :]
    text = literal.value
    if name in _BOUNDS:
        return bool(_FORMS["integer"].fullmatch(text)) and _within(int(text), name)
    form = _FORMS.get(name)
    if form is None:
        return True
    found = form.fullmatch(text)
    return found is not None and (name not in {"date", "dateTime", "dateTimeStamp"} or _is_day(found[1]))


def same_value(one: ox.Literal, other: ox.Literal) -> bool:
    """Return whether two literals have one value: equal terms, or numbers of the decimal family that are equal."""
    if one == other:
        return True
    first, second = _number(one), _number(other)
    return first is not None and first == second


def _within(number: int, name: str) -> bool:
    low, high = _BOUNDS.get(name, (None, None))
    return (low is None or number >= low) and (high is None or number <= high)


def _number(literal: ox.Literal) -> Decimal | None:
    name = literal.datatype.value
    if not name.startswith(_XSD) or name[len(_XSD) :] not in _DECIMALS:
        return None
    try:
        return Decimal(literal.value)
    except InvalidOperation:
        return None


def _is_day(text: str) -> bool:
    year, month, day = text.removeprefix("-").rsplit("-", 2)
    try:
        # Only the year's place in the cycle of leap years matters, and date() stops at the year 9999.
        date(2000 + int(year) % 400, int(month), int(day))
    except ValueError:
        return False
    return True
