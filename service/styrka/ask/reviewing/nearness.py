"""What stands near an area: areas elsewhere whose names share its words, and what the matcher makes of its names."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from styrka.ask.names.folding import find_stems, split_words
from styrka.ask.reviewing.mappings import OpenMapping, OpenMappings
from styrka.build.matching import Suggestion, suggest_themes

_LEAST = 0.2  # of 1: with less, two names share no more than a common word


@dataclass(frozen=True)
class WordIndex:
    """The areas that have a theme, by the words of their names; a word weighs more, the fewer have it."""

    weights: Mapping[str, float]
    sizes: Mapping[str, float]
    holders: Mapping[str, tuple[str, ...]]

    def find_nearest(self, texts: Iterable[str], without: frozenset[str], most: int) -> tuple[str, ...]:
        """Return the areas whose names have most in common with some texts, the nearest first.

        Parameters:
            without: areas to leave out.
        """
        words = _split(texts)
        own = math.sqrt(sum(self.weights.get(word, 0) ** 2 for word in words))
        shared: dict[str, float] = defaultdict(float)
        for word in words:
            for area in self.holders.get(word, ()):
                shared[area] += self.weights[word] ** 2
        scores = [
            (-together / (own * self.sizes[area]), area) for area, together in shared.items() if area not in without
        ]
        return tuple(area for score, area in sorted(scores)[:most] if -score >= _LEAST)


def index_words(found: OpenMappings) -> WordIndex:
    """Return the index of the areas that have a theme."""
    words = {area: _split(text for text, _ in found.labels.get(area, ())) for area in found.themes}
    holders: dict[str, list[str]] = defaultdict(list)
    for area, own in words.items():
        for word in own:
            holders[word].append(area)
    weights = {word: math.log(len(words) / len(areas)) + 0.1 for word, areas in holders.items()}
    sizes = {area: math.sqrt(sum(weights[word] ** 2 for word in own)) or 1.0 for area, own in words.items()}
    return WordIndex(weights, sizes, {word: tuple(areas) for word, areas in holders.items()})


def list_neighbours(found: OpenMappings, subject: str) -> tuple[str, ...]:
    """Return the other areas of the same strategy, by IRI."""
    own = found.lists.get(subject)
    return tuple(sorted(area for area, one in found.lists.items() if one == own and area != subject)) if own else ()


@dataclass(frozen=True)
class MatcherReason:
    """What the matcher makes of a subject's names: the theme of the mapping, and the one that it would propose."""

    this: Suggestion | None
    first: Suggestion | None


def find_reason(found: OpenMappings, mapping: OpenMapping) -> MatcherReason:
    """Return what the matcher has to say of a mapping."""
    themes = found.suggested.get(mapping.subject)
    if themes is None:
        themes = found.suggested[mapping.subject] = suggest_themes(found.labels.get(mapping.subject, ()), found.hub)
    this = next((one for one in themes if one.theme == mapping.theme), None)
    return MatcherReason(this, themes[0] if themes else None)


def _split(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems of all words of some texts; a word without one stands for itself."""
    return frozenset(
        stem
        for text in texts
        for word in split_words(text)
        if len(word) > 3
        for stem in (find_stems(word) or frozenset({word}))
    )
