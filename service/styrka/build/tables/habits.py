"""What people write in cells out of habit: quotation marks around a code, values with semicolons, days in words.

Each has the very text that would be right, so that nobody has to know the rules of a column to follow the message.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from styrka.build.tables.schema import PARTIAL_DATE, Column

Fault = tuple[tuple[str, str], tuple[str, str]]

_MARKS: Final = "\"'“”„‟‘’‚«»`´"
_SEPARATORS: Final = re.compile(r"\s*[;,\n]\s*")
_MONTHS: Final = (
    ("january", "januari"),
    ("february", "februari"),
    ("march", "mars"),
    ("april", "april"),
    ("may", "maj"),
    ("june", "juni"),
    ("july", "juli"),
    ("august", "augusti"),
    ("september", "september"),
    ("october", "oktober"),
    ("november", "november"),
    ("december", "december"),
)
_IN_WORDS: Final = re.compile(r"(?:(?:den )?(\d{1,2})(?:st|nd|rd|th|:e|\.)? )?(?:of )?([a-z]{3,9})\.?,? (\d{4})")
_MONTH_FIRST: Final = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[./ -]?(\d{1,2})[./ -]?(\d{1,2})(?:[ T]\d{2}:\d{2}.*)?")


def find_habit(column: Column, value: str) -> Fault | None:
    """Return what is wrong with a value that somebody wrote out of habit, and what would be right; else None.

    Texts may have any sign; only codes, addresses, numbers and dates are looked at.
    """
    keys = column.value is not None or not column.predicate
    if not keys and column.is_right(value):
        return None
    bare = value.strip(_MARKS + " ")
    if bare and bare != value and (keys or column.is_right(bare)):
        return (
            (f"{value} stands between quotation marks.", f"{value} står inom citattecken."),
            (f"Write {bare} without them.", f"Skriv {bare} utan dem."),
        )
    found = [part for part in _SEPARATORS.split(value) if part]
    if column.value is not None and column.value.texts[0] and found and found != [value]:
        if not column.separator:
            return (
                (f"{value!r} are several values; the column has one.", f"{value!r} är flera värden; kolumnen har ett."),
                (f"Write one of them, for example {found[0]}.", f"Skriv ett av dem, till exempel {found[0]}."),
            )
        right = column.separator.join(found)
        sign = column.separator
        return (
            (f"the values in {value!r} are not separated by {sign}.", f"värdena i {value!r} skiljs inte åt av {sign}."),
            (f"Write {right}.", f"Skriv {right}."),
        )
    if column.datatype == PARTIAL_DATE and (right := read_day(value)):
        return (
            (f"{value!r} is a date as text.", f"{value!r} är ett datum som text."),
            (f"Write {right}.", f"Skriv {right}."),
        )
    return None


def read_day(text: str) -> str:
    """Return the day, or month, that a text means, as the tables have it; empty where it may mean several.

    >>> read_day("15 juni 2026"), read_day("June 2026"), read_day("15/6/2026"), read_day("5/6/2026")
    ('2026-06-15', '2026-06', '2026-06-15', '')
    """
    plain = " ".join(text.casefold().split())
    if (found := _IN_WORDS.fullmatch(plain)) and (month := _find_month(found[2])):
        return _write(found[3], month, found[1])
    if (found := _MONTH_FIRST.fullmatch(plain)) and (month := _find_month(found[1])):
        return _write(found[3], month, found[2])
    if found := _YEAR_FIRST.fullmatch(plain):
        return _write(found[1], int(found[2]), found[3])
    if found := _DAY_FIRST.fullmatch(plain):
        first, second = int(found[1]), int(found[2])
        # 5/6 is May in one country and June in another; a point stands in no country that has the month first.
        if first > 12 or "." in plain or first == second:
            return _write(found[3], second, found[1])
        return _write(found[3], first, found[2]) if second > 12 else ""
    return ""


def _find_month(name: str) -> int:
    return next((at for at, names in enumerate(_MONTHS, 1) for one in names if one.startswith(name)), 0)


def _write(year: str, month: int, day: str | None) -> str:
    try:
        made = date(int(year), month, int(day or 1)).isoformat()
    except ValueError:
        return ""
    return made if day else made[:7]
