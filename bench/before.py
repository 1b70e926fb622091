"""The questions of another checkout of this repository beside ours, each over the release that its own generator made.

    PYTHONPATH=service python bench/before.py ../before var/bench/1m-before var/bench/1m --name 1M

Each has a process of its own with its code and its data, in memory. They take turns: a round asks every question of
both, and the earlier question of the present program too. Writes a section of bench/results.md.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from report import machine, replace_section, table

HERE = Path(__file__).resolve().parent
QUESTIONS = ("shared-priorities", "similar-regions", "priorities-of-a-region", "theme-by-region")
METHOD = (
    "Milliseconds of processor time in process, with serialisation: the median of {rounds} rounds in which both take "
    "turns, and of the rounds' ratios. Before is commit {before}. Each program has {size} statements that its own "
    "generator made up, and answers its own question: `similar-regions` had ten rows then; now it has all, of which a "
    "page shows ten, and weighs a theme by how rare it is, and `shared-priorities` says whom to call too. As asked "
    "before is the earlier question asked of the present program and data, where its terms are still there "
    "(`mainSource` is not)."
)
# Runs in either checkout, whose names of these functions differ.
CHILD = """
import json, sys, time
from pathlib import Path
sys.path.insert(0, "bench")
from compare import pairs
from styrka import release
from styrka.engine import local
from styrka.engine.guard import Form
from styrka.formats import JSON
folder = Path(sys.argv[1])
if hasattr(release, "open_current"):
    from styrka.engine.layout import load_layout as hold
    found = release.open_current(folder / "releases")
else:
    hold, found = local.hold, release.current(folder / "releases")
store = hold(found.dumps)
print(json.dumps({one.slug: one.shipped for one in pairs(folder)}), flush=True)
for line in sys.stdin:
    query, begun = json.loads(line), time.process_time()
    body = local.evaluate(store, query, Form.SELECT, JSON)
    took = 1000 * (time.process_time() - begun)
    print(json.dumps([took, len(json.loads(body)["results"]["bindings"])]), flush=True)
"""


class Program:
    """A checkout's program with its data, in a process."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(checkout / "service")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder.resolve())],
            cwd=checkout,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.questions: dict[str, str] = self._read()

    def ask(self, query: str) -> tuple[float, int]:
        """Return the milliseconds that the answer takes, and its rows."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(query) + "\n")
        self._process.stdin.flush()
        took, rows = self._read()
        return took, rows

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@dataclass
class Times:
    """The milliseconds of a query in each round, by a program, and its rows."""

    program: Program
    query: str
    taken: list[float] = field(default_factory=list)
    rows: int = 0

    def measure(self) -> None:
        """Ask once more."""
        took, self.rows = self.program.ask(self.query)
        self.taken.append(took)

    def describe(self, before: Times) -> list[str]:
        """Return the cells of the table: the median, the rows, and the ratio to what it took before."""
        if not self.rows:
            return ["-", "-"]
        ratio = statistics.median(now / then for then, now in zip(before.taken, self.taken, strict=True))
        return [f"{statistics.median(self.taken):.1f} ({self.rows})", f"{ratio:.2f}"]


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description="The questions of another checkout beside ours, in turns.")
    parser.add_argument("checkout", type=Path)
    parser.add_argument("before", type=Path, help="what the checkout's generate.py wrote")
    parser.add_argument("now", type=Path, help="what ours wrote")
    parser.add_argument("--name", required=True)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    commit = subprocess.run(
        ["git", "-C", given.checkout, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    old, new = Program(given.checkout.resolve(), given.before), Program(HERE.parent, given.now)
    asked = {
        slug: (Times(old, old.questions[slug]), Times(new, new.questions[slug]), Times(new, old.questions[slug]))
        for slug in QUESTIONS
    }
    for _ in range(given.rounds):
        for several in asked.values():
            for one in several:
                one.measure()
    for program in (old, new):
        program.stop()
    lines = [machine(), "", METHOD.format(rounds=given.rounds, before=commit, size=given.name), ""]
    heads = ["question", "before, ms (rows)", "now, ms (rows)", "ratio", "as asked before, now", "ratio"]
    lines += table(
        heads,
        (
            [slug, before.describe(before)[0], *now.describe(before), *same.describe(before)]
            for slug, (before, now, same) in asked.items()
        ),
    )
    print("\n".join(lines))
    replace_section(HERE / "results.md", f"One graph, one source, at {given.name}, beside the program before", lines)


if __name__ == "__main__":
    main()
