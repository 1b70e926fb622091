"""What an explanation needs of an engine: where triples are stated, and what its last statements rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from styrka.ask.evidence import Support
from styrka.build.infer.explain import Explanation
from styrka.build.infer.proofs import Find
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Engine, select_rows


def make_find(engine: Engine) -> Find:
    """Return what finds the quads that match a subject, a predicate and an object in the engine."""

    def find(subject: Any, predicate: Any, thing: Any) -> Iterable[ox.Quad]:
        given = [
            f"?{name}" if term is None else str(term)
            for name, term in zip("spo", (subject, predicate, thing), strict=True)
        ]
        names = " ".join(f"({term} AS ?{name})" for name, term in zip("spo", given, strict=True) if term[0] != "?")
        free = " ".join(term for term in given if term[0] == "?")
        query = f"SELECT {free} {names} ?g {{ GRAPH ?g {{ {' '.join(given)} }} }} LIMIT 1000"
        for row in select_rows(engine, AdmittedQuery(query, Form.SELECT)):
            line = " ".join(row[name].n3() for name in "spog") + " ."
            yield from ox.parse(line, ox.RdfFormat.N_QUADS)

    return find


def list_supports(explanation: Explanation) -> Iterator[Support]:
    """Yield the statements in which an explanation ends, each with its graph and source."""
    for leaf in explanation.leaves():
        statement = (str(leaf.triple.subject), str(leaf.triple.predicate), str(leaf.triple.object))
        for stated in leaf.stated:
            for source in stated.sources:
                yield Support("", statement, stated.graph, source.iri, statement)
