"""What the registers cost: the shipped data with and without them, asked in turns; writes a part of bench/results.md.

    PYTHONPATH=service python bench/registers.py
    PYTHONPATH=service python bench/registers.py --rounds 1 --seconds 1 --no-results

The registers are four fifths of the shipped data. Two releases are built, of everything and of everything else, and
each has its server. Pages are those of ``pages.py``. Questions are evaluated anew each time, by their text at /sparql
with the values of their examples, and so are look-ups; of the questions only those count that both releases answer with
the same rows, since another answer takes another time. Read the ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pages
from compare import FRESH, LOOKUPS
from load import once
from report import machine, replace_section, table

from styrka.ask.question import load_questions

ROOT = Path(__file__).resolve().parent.parent
SECTION = "With and without registers"
PARTS = ("ontology", "shapes", "data", "queries")
_CSV = "text/csv"
_SHOWN = 8  # the questions that take longest


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Pages, questions and look-ups with and without the registers.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of one round of pages")
    parser.add_argument("--no-results", action="store_true", help="print the tables and leave results.md alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = []
        for name in ("without", "with"):
            tree = make_tree(Path(folder) / name, registers=name == "with")
            servers.append(stack.enter_context(pages.serving(name, tree, tree / "var/releases")))
        by_page = pages.measure(servers, given.rounds, given.seconds)
        by_query = list(measure_queries(servers, given.rounds))
    lines = [
        machine(),
        "",
        *table(
            ["page", "registers", "a second, 8 clients", "median ms", "processor ms a page", "ms, one client"], by_page
        ),
        "",
        *table(["query, one client", "without, ms", "with, ms", "ratio"], by_query),
    ]
    print("\n".join(lines))
    if not given.no_results:
        replace_section(ROOT / "bench/results.md", SECTION, lines)


def make_tree(root: Path, *, registers: bool) -> Path:
    """Return a copy of what a release is made of, built, with the program beside it."""
    for part in PARTS:
        shutil.copytree(ROOT / part, root / part)
    (root / "service").symlink_to(ROOT / "service")
    if not registers:
        shutil.rmtree(root / "data/registers")
    subprocess.run(
        [sys.executable, "-m", "styrka", "build"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT / "service")},
        check=True,
    )
    return root


def measure_queries(servers: Sequence[pages.Server], rounds: int) -> Iterator[list[str]]:
    """Yield a row for each look-up, for the questions that take longest, and for all questions together."""
    for name, text in LOOKUPS.items():
        yield _write_row(name, _time(servers, text, rounds * 20))
    found: dict[str, Mapping[str, float]] = {}
    for slug, question in load_questions(ROOT / "queries").items():
        text = question.bind({one.name: one.example for one in question.parameters if one.example})
        if have_same_answer(servers, text):
            found[slug] = _time(servers, text, rounds)
    slowest = sorted(found, key=lambda slug: -found[slug]["with"])[:_SHOWN]
    for slug in slowest:
        yield _write_row(slug, found[slug])
    ratios = [times["with"] / times["without"] for times in found.values()]
    total = {name: sum(times[name] for times in found.values()) for name in ("without", "with")}
    yield _write_row(f"all {len(found)} questions with the same answer", total)
    yield [f"the median of their ratios; the largest is {max(ratios):.2f}", "", "", f"{statistics.median(ratios):.2f}"]


def have_same_answer(servers: Sequence[pages.Server], text: str) -> bool:
    """Return whether all servers answer a query, with the same rows."""
    answers = [once(server.port, _address(text), _CSV) for server in servers]
    bodies = {b"\n".join(sorted(body.splitlines())) for _, _, body in answers}
    return all(status == 200 for _, status, _ in answers) and len(bodies) == 1


def _time(servers: Sequence[pages.Server], text: str, rounds: int) -> dict[str, float]:
    """Return the median milliseconds of a query by server, asked in turns."""
    taken: dict[str, list[float]] = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            taken[server.name].append(1000 * once(server.port, _address(text), _CSV)[0])
    return {name: statistics.median(times) for name, times in taken.items()}


def _address(text: str) -> str:
    return f"/sparql?{urlencode({'query': text})}{FRESH}"


def _write_row(name: str, times: Mapping[str, float]) -> list[str]:
    return [name, f"{times['without']:.1f}", f"{times['with']:.1f}", f"{times['with'] / times['without']:.2f}"]


if __name__ == "__main__":
    main()
