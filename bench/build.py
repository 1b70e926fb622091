"""How long a build of the shipped data takes, and a start of the service over it, and how much memory: bench/build.md.

    PYTHONPATH=service python bench/build.py
    PYTHONPATH=service python bench/build.py --rounds 1

Each figure is a command of its own on two cores, run several times: the median time from start to exit, or to the first
page, the median time of the processor by all its processes together, and, from one run more, the most memory that
those had at one time (their proportional set sizes, every tenth of a second: looking takes time). The tree is copied
first, so nothing in the project changes.
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
from peers import pss, tree

ROOT = Path(__file__).resolve().parent.parent
CHANGED = "data/strategies/se122-2017/region-sormland-2018.ttl"
REFERENCE = "data/documents/curation.ttl"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description="Measure how long a build of the shipped data takes.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        root, bare = Path(folder) / "tree", Path(folder) / "bare"
        for part in ("ontology", "shapes", "data", "queries"):
            shutil.copytree(ROOT / part, root / part)
            shutil.copytree(ROOT / part, bare / part)
        shutil.rmtree(bare / "data/registers")
        rows = [
            _measured("everything but the registers, from nothing", "10 s, 1 GiB", bare, rounds, _fresh, "build"),
            _measured("everything, from nothing", "15 s, 1 GiB", root, rounds, _fresh, "build"),
            _measured("nothing has changed", "3 s", root, rounds, _nothing, "build"),
            _measured("one strategy file changed", "5 s", root, rounds, _changer(CHANGED), "build"),
            _measured("the curation of the documents changed", "-", root, rounds, _changer(REFERENCE), "build"),
            _measured("only a comment added to a file", "-", root, rounds, _comment, "build"),
            _measured("check everything", "-", root, rounds, _nothing, "check"),
            _measured("check one file", "-", root, rounds, _nothing, "check", CHANGED),
            _measured("a start, to the first page", "5 s", root, rounds, _nothing, "serve", "--port", "0"),
        ]
        steps = _steps(root)
        size = sum(
            1
            for path in (root / "var/releases/current").glob("*.nq")
            for _ in ox.parse(path.read_bytes(), ox.RdfFormat.N_QUADS)
        )
    table = "\n".join(["| what | budget | time, s | processor, s | memory, MiB |", "|---|---|---|---|---|", *rows])
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
    seconds, busy = [], []
    for round_ in range(rounds):
        prepare(root, round_)
        taken, processor, _ = _run(root, *arguments)
        seconds.append(taken)
        busy.append(processor)
    prepare(root, rounds)
    memory = _run(root, *arguments, look=True)[2]
    print(name, *seconds, memory, file=sys.stderr, flush=True)
    return (
        f"| {name} | {budget} | {statistics.median(seconds):.2f} | {statistics.median(busy):.2f} | "
        f"{memory / 2**20:.0f} |"
    )


def _run(root: Path, *arguments: str, look: bool = False) -> tuple[float, float, int]:
    """Seconds, seconds of the processor and, where it is looked at, bytes of memory of one command."""
    port = _find_port()
    arguments = tuple(str(port) if one == "0" else one for one in arguments)
    most = [0]
    ended = threading.Event()
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "styrka", *arguments],
        cwd=root,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=_two_cores,
    )

    def watch() -> None:
        while look and not ended.wait(0.1):
            most[0] = max(most[0], sum(pss(pid) for pid in tree(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    if arguments[0] == "serve":
        _await_page(port)
        taken = time.monotonic() - began
        processor = sum(map(_read_processor, tree(process.pid)))
        process.send_signal(signal.SIGTERM)
        process.wait()
    else:
        _, status, usage = os.wait4(process.pid, 0)
        taken, processor = time.monotonic() - began, usage.ru_utime + usage.ru_stime
        if status:
            raise SystemExit((process.stderr.read() if process.stderr else b"").decode())
    ended.set()
    watcher.join()
    return taken, processor, most[0]


def _find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _await_page(port: int) -> None:
    """Wait until the first page is answered."""
    for _ in range(6000):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/", headers={"Accept": "text/html"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise SystemExit("the service does not answer")


def _read_processor(pid: int) -> float:
    """Seconds of the processor that a process has had, and those of its descendants that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


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
    own["STYRKA_FILES_AHEAD"] = "no"
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
