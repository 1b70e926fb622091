"""What each graph's source makes of a statement: repeated within one source, or without any document.

A named graph states what one source says, and names it. What two sources both say stands in both; what one source says
stands once. A thing is there because a document, or the curator's knowledge, says so: the curation only adds to it.
What rests on the curator's knowledge alone has a confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding, Words
from styrka.vocabulary import BASE, CURATION, CURATORS_KNOWLEDGE, PREFIXES, shorten

if TYPE_CHECKING:
    from styrka.build.sources import Source

STATED_ONCE: Final = BASE + "shape/StatedOnce"
HAS_DOCUMENT: Final = BASE + "shape/HasDocument"
HAS_CONFIDENCE: Final = BASE + "shape/HasConfidence"
HAS_SOURCE: Final = BASE + "shape/HasSource"
_CONFIDENCE: Final = ox.NamedNode(PREFIXES["styrka"] + "confidence")
_SOURCE: Final = ox.NamedNode(PREFIXES["dcterms"] + "source")
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_THINGS: Final = BASE + "id/"
_COPY: Final = 5  # where a file repeats more statements of another, it is told once
_NOT_FACTS: Final = tuple(BASE + f"id/{noun}/" for noun in ("source", "quotation", "location", "mapping", "suggestion"))


def find_graph_sources(sources: Sequence[Source]) -> dict[str, str]:
    """Return the IRI of the source that each graph names in its head, by the graph's IRI."""
    return {
        quad.subject.value: quad.object.value
        for source in sources
        for quad in source.under(_SOURCE)
        if isinstance(quad.subject, ox.NamedNode)
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
    # Most statements stand once, so hashes first: two with one hash are distinguished below.
    seen: dict[int, object] = {}
    twice: set[int] = set()
    named: dict[object, str] = {}
    for source in sources:
        for quad in source.quads:
            graph_name = quad.graph_name
            if (whose := named.get(graph_name)) is None:
                whose = named[graph_name] = of.get(graph := _name(quad), graph)
            key = hash((quad.triple, whose))
            if seen.setdefault(key, graph_name) != graph_name:
                twice.add(key)
    stated: dict[tuple[ox.Triple, str], dict[str, Source]] = defaultdict(dict)
    for source in sources if twice else ():
        for quad in source.quads:
            if hash((quad.triple, named[quad.graph_name])) not in twice:
                continue
            graph = _name(quad)
            about = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if focus is None or about in focus:
                stated[quad.triple, of.get(graph, graph)].setdefault(graph, source)
    pairs: dict[tuple[str, str], tuple[Source, Source, list[ox.Triple]]] = {}
    for (triple, _), places in stated.items():
        first, *others = (places[graph] for graph in sorted(places))
        for other in others:
            pairs.setdefault((other.path, first.path), (other, first, []))[2].append(triple)
    for other, first, triples in pairs.values():
        yield from _repeated(triples, other, first)


def find_undocumented(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a violation for each thing that no document states, and for knowledge that nobody weighed.

    Parameters:
        sources: the files of data and ontology.
        focus: the IRIs of the things to look at; None for all.
    """
    of = find_graph_sources(sources)
    stated: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Source] = {}
    weighed: set[str] = set()
    for source in sources:
        weighed.update(str(quad.subject)[1:-1] for quad in source.under(_CONFIDENCE))
        for quad in source.under(_TYPE):
            thing = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if thing.startswith(_THINGS) and not thing.startswith(_NOT_FACTS):
                stated[thing].add(of.get(_name(quad), ""))
                first.setdefault(thing, source)
    for thing, documents in stated.items():
        if focus is not None and thing not in focus:
            continue
        if documents == {CURATION}:
            yield _finding(first[thing], thing, _TYPE.value, *_UNDOCUMENTED)
        elif CURATORS_KNOWLEDGE in documents and documents <= {CURATION, CURATORS_KNOWLEDGE} and thing not in weighed:
            yield _finding(first[thing], thing, _CONFIDENCE.value, *_UNWEIGHED)


def find_knowledge(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a remark for each file with statements that no document makes, only the curator's knowledge.

    Parameters:
        sources: the files of data and ontology.
        focus: the IRIs of the things to look at; None for all.
    """
    of = find_graph_sources(sources)
    theirs = {ox.NamedNode(graph) for graph, named in of.items() if named == CURATORS_KNOWLEDGE}
    others = {ox.NamedNode(graph) for graph, named in of.items() if named not in (CURATION, CURATORS_KNOWLEDGE)}
    if not theirs:
        return
    wrong = {finding.focus for finding in find_undocumented(sources, focus)}
    known = {hash(quad.triple) for source in sources for quad in source.quads if quad.graph_name in theirs}
    documented = {
        key
        for source in sources
        for quad in source.quads
        if quad.graph_name in others and (key := hash(quad.triple)) in known
    }
    for source in sources:
        alone = [
            quad
            for quad in source.quads
            if quad.graph_name in theirs
            and quad.subject != quad.graph_name
            and hash(quad.triple) not in documented
            and str(quad.subject)[1:-1] not in wrong
            and (focus is None or str(quad.subject)[1:-1] in focus)
        ]
        if alone:
            first = alone[0]
            about = str(first.subject)[1:-1]
            line, column = source.locate(about, first.predicate.value)
            yield Finding(
                source.path,
                line,
                about,
                shorten(first.predicate.value),
                str(first.object),
                HAS_DOCUMENT,
                "info",
                f"{len(alone)} statements of this file rest on the curator's knowledge alone; this is the first.",
                f"{len(alone)} uppgifter i filen bygger bara på kuratorns kunskap; detta är den första.",
                "Find a document that says so, and name it as the source.",
                "Finn ett dokument som säger det, och ange det som källa.",
                HAS_DOCUMENT,
                f"<{first.predicate.value}>",
                column,
            )


# shape, message in English and Swedish, remedy in English and Swedish
_UNDOCUMENTED: Final = (
    HAS_DOCUMENT,
    "No document says that the thing exists; only the curation does.",
    "Inget dokument säger att tinget finns; det gör bara kurateringen.",
    "State its rdf:type in the graph of the source that it comes from, or of <id/source/curators-knowledge>.",
    "Skriv dess rdf:type i grafen för den källa det kommer från, eller för <id/source/curators-knowledge>.",
)
_UNWEIGHED: Final = (
    HAS_CONFIDENCE,
    "The only source is the curator's knowledge, and no confidence is given.",
    "Enda källan är kuratorns kunskap, men säkerheten saknas.",
    "Write styrka:confidence <scheme/confidence/high>, medium or low.",
    "Skriv styrka:confidence <scheme/confidence/high>, medium eller low.",
)


def _finding(
    source: Source, thing: str, predicate: str, shape: str, en: str, sv: str, remedy: str, remedy_sv: str
) -> Finding:
    line, column = source.locate(thing, predicate)
    return Finding(
        source.path,
        line,
        thing,
        shorten(predicate),
        "",
        shape,
        "violation",
        en,
        sv,
        remedy,
        remedy_sv,
        shape,
        f"<{predicate}>",
        column,
    )


def _repeated(triples: Sequence[ox.Triple], source: Source, first: Source) -> Iterator[Finding]:
    """Yield a warning for each statement, or one for them all where a file is the copy of another."""
    shown = triples if len(triples) <= _COPY else triples[:1]
    for triple in shown:
        focus, predicate = str(triple.subject)[1:-1], triple.predicate.value
        what = f"{shorten(predicate)} {_short(str(triple.object))}"
        words = Words(
            f"Another file states the same for the same source: {what}.",
            f"En annan fil anger redan detsamma för samma källa: {what}.",
            "Leave it out in one of the two.",
            "Stryk det på ena stället.",
        )
        if len(triples) > _COPY:
            words = Words(
                f"{len(triples)} statements of this file stand in another file for the same source; this is the first.",
                f"{len(triples)} uppgifter i filen står i en annan fil för samma källa; detta är den första.",
                "Remove one of the two files where it is a copy, or leave out what repeats the other.",
                "Ta bort den ena filen om den är en kopia, eller stryk det som upprepar den andra.",
            )
        place = f"{first.path}:{first.locate(focus, predicate)[0] or 1}"
        yield Finding.state(
            source, focus, predicate, str(triple.object), STATED_ONCE, "warning", words, others=(place,)
        )


def _name(quad: ox.Quad) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value


def _short(value: str) -> str:
    """Return a value as the files write it: an IRI below the base without what all of ours begin with."""
    return value.replace(f"<{BASE}", "<") if value.startswith("<") else value
