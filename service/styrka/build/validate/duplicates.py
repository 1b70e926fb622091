"""Statements that two files make.

A thing has one home: the file that gives it its name. Another file may state more of it, with a source of its own, but
not the same again: two copies drift apart, and an engine must then hold every triple of the release a second time to
answer with each once. A warning, because such data are true all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding
from styrka.vocabulary import BASE, PREFIXES, shorten

if TYPE_CHECKING:
    from styrka.build.sources import Source

SAID_ONCE: Final = BASE + "shape/SaidOnce"
_LABEL: Final = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")


def find_duplicates(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a warning for each statement that a file makes although it stands in the thing's home, with both places.

    Parameters:
        sources: the files of data and ontology.
        focus: the IRIs of the things to look at; None for all.
    """
    # Most statements stand once, so hashes first: two with one hash are distinguished below.
    seen: dict[int, int] = {}
    twice: set[int] = set()
    for number, source in enumerate(sources):
        for quad in source.quads:
            if seen.setdefault(hash(quad.triple), number) != number:
                twice.add(hash(quad.triple))
    if not twice:
        return
    stated: dict[ox.Triple, dict[str, Source]] = defaultdict(dict)
    for source in sources:
        for quad in source.quads:
            about = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if (focus is None or about in focus) and hash(quad.triple) in twice:
                stated[quad.triple][source.path] = source
    homes = _homes(sources, {triple.subject for triple in stated})
    for triple, places in stated.items():
        if len(places) > 1:
            home = next((path for path in homes.get(triple.subject, ()) if path in places), min(places))
            yield from (_finding(triple, source, places[home]) for path, source in places.items() if path != home)


def _homes(sources: Sequence[Source], subjects: set[object]) -> dict[object, list[str]]:
    """Return the files that name and type each subject, then those that only name it, then those that only type it."""
    described: dict[object, dict[str, set[ox.NamedNode]]] = defaultdict(lambda: defaultdict(set))
    for source in sources:
        for quad in source.quads:
            if quad.predicate in (_LABEL, _TYPE) and quad.subject in subjects:
                described[quad.subject][source.path].add(quad.predicate)
    return {
        subject: sorted(files, key=lambda path: (-len(files[path]), _LABEL not in files[path], path))
        for subject, files in described.items()
    }


def _finding(triple: ox.Triple, source: Source, home: Source) -> Finding:
    focus = str(triple.subject)[1:-1]
    property_, value = shorten(triple.predicate.value), str(triple.object)
    where = f"{home.path}:{home.lines.get(focus, 1)}"
    return Finding(
        source.path,
        source.lines.get(focus),
        focus,
        property_,
        value,
        SAID_ONCE,
        "warning",
        f"{where} states the same already: {property_} {_short(value)}.",
        f"{where} säger redan samma sak: {property_} {_short(value)}.",
        "Leave it out here. What this file's source adds stays, with its dcterms:source.",
        "Stryk det här. Det som filens källa tillför står kvar, med sin dcterms:source.",
        SAID_ONCE,
        f"<{triple.predicate.value}>",
    )


def _short(value: str) -> str:
    """Return a value as the files write it: an IRI below the base without what all of ours begin with."""
    return value.replace(f"<{BASE}", "<") if value.startswith("<") else value
