"""An embedded engine over a few lines of a past release: what one document needs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from styrka.engine.local import LocalEngine


def open_from_lines(lines: Iterable[bytes], version: str, created: str = "") -> LocalEngine:
    """Return an engine over lines of N-Quads, with all their triples, each once, in the default graph."""
    store = ox.Store()
    quads = list(ox.parse(b"".join(dict.fromkeys(lines)), ox.RdfFormat.N_QUADS))
    store.bulk_extend(quads)
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return LocalEngine(store, version, created=created)
