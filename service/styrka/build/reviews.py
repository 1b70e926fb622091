"""Reviews: tables of mappings below ``data/mappings/reviewed/``, each row in the place of what was there before.

Who reviews a mapping states it anew, with the same area and theme, whatever table has it. So a review is one file to
add, and no other file is changed: what the reviewed row stands in the place of is withheld from its own graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from styrka.build.sources import Source
from styrka.build.sssom.statements import REVIEWED
from styrka.errors import SourceError
from styrka.vocabulary import BASE, DEF, PREFIXES

_MAPPINGS: Final = BASE + "graph/mappings/"
_SUBJECT: Final = PREFIXES["owl"] + "annotatedSource"
_THEME: Final = PREFIXES["owl"] + "annotatedTarget"
_PRIMARY: Final = DEF + "primaryTheme"
_SECONDARY: Final = DEF + "secondaryTheme"
_THEMES: Final = frozenset({_PRIMARY, _SECONDARY, DEF + "relatedTheme"})


@dataclass(frozen=True)
class _Reviewed:
    """The mappings that reviews state: the table of each, and the areas and themes that they are of."""

    tables: Mapping[str, Source]
    pairs: frozenset[tuple[str, str]]

    def covers(self, quad: ox.Quad) -> bool:
        """Return whether a review states a statement anew, or denies it."""
        subject = getattr(quad.subject, "value", "")
        if quad.predicate.value in _THEMES:
            return (subject, getattr(quad.object, "value", "")) in self.pairs
        return subject in self.tables


def settle_reviews(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return the sources with each reviewed mapping where it was reviewed, and nowhere else.

    Sources that are settled already are settled anew, so that a review that was taken back leaves nothing behind.

    Raises:
        SourceError: Where two reviews state one mapping, or an area would have no main theme, or two.
    """
    whole = [replace(one, quads=(*one.quads, *one.withheld), withheld=()) if one.withheld else one for one in sources]
    reviews = [one for one in whole if one.graph.startswith(REVIEWED)]
    if not reviews:
        return tuple(whole)
    reviewed = _read_reviews(reviews)
    settled = tuple(_withhold(one, reviewed) if _has_mappings(one) else one for one in whole)
    _check_ranks(settled, reviews)
    return settled


def _has_mappings(source: Source) -> bool:
    return source.graph.startswith(_MAPPINGS) and not source.graph.startswith(REVIEWED)


def _read_reviews(reviews: Iterable[Source]) -> _Reviewed:
    tables: dict[str, Source] = {}
    subjects, themes = dict[str, str](), dict[str, str]()
    for source in reviews:
        for quad in source.quads:
            if quad.predicate.value not in (_SUBJECT, _THEME):
                continue
            mapping, thing = quad.subject.value, quad.object.value  # type: ignore[union-attr]
            (subjects if quad.predicate.value == _SUBJECT else themes)[mapping] = thing
            if (other := tables.setdefault(mapping, source)) is not source:
                raise SourceError(
                    f"{other.path} reviews this mapping too.",
                    path=source.path,
                    line=source.lines.get(mapping),
                    remedy="Keep the row of one of the two.",
                    sv=(f"{other.path} granskar också den här mappningen.", "Behåll raden i en av de två."),
                )
    return _Reviewed(tables, frozenset((subjects[one], themes[one]) for one in tables))


def _withhold(source: Source, reviewed: _Reviewed) -> Source:
    withheld = tuple(quad for quad in source.quads if reviewed.covers(quad))
    if not withheld:
        return source
    return replace(source, quads=tuple(quad for quad in source.quads if not reviewed.covers(quad)), withheld=withheld)


def _check_ranks(settled: Iterable[Source], reviews: Iterable[Source]) -> None:
    """Raise SourceError where a review leaves an area with two main themes, or with others and no main one.

    Raises:
        SourceError: With the line of the review.
    """
    lines = {subject: source for source in reviews for subject in _list_subjects(source)}
    ranked: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for source in settled:
        if source.graph.startswith(_MAPPINGS):
            for quad in source.quads:
                if quad.predicate.value in (_PRIMARY, _SECONDARY):
                    ranked[quad.subject.value][quad.predicate.value] += 1  # type: ignore[union-attr]
    for subject, source in lines.items():
        main, others = ranked[subject][_PRIMARY], ranked[subject][_SECONDARY]
        if main > 1 or (others and not main):
            raise SourceError(
                f"after this review {subject.removeprefix(BASE)} has {main} primary themes.",
                path=source.path,
                line=source.lines.get(subject),
                remedy="Give one of its themes the rank primary, and the others secondary.",
                sv=(
                    f"efter granskningen har {subject.removeprefix(BASE)} {main} primära teman.",
                    "Ge ett av dess teman rangen primary, och de andra secondary.",
                ),
            )


def _list_subjects(source: Source) -> Iterator[str]:
    return (quad.object.value for quad in source.quads if quad.predicate.value == _SUBJECT)  # type: ignore[union-attr]
