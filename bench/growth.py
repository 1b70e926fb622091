"""How loading, memory and every shipped question grow with the graph; writes a section of bench/results.md.

    PYTHONPATH=service python bench/growth.py var/bench/100k var/bench/1m var/bench/10m

Each graph is served by Styrka alone. A question has the values of bench/questions/ where it is there, else those of its
own header; each of its requests is different from the others, so that no cache has the answer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

from compare import FRESH, HERE, pairs
from load import once
from peers import running
from report import machine, replace_section, table

from styrka import release
from styrka.ask import question

# Values where the header's example is a thing that the made-up graph does not have.
VALUES = {"area": "se12-2023/1", "list": "se12-2023", "project": "p1"}


def asked(folder: Path) -> dict[str, str]:
    """The SPARQL of every shipped question, with values."""
    chosen = {pair.slug: pair.values for pair in pairs(folder)}
    found: dict[str, str] = {}
    for slug, query in question.load_questions(folder / "queries").items():
        if query.tags and "catalogue" in query.tags:
            continue
        values = dict(chosen.get(slug, {}))
        for one in query.parameters:
            if one.name not in values and not one.optional and one.default is None:
                values[one.name] = VALUES.get(one.name, one.example or "")
        found[slug] = query.bind(values)
    return found


def measure(folder: Path, repeats: int) -> dict[str, Any]:
    """The facts of one graph: counts, seconds to load, bytes, and milliseconds and rows of each question."""
    manifest = release.open_current(folder / "releases")
    assert manifest is not None
    with running(("styrka",), folder) as started:
        styrka = started["styrka"]
        before = styrka.memory()
        times: dict[str, str] = {}
        for slug, text in asked(folder).items():
            tries = [once(styrka.port, styrka.target(text) + FRESH) for _ in range(repeats)]
            status = tries[0][1]
            if status == 200:
                rows = len(json.loads(tries[0][2])["results"]["bindings"])
                times[slug] = f"{statistics.median(took for took, _, _ in tries) * 1000:.1f} ({rows})"
            else:
                times[slug] = f"status {status}"
            print(f"{folder.name} {slug}: {times[slug]}", file=sys.stderr, flush=True)
        return {
            "counts": manifest.manifest["counts"]["triples"],
            "seconds": styrka.seconds,
            "before": before,
            "after": styrka.memory(),
            "times": times,
        }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure how Styrka grows with the graph.")
    parser.add_argument("folders", type=Path, nargs="+", help="what generate.py wrote, the smallest first")
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    found = {folder.name: measure(folder, given.repeats) for folder in given.folders}
    rows: list[list[Any]] = [
        ["stated triples", *(f"{one['counts']['data']:,}" for one in found.values())],
        ["with what follows", *(f"{sum(one['counts'].values()):,}" for one in found.values())],
        ["ready after, s", *(f"{one['seconds']:.1f}" for one in found.values())],
        ["memory when ready, MiB", *(one["before"] >> 20 for one in found.values())],
        ["memory after the questions, MiB", *(one["after"] >> 20 for one in found.values())],
    ]
    slugs = next(iter(found.values()))["times"]
    rows += [[slug, *(one["times"].get(slug, "-") for one in found.values())] for slug in slugs]
    replace_section(
        HERE / "results.md",
        "As the graph grows",
        [
            machine(),
            "",
            "One client; milliseconds at the median over HTTP, not from the cache (rows).",
            "",
            *table(["", *found], rows),
        ],
    )


if __name__ == "__main__":
    main()
