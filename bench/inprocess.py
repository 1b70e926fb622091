"""pyoxigraph in this process, over the store that Styrka's workers have: what a query costs without any service.

Reads one JSON object a line (query, repeats) on standard input and writes the milliseconds of each repeat as JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from styrka import release
from styrka.engine import local
from styrka.engine.guard import Form
from styrka.engine.layout import load_layout
from styrka.formats import JSON


class InProcess:
    """Such a process, asked from here."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.load = float(self._line())

    def times(self, query: str, repeats: int) -> list[float]:
        """The milliseconds of each evaluation, with serialisation."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"query": query, "repeats": repeats}) + "\n")
        self._process.stdin.flush()
        return [float(took) for took in json.loads(self._line())]

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time queries in process; one JSON object a line on standard input.")
    parser.add_argument("folder", type=Path, help="what generate.py wrote")
    found = release.open_current(parser.parse_args().folder / "releases")
    if found is None:
        raise SystemExit("There is no release.")
    begun = time.perf_counter()
    store = load_layout(found.dumps)
    print(time.perf_counter() - begun, flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        times = []
        for _ in range(order["repeats"]):
            begun = time.perf_counter()
            local.evaluate(store, order["query"], Form.SELECT, JSON)
            times.append((time.perf_counter() - begun) * 1000)
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
