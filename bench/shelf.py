"""The embedded engine with the release in memory and on disk, side by side; writes a section of bench/results.md.

    PYTHONPATH=service python bench/shelf.py var/bench/100k var/bench/1m

The store on disk is filled anew (the first start) and found again (the second). Each question is asked of both servers
in turn, never from the cache. What only one of the two answers within the limits of a query is told as a status.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compare import FRESH, HERE
from load import once
from peers import Peer, running
from report import machine, replace_section, table

from styrka.vocabulary import PREFIXES

NAMES = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("styrka", "skos"))

QUESTIONS = {
    "a look-up: a region": "SELECT ?p ?o { <https://w3id.org/styrka/id/region/SE122> ?p ?o }",
    "a look-up: a project": "SELECT ?p ?o { <https://w3id.org/styrka/id/project/p100> ?p ?o }",
    "heavy: projects by the name of their region": "SELECT ?name (COUNT(*) AS ?n) { ?project a "
    "styrka:Project ; styrka:locatedIn ?region . "
    "?region skos:prefLabel ?name } GROUP BY "
    "?name",
    "heavy: a word in all labels": "SELECT ?x ?label { ?x skos:prefLabel ?label "
    'FILTER(CONTAINS(LCASE(STR(?label)), "energi")) }',
    "heavy: the size of every graph": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "heavy: 20 000 labels in order": "SELECT ?x ?label { { SELECT ?x ?label { ?x "
    "skos:prefLabel ?label } LIMIT 20000 } } ORDER BY ?label",
}


@contextlib.contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Peer]:
    """Styrka over a folder, with settings in its environment."""
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        with running(("styrka",), folder) as started:
            yield started["styrka"]
    finally:
        os.environ.clear()
        os.environ.update(before)


def milliseconds(peer: Peer, text: str, repeats: int) -> list[float | str]:
    """What one answer after the other took; its status where that is not 200."""
    found: list[float | str] = []
    for _ in range(repeats):
        took, status, _ = once(peer.port, peer.target(text) + FRESH)
        found.append(took * 1000 if status == 200 else f"status {status}")
    return found


def measure(folder: Path, repeats: int) -> list[list[Any]]:
    """The rows for one graph: what, in memory, on disk, how many times as much."""
    place = Path(tempfile.mkdtemp(prefix="bench-"))
    disk = {"STYRKA_STORE": "disk", "STYRKA_STORE_PATH": str(place), "STYRKA_QUERY_SECONDS": "60"}
    try:
        with serving(folder, **disk) as first:
            filled = first.seconds
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        with serving(folder, STYRKA_QUERY_SECONDS="60") as memory, serving(folder, **disk) as second:
            rows: list[list[Any]] = [
                row("ready after the first start, s", memory.seconds, filled),
                row("ready after a later start, s", memory.seconds, second.seconds),
                row("memory when ready, MiB", memory.memory() / 2**20, second.memory() / 2**20),
            ]
            for name, text in QUESTIONS.items():
                taken: dict[str, list[float | str]] = {"memory": [], "disk": []}
                for _ in range(repeats):
                    taken["memory"] += milliseconds(memory, NAMES + text, 1)
                    taken["disk"] += milliseconds(second, NAMES + text, 1)
                rows.append(row(f"{name}, ms", middle(taken["memory"]), middle(taken["disk"])))
                print(folder.name, *rows[-1], file=sys.stderr, flush=True)
            rows.append(row("memory after the questions, MiB", memory.memory() / 2**20, second.memory() / 2**20))
            rows.append(["on the disk, MiB", "-", f"{size / 2**20:.0f}", ""])
        return rows
    finally:
        shutil.rmtree(place, ignore_errors=True)


def middle(taken: list[float | str]) -> float | str:
    """The median; the first status where one is not 200."""
    numbers = [one for one in taken if isinstance(one, float)]
    return statistics.median(numbers) if len(numbers) == len(taken) else next(o for o in taken if isinstance(o, str))


def row(what: str, memory: float | str, disk: float | str) -> list[Any]:
    """A line of the table, with the ratio."""
    ratio = f"{disk / memory:.2g}" if isinstance(memory, float) and isinstance(disk, float) else ""
    return [what, *(f"{one:.1f}" if isinstance(one, float) else one for one in (memory, disk)), ratio]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare a release in memory with one on disk.")
    parser.add_argument("folders", type=Path, nargs="+", help="what generate.py wrote, the smallest first")
    parser.add_argument("--repeats", type=int, default=7)
    given = parser.parse_args()
    lines = [machine(), "", "One client, over HTTP, not from the cache; medians, the two asked in turn.", ""]
    for folder in given.folders:
        rows = measure(folder, given.repeats)
        lines += [f"{folder.name}:", "", *table(["", "in memory", "on disk", "times"], rows), ""]
    replace_section(HERE / "results.md", "In memory and on disk", lines)


if __name__ == "__main__":
    main()
