"""How long a build of the shipped data takes, and how much memory; writes bench/build.md.

    python bench/build.py
    python bench/build.py --rounds 1

Each figure is a process of its own on two cores, run several times: the median time from start to exit, the median time
of the processor (what the time is on a machine that does nothing else), and the largest resident memory. The tree is
copied first, so nothing in the project changes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
CHANGED = "data/strategies/se122-2017/region-sormland-2018.ttl"
REFERENCE = "data/documents/curation.ttl"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description="Measure how long a build of the shipped data takes.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "tree"
        for part in ("ontology", "shapes", "data", "queries"):
            shutil.copytree(ROOT / part, root / part)
        rows = [
            _measured("everything, from nothing", "30 s, 1 GiB", root, rounds, _fresh, "build"),
            _measured("nothing has changed", "3 s", root, rounds, _nothing, "build"),
            _measured("one strategy file changed", "5 s", root, rounds, _changer(CHANGED), "build"),
            _measured("the curation of the documents changed", "-", root, rounds, _changer(REFERENCE), "build"),
            _measured("only a comment added to a file", "-", root, rounds, _comment, "build"),
            _measured("check everything", "-", root, rounds, _nothing, "check"),
            _measured("check one file", "-", root, rounds, _nothing, "check", CHANGED),
        ]
        steps = _steps(root)
        size = sum(
            1
            for path in (root / "var/releases/current").glob("*.nq")
            for _ in ox.parse(path.read_bytes(), ox.RdfFormat.N_QUADS)
        )
    table = "\n".join(["| what | budget | time, s | processor, s | peak memory, MB |", "|---|---|---|---|---|", *rows])
    text = f"""# Building the shipped data

Made by `python bench/build.py`: {size} statements in a release, {rounds} rounds on two cores that were
shared (load average {os.getloadavg()[0]:.1f}).

{table}

The steps of a build from nothing:

```
{steps}
```
"""
    (ROOT / "bench/build.md").write_text(text, encoding="utf-8")
    print(text)


def _measured(
    name: str, budget: str, root: Path, rounds: int, prepare: Callable[[Path, int], None], *arguments: str
) -> str:
    seconds, busy, memory = [], [], []
    for round_ in range(rounds):
        prepare(root, round_)
        taken, processor, peak = _run(root, *arguments)
        seconds.append(taken)
        busy.append(processor)
        memory.append(peak)
    return (
        f"| {name} | {budget} | {statistics.median(seconds):.2f} | {statistics.median(busy):.2f} | "
        f"{max(memory) / 1024:.0f} |"
    )


def _run(root: Path, *arguments: str) -> tuple[float, float, int]:
    """Seconds, seconds of the processor and kibibytes of one command."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "styrka", *arguments],
        cwd=root,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=_two_cores,
    )
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.monotonic() - began
    if status:
        raise SystemExit((process.stderr.read() if process.stderr else b"").decode())
    return taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def _steps(root: Path) -> str:
    _fresh(root, 0)
    done = subprocess.run(
        [sys.executable, "-m", "styrka", "build"],
        cwd=root,
        env=_environment(),
        text=True,
        capture_output=True,
        check=True,
    )
    return done.stderr.strip()


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("STYRKA_")}
    return own | {"PYTHONPATH": str(ROOT / "service")}


def _two_cores() -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])


def _fresh(root: Path, round_: int) -> None:
    shutil.rmtree(root / "var", ignore_errors=True)


def _nothing(root: Path, round_: int) -> None:
    pass


def _changer(name: str) -> Callable[[Path, int], None]:
    def change(root: Path, round_: int) -> None:
        text = (ROOT / name).read_text("utf-8")
        subject = next(line for line in text.splitlines() if line.startswith("<id/")).split()[0]
        note = f'\n{subject} <http://www.w3.org/2004/02/skos/core#note> "Round {round_}."@en .\n'
        (root / name).write_text(text + note, encoding="utf-8")

    return change


def _comment(root: Path, round_: int) -> None:
    (root / CHANGED).write_text(f"# Round {round_}.\n" + (ROOT / CHANGED).read_text("utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
