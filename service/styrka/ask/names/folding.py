"""What counts as the same writing: letter case and accents do not matter, nor the endings that grammar asks for."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Final

import snowballstemmer

# Letters that Unicode does not take apart, as people write them who lack the key (``Łódź``, ``Køge``, ``Æbelø``).
_LETTERS: Final = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_WORD: Final = re.compile(r"[^\W_]+")
# What a language adds to a place's name or leaves out: Sicilia, Sicily, Sicilien; Lombardia, Lombardy, Lombardiet.
_ENDING: Final = re.compile(r"(?:iet|ien|ia|ie|y|a|e|en)$")
_SHORTEST: Final = 4  # letters that must be left of a place's name without its ending
_stemmers: Final = threading.local()


@lru_cache(50_000)
def fold(text: str) -> str:
    """Return a text without letter case and accents.

    >>> fold("Łódź, Östergötland")
    'lodz, ostergotland'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(_LETTERS)


def split_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text.

    >>> split_words("Provence-Alpes-Côte d’Azur")
    ('provence', 'alpes', 'cote', 'd', 'azur')
    """
    return tuple(_WORD.findall(fold(text)))


def find_stems(word: str) -> frozenset[str]:
    """Return the Swedish and the English stem of a word, each with the language, so that they are not mixed up.

    A stem of fewer than three letters says nothing and is left out.
    """
    return _find_stems(word)


@lru_cache(50_000)
def _find_stems(word: str) -> frozenset[str]:
    if not hasattr(_stemmers, "all"):  # a stemmer holds the word that it works on, so each thread has its own
        _stemmers.all = [(code, snowballstemmer.stemmer(name)) for code, name in (("sv", "swedish"), ("en", "english"))]
    stems = {f"{code}:{fold(stemmer.stemWord(word))}" for code, stemmer in _stemmers.all}
    return frozenset(stem for stem in stems if len(stem) >= 6)


def find_place_stem(word: str) -> str:
    """Return what languages share of a place's name: without its ending, and k and c, i and y, f and ph as one letter.

    >>> find_place_stem("katalonien") == find_place_stem("catalonia")
    True
    """
    bare = _ENDING.sub("", word)
    bare = bare if len(bare) >= _SHORTEST else word
    for one, other in (("ph", "f"), ("th", "t"), ("ck", "k"), ("c", "k"), ("y", "i"), ("w", "v"), ("z", "s")):
        bare = bare.replace(one, other)
    return re.sub(r"(.)\1", r"\1", bare)
