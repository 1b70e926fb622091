"""How a language writes numbers, dates, sizes and plurals (CLDR, by Babel), and in which order it puts names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_date as _write_date
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from babel.numbers import format_percent as _write_percent

_LOCALES: Final = {"en": "en_GB", "sv": "sv_SE"}
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?")
_FORMS: Final = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")  # a singular and a plural in a text of ours
_UNITS: Final = ("kB", "MB", "GB", "TB")
# Letters that Unicode does not take apart, as dictionaries sort them.
_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# The Swedish alphabet ends with Å Ä Ö; Æ and Ø stand with Ä and Ö, and Ü with Y. "{", "|" and "}" follow on "z".
_SWEDISH: Final = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})


@lru_cache(4)
def find_locale(language: str) -> Locale:
    """Return the locale that pages in a language use: British English, or Swedish as in Sweden."""
    return Locale.parse(_LOCALES.get(language, "en_GB"))


@lru_cache(5_000, typed=True)
def format_number(number: float, language: str) -> str:
    """Return a number as the language groups and points it.

    >>> format_number(9680, "en"), format_number(0.5, "sv")
    ('9,680', '0,5')
    """
    return format_decimal(number, locale=find_locale(language))


def format_percent(share: float, language: str) -> str:
    """Return a share as a whole number of percent.

    >>> format_percent(0.95, "en")
    '95%'
    """
    return _write_percent(share, locale=find_locale(language))


@lru_cache(5_000)
def format_date(text: str, language: str) -> str:
    """Return a date in words, as precise as it is given: a year, a month or a day; any other text as it is.

    >>> format_date("2025-12", "en"), format_date("2026-11-22", "sv"), format_date("2014", "en")
    ('December 2025', '22 november 2026', '2014')
    """
    found, locale = _DATE.fullmatch(text), find_locale(language)
    if not found:
        return text
    year, month, day = found.groups()
    try:
        if day:
            return _write_date(date(int(year), int(month), int(day)), "d MMMM y", locale=locale)
        return format_skeleton("yMMMM", date(int(year), int(month), 1), locale=locale) if month else year
    except ValueError:  # no such day, or a month 13
        return text


def format_size(size: int, language: str) -> str:
    """Return a number of bytes in the largest decimal unit (IEC 80000-13) that leaves at least one.

    >>> format_size(1536, "sv"), format_size(12, "en")
    ('1,5 kB', '12 B')
    """
    if size < 1000:
        return f"{size} B"
    number = float(size)
    for unit in _UNITS:
        number /= 1000
        if number < 999.5 or unit == _UNITS[-1]:
            break
    return f"{format_number(round(number, 1 if number < 10 else None), language)} {unit}"


def pluralise(number: float, singular: str, plural: str, language: str) -> str:
    """Return the form of a word that goes with a number.

    >>> pluralise(1, "row", "rows", "en"), pluralise(0, "row", "rows", "en")
    ('row', 'rows')
    """
    return singular if find_locale(language).plural_form(number) == "one" else plural


def fill_words(words: str, language: str, values: Mapping[str, object]) -> str:
    """Return a text of ours with its values, numbers as the language writes them.

    ``[row|rows]`` is a singular and a plural, of which ``n`` chooses.

    >>> fill_words("{n} [row|rows] of {of}", "en", {"n": 1, "of": 1200})
    '1 row of 1,200'
    """
    number = values.get("n")
    if isinstance(number, int):
        words = _FORMS.sub(lambda one: pluralise(number, one[1], one[2], language), words)
    return words.format(**{name: _write(value, language) for name, value in values.items()}) if values else words


def _write(value: object, language: str) -> object:
    return format_number(value, language) if isinstance(value, int | float) else value


@lru_cache(20_000)
def sort_key(text: str, language: str) -> tuple[str, str]:
    """Return what puts names in the order of the language's alphabet: letter case and accents come last.

    >>> sorted(["Örebro", "Åland", "Ävila", "Zeeland", "Évora", "Faro"], key=lambda one: sort_key(one, "sv"))
    ['Évora', 'Faro', 'Zeeland', 'Åland', 'Ävila', 'Örebro']
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    if language == "sv":
        folded = folded.translate(_SWEDISH)
    bare = "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))
    return bare.translate(_LETTERS), text


def name_language(tag: str, language: str) -> str:
    """Return what a language is called; the tag itself where that is not known.

    >>> name_language("fi", "en"), name_language("de", "sv"), name_language("x-none", "en")
    ('Finnish', 'tyska', 'x-none')
    """
    return find_locale(language).languages.get(tag.replace("-", "_")) or tag
