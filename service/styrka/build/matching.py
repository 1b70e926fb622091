"""A lexical matcher: which themes do the labels of a priority area point at, and why.

It compares text with text and knows nothing else. From strong to weak: a theme's label is the whole text, or a whole
part of it between commas and conjunctions; it stands inside a part; the two share words, weighed by how few themes use
them; or runs of letters, which finds compounds ("livsmedelsförsörjning"). What it finds is a proposal for a curator.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from styrka.vocabulary import PREFIXES

LEAST: Final = 0.3
_WORD: Final = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
# Where a label falls into parts: punctuation, and conjunctions and prepositions of some languages between spaces.
_PART: Final = re.compile(
    r"\s*[,;:/()|–—…]\s*|\s+(?:[-&+]|och|samt|för|med|i|and|for|with|in|incl\.|including|especially|und|für|et|pour|e|ed|per"
    r"|y|en|para|a|și|w|ja|sekä|og)\s+",
    re.IGNORECASE,
)
_ACRONYM: Final = 4
# Endings of Swedish and English words, longest first; what is left is no word, only a key to compare by.
_ENDINGS: Final = (
    "isation",
    "ization",
    "isering",
    "arnas",
    "ernas",
    "arna",
    "erna",
    "orna",
    "ical",
    "ies",
    "ing",
    "ens",
    "ets",
    "ers",
    "are",
    "ade",
    "en",
    "et",
    "er",
    "ar",
    "or",
    "es",
    "ic",
    "al",
    "y",
    "a",
    "e",
    "s",
    "t",
    "n",
)
_STEM: Final = 4
_FEW: Final = 3
_HELD: Final = 0.8


@dataclass(frozen=True)
class Label:
    """A theme's preferred or alternative label: the text, its language and the theme's IRI."""

    text: str
    language: str
    theme: str


@dataclass(frozen=True)
class Suggestion:
    """A proposed theme.

    Attributes:
        theme: its IRI.
        score: from LEAST to 1; how much of the text the label accounts for, not a probability.
        label: the theme's label that matched.
        text: the text that it matched.
        how: ``whole``, ``part``, ``inside``, ``words`` or ``letters``.
    """

    theme: str
    score: float
    label: str
    text: str
    how: str

    @property
    def explanation(self) -> str:
        """One sentence for people: which label met which text, and how."""
        relation = {
            "whole": "is the whole of",
            "part": "is a whole part of",
            "inside": "stands inside",
            "words": "shares words with",
            "letters": "shares letters with",
        }[self.how]
        return f"The theme's label “{self.label}” {relation} “{self.text}” (score {self.score:.2f})."

    @property
    def explanation_sv(self) -> str:
        """The same in Swedish."""
        relation = {
            "whole": "är hela",
            "part": "är en hel del av",
            "inside": "står inne i",
            "words": "delar ord med",
            "letters": "delar bokstäver med",
        }[self.how]
        score = f"{self.score:.2f}".replace(".", ",")
        return f"Temats etikett ”{self.label}” {relation} ”{self.text}” (poäng {score})."


_Offer = Callable[[Label, float, str, str], None]


@dataclass(frozen=True)
class _Key:
    label: Label
    stems: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Themes:
    """The labels of all themes, prepared for comparing."""

    labels: tuple[Label, ...]
    _weights: Mapping[str, float] = field(repr=False)
    _by_stem: Mapping[str, tuple[_Key, ...]] = field(repr=False)
    _by_gram: Mapping[str, tuple[int, ...]] = field(repr=False)
    _rarest: float = field(repr=False)

    def weight(self, stem: str) -> float:
        """Return how much a word weighs: the fewer themes use it, the more; a word that no theme uses weighs most."""
        return self._weights.get(stem, self._rarest)


def prepare_themes(quads: Iterable[ox.Quad], leave_out: frozenset[str] = frozenset()) -> Themes:
    """Return the themes of the hub, prepared.

    Parameters:
        quads: statements with ``skos:prefLabel`` and ``skos:altLabel`` of themes; others are passed over.
        leave_out: labels, in lower case, to forget; for measuring what the matcher does without them.
    """
    wanted = {PREFIXES["skos"] + name for name in ("prefLabel", "altLabel")}
    labels = tuple(
        Label(quad.object.value, quad.object.language or "", quad.subject.value)
        for quad in quads
        if quad.predicate.value in wanted
        and isinstance(quad.object, ox.Literal)
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(PREFIXES["theme"])
        and quad.object.value.lower() not in leave_out
    )
    users: defaultdict[str, set[str]] = defaultdict(set)
    for label in labels:
        for stem in _stems(label.text):
            users[stem].add(label.theme)
    count = len({label.theme for label in labels})
    weights = {stem: math.log((count + 1) / len(using)) for stem, using in users.items()}
    by_stem: defaultdict[str, list[_Key]] = defaultdict(list)
    for label in labels:
        stems = _stems(label.text)
        key = _Key(label, stems, sum(weights[stem] for stem in stems))
        for stem in set(stems):
            by_stem[stem].append(key)
    by_gram: defaultdict[str, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        for gram in _grams(label.text):
            by_gram[gram].append(number)
    return Themes(
        labels,
        weights,
        {stem: tuple(keys) for stem, keys in by_stem.items()},
        {gram: tuple(numbers) for gram, numbers in by_gram.items()},
        math.log(count + 1),
    )


def suggest_themes(texts: Sequence[tuple[str, str]], hub: Themes) -> tuple[Suggestion, ...]:
    """Return the themes that the texts point at, the best first; equal ones by IRI.

    Parameters:
        texts: labels of one thing, each with its language tag; an empty tag is compared with labels of every language.
        hub: the prepared themes.
    """
    best: dict[str, Suggestion] = {}

    def offer(label: Label, score: float, text: str, how: str) -> None:
        score = round(score, 3)
        known = best.get(label.theme)
        if score >= LEAST and (known is None or (-score, label.text) < (-known.score, known.label)):
            best[label.theme] = Suggestion(label.theme, score, label.text, text, how)

    for text, language in texts:
        parts = [part for part in _PART.split(text) if part]
        _compare_words(text, language, [text, *parts], hub, offer)
        _compare_letters(text, language, parts, hub, offer)
    return tuple(sorted(best.values(), key=lambda found: (-found.score, found.theme)))


def _compare_words(text: str, language: str, parts: Sequence[str], hub: Themes, offer: _Offer) -> None:
    whole = _stems(text)
    for at, part in enumerate(parts):
        stems = _stems(part)
        total = sum(map(hub.weight, stems))
        # What is named first is most often the main field.
        late = 0.02 * max(at - 1, 0)
        met = {key for stem in set(stems) for key in hub._by_stem.get(stem, ())}
        for key in met:
            label = key.label
            if language and label.language != language:
                continue
            if label.text.isupper() and len(label.text) <= _ACRONYM and label.text not in _WORD.findall(part):
                continue
            if key.stems == whole:
                offer(label, 1, text, "whole")
            elif key.stems == stems:
                offer(label, 0.93 - late, text, "part")
            elif _inside(key.stems, stems):
                offer(label, 0.5 + 0.4 * key.weight / total - late, text, "inside")
            else:
                shared = sum(hub.weight(stem) for stem in set(stems) & set(key.stems))
                offer(label, 0.75 * 2 * shared / (total + key.weight) - late, text, "words")


def _compare_letters(text: str, language: str, parts: Sequence[str], hub: Themes, offer: _Offer) -> None:
    for part in parts:
        grams = _grams(part)
        shared = Counter(number for gram in grams for number in hub._by_gram.get(gram, ()))
        for number, common in shared.items():
            label = hub.labels[number]
            if common <= _FEW or (language and label.language != language):
                continue
            size = len(_grams(label.text))
            likeness = 2 * common / (len(grams) + size)
            # A label that begins or ends a compound is in it but for the letters at the joint.
            held = common / size
            offer(label, 0.6 * max(likeness, 0.85 * held if held > _HELD else 0), text, "letters")


def _inside(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


@lru_cache(maxsize=20_000)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(map(_stem, _WORD.findall(_plain(text))))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def _grams(text: str) -> frozenset[str]:
    padded = f" {' '.join(_WORD.findall(_plain(text)))} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _plain(text: str) -> str:
    # Swedish å, ä and ö are letters of their own, but lists write them with and without; accents elsewhere go too.
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in folded if not unicodedata.combining(char))
