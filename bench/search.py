"""How well and how quickly things are found by what people type; writes bench/search.md.

Run from the project's root, over the present release: python bench/search.py
"""

from __future__ import annotations

import csv
import statistics
import time
from collections import defaultdict
from pathlib import Path

from styrka import release
from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import read_things
from styrka.engine.local import open_local
from styrka.settings import load_settings
from styrka.vocabulary import BASE

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "tests/service/ask/names/queries.csv"
ROUNDS = 5


def main() -> None:
    """Measure, and write the table."""
    published = release.open_current(load_settings().releases_path)
    if published is None:
        raise SystemExit("There is no release; `styrka build` makes one.")
    engine = open_local(published.dumps, published.version)
    started = time.process_time()
    things = read_things(engine)
    read = time.process_time()
    index = NameIndex(things)
    made = time.process_time()
    rows = list(csv.DictReader(QUERIES.open(encoding="utf-8", newline="")))
    places: dict[str, list[int]] = defaultdict(list)
    took: list[float] = []
    for turn in range(ROUNDS):
        fresh = NameIndex(things)  # a word that was typed before is remembered
        for row in rows:
            before = time.process_time()
            hits = fresh.search(row["query"])
            took.append(1000 * (time.process_time() - before))
            if turn == 0:
                found = [hit.thing.iri.removeprefix(BASE) for hit in hits]
                places[row["kind"]].append(found.index(row["thing"]) + 1 if row["thing"] in found else 0)
    took.sort()
    every = [place for some in places.values() for place in some]
    lines = [
        "# Search by name",
        "",
        f"Made by `python bench/search.py`: {len(things)} things, {len(index.words.all)} words. Each query of "
        "`tests/service/ask/names/queries.csv` is asked of an index that has not seen it.",
        "",
        f"In processor time, reading the names takes {read - started:.2f} s and the index {made - read:.2f} s, once "
        f"for each release. A search takes {statistics.median(took):.2f} ms (median), "
        f"{took[int(0.95 * len(took))]:.2f} ms (95 %), {took[-1]:.2f} ms (longest).",
        "",
        "| queries | number | first | among the first three |",
        "|---|---|---|---|",
        *(_write_line(kind, some) for kind, some in sorted(places.items())),
        _write_line("all", every),
    ]
    (ROOT / "bench/search.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_line(kind: str, found: list[int]) -> str:
    return f"| {kind} | {len(found)} | {found.count(1)} | {sum(1 for place in found if 0 < place <= 3)} |"


if __name__ == "__main__":
    main()
