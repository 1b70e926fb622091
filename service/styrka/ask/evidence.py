"""What each row of an answer rests on: the statements behind it, the graphs they stand in, and so their sources.

A question's header names patterns of statements in the terms of its query (``#+ evidence:``). For the rows that are
shown they are resolved together: one query finds the graphs of the statements, a second those of the premises of the
inferred ones. A computed statement has no source of its own; the patterns name what it is computed from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from styrka.build.infer import Inference
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Engine, Row, select_rows
from styrka.vocabulary import BASE, CURATION, PREFIXES, expand

INFERRED: Final = BASE + "graph/inferred/"
COMPUTED: Final = BASE + "graph/computed/"
_SOURCE: Final = f"<{PREFIXES['dcterms']}source>"
_TOKEN: Final = re.compile(r"\?[A-Za-z_]\w*|\$[A-Za-z_]\w*|<[^<>\s]+>|[A-Za-z][\w-]*:[\w/-]+|\ba\b|\.|\S+")

Statement = tuple[str, str, str]  # subject, predicate and object, as N-Triples


@dataclass(frozen=True)
class Pattern:
    """One statement in a question's terms: ``?variable``, ``$parameter`` or ``<IRI>`` in each place."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True)
class Support:
    """One stated statement that a row rests on.

    Attributes:
        pattern: the name that the question's header gives to what it is evidence of.
        statement: as N-Triples.
        graph: the named graph that states it.
        source: the IRI of the graph's source.
        conclusion: the row's own statement, which was inferred from this one or is the same.
    """

    pattern: str
    statement: Statement
    graph: str
    source: str
    conclusion: Statement

    @property
    def is_premise(self) -> bool:
        """Whether the row's own statement was inferred from it."""
        return self.conclusion != self.statement


Derive = Callable[[ox.Triple], Sequence[ox.Triple]]


def parse_patterns(text: str) -> tuple[Pattern, ...]:
    """Return the statements in a line of a header: ``?list styrka:hasPriorityArea ?area``; several are parted by " . ".

    Raises ValueError, saying what would be right.
    """
    tokens = [_read_term(text_) for text_ in _TOKEN.findall(text)]
    patterns: list[Pattern] = []
    while tokens:
        if len(tokens) < 3 or "." in tokens[:3] or (len(tokens) > 3 and tokens[3] != "."):
            raise ValueError(
                "a pattern is subject, predicate and object, for example ?list styrka:hasPriorityArea ?area"
            )
        patterns.append(Pattern(*tokens[:3]))
        tokens = tokens[4:]
    return tuple(patterns)


def _read_term(text: str) -> str:
    if text == "a":
        return f"<{PREFIXES['rdf']}type>"
    if text[0] in "?$.<":
        return text
    try:
        return f"<{expand(text)}>"
    except KeyError as error:
        raise ValueError(f"the prefix {error.args[0]}: is not known") from None


def resolve_evidence(
    engine: Engine,
    evidence: Mapping[str, Sequence[Pattern]],
    rows: Sequence[Row],
    values: Mapping[str, str],
    derive: Derive,
    columns: Sequence[str],
) -> list[tuple[Support, ...]]:
    """Return what each row rests on, in the order of the patterns.

    Parameters:
        engine: the engine that gave the rows.
        evidence: the patterns of the question, by name.
        rows: the rows that are shown.
        values: the terms of the parameters that have one, by name, as SPARQL.
        columns: the columns of the question; any other variable of a pattern stands for whatever fits.
        derive: the premises from which a triple was inferred, in the end only stated ones; see ``make_derivations``.

    A pattern does not apply to a row that leaves one of its columns empty. Raises as ``Engine.run``.
    """
    branches = [_write_branch(name, patterns, rows, values, columns) for name, patterns in evidence.items()]
    query = " UNION ".join(branch for branch in branches if branch)
    if not query:
        return [() for _ in rows]
    found = select_rows(engine, AdmittedQuery(f"SELECT * {{ {query} }}", Form.SELECT))
    statements: list[dict[str, dict[Statement, list[str]]]] = [{} for _ in rows]
    for row in found:
        name = row["pattern"].value
        for number in range(len(evidence[name])):
            triple = tuple(row[f"{place}{number}"].n3() for place in "spo")
            graphs = statements[int(row["row"].value)].setdefault(name, {}).setdefault(triple, [])  # type: ignore[arg-type]
            graphs.append(row[f"g{number}"].value)
    premises = _find_premises(engine, statements, derive)
    sources = _find_sources(
        engine, {graph for places in premises.values() for _, graph in places} | _stated(statements)
    )
    return [tuple(_support(row, evidence, premises, sources)) for row in statements]


def make_derivations(inference: Inference) -> Derive:
    """Return what gives the stated premises of an inferred triple, each once; none for one that was not inferred."""

    def derive(triple: ox.Triple) -> Sequence[ox.Triple]:
        leaves: dict[ox.Triple, None] = {}
        seen: set[ox.Triple] = set()
        waiting = [triple]
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            derivation = inference.derivation(one)
            if derivation is not None:
                waiting += reversed(derivation.premises)
            elif one != triple:
                leaves[one] = None
        return tuple(leaves)

    return derive


def _write_branch(
    name: str, patterns: Sequence[Pattern], rows: Sequence[Row], values: Mapping[str, str], columns: Sequence[str]
) -> str:
    """Return the part of the query for one pattern; "" where it applies to no row."""
    places = [place for pattern in patterns for place in (pattern.subject, pattern.predicate, pattern.object)]
    used = sorted({place[1:] for place in places if place.startswith("?")} & set(columns))
    lines = []
    for number, row in enumerate(rows):
        terms = [row.get(column) for column in used]
        if all(term is not None and term.kind != "bnode" for term in terms):
            lines.append(f"({number} {' '.join(term.n3() for term in terms if term)})")
    if not lines or any(place[1:] not in values for place in places if place.startswith("$")):
        return ""
    parts = []
    for number, pattern in enumerate(patterns):
        terms_ = [
            values[place[1:]] if place.startswith("$") else place
            for place in (pattern.subject, pattern.predicate, pattern.object)
        ]
        parts.append(f"GRAPH ?g{number} {{ {' '.join(terms_)} }}")
        parts += [f"BIND({term} AS ?{place}{number})" for place, term in zip("spo", terms_, strict=True)]
    head = " ".join(f"?{column}" for column in ("row", *used))
    return f'{{ VALUES ({head}) {{ {" ".join(lines)} }} {" ".join(parts)} BIND("{name}" AS ?pattern) }}'


def _stated(statements: Iterable[Mapping[str, Mapping[Statement, Sequence[str]]]]) -> set[str]:
    return {graph for row in statements for found in row.values() for graphs in found.values() for graph in graphs}


def _find_premises(
    engine: Engine, statements: Iterable[Mapping[str, Mapping[Statement, Sequence[str]]]], derive: Derive
) -> dict[Statement, list[tuple[Statement, str]]]:
    """Return the stated premises of each statement that is nowhere stated: premise and graph."""
    leaves: dict[Statement, list[Statement]] = {}
    for row in statements:
        for found in row.values():
            for triple, graphs in found.items():
                if triple not in leaves and all(graph.startswith((INFERRED, COMPUTED)) for graph in graphs):
                    parsed = next(ox.parse(" ".join(triple) + " .", ox.RdfFormat.N_TRIPLES)).triple
                    leaves[triple] = [(str(one.subject), str(one.predicate), str(one.object)) for one in derive(parsed)]
    wanted = list(dict.fromkeys(leaf for found_ in leaves.values() for leaf in found_))
    if not wanted:
        return {}
    lines = " ".join(f"({number} {' '.join(leaf)})" for number, leaf in enumerate(wanted))
    query = f"SELECT ?i ?g {{ VALUES (?i ?s ?p ?o) {{ {lines} }} GRAPH ?g {{ ?s ?p ?o }} }}"
    graphs_: dict[Statement, list[str]] = defaultdict(list)
    for row_ in select_rows(engine, AdmittedQuery(query, Form.SELECT)):
        graphs_[wanted[int(row_["i"].value)]].append(row_["g"].value)
    return {
        triple: [(leaf, graph) for leaf in found_ for graph in sorted(graphs_[leaf])]
        for triple, found_ in leaves.items()
    }


def _find_sources(engine: Engine, graphs: Iterable[str]) -> dict[str, str]:
    lines = " ".join(f"<{graph}>" for graph in sorted(graphs) if not graph.startswith((INFERRED, COMPUTED)))
    if not lines:
        return {}
    query = f"SELECT ?g ?source {{ VALUES ?g {{ {lines} }} ?g {_SOURCE} ?source }}"
    return {row["g"].value: row["source"].value for row in select_rows(engine, AdmittedQuery(query, Form.SELECT))}


def _support(
    row: Mapping[str, Mapping[Statement, Sequence[str]]],
    evidence: Mapping[str, Sequence[Pattern]],
    premises: Mapping[Statement, Sequence[tuple[Statement, str]]],
    sources: Mapping[str, str],
) -> Iterator[Support]:
    given: set[Support] = set()
    for name in evidence:
        for triple, graphs in row.get(name, {}).items():
            stated = [(triple, graph) for graph in sorted(graphs) if graph in sources]
            inferred = [(leaf, graph) for leaf, graph in premises.get(triple, ()) if graph in sources]
            for statement, graph in stated or inferred:
                support = Support(name, statement, graph, sources[graph], triple)
                if support not in given:
                    given.add(support)
                    yield support


def list_sources(supports: Iterable[Support]) -> tuple[str, ...]:
    """Return the sources of a row, each once: documents first, what the curation added last."""
    found = dict.fromkeys(support.source for support in supports)
    return tuple(sorted(found, key=lambda source: source == CURATION))
