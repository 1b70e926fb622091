"""Where things are described: the file and line of a finding, nearest to the statement that is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.shapes import Path
from styrka.vocabulary import PREFIXES

if TYPE_CHECKING:
    from styrka.build.sources import Source

_TYPE: Final = PREFIXES["rdf"] + "type"


class SourceLocations:
    """Where things are described: the file and line of a focus, nearest to the triple that is wrong."""

    def __init__(self, sources: Sequence[Source], foci: set[str]) -> None:
        self._sources = sorted(sources, key=lambda source: source.path)
        self._triples: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        if foci:
            for number, source in enumerate(self._sources):
                for quad in () if source.is_register and foci.isdisjoint(source.lines) else source.quads:
                    if isinstance(quad.subject, ox.NamedNode) and quad.subject.value in foci:
                        self._triples[quad.subject.value].append((number, quad.predicate.value, str(quad.object)))

    def of(self, focus: str, predicate: str, value: str) -> tuple[str, int | None, str, tuple[str, ...]]:
        """Return the path, line and column, and the other places.

        Of the files with the triple, else the predicate, else the type.
        """
        triples = self._triples.get(focus, [])
        wanted = (
            (number for number, name, thing in triples if name == predicate and thing == value),
            (number for number, name, _ in triples if name == predicate),
            (number for number, name, _ in triples if name == _TYPE),
            (number for number, _, _ in triples),
        )
        for numbers in wanted[:2]:
            if places := [self._sources[number] for number in dict.fromkeys(numbers)]:
                first, *rest = places
                others = tuple(f"{one.path}:{one.locate(focus, predicate)[0] or 1}" for one in rest)
                return first.path, *first.locate(focus, predicate, value), others
        for numbers in wanted[2:]:
            for number in numbers:
                found = self._sources[number]
                return found.path, *found.locate(focus, predicate, value), ()
        return "", None, "", ()

    def find_property(self, focus: str, value: str, path: Path) -> str:
        """Return the IRI of the property by which a thing has a value, of those of a path; empty for none."""
        properties = {part.predicate for part in path.parts if part.kind == "predicate"}
        named = (name for _, name, thing in self._triples.get(focus, ()) if thing == value and name in properties)
        return next(named, "")
