"""The things that a name in somebody's table may mean, each with how alike the names are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from styrka.ask.names.folding import split_words
from styrka.ask.names.index import Hit, NameIndex
from styrka.ask.names.naming import choose_one
from styrka.ask.names.things import Thing

SAME: Final = 100.0
_OTHER_FORM: Final = 95.0  # the same words, each in another language's or grammar's form
_INSIDE: Final = 0.86  # of the score of a name that has all words of the text, and others
_LOOKED_AT: Final = 50
# Words that only say what kind of thing it is: Region Skåne, Västra Götalands län.
_GENERIC: Final = frozenset({"region", "regionen", "lan", "county", "of", "landskap", "provincia", "province", "the"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant: the name that is nearest to the text, and how alike they are, to 100."""

    thing: Thing
    name: str
    score: float


def find_candidates(index: NameIndex, text: str, allow: Callable[[Thing], bool]) -> tuple[Candidate, ...]:
    """Return what a text may mean, the best first: a code or a name, in any language, with slips.

    Parameters:
        allow: whether a thing is looked at.
    """
    coded = [one for one in index.find_code(text) if allow(one)]
    found = {one.iri: Candidate(one, one.code, SAME) for one in coded}
    hits = [hit for hit in (*index.find_name(text), *index.search(text, allow)[:_LOOKED_AT]) if allow(hit.thing)]
    hits += index.find_near(text, allow, _LOOKED_AT)
    order = {one: place for place, one in enumerate(dict.fromkeys(hit.thing.iri for hit in hits))}
    for hit in hits:
        candidate = _score(hit, text)
        if hit.thing.iri not in found or candidate.score > found[hit.thing.iri].score:
            found[hit.thing.iri] = candidate
    return tuple(sorted(found.values(), key=lambda one: (-one.score, order.get(one.thing.iri, -1))))


def choose_candidate(candidates: tuple[Candidate, ...], least: float = 92.0, ahead: float = 5.0) -> Candidate | None:
    """Return the one candidate that can be taken without asking anybody; None where it takes a look.

    Parameters:
        least: the score that it must have.
        ahead: how much more it must have than the next one.
    """
    if not candidates or candidates[0].score < least:
        return None
    best = [one for one in candidates if candidates[0].score - one.score < ahead]
    chosen = choose_one([one.thing for one in best])
    return next((one for one in best if one.thing is chosen), None)


def _score(hit: Hit, text: str) -> Candidate:
    """Return the best of a thing's names."""
    typed = _write(text)
    scored = [(_compare(typed, _write(name)), name) for name in dict.fromkeys((hit.name, *hit.thing.names))]
    score, name = max(scored, key=lambda one: one[0])
    if hit.whole and score < _OTHER_FORM:
        score, name = _OTHER_FORM, hit.name
    return Candidate(hit.thing, name, round(score, 1))


def _compare(one: str, other: str) -> float:
    if one == other:
        return SAME
    return max(
        fuzz.ratio(one, other),
        fuzz.token_sort_ratio(one, other),
        _INSIDE * fuzz.token_set_ratio(one, other),
    )


def _write(text: str) -> str:
    """Return a text as it is compared: its words without those that say what kind of thing it is."""
    words = split_words(text)
    return " ".join(word for word in words if word not in _GENERIC) or " ".join(words)
