"""The words of a region's indicators and of what is structurally like it, in English and Swedish side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "figures": ("The region in figures", "Regionen i siffror"),
    "no_figures": ("No indicator of it is recorded here.", "Ingen indikator för den är registrerad här."),
    "latest": ("{value} {unit} in {year}", "{value} {unit} år {year}"),
    "of_larger": (
        "Published for larger regions only: the value is that of {region}.",
        "Ges bara ut för större regioner: värdet är det för {region}.",
    ),
    "country": ("The country", "Landet"),
    "eu": ("EU27", "EU27"),
    "the_region": ("The region", "Regionen"),
    "not_recorded": ("not recorded", "inte registrerat"),
    "in_year": ("{value} in {year}", "{value} år {year}"),
    "by_year": ("Year by year", "År för år"),
    "year": ("Year", "År"),
    "source": ("Source", "Källa"),
    "key": (
        "Thick line: the region, or the larger one that is named. Thin line: the country. Dotted: the EU. Each drawing "
        "has a scale of its own, which does not begin at nought.",
        "Tjock linje: regionen, eller den större som nämns. Tunn linje: landet. Prickad: EU. Varje bild har sin egen "
        "skala, som inte börjar på noll.",
    ),
    "structure": ("Structurally most like it", "Mest lika till strukturen"),
    "structure_how": (
        "By GDP, R&D, tertiary education, employment and unemployment. {region} is compared with regions of NUTS 2; "
        "1 is how far regions usually lie from the mean. Source: Eurostat, own selection of years.",
        "Genom BNP, FoU, eftergymnasial utbildning, sysselsättning och arbetslöshet. {region} jämförs med regioner på "
        "Nuts 2; 1 är hur långt från medelvärdet regioner vanligen ligger. Källa: Eurostat, eget urval av år.",
    ),
    "distance": ("distance {n}", "avstånd {n}"),
    "differences": ("Each difference", "Varje skillnad"),
}


def get_indicator_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``, with numbers as the language writes them.

    Raises:
        KeyError: For a key that does not exist.
    """
    return fill_words(_WORDS[key][1 if language == "sv" else 0], language, values)
