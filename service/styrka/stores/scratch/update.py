"""What one write does to a scratch store: an update, or a change of one graph, on its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from styrka.engine.rewriting import apply_update, patch_graph
from styrka.engine.terminals import read_names
from styrka.engine.writes import Precondition
from styrka.errors import NotFound, QueryTooExpensive

_ADDING: Final = frozenset({"INSERT", "LOAD", "COPY", "MOVE", "ADD"})


@dataclass
class ScratchState:
    """A store that is written to: what its versions are called, the bytes it may take, how often it was changed.

    It is thrown away where a change breaks off, so a change need not be one transaction.
    """

    prefix: str
    limit: int
    store: ox.Store
    changes: int = 0

    @property
    def version(self) -> str:
        """The version of the content."""
        return f"{self.prefix}-{self.changes}"


def apply_change(held: ScratchState, message: Mapping[str, Any], taken: int) -> dict[str, Any]:
    """Do what a message asks, wholly or not at all, and return the reply to it. A ``state`` changes nothing.

    Parameters:
        taken: the bytes that the store takes now.

    Raises:
        QueryTooExpensive: There is no room for more.
        NotFound: The graph to delete or patch is not there (Graph Store HTTP Protocol section 5).
        PreconditionFailed: The graph is not in a state that the request names.
        StyrkaError: As ``apply_update`` and ``patch_graph``.
    """
    verb = message["verb"]
    if verb == "update":
        _check_room(held, taken, adds=may_add(message["text"]))
        apply_update(held.store, message["text"], message["base"])
        held.changes += 1
        return {}
    graph = ox.DefaultGraph() if message["graph"] is None else ox.NamedNode(message["graph"])
    exists = message["graph"] is None or held.store.contains_named_graph(graph)
    if verb == "state":
        return {"exists": exists}
    state = held.version if exists else None
    match = None if message["match"] is None else tuple(message["match"])
    Precondition(match, tuple(message["none_match"])).check(state)
    if verb in ("delete", "patch") and not exists:
        raise _missing(message["graph"])
    if verb == "delete":
        if message["graph"] is None:
            held.store.clear_graph(graph)
        else:
            held.store.remove_graph(graph)
    else:
        _check_room(held, taken, adds=True)
        if verb == "patch":
            stated = held.store.quads_for_pattern(None, None, None, graph)
            triples: Iterable[ox.Triple] = patch_graph(stated, message["text"], message["base"])
        else:
            parsed = ox.parse(message["triples"].encode(), ox.RdfFormat.N_TRIPLES)
            triples = (quad.triple for quad in parsed)
        _fill(held.store, graph, triples, clear=verb != "post")
    held.changes += 1
    return {"created": not exists}


def may_add(update: str) -> bool:
    """Return whether an update has an operation that may add statements (SPARQL 1.1 Update section 3)."""
    return any(word.upper() in _ADDING for word in read_names(update))


def is_empty(store: ox.Store) -> bool:
    """Return whether there is no triple and no graph in it."""
    return next(store.named_graphs(), None) is None and next(store.quads_for_pattern(*4 * (None,)), None) is None


def _fill(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, triples: Iterable[ox.Triple], *, clear: bool) -> None:
    quads = [ox.Quad(one.subject, one.predicate, one.object, graph) for one in triples]
    if clear:
        store.clear_graph(graph)
    if isinstance(graph, ox.NamedNode):
        store.add_graph(graph)
    store.extend(quads)


def _missing(graph: str) -> NotFound:
    return NotFound(f"There is no graph {graph}.", sv=f"Det finns ingen graf {graph}.", graph=graph)


def _check_room(held: ScratchState, taken: int, *, adds: bool) -> None:
    if adds and taken > held.limit:
        raise QueryTooExpensive(
            f"The scratch store has reached its {held.limit} bytes of memory. Empty it with DROP ALL.",
            cause="memory",
            limit=held.limit,
        )
