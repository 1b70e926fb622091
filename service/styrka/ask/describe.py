"""One thing ready to show: its labels, its statements, what points to it, and on what evidence.

Each statement has the graphs it stands in, so that what is asserted, inferred, computed and suggested is shown apart
everywhere (the honesty rules 1 and 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import cast
from urllib.parse import urlsplit

import pyoxigraph as ox

from styrka.engine.interface import Engine, Row, Term, construct_ntriples, select_rows
from styrka.errors import NotFound
from styrka.formats import TSV
from styrka.labels import PATH as LABEL_PATH
from styrka.labels import choose_label, choose_language, collect_labels
from styrka.vocabulary import BASE, CURATION, DEF, PREFIXES

INCOMING_LIMIT = 200
# Whole IRIs: a look-up that is asked for every page need not have all our prefixes read.


class StatementKind(Enum):
    """How a statement came to stand in the graph; in order of strength."""

    ASSERTED = "asserted"
    COMPUTED = "computed"
    INFERRED = "inferred"
    SUGGESTED = "suggested"


@dataclass(frozen=True)
class LabelledTerm:
    """An IRI or a literal with its labels by language; ``""`` is the language of a label that has none."""

    term: Term
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        """Return the label in a language, else in English, Swedish or any.

        When there is none, the last segment of the IRI, after the host's name where that is not ours: a bare number of
        another vocabulary adds nothing.
        """
        if self.labels:
            return choose_label(self.labels, language)
        if not self.term.is_iri:
            return self.term.value
        last = re.split("[/#]", self.term.value.rstrip("/#"))[-1]
        host = urlsplit(self.term.value).netloc.removeprefix("www.")
        return last if self.term.value.startswith(BASE) or host in ("", last) else f"{host}: {last}"

    def label_language(self, language: str) -> str:
        """Return the language that ``label`` falls back to, for the ``lang`` attribute of a page."""
        return choose_language(self.labels, language)


@dataclass(frozen=True)
class Statement:
    """A predicate with one value (or, among the incoming, one subject) and the graphs that state it."""

    predicate: LabelledTerm
    value: LabelledTerm
    graphs: tuple[str, ...]

    @property
    def basis(self) -> StatementKind:
        """The strongest basis among the graphs."""
        return min((find_kind(graph) for graph in self.graphs), key=list(StatementKind).index)


@dataclass(frozen=True)
class Resource:
    """One thing: its IRI and labels, its types, statements, incoming statements and sources (their IRIs).

    ``aligned`` are the statements that only repeat the same in other vocabularies' terms.
    """

    iri: str
    named: LabelledTerm
    types: tuple[LabelledTerm, ...]
    statements: tuple[Statement, ...]
    aligned: tuple[Statement, ...]
    incoming: tuple[Statement, ...]
    incoming_cut: bool
    sources: tuple[str, ...]


def find_kind(graph: str) -> StatementKind:
    """Return how the statements of a named graph came about, from the graph's IRI."""
    local = graph.removeprefix(BASE + "graph/")
    if local.startswith("inferred/"):
        return StatementKind.INFERRED
    if local.startswith("computed/"):
        return StatementKind.COMPUTED
    return StatementKind.SUGGESTED if local.startswith("mappings/suggested/") else StatementKind.ASSERTED


def describe_thing(engine: Engine, iri: str) -> Resource:
    """Return what the release states of a thing.

    Parameters:
        iri: the true IRI of the thing, under the base.

    Raises:
        NotFound: When no graph states anything of it.
    """
    outgoing, incoming = _select_statements(engine, iri)
    if not outgoing:
        raise NotFound(f"Nothing is recorded of {iri}.", sv=f"Inget är registrerat om {iri}.", iri=iri)
    labels = _labels(engine, iri)
    found = _statements(outgoing, labels)
    types = [one for one in found if one.predicate.term.value == PREFIXES["rdf"] + "type"]
    ours = [one for one in types if one.value.term.value.startswith(DEF)]
    shown = [one for one in found if one not in types]
    stating = {graph for one in (*shown, *types) for graph in one.graphs if find_kind(graph) is StatementKind.ASSERTED}
    pointing = _statements(incoming[:INCOMING_LIMIT], labels)
    return Resource(
        iri=iri,
        named=_named(Term("uri", iri), labels),
        types=tuple(one.value for one in ours or types),
        statements=tuple(one for one in shown if not _aligned(one)),
        aligned=tuple(
            one
            for one in (*(one for one in types if ours and one not in ours), *shown)
            if one in types or _aligned(one)
        ),
        incoming=tuple(one for one in pointing if not _aligned(one)),
        incoming_cut=len(incoming) > INCOMING_LIMIT,
        sources=find_sources(engine, stating),
    )


def find_sources(engine: Engine, graphs: Iterable[str]) -> tuple[str, ...]:
    """Return the sources of named graphs, each once; the curation only where it is the only one. As ``Engine.run``."""
    lines = " ".join(f"<{graph}>" for graph in sorted(graphs))
    query = f"SELECT DISTINCT ?source {{ VALUES ?g {{ {lines} }} ?g <{PREFIXES['dcterms']}source> ?source }}"
    found = sorted(row["source"].value for row in select_rows(engine, query)) if lines else []
    return tuple(source for source in found if source != CURATION) or tuple(found)


def construct_graph(engine: Engine, iri: str) -> bytes:
    """Return the statements of and about a thing as N-Triples.

    Its own, and at most ``INCOMING_LIMIT`` that point to it.

    Raises:
        NotFound: When there is none.
    """
    triples = construct_ntriples(
        engine,
        f"CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> }} WHERE {{ {{ <{iri}> ?p ?o }} UNION "
        f"{{ SELECT ?s ?q WHERE {{ ?s ?q <{iri}> }} LIMIT {INCOMING_LIMIT} }} }}",
    )
    if not triples:
        raise NotFound(f"Nothing is recorded of {iri}.", sv=f"Inget är registrerat om {iri}.", iri=iri)
    return triples


def list_quads(engine: Engine, iri: str) -> list[ox.Quad]:
    """Return the statements that ``construct_graph`` has, each in every graph that states it.

    And what is stated of those graphs: which source each one quotes.

    Raises:
        NotFound: When there is none.
    """
    triples = {quad.triple for quad in ox.parse(construct_graph(engine, iri), ox.RdfFormat.N_TRIPLES)}
    named = (one for one in triples if isinstance(one.subject, ox.NamedNode) and one.subject.value != iri)
    pairs = " ".join(sorted(f"({one.subject} {one.predicate})" for one in named))
    stated = _select_quads(
        engine,
        f"{{ GRAPH ?g {{ <{iri}> ?p ?o }} BIND(<{iri}> AS ?s) }} UNION "
        f"{{ VALUES (?s ?p) {{ {pairs} }} GRAPH ?g {{ ?s ?p <{iri}> }} BIND(<{iri}> AS ?o) }}",
    )
    graphs = " ".join(sorted({str(quad.graph_name) for quad in stated}))
    about = _select_quads(engine, f"VALUES ?s {{ {graphs} }} GRAPH ?g {{ ?s ?p ?o }}") if graphs else []
    # On a scratch instance a statement may stand in no named graph.
    bare = sorted(triples - {quad.triple for quad in stated}, key=str)
    return list(dict.fromkeys((*(ox.Quad(*one) for one in bare), *stated, *about)))


def _select_quads(engine: Engine, pattern: str) -> list[ox.Quad]:
    """Return the quads that a pattern finds, sorted; asked for as TSV, which keeps every kind of term."""
    answer = engine.run(f"SELECT ?s ?p ?o ?g WHERE {{ {pattern} }}", TSV).read()
    found = cast(ox.QuerySolutions, ox.parse_query_results(answer, ox.QueryResultsFormat.TSV))
    return sorted({ox.Quad(*(one[name] for name in "spog")) for one in found}, key=_order_quad)


def _order_quad(quad: ox.Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad.triple)


def _aligned(one: Statement) -> bool:
    return not one.predicate.term.value.startswith(DEF) and one.basis is StatementKind.INFERRED


def _select_statements(engine: Engine, iri: str) -> tuple[list[Row], list[Row]]:
    """Return the statements of a thing, and those that point to it, one more than are shown; ``o`` is the other end."""
    found = select_rows(
        engine,
        f"SELECT ?p ?o ?s ?g WHERE {{ {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} UNION "
        f"{{ SELECT ?p ?s ?g WHERE {{ GRAPH ?g {{ ?s ?p <{iri}> }} }} LIMIT {INCOMING_LIMIT + 1} }} }}",
    )
    incoming = [{"p": row["p"], "o": row["s"], "g": row["g"]} for row in found if "s" in row]
    return [row for row in found if "o" in row], incoming


def _labels(engine: Engine, iri: str) -> dict[str, dict[str, str]]:
    """Return labels of the thing and of everything one step away, in one query."""
    named = (
        f"BIND(<{iri}> AS ?x)",
        f"<{iri}> ?p ?x",
        f"<{iri}> ?x ?o",
        f"{{ SELECT DISTINCT ?x {{ ?x ?p <{iri}> }} LIMIT {INCOMING_LIMIT + 1} }}",
        f"{{ SELECT DISTINCT ?x {{ ?s ?x <{iri}> }} }}",
    )
    things = " UNION ".join(f"{{ {pattern} }}" for pattern in named)
    found = select_rows(
        engine, f"SELECT DISTINCT ?x ?label WHERE {{ {{ SELECT DISTINCT ?x {{ {things} }} }} ?x {LABEL_PATH} ?label }}"
    )
    return collect_labels(found)


def _statements(found: Iterable[Row], labels: Mapping[str, Mapping[str, str]]) -> tuple[Statement, ...]:
    graphs: dict[tuple[Term, Term], list[str]] = {}
    for row in found:
        graphs.setdefault((row["p"], row["o"]), []).append(row["g"].value)
    made = (Statement(_named(p, labels), _named(o, labels), tuple(sorted(where))) for (p, o), where in graphs.items())
    return tuple(sorted(made, key=lambda one: (_rank(one), one.value.label("en"), _order(one.value.term))))


def _order(term: Term) -> tuple[str, ...]:
    # The order that terms have themselves, which takes several times as long to compare.
    return term.kind, term.value, term.language, term.datatype


def _rank(one: Statement) -> tuple[int, tuple[str, ...]]:
    """Names first, then our own terms, then the others; sources have a place of their own."""
    iri = one.predicate.term.value
    place = 0 if iri.endswith(("#prefLabel", "#altLabel", "rdf-schema#label")) else 1 if iri.startswith(DEF) else 2
    return place, _order(one.predicate.term)


def _named(term: Term, labels: Mapping[str, Mapping[str, str]]) -> LabelledTerm:
    return LabelledTerm(term, labels.get(term.value, {}) if term.is_iri else {})
