"""Mixed load for minutes: memory, file descriptors and statuses over time; writes a section of bench/results.md.

    PYTHONPATH=service python bench/soak.py var/bench/100k --minutes 10

Eight clients ask look-ups, questions, pages, broken queries and, now and then, a query that runs away. Refusals (400,
408, 413, 429, 503) are what the service is to do; anything else but 200 is an error. A leak shows as more at rest
after than before, or as a slope.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from compare import FRESH, HERE, LOOKUPS, address, pairs
from load import Result, by_threads, together
from peers import Peer, running
from report import machine, replace_section, table

REFUSALS = {"400", "404", "408", "413", "414", "422", "429", "503", "504"}
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def mixed(styrka: Peer, folder: Path) -> list[str]:
    """The paths of the mixture, in an order that is the same each time."""
    paths = [styrka.target(text) + FRESH for text in LOOKUPS.values()] * 12
    for pair in pairs(folder):
        paths += [address(pair), address(pair), styrka.target(pair.shipped) + FRESH]
    paths += ["/doc/region/SE122?x={n}", "/doc/region/SE122", "/doc/region/SE122.ttl", "/ask", "/", "/sparql"] * 2
    paths += [styrka.target("SELECT * WHERE { broken"), "/doc/region/nowhere"]
    paths += ["/ask/shared-priorities.json?theme=nothing"]
    paths += [f"/sparql?query={quote(RUNAWAY)}{FRESH}"]
    random.Random(1).shuffle(paths)
    return paths


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Mixed load for minutes; looks for leaks and errors.")
    parser.add_argument("folder", type=Path, help="what generate.py wrote")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=8)
    given = parser.parse_args()
    rows: list[tuple[int, int, int, int]] = []
    with running(("styrka",), given.folder) as started:
        styrka = started["styrka"]
        paths = mixed(styrka, given.folder)
        results: list[Result] = []
        done = threading.Event()

        def load() -> None:
            while not done.is_set():
                results.append(by_threads(styrka.port, paths, given.clients, 10, "*/*"))

        loader = threading.Thread(target=load)
        begun = time.monotonic()
        rows.append((0, 0, styrka.memory() >> 20, styrka.descriptors()))
        loader.start()
        step = min(30.0, given.minutes * 6)
        while time.monotonic() - begun < given.minutes * 60:
            time.sleep(step)
            answered = sum(sum(result.statuses.values()) for result in results)
            rows.append((round(time.monotonic() - begun), answered, styrka.memory() >> 20, styrka.descriptors()))
            print(rows[-1], file=sys.stderr, flush=True)
        done.set()
        loader.join()
        time.sleep(5)
        rows.append((round(time.monotonic() - begun), sum(sum(result.statuses.values()) for result in results),
                     styrka.memory() >> 20, styrka.descriptors()))
    whole = together(results)
    errors = {status: count for status, count in whole.statuses.items() if status != "200" and status not in REFUSALS}
    statuses: Counter[str] = whole.statuses
    replace_section(HERE / "results.md", "Soak", [
        machine(), f"{given.minutes:g} minutes, {given.clients} clients, {given.folder.name}.", "",
        f"Statuses: {', '.join(f'{status}: {count}' for status, count in sorted(statuses.items()))}. "
        f"Errors other than refusals: {errors or 'none'}.",
        f"At rest before: {rows[0][2]} MiB, {rows[0][3]} file descriptors; 5 s after: {rows[-1][2]} and {rows[-1][3]}. "
        "What is between is the queries in hand, the runaways above all.", "",
        *table(["seconds", "requests", "MiB (proportional)", "file descriptors"], rows)])
    if errors:
        raise SystemExit(f"errors: {errors}")


if __name__ == "__main__":
    main()
