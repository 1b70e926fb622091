"""The words of all names of a release, and which of them a typed word can mean."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from styrka.ask.names.folding import find_place_stem, find_stems

# How well a word fits, from 0 to 1. A beginning or a part counts for more the more of the word it is. The same word in
# another form comes before a beginning of another: "forests" is "forest" rather than what begins with it.
WHOLE: Final = 1.0
_STEM: Final = 0.82
OTHER_FORM: Final = 0.78  # from here on it is the same word in some form
_PLACE_STEM: Final = OTHER_FORM
_BEGINNING: Final = (0.55, 0.2)
_INSIDE: Final = (0.4, 0.25)
_ONE_EDIT: Final = 0.66
_TWO_EDITS: Final = 0.5
_BEGINNING_FROM: Final = 2  # letters
_INSIDE_FROM: Final = 4  # letters
_ONE_EDIT_FROM: Final = 4
_TWO_EDITS_FROM: Final = 7
_SHORT_STEM: Final = 3  # letters
_LONGEST_ENDING: Final = 9  # letters, as in "ationally" and "heternas"
_NEAR: Final = 60  # words with an edit or two that are looked at
# Words that join others: they are looked for only when nothing else was typed.
JOINING: Final = frozenset(
    {"i", "och", "for", "av", "pa", "till", "fran", "med", "vid", "den", "det", "en", "ett"}
    | {"in", "and", "of", "on", "to", "from", "with", "at", "the", "a", "an", "de", "la"}
)


class Words:
    """The words, each with a number. Nothing changes in it, so threads can share it."""

    def __init__(self, words: Iterable[str], places: Iterable[str]) -> None:
        """Make it of folded words, and those among them that stand in names of places."""
        self.all = sorted(set(words))
        self._numbers = {word: number for number, word in enumerate(self.all)}
        self._text = "\n" + "\n".join(self.all) + "\n"
        self._starts: list[int] = []
        at = 1
        for word in self.all:
            self._starts.append(at)
            at += len(word) + 1
        self._place_stems: dict[str, list[int]] = defaultdict(list)
        for word in set(places):
            self._place_stems[find_place_stem(word)].append(self._numbers[word])
        self._lengths: dict[int, list[str]] = defaultdict(list)
        for word in self.all:
            self._lengths[len(word)].append(word)
        self.find = lru_cache(5_000)(self._find)

    def number(self, word: str) -> int:
        """Return the number of a word that is there."""
        return self._numbers[word]

    def _find(self, word: str) -> dict[int, float]:
        """Return how well words fit, by their numbers: the same word, stem, beginning, part, with an edit or two."""
        found: dict[int, float] = {}
        for number in self._list_parts(word):
            share = len(word) / len(self.all[number])
            least, more = _BEGINNING if self.all[number].startswith(word) else _INSIDE
            found[number] = least + more * share
        whole = self._numbers.get(word)
        if whole is None:
            for number, value in self._list_edits(word):
                found[number] = max(value, found.get(number, 0.0))
        if not word.isdigit():
            for number in self._place_stems.get(find_place_stem(word), ()):
                found[number] = max(_PLACE_STEM, found.get(number, 0.0))
            for number in self._list_stems(word):
                found[number] = max(_STEM, found.get(number, 0.0))
        if whole is not None:
            found[whole] = WHOLE
        return found

    def _list_parts(self, word: str) -> Iterable[int]:
        """Return the words that begin with a word, and those that hold it where it has some letters."""
        if len(word) < _BEGINNING_FROM:
            return ()
        if len(word) < _INSIDE_FROM:
            first, last = bisect_left(self.all, word), bisect_left(self.all, word + "\U0010ffff")
            return range(first, last)
        found, at = [], self._text.find(word)
        while at >= 0:
            found.append(bisect_left(self._starts, at + 1) - 1)
            at = self._text.find(word, self._text.find("\n", at))
        return found

    def _list_stems(self, word: str) -> Iterable[int]:
        """Return the words that have a stem of a word.

        The stems of all words would take a second. A stem has the first letters of its words, but for the last one
        (``industri`` of ``industry``), so only words that begin so are looked at.
        """
        for stem in find_stems(word):
            letters = stem.partition(":")[2]
            start = letters if len(letters) <= _SHORT_STEM else letters[:-1]
            for number in range(bisect_left(self.all, start), bisect_left(self.all, start + "\U0010ffff")):
                if len(self.all[number]) <= len(letters) + _LONGEST_ENDING and stem in find_stems(self.all[number]):
                    yield number

    def _list_edits(self, word: str) -> list[tuple[int, float]]:
        """Return the words an edit or two away, by optimal string alignment: a swap of neighbours is one edit."""
        if len(word) < _ONE_EDIT_FROM or any(one.isdigit() for one in word):
            return []
        most = 2 if len(word) >= _TWO_EDITS_FROM else 1
        lengths = range(max(_ONE_EDIT_FROM, len(word) - most), len(word) + most + 1)
        like = [other for length in lengths for other in self._lengths.get(length, ())]
        near = process.extract(word, like, scorer=OSA.distance, score_cutoff=most, limit=_NEAR)
        return [(self._numbers[other], _ONE_EDIT if edits < 2 else _TWO_EDITS) for other, edits, _ in near if edits]
