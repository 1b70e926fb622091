"""What is worked out from everything that is recorded: the CONSTRUCT queries in ``ontology/computed/``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from styrka.build.infer import Inference
from styrka.build.progress import Progress, show_nothing
from styrka.build.tree import Tree
from styrka.errors import SourceError
from styrka.vocabulary import BASE


def compute_descriptions(tree: Tree, inference: Inference, progress: Progress = show_nothing) -> tuple[ox.Quad, ...]:
    """Return what the queries in ``ontology/computed/`` add to the stated and inferred triples.

    They are asked in the order of their names, and each sees what those before it added; one that names graphs sees
    those of what is stated too, but for those of the registers, which are most of a tree and each one source.

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
    named = chain.from_iterable(source.quads for source in sources if not source.is_register)
    store = ox.Store()
    # All at once: each call sorts what it is given into what is there.
    store.bulk_extend(chain(_as_default(everything), _as_default(inference.quads()), named))
    return store


def _as_default(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
