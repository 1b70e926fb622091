"""What each graph's source makes of a statement: repeated within one source, or without any document.

A named graph states what one source says. What two sources both say stands in both; what one source says stands once.
And a thing is there because a document, or the curator's knowledge, says so: the curation only adds to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding
from styrka.vocabulary import BASE, CURATION, PREFIXES, shorten

if TYPE_CHECKING:
    from styrka.build.sources import Source

STATED_ONCE: Final = BASE + "shape/StatedOnce"
HAS_DOCUMENT: Final = BASE + "shape/HasDocument"
_SOURCE: Final = ox.NamedNode(PREFIXES["dcterms"] + "source")
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_THINGS: Final = BASE + "id/"
_NOT_FACTS: Final = tuple(BASE + f"id/{noun}/" for noun in ("source", "quotation", "mapping"))


def find_graph_sources(sources: Sequence[Source]) -> dict[str, str]:
    """Return the IRI of the source that each graph names in its head, by the graph's IRI."""
    return {
        quad.subject.value: quad.object.value
        for source in sources
        for quad in source.quads
        if quad.predicate == _SOURCE
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject == quad.graph_name
        and isinstance(quad.object, ox.NamedNode)
    }


def find_repeated(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a warning for each statement that two files make for one and the same source, with both places.

    Two copies drift apart when one is corrected.

    Parameters:
        sources: the files of data and ontology.
        focus: the IRIs of the things to look at; None for all.
    """
    of = find_graph_sources(sources)
    # Most statements stand once, so hashes first: two with one hash are told apart below.
    seen: dict[int, str] = {}
    twice: set[int] = set()
    for source in sources:
        for quad in source.quads:
            graph = quad.graph_name.value
            key = hash((quad.triple, of.get(graph, graph)))
            if seen.setdefault(key, graph) != graph:
                twice.add(key)
    stated: dict[tuple[ox.Triple, str], dict[str, Source]] = defaultdict(dict)
    for source in sources if twice else ():
        for quad in source.quads:
            graph = quad.graph_name.value
            about = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if (focus is None or about in focus) and hash((quad.triple, of.get(graph, graph))) in twice:
                stated[quad.triple, of.get(graph, graph)].setdefault(graph, source)
    for (triple, _), places in stated.items():
        first, *others = (places[graph] for graph in sorted(places))
        yield from (_repeated(triple, other, first) for other in others)


def find_undocumented(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a violation for each thing whose type nobody but the curation states.

    Parameters:
        sources: the files of data and ontology.
        focus: the IRIs of the things to look at; None for all.
    """
    of = find_graph_sources(sources)
    documented: set[str] = set()
    curated: dict[str, Source] = {}
    for source in sources:
        for quad in source.quads:
            if quad.predicate != _TYPE or not isinstance(quad.subject, ox.NamedNode):
                continue
            thing = quad.subject.value
            if not thing.startswith(_THINGS) or thing.startswith(_NOT_FACTS):
                continue
            if of.get(quad.graph_name.value, CURATION) == CURATION:
                curated.setdefault(thing, source)
            else:
                documented.add(thing)
    for thing, source in curated.items():
        if thing not in documented and (focus is None or thing in focus):
            line, column = source.locate(thing, _TYPE.value)
            yield Finding(
                source.path,
                line,
                thing,
                "rdf:type",
                "",
                HAS_DOCUMENT,
                "violation",
                "No document says that the thing exists; only the curation does.",
                "Inget dokument säger att tinget finns; det gör bara kurateringen.",
                "State its rdf:type in the graph of the source that it comes from, or of <id/source/curators-knowledge>.",
                "Skriv dess rdf:type i grafen för den källa det kommer från, eller för <id/source/curators-knowledge>.",
                HAS_DOCUMENT,
                f"<{_TYPE.value}>",
                column,
            )


def _repeated(triple: ox.Triple, source: Source, first: Source) -> Finding:
    focus = str(triple.subject)[1:-1]
    property_, value = shorten(triple.predicate.value), str(triple.object)
    line, column = source.locate(focus, triple.predicate.value)
    where = f"{first.path}:{first.locate(focus, triple.predicate.value)[0] or 1}"
    return Finding(
        source.path,
        line,
        focus,
        property_,
        value,
        STATED_ONCE,
        "warning",
        f"{where} states the same for the same source: {property_} {_short(value)}.",
        f"{where} anger redan detsamma för samma källa: {property_} {_short(value)}.",
        "Leave it out in one of the two.",
        "Stryk det på ena stället.",
        STATED_ONCE,
        f"<{triple.predicate.value}>",
        column,
    )


def _short(value: str) -> str:
    """Return a value as the files write it: an IRI below the base without what all of ours begin with."""
    return value.replace(f"<{BASE}", "<") if value.startswith("<") else value
