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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from styrka.engine.interface import Dataset
from styrka.engine.terminals import read_names
from styrka.vocabulary import BASE

QueryResult = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_BLANK: Final = b"_:"
_AT_ONCE: Final = 20_000
# Not in the names that every query declares, such as ``PREFIX graph: <https://w3id.org/styrka/graph/>``.
_GRAPHS: Final = re.compile(r"(?<![/:?$\w])(?:FROM|GRAPH)(?![/:\w])", re.IGNORECASE)


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
    return bool(_GRAPHS.search(text)) and any(word.upper() in words for word in read_names(text))


def load_layout(files: Iterable[Path]) -> StoreLayout:
    """Return the quads of N-Quads files in memory.

    One thread loads the graphs, which needs no interpreter, while this one finds out which triples there are.

    Parameters:
        files: in canonical form, as a release has them: a line for each quad, with its graph.

    Raises:
        OSError: When a file cannot be read.
    """
    paths = tuple(files)
    whole = ox.Store()
    with ThreadPoolExecutor(1, "load") as beside:
        loading = [beside.submit(_load_graphs, whole, paths)]
        triples, blank, count = _read_triples(paths)
        shared = list(ox.parse(blank, ox.RdfFormat.N_QUADS, lenient=True))
        layout = StoreLayout(whole)
        if len(triples) < count or len({quad.triple for quad in shared}) < len(shared):
            content = b" .\n".join((*triples, b""))
            del triples
            loading.append(beside.submit(_load_triples, whole, content, shared))  # when the graphs are loaded
            plain = ox.Store()
            _load_triples(plain, content, shared)
            layout = StoreLayout(whole, plain)
        for each in loading:
            each.result()
        whole.bulk_extend(shared)
    return layout


def _load_graphs(store: ox.Store, paths: Iterable[Path]) -> None:
    """Load the quads that have no blank node: those get new names at every loading."""
    for path in paths:
        named, _ = part_blank_lines(path.read_bytes())
        # Lenient, because the release was checked when it was written. Of texts ``load`` is faster than ``bulk_load``.
        store.load(named, ox.RdfFormat.N_QUADS, lenient=True)


def part_blank_lines(content: bytes) -> tuple[bytes, bytes]:
    """Return the lines of N-Quads without a blank node, and those that have, or may have, one."""
    named: list[bytes] = []
    blank: list[bytes] = []
    start = 0
    while (found := content.find(_BLANK, start)) >= 0:
        line = content.rfind(b"\n", start, found) + 1 or start
        end = content.find(b"\n", found) + 1 or len(content)
        named.append(content[start:line])
        blank.append(content[line:end])
        start = end
    return (b"".join((*named, content[start:])) if start else content), b"".join(blank)


def _read_triples(paths: Iterable[Path]) -> tuple[dict[bytes, None], bytes, int]:
    """Return each triple without a blank node once, the lines of the quads with one, and how many the others are."""
    triples: dict[bytes, None] = {}
    blank: list[bytes] = []
    count = 0
    for path in paths:
        with path.open("rb") as file:
            for line in file:
                if _BLANK in line:
                    blank.append(line)
                else:
                    count += 1
                    triples[line[: line.rindex(b" <")]] = None
    return triples, b"".join(blank), count


def _load_triples(store: ox.Store, content: bytes, others: Iterable[ox.Quad]) -> None:
    """Load triples into the default graph."""
    store.load(content, ox.RdfFormat.N_TRIPLES, lenient=True)
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in others)


def load_statements(store: ox.Store, statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat) -> None:
    """Load statements by some ten thousands as text, which takes the least time and memory of all ways that there are.

    Those with blank nodes, which loading gives new names, are added as they are.

    Parameters:
        form: N-Triples, into the default graph, or N-Quads.
    """
    rest: Iterator[Any] = iter(statements)
    while text := ox.serialize(islice(rest, _AT_ONCE), format=form):
        named, blank = part_blank_lines(text)
        store.load(named, form, lenient=True)
        store.extend(ox.parse(blank, form, lenient=True))


def read(files: Iterable[Path]) -> ox.Store:
    """Return a store with the quads of N-Quads files, and nothing else."""
    store = ox.Store()
    for path in files:
        # Parsed here and not by bulk_load(), which would give blank nodes new names at every start.
        store.bulk_extend(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True))
    return store


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
