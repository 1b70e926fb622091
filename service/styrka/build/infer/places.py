"""Where in the files that stands which reasoning fails at: a contradiction's triples, an axiom that is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from styrka.build.infer.contradictions import Inconsistency
from styrka.build.infer.triples import format_triple
from styrka.build.sources import Source
from styrka.errors import UnsupportedAxiom


def describe_contradiction(clash: Inconsistency, sources: Collection[Source]) -> str:
    """Return a contradiction in words, with the file and line of each stated triple below it."""
    places = [
        f"    {source.path}:{source.lines.get(str(triple.subject)[1:-1], 1)}: {format_triple(triple)}"
        for triple in clash.stated
        for source in sources
        if any((quad.subject, quad.predicate, quad.object) == tuple(triple) for quad in source.quads)
    ]
    return "\n".join((clash.message_en, *places))


def locate_axiom(error: UnsupportedAxiom, ontology: Iterable[Source]) -> UnsupportedAxiom:
    """Return the error with the file, and the line of the term, that the axiom stands in."""
    for source in ontology:
        if any(str(quad.triple) == error.evidence["triple"] for quad in source.quads):
            line = source.lines.get(error.evidence.get("term", ""), 1)
            where = f"{source.path}:{line}: "
            return UnsupportedAxiom(
                where + error.detail, sv=where + error.detail_sv, **error.evidence, path=source.path, line=line
            )
    return error
