"""The words of the partner finder, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "title": ("Find partners", "Hitta partner"),
    "titled": ("Partners for {region} on {theme}", "Partner till {region} inom {theme}"),
    "lead": (
        "Choose your region and a theme, and see which organisations elsewhere work on it.",
        "Välj din region och ett tema, och se vilka organisationer på annat håll som arbetar med det.",
    ),
    "sentence": (
        "{n} organisations outside {region} are recorded with work on {theme}; {recent} were active in the last five "
        "years, and strategies name {named} of them.",
        "{n} organisationer utanför {region} är registrerade med arbete inom {theme}; {recent} var aktiva de senaste "
        "fem åren, och strategier nämner {named} av dem.",
    ),
    "empty": (
        "No organisation outside {region} is recorded with work on {theme}. There may be some all the same: try a "
        "broader theme.",
        "Ingen organisation utanför {region} är registrerad med arbete inom {theme}. Det kan finnas ändå: pröva ett "
        "bredare tema.",
    ),
    "region": ("Our region", "Vår region"),
    "theme": ("Theme", "Tema"),
    "choose": ("Choose one", "Välj"),
    "find": ("Find partners", "Hitta partner"),
    "change": ("Change region or theme", "Ändra region eller tema"),
    "kind": ("Kind", "Typ"),
    "country": ("Country", "Land"),
    "through": ("Known through", "Känd genom"),
    "strategy": ("a strategy", "en strategi"),
    "project": ("a project", "ett projekt"),
    "remove": ("show all", "visa alla"),
    "named": ("named for", "nämns för"),
    "took_part": ("took part in", "deltog i"),
    "met": ("already works with you", "arbetar redan med er"),
    "distance": ("about {n} km away", "omkring {n} km bort"),
    "open_to_both": ("open to both", "öppet för båda"),
    "why": ("Why?", "Varför?"),
    "no_year": ("no year recorded", "inget år registrerat"),
    "take": ("Take it with you", "Ta med svaret"),
    "unknown": (
        "Of {places} no place is recorded, of {pages} no web address, of {years} no year. Only work that a strategy or "
        "a project names is known here.",
        "För {places} är ingen plats registrerad, för {pages} ingen webbadress, för {years} inget år. Bara arbete som "
        "en strategi eller ett projekt nämner är känt här.",
    ),
}


def get_partner_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``.

    Raises:
        KeyError: For a key that does not exist.
    """
    return _WORDS[key][1 if language == "sv" else 0].format(**values)
