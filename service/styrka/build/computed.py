"""What is worked out from everything that is recorded: the CONSTRUCT queries in ``ontology/computed/``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.beside import return_memory
from styrka.build.infer import Inference
from styrka.build.progress import Progress, show_nothing
from styrka.build.sources import Source
from styrka.build.tree import Tree
from styrka.engine.layout import load_statements
from styrka.errors import SourceError
from styrka.vocabulary import BASE

_GRAPH: Final = re.compile(r"\bGRAPH\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[\w-]+")


def compute_descriptions(tree: Tree, inference: Inference, progress: Progress = show_nothing) -> tuple[ox.Quad, ...]:
    """Return what the queries in ``ontology/computed/`` add to the stated and inferred triples.

    They are asked in the order of their names, and each sees what those before it added. One with GRAPH sees in graphs
    what is stated under the properties that it names; not in those of the registers, which are most of a tree and each
    one source.

    Raises:
        SourceError: For a query that cannot be evaluated.
    """
    progress("describe", 0, len(tree.queries), "")
    store = _load(tree, inference)
    computed: list[ox.Quad] = []
    for done, (path, text) in enumerate(tree.queries.items(), 1):
        graph = ox.NamedNode(f"{BASE}graph/computed/{Path(path).stem}")
        try:
            found = store.query(text, base_iri=BASE)
        except SyntaxError as error:
            raise SourceError(f"this is not SPARQL: {error}.", path=path, remedy="Correct it there.") from None
        if not isinstance(found, ox.QueryTriples):
            raise SourceError("this is no CONSTRUCT.", path=path, remedy="Write CONSTRUCT { ... } WHERE { ... }.")
        quads = [
            ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in sorted(set(found), key=str)
        ]
        store.bulk_extend(_as_default(quads))
        computed += quads
        progress("describe", done, len(tree.queries), "")
    progress("describe", 1, 1, f"{len(computed)} statements")
    return tuple(computed)


def _load(tree: Tree, inference: Inference) -> ox.Store:
    """Return what the queries are asked over: the default graph has everything."""
    sources = (*tree.of("data"), *tree.of("ontology"))
    everything = chain.from_iterable(source.quads for source in sources)
    store = ox.Store()
    load_statements(store, (quad.triple for quad in chain(everything, inference.quads())), ox.RdfFormat.N_TRIPLES)
    load_statements(store, _select_named(sources, tree.queries.values()), ox.RdfFormat.N_QUADS)
    return_memory()
    return store


def _select_named(sources: Iterable[Source], queries: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield the statements that the queries with a GRAPH may ask for there: under the properties that they name."""
    words = frozenset(word for text in queries if _GRAPH.search(text) for word in _WORD.findall(text))
    for source in sources:
        for predicate, quads in () if source.is_register else source.by_predicate.items():
            name = _WORD.findall(predicate.value)[-1]
            if name in words or (name == "type" and "a" in words):
                yield from quads


def _as_default(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
