"""A release in memory, each triple held as few times as its queries need.

The default graph is the union of all named graphs with each triple once (SPARQL 1.1 Service Description:
``sd:UnionDefaultGraph``). Oxigraph has such a union, but repeats a triple that stands in two graphs. A copy of every
triple in one store's default graph mends that and makes every query read twice as much. So: where no triple stands in
two graphs, the named graphs alone are held, and queried as their union; else a second store has each triple once, and
only queries that speak of graphs go to the store with both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.engine.guard import tokens
from styrka.engine.interface import Dataset
from styrka.vocabulary import BASE

QueryResult = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_GRAPHS: Final = re.compile(r"\b(?:FROM|GRAPH)\b", re.IGNORECASE)


@dataclass(frozen=True)
class StoreLayout:
    """A release's stores.

    Attributes:
        whole: the named graphs; when ``plain`` is there, each triple once in the default graph too.
        plain: each triple once, in the default graph; None when no triple stands in two graphs.
    """

    whole: ox.Store
    plain: ox.Store | None = None

    def query(self, text: str, dataset: Dataset) -> QueryResult:
        """Return the result of a query over the graphs that a request names, else those that the query names, else all.

        Raises:
            SyntaxError: When the query is no SPARQL.
            ValueError: When it cannot be evaluated.
            RuntimeError: When it cannot be evaluated.
        """
        if dataset != Dataset():
            return query(self.whole, text, dataset)
        if self.plain is not None:
            return query(self.whole if _has_keyword(text, ("FROM", "GRAPH")) else self.plain, text, dataset)
        return self.whole.query(text, base_iri=BASE, use_default_graph_as_union=not _has_keyword(text, ("FROM",)))


def _has_keyword(text: str, words: Sequence[str]) -> bool:
    """Return whether a query has one of the words other than in a name or a string; the first ends the look."""
    # The search, which is quick, spares most queries the reading of their tokens.
    return bool(_GRAPHS.search(text)) and any(
        kind == "name" and word.upper() in words for kind, word, _ in tokens(text)
    )


def load_layout(files: Iterable[Path]) -> StoreLayout:
    """Return the quads of N-Quads files in memory.

    Raises:
        OSError: When a file cannot be read.
    """
    seen: set[int] = set()
    whole = read(files, seen)
    # Two triples with one hash are taken for a repeated one: that costs memory, and no answer.
    if len(seen) == len(whole):
        return StoreLayout(whole)
    del seen
    plain = ox.Store()
    plain.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in whole)
    whole.bulk_extend(iter(plain))
    return StoreLayout(whole, plain)


def read(files: Iterable[Path], seen: set[int] | None = None) -> ox.Store:
    """Return a store with the quads of N-Quads files, and nothing else; ``seen`` gets the hash of each triple."""
    store = ox.Store()
    for path in files:
        # Parsed here and not by bulk_load(), which would give blank nodes new names at every start; lenient, because
        # the release was checked when it was written.
        quads = ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
        store.bulk_extend(quads if seen is None else _without_seen(quads, seen))
    return store


def _without_seen(quads: Iterable[ox.Quad], seen: set[int]) -> Iterator[ox.Quad]:
    for quad in quads:
        seen.add(hash(quad.triple))
        yield quad


def query(store: ox.Store, text: str, dataset: Dataset) -> QueryResult:
    """Return the result of a query over a store's own default graph, or the graphs that a request names."""
    if dataset == Dataset():
        return store.query(text, base_iri=BASE)
    return store.query(
        text,
        base_iri=BASE,
        default_graph=[ox.NamedNode(iri) for iri in dataset.default],
        named_graphs=[ox.NamedNode(iri) for iri in dataset.named],
    )
