"""What an admitted update makes of graphs, in a store that is made for it and goes with it.

Nothing reaches the network meanwhile: no file can be opened, and so no connection.
"""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import pyoxigraph as ox

from styrka.engine import local
from styrka.engine.layout import load_statements
from styrka.engine.prologues import write_out_names
from styrka.errors import Conflict, QueryRefused, UnfitPatch


def rewrite_graphs(
    stated: Iterable[ox.Quad], text: str, base: str, during: AbstractContextManager[None] | None = None
) -> dict[str | None, tuple[ox.Quad, ...]]:
    """Return the graphs that an update would change, with their new content; None is the default graph.

    As everywhere in a governed instance, the default graph that its patterns match is all graphs together.

    Parameters:
        during: entered while the update itself is evaluated.

    Raises:
        StyrkaError: As ``apply_update``.
    """
    store = ox.Store()
    quads = set(stated)
    load_statements(store, quads, ox.RdfFormat.N_QUADS)
    load_statements(store, (quad.triple for quad in quads), ox.RdfFormat.N_TRIPLES)
    del quads
    # As the store gives them back, which writes numbers in one way; by hashes, as two copies of all take a gibibyte.
    known: set[int] = set()
    before: Counter[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = Counter()
    for quad in store:
        known.add(hash(quad))
        before[quad.graph_name] += 1
    with during or nullcontext(), without_network():
        apply_update(store, text, base)
    left = before.copy()
    changed: set[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = set()
    for quad in store:
        left[quad.graph_name] -= 1
        if hash(quad) not in known:
            changed.add(quad.graph_name)
    changed.update(graph for graph, count in left.items() if count)  # as many more, or fewer, than before
    return {
        None if isinstance(graph, ox.DefaultGraph) else graph.value: tuple(
            store.quads_for_pattern(None, None, None, graph)
        )
        for graph in changed
    }


def patch_graph(
    stated: Iterable[ox.Quad], text: str, base: str, during: AbstractContextManager[None] | None = None
) -> tuple[ox.Triple, ...]:
    """Return the triples of one graph after an update of it alone (Graph Store HTTP Protocol section 5.7).

    Parameters:
        during: entered while the update itself is evaluated.

    Raises:
        UnfitPatch: Where the update makes another graph, and as ``apply_update``.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in stated)
    with during or nullcontext(), without_network():
        apply_update(store, text, base)
    if (other := next(store.named_graphs(), None)) is not None:
        raise UnfitPatch(f"The patch makes the graph {other.value}; it may change the one that it is sent to.")
    return tuple(quad.triple for quad in store)


def apply_update(store: ox.Store, text: str, base: str) -> None:
    """Do an update.

    Raises:
        QuerySyntaxError: The text is no update.
        QueryRefused: It cannot be evaluated.
        Conflict: A graph is there that must not be, or is not there that must be.
    """
    try:
        store.update(write_out_names(text, base), base_iri=base)
    except SyntaxError as error:
        raise local.syntax_error(str(error.msg or error), text) from None
    except RuntimeError as error:
        if "exist" in str(error):
            raise Conflict(f"{str(error).rstrip('.')}. Use SILENT to go on regardless.") from None
        raise QueryRefused(f"The update cannot be evaluated: {error}") from None
    except (ValueError, OSError) as error:
        raise QueryRefused(f"The update cannot be evaluated: {error}") from None


def close_the_network() -> tuple[int, int]:
    """Let this process open no more files; the limit from before, to open them again."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, files[1]))
    return files


@contextmanager
def without_network() -> Iterator[None]:
    """While this is open, the process opens no file and so reaches no network."""
    files = close_the_network()
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, files)
