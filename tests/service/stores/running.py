"""Small releases for the tests of other stores, and what a store holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from styrka.engine.interface import Budget, Form
from styrka.http_client.endpoint import Endpoint
from styrka.release import COMPUTED, DATA, INFERRED, Release
from styrka.stores.remote import results
from styrka.stores.remote.client import ask_store
from styrka.vocabulary import BASE

BUDGET = Budget(20.0, 1 << 30, 50_000_000)
_FILES = {"data": DATA, "inferred": INFERRED, "computed": COMPUTED}


def small_release(folder: Path, version: str, graphs: Mapping[str, Iterable[str]]) -> Release:
    """A release whose graphs (``data/a``, ``inferred/b`` ...) have these triples in N-Triples."""
    lines: dict[str, list[str]] = {name: [] for name in _FILES}
    for path, triples in graphs.items():
        kind = path.split("/")[0]
        graph = f"{BASE}graph/{path.removeprefix('data/')}"
        lines[kind] += [f"{triple.removesuffix(' .')} <{graph}> .\n" for triple in triples]
    folder.mkdir()
    for name, file in _FILES.items():
        (folder / file).write_text("".join(sorted(lines[name])), "utf-8")
    return Release(version, folder, {"created": "2026-11-22T10:00:00+00:00"})


def triples(name: str, count: int) -> list[str]:
    """So many triples about one thing."""
    return [f'<http://example.org/{name}> <http://example.org/p> "{number} å"@sv .' for number in range(count)]


def counts(query: Endpoint) -> dict[str, int]:
    """How many triples each of the release's graphs has at a store, by path below ``graph/``."""
    text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    rows = results.read_cells(ask_store(query, text, Form.SELECT, BUDGET))
    return {
        row["g"].removeprefix(BASE + "graph/"): int(row["n"])
        for row in rows
        if row["g"].startswith(BASE) and not row["g"].endswith("graph/release")
    }
