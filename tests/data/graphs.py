"""The shipped data, with cut registers, as their sources read them: each statement in its graph."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from styrka.build import source_files, sources
from styrka.build.sources import Source
from styrka.build.validate.sourcing import find_graph_sources
from tests.cut import cut_root


@cache
def read() -> tuple[Source, ...]:
    """Every file of data and ontology."""
    root = cut_root()
    return sources.read_sources(
        [path for path in source_files.find_sources(root) if path.relative_to(root).parts[0] != "shapes"], root
    )


@cache
def graph_sources() -> dict[str, str]:
    """The source that each graph states."""
    return find_graph_sources(read())


@cache
def union() -> ox.Store:
    """All that is stated, in the default graph: to be asked, not to be changed."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for source in read() for quad in source.quads)
    return store


@cache
def by_source() -> dict[str, list[ox.Quad]]:
    """The statements that each source makes."""
    found: dict[str, list[ox.Quad]] = {source: [] for source in graph_sources().values()}
    named: dict[object, list[ox.Quad]] = {
        ox.NamedNode(graph): found[source] for graph, source in graph_sources().items()
    }
    for source in read():
        for quad in source.quads:
            if (its := named.get(quad.graph_name)) is not None:
                its.append(quad)
    return found


def said_by(*documents: str) -> ox.Store:
    """What some sources say, and nothing else: each statement in its graph."""
    store = ox.Store()
    store.bulk_extend(quad for document in documents for quad in by_source()[document])
    return store
