"""What countries are called in the languages of the European Union, from the Unicode CLDR.

CLDR has names of countries; for the regions below them it has no Swedish names of the Union, so a region has the names
that the data have, and the endings that languages share (``folding.find_place_stem``).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from babel import Locale

# The official languages of the Union (Regulation 1/1958, as amended).
_LANGUAGES: Final = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
_ISO: Final = {"EL": "GR", "UK": "GB"}  # where the Union's code of a country is not that of ISO 3166


@cache
def find_country_names(code: str) -> tuple[str, ...]:
    """Return what a country is called in each language of the Union; nothing for a code that CLDR does not know.

    Parameters:
        code: as the Union writes it: ``SE``, ``EL``.
    """
    return tuple(dict.fromkeys(name for names in _load() if (name := names.get(_ISO.get(code, code)))))


def is_country(text: str) -> bool:
    """Return whether a text is what a country is called in a language of the Union, recorded here or not.

    >>> is_country("norge"), is_country("Norra Mellansverige")
    (True, False)
    """
    return text.strip().casefold() in _list_countries()


@lru_cache(500)
def find_own_country(accepted: str) -> str:
    """Return the country, as the Union writes it, where a language as of Accept-Language is most at home; "" for none.

    >>> find_own_country("sv"), find_own_country("fr-BE"), find_own_country("el")
    ('SE', 'BE', 'EL')
    """
    from babel.core import UnknownLocaleError, get_global

    tag = get_global("likely_subtags").get(accepted.replace("-", "_")) or get_global("likely_subtags").get(
        accepted.partition("-")[0].lower(), ""
    )
    region = accepted.partition("-")[2]
    try:
        found = region.upper() if len(region) == 2 else Locale.parse(tag).territory or ""
    except (UnknownLocaleError, ValueError):
        return ""
    return next((own for own, iso in _ISO.items() if iso == found), found)


@cache
def _list_countries() -> frozenset[str]:
    # CLDR has the continents too, under numbers.
    return frozenset(name.casefold() for names in _load() for code, name in names.items() if code.isalpha())


@cache
def _load() -> tuple[dict[str, str], ...]:
    return tuple(dict(Locale.parse(code).territories) for code in _LANGUAGES)
