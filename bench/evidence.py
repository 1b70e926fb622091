"""What it costs to find the evidence of 50 rows, of each question by its example, with nothing known before.

    PYTHONPATH=service python bench/evidence.py var/releases

Milliseconds of processor time, the best of seven. In one process: what it takes to hand queries and answers from the
web process to an engine's and back is not in it. Writes a section of bench/results.md.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from report import machine, replace_section, table

from styrka.ask.answer import answer_question
from styrka.ask.evidence import make_derivations, resolve_evidence
from styrka.ask.question import load_questions
from styrka.build.infer import read_derivations
from styrka.engine.local import open_local
from styrka.release import DERIVATIONS, open_current

HERE = Path(__file__).resolve().parent
ROWS, ROUNDS, SHOWN = 50, 7, 10.0
METHOD = (
    "Milliseconds of processor time to find what 50 rows of a question rest on, by its example, with nothing known "
    "before: the best of seven, in one process. To describe the sources is not in it."
)


@dataclass(frozen=True)
class Cost:
    """What the evidence of one question's rows takes."""

    slug: str
    milliseconds: float
    rows: int
    supports: int


def measure(releases: Path) -> Iterator[Cost]:
    """Yield the cost of each question that has rows, on the current release."""
    release = open_current(releases)
    if release is None:
        raise SystemExit(f"{releases} has no release: `styrka build` makes one.")
    engine = open_local(release.dumps, release.version)
    derive = make_derivations(read_derivations(release.path / DERIVATIONS))
    gc.freeze()  # what was loaded is not looked through again and again
    for slug, query in load_questions(HERE.parent / "queries").items():
        given = query.expect.get("ask") or {
            one.name: one.example for one in query.parameters if one.example and not one.optional and not one.default
        }
        rows, terms = answer_question(engine, query, given).rows[:ROWS], query.terms(given)
        times, supports = [], 0
        for _ in range(ROUNDS):
            start = time.process_time()
            found = resolve_evidence(engine, query.evidence, rows, terms, derive, query.columns)
            times.append(1000 * (time.process_time() - start))
            supports = sum(map(len, found))
        if rows:
            yield Cost(slug, min(times), len(rows), supports)


def describe(costs: Sequence[Cost]) -> list[str]:
    """Return the section's lines."""
    ordered = sorted(costs, key=lambda one: -one.milliseconds)
    median = statistics.median(one.milliseconds for one in costs)
    most = [[one.slug, f"{one.milliseconds:.1f}", str(one.rows), str(one.supports)] for one in ordered]
    shown = most[: sum(one.milliseconds > SHOWN for one in costs)]
    return [
        f"Of {len(costs)} questions with rows, the median is {median:.1f} ms, and {len(shown)} take over {SHOWN:.0f}:",
        "",
        *table(["question", "ms", "rows", "statements"], shown),
    ]


def main() -> None:
    """Measure and write the section."""
    arguments = argparse.ArgumentParser(description="What it costs to find the evidence of 50 rows.")
    arguments.add_argument("releases", type=Path)
    costs = list(measure(arguments.parse_args().releases))
    lines = [machine(), "", METHOD, "", *describe(costs)]
    print("\n".join(lines))
    replace_section(HERE / "results.md", "Evidence of 50 rows", lines)


if __name__ == "__main__":
    main()
