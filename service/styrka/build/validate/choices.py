"""What there is to choose from, where a name is none of it: the concepts of a scheme, nearest by meaning first.

A concept that is not there ("theme:maritime") is compared with what the others are called, in every language, and with
their definitions; all of them are listed, so that nobody has to look elsewhere.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from styrka.build.matching import prepare_themes, suggest_themes
from styrka.build.validate.dangling import KNOWN_THING
from styrka.build.validate.report import Finding
from styrka.vocabulary import BASE, PREFIXES

_SCHEMES: Final = BASE + "scheme/"
_SKOS: Final = PREFIXES["skos"]
_LABELS: Final = frozenset(_SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))
_TEXTS: Final = _LABELS | {_SKOS + name for name in ("definition", "scopeNote", "note")}
_MOST: Final = 80
_WORD: Final = re.compile(r"[^\W\d_]{3,}")


class Choices:
    """The concepts of every scheme, with their labels; read when the first finding needs them."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._quads = list(quads)

    def extend(self, finding: Finding) -> Finding:
        """Return the finding with the concepts to choose from, where it is about a concept that is not there."""
        missing = finding.value[1:-1] if finding.value.startswith("<") else finding.focus
        if finding.shape != KNOWN_THING or not missing.startswith(_SCHEMES):
            return finding
        scheme, _, name = missing.removeprefix(_SCHEMES).rpartition("/")
        concepts = self.order(scheme, name)
        if not concepts:
            return finding
        lists = {language: self._list(scheme, concepts, language) for language in ("en", "sv")}
        return replace(
            finding,
            remedy=f"Choose one of these, nearest first: {lists['en']}",
            remedy_sv=f"Välj en av dessa, de närmaste först: {lists['sv']}",
        )

    def order(self, scheme: str, name: str) -> list[str]:
        """Return the IRIs of a scheme's concepts, those first that a name is likest to; then by name."""
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|[-_+.]|%20", " ", name).strip()
        concepts = [iri for iri in self._texts if iri.startswith(f"{_SCHEMES}{scheme}/")]
        scores: dict[str, float] = defaultdict(float)
        if scheme == "theme":
            for found in suggest_themes([(words, "")], self._themes):
                scores[found.theme] = found.score
        for iri in concepts:
            scores[iri] = max(scores[iri], self._compare(words, name, iri))
        return sorted(concepts, key=lambda iri: (-round(scores[iri], 2) if scores[iri] >= 0.5 else 0, iri))

    def _compare(self, words: str, name: str, iri: str) -> float:
        likeness = difflib.SequenceMatcher(None, name.lower(), iri.rpartition("/")[2].lower()).ratio()
        wanted = {word.lower() for word in _WORD.findall(words)}
        score = likeness if likeness >= 0.7 else 0.0
        for text in self._texts[iri]:
            score = max(score, 0.95 if text.lower() == words.lower() else 0.0)
            if wanted:
                shared = wanted & {word.lower() for word in _WORD.findall(text)}
                score = max(score, 0.8 * len(shared) / len(wanted))
        return score

    def _list(self, scheme: str, concepts: list[str], language: str) -> str:
        prefix = "theme:" if scheme == "theme" else f"<scheme/{scheme}/"
        closing = "" if scheme == "theme" else ">"
        named = [
            f"{prefix}{iri.rpartition('/')[2]}{closing} ({self._names.get((iri, language), '')})".replace(" ()", "")
            for iri in concepts[:_MOST]
        ]
        return ", ".join(named) + (" ..." if len(concepts) > _MOST else ".")

    @cached_property
    def _themes(self):  # type: ignore[no-untyped-def]
        return prepare_themes(self._quads)

    @cached_property
    def _texts(self) -> Mapping[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self._quads:
            if (
                isinstance(quad.subject, ox.NamedNode)
                and quad.subject.value.startswith(_SCHEMES)
                and "/" in quad.subject.value.removeprefix(_SCHEMES)
                and quad.predicate.value in _TEXTS
                and isinstance(quad.object, ox.Literal)
            ):
                found[quad.subject.value].append(quad.object.value)
        return dict(sorted(found.items()))

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], str]:
        return {
            (quad.subject.value, quad.object.language or ""): quad.object.value
            for quad in self._quads
            if quad.predicate.value == _SKOS + "prefLabel"
            and isinstance(quad.object, ox.Literal)
            and isinstance(quad.subject, ox.NamedNode)
            and quad.subject.value.startswith(_SCHEMES)
        }
