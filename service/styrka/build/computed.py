"""What is worked out from everything that is recorded: the CONSTRUCT queries in ``ontology/computed/``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.infer import Inference
from styrka.build.progress import Progress, show_nothing
from styrka.build.tree import Tree
from styrka.errors import SourceError
from styrka.vocabulary import BASE

_GRAPH: Final = re.compile(r"^[^#]*\bGRAPH\b", re.MULTILINE)


def compute_descriptions(tree: Tree, inference: Inference, progress: Progress = show_nothing) -> tuple[ox.Quad, ...]:
    """Return what the queries in ``ontology/computed/`` add to the stated and inferred triples.

    They are asked in the order of their names, and each sees what those before it added; one that names graphs sees
    those of what is stated too.

    Raises:
        SourceError: For a query that cannot be evaluated.
    """
    progress("describe", 0, len(tree.queries), "")
    store = ox.Store()
    stated = [quad for folder in ("data", "ontology") for source in tree.of(folder) for quad in source.quads]
    store.bulk_extend(_as_default(stated))
    store.bulk_extend(_as_default(inference.quads()))
    computed: list[ox.Quad] = []
    for done, (path, text) in enumerate(tree.queries.items(), 1):
        graph = ox.NamedNode(f"{BASE}graph/computed/{Path(path).stem}")
        # A store with the graphs too is read twice as long, so only where it is needed.
        asked = _with_graphs(store, stated) if _GRAPH.search(text) else store
        try:
            found = asked.query(text, base_iri=BASE)
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


def _with_graphs(store: ox.Store, stated: Iterable[ox.Quad]) -> ox.Store:
    whole = ox.Store()
    whole.bulk_extend(iter(store))
    whole.bulk_extend(stated)
    return whole


def _as_default(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
