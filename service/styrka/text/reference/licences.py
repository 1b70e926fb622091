"""What licences are called, in English and Swedish; one that is not known here goes by its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

# By address, without the scheme and a slash at the end: http and https name the same licence.
_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "creativecommons.org/licenses/by/4.0": ("CC BY 4.0", "CC BY 4.0"),
    "creativecommons.org/publicdomain/zero/1.0": ("CC0 1.0", "CC0 1.0"),
    "data.europa.eu/eli/dec/2011/833/oj": (
        "Decision 2011/833/EU on the reuse of Commission documents",
        "Beslut 2011/833/EU om vidareutnyttjande av kommissionens handlingar",
    ),
    "publications.europa.eu/resource/authority/licence/COM_REUSE": (
        "European Commission reuse notice",
        "Europeiska kommissionens regler för vidareutnyttjande",
    ),
    "opensource.org/license/mit": ("MIT", "MIT"),
    "www.apache.org/licenses/LICENSE-2.0": ("Apache 2.0", "Apache 2.0"),
}
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "title": ("Sources, licences and notices", "Källor, licenser och hänvisningar"),
    "lead": (
        "Our own work is under {licence}. What we take from others keeps its terms: here is each source that states "
        "them, and the notice that must stand wherever its data are shown.",
        "Vårt eget arbete har licensen {licence}. Det vi hämtar från andra behåller sina villkor: här står varje källa "
        "som anger sådana, och den hänvisning som måste stå överallt där dess uppgifter visas.",
    ),
    "others": (
        "{n} [more source states|more sources state] no licence. Facts are taken from them, and each is named at what "
        "it says.",
        "{n} [källa till anger|källor till anger] ingen licens. Från dem är enskilda uppgifter hämtade, och var och en "
        "nämns vid det den säger.",
    ),
    "none": ("No source states a licence.", "Ingen källa anger en licens."),
    "source": ("Source", "Källa"),
    "licence": ("Licence", "Licens"),
    "notice": ("Notice to show", "Hänvisning som ska visas"),
    "not_recorded": ("not recorded", "inte registrerad"),
    "not_required": ("none required", "krävs inte"),
    "parts": ("The parts of the data", "Datamängdens delar"),
    "part": ("Part", "Del"),
    "maps": ("Maps", "Kartor"),
}


def name_licence(address: str, language: str) -> str:
    """Return what a licence is called in a language.

    >>> name_licence("http://creativecommons.org/licenses/by/4.0/", "en"), name_licence("https://example.org/by", "en")
    ('CC BY 4.0', 'https://example.org/by')
    """
    names = _NAMES.get(address.partition("://")[2].rstrip("/"))
    return names[1 if language == "sv" else 0] if names else address


def get_licence_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key of the page of sources in a language, ``en`` or ``sv``.

    Raises:
        KeyError: For a key that does not exist.
    """
    return fill_words(_WORDS[key][1 if language == "sv" else 0], language, values)
