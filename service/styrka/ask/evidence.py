"""What each row of an answer rests on: the statements behind it, the graphs they stand in, and so their sources.

A question's header names patterns of statements in the terms of its query (``#+ evidence:``). For the rows that are
shown they are resolved together: one query finds what stands for the variables that no column has, where there are any,
and one the graphs of all statements, or of the premises of the inferred ones, with their sources. A computed statement
has no source of its own; the patterns name what it is computed from.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from styrka.ask.patterns import MatchCache, Pattern, Statement, match_patterns
from styrka.ask.release_cache import ReleaseCache
from styrka.build.infer import Inference
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Engine, Row, select_rows
from styrka.vocabulary import BASE, CURATION, PREFIXES

_STATEMENTS: Final = 30_000  # some 20 MB
_MATCHES: Final = 5_000
# The values stand first: some stores (Virtuoso) read every statement where they come after the pattern.
_GRAPHS: Final = (
    'SELECT ?graph ?source ?numbers { { SELECT ?graph (GROUP_CONCAT(?number; separator=" ") AS ?numbers) '
    "{ VALUES (?number ?s ?p ?o) { %%s } GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph } "
    "OPTIONAL { GRAPH ?graph { ?graph <%s> ?source } } }"
) % (PREFIXES["dcterms"] + "source")


class Support(NamedTuple):
    """One stated statement that a row rests on. A tuple, because a page has thousands.

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


Derive = Callable[[Iterable[Iterable[ox.NamedNode | ox.Literal]]], Iterable[Sequence[Statement]]]
Graphs = tuple[tuple[str, str], ...]  # the graphs that have a statement, each with its source or ""


@dataclass(frozen=True)
class EvidenceCache:
    """What has been found of one release: what patterns stand for, the premises of statements, and their graphs."""

    matches: MatchCache = field(default_factory=lambda: MatchCache(_MATCHES))
    leaves: ReleaseCache[Statement, tuple[Statement, ...]] = field(default_factory=lambda: ReleaseCache(_STATEMENTS))
    graphs: ReleaseCache[Statement, Graphs] = field(default_factory=lambda: ReleaseCache(_STATEMENTS))


def resolve_evidence(
    engine: Engine,
    evidence: Mapping[str, Sequence[Pattern]],
    rows: Sequence[Row],
    values: Mapping[str, str],
    derive: Derive,
    columns: Sequence[str],
    cache: EvidenceCache | None = None,
) -> list[tuple[Support, ...]]:
    """Return what each row rests on, in the order of the patterns.

    Parameters:
        engine: the engine that gave the rows.
        evidence: the patterns of the question, by name.
        rows: the rows that are shown.
        values: the terms of the parameters that have one, by name, as SPARQL.
        columns: the columns of the question; any other variable of a pattern stands for whatever fits.
        derive: the premises from which each triple was inferred, in the end only stated ones; see ``make_derivations``.
        cache: what has been found before of the release that answers.

    A pattern does not apply to a row that leaves one of its columns empty. Raises as ``Engine.run``.
    """
    cache = cache or EvidenceCache()
    matches = match_patterns(engine, evidence, rows, values, columns, cache.matches)
    stated = (one for match in matches for one in match.statements)
    leaves = cache.leaves.find(engine, stated, lambda unknown: _find_leaves(unknown, derive))
    every = dict.fromkeys(leaf for found in leaves.values() for leaf in found)
    graphs = cache.graphs.find(engine, every, lambda unknown: _find_graphs(engine, unknown))
    supports = {name: _Supports(name, leaves, graphs) for name in evidence}
    found: list[dict[tuple[str, Statement], tuple[Support, ...]]] = [{} for _ in rows]
    for match in matches:
        # A statement that was not inferred stands in some graph, or the row has it in no sense.
        if all(leaves[one] != (one,) or graphs[one] for one in match.statements):
            found[match.row].update({(match.name, one): supports[match.name][one] for one in match.statements})
    return [tuple(itertools.chain.from_iterable(row.values())) for row in found]


def make_derivations(inference: Inference) -> Derive:
    """Return what gives the stated premises of each triple, each once; none for one that was not inferred."""
    return inference.find_stated_premises


def _find_leaves(statements: Sequence[Statement], derive: Derive) -> dict[Statement, tuple[Statement, ...]]:
    """Return the stated premises of each statement that was inferred, and the statement itself for any other."""
    terms: dict[str, Any] = {one: _read_term(one) for one in dict.fromkeys(itertools.chain.from_iterable(statements))}
    derived = derive((terms[subject], terms[name], terms[thing]) for subject, name, thing in statements)
    return {one: tuple(premises) or (one,) for one, premises in zip(statements, derived, strict=True)}


def _read_term(text: str) -> ox.NamedNode | ox.Literal:
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    literal = next(ox.parse(f"<{BASE}> <{BASE}> {text} .", ox.RdfFormat.N_TRIPLES)).object
    assert isinstance(literal, ox.Literal)
    return literal


def _find_graphs(engine: Engine, wanted: Sequence[Statement]) -> dict[Statement, Graphs]:
    """Return the graphs that have each statement, with their sources; none, as "", for what was concluded."""
    lines = " ".join([f'("{number}" {" ".join(statement)})' for number, statement in enumerate(wanted)])
    found: list[list[tuple[str, str]]] = [[] for _ in wanted]
    for row in select_rows(engine, AdmittedQuery(_GRAPHS % lines, Form.SELECT)):
        graph = row["graph"].value, row["source"].value if "source" in row else ""
        for number in row["numbers"].value.split():
            found[int(number)].append(graph)
    return {statement: tuple(sorted(graphs)) for statement, graphs in zip(wanted, found, strict=True)}


class _Supports(dict[Statement, tuple[Support, ...]]):
    """The supports of each statement of one name, made once, since many rows rest on the same ones."""

    def __init__(
        self,
        name: str,
        leaves: Mapping[Statement, Sequence[Statement]],
        graphs: Mapping[Statement, Graphs],
    ) -> None:
        super().__init__()
        self._name, self._leaves, self._graphs = name, leaves, graphs

    def __missing__(self, statement: Statement) -> tuple[Support, ...]:
        """Return them when they are first asked for."""
        self[statement] = tuple(
            Support(self._name, leaf, graph, source, statement)
            for leaf in self._leaves[statement]
            for graph, source in self._graphs[leaf]
            if source
        )
        return self[statement]


def list_sources(supports: Iterable[Support]) -> tuple[str, ...]:
    """Return the sources of a row, each once: documents first, what the curation added last."""
    found = dict.fromkeys(support.source for support in supports)
    return tuple(sorted(found, key=lambda source: source == CURATION))
