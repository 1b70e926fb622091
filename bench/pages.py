"""Pages of questions that no cache has ready: answers a second at 8 clients, and the processor time of each.

    PYTHONPATH=service python bench/pages.py var/releases --against ../before

The server has no cache of responses here, so each page is made. "A new answer" is a page whose values nobody asked
for before, so that its question is evaluated; "a known answer" is one whose rows the service has in memory, as they are
for another language, order or page of it. ``--against`` names another checkout of this repository, whose server has the
same release and takes turns with this one. Writes a section of bench/results.md.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from load import Result, summary, together
from peers import tree
from report import machine, replace_section, table

from styrka.vocabulary import DEF, PREFIXES

HERE = Path(__file__).resolve().parent
HEADERS = {"Accept": "text/html", "Accept-Language": "en"}
TICKS = os.sysconf("SC_CLK_TCK")
CLIENTS = 8
# The values of each question whose product makes its addresses; the last that is named changes fastest. After its slug,
# a question has what is asked of it.
VALUES: dict[str, dict[str, Sequence[str]]] = {
    "shared-priorities": {
        "when": ["latest", "any", *map(str, range(2026, 2013, -1))],
        "basis": ["any", "own", "joint"],
        "sources": ["any", "documented"],
        "theme": (),
    },
    "shared-priorities in a country": {"country": (), "theme": ()},
    "priorities-of-a-region": {"when": ["latest", "any"], "basis": ["any", "own", "joint"], "region": ()},
}
DEFAULTS = {"when": "latest", "basis": "any", "sources": "any", "country": ""}
CLASSES = {"theme": "Theme", "region": "StrategyRegion", "country": "Region"}


@dataclass(frozen=True)
class Server:
    """A server: which checkout's, its port, and its process."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def read_seconds(self) -> float:
        """Return the seconds of processor time that the process and its descendants have had."""
        found = 0.0
        for pid in tree(self.process.pid):
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found += sum(map(int, fields[11:13])) / TICKS  # not of those that ended, such as the reader of the names
        return found


@dataclass(frozen=True)
class Round:
    """What one round gave: the load, and the milliseconds of processor time that the server took for a page."""

    load: Result
    processor: float


@contextmanager
def serving(name: str, checkout: Path, releases: Path) -> Iterator[Server]:
    """Yield the server of a checkout over a folder of releases, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    settings = {
        "STYRKA_CACHE_BYTES": "0",
        "STYRKA_FILES_AHEAD": "no",
        "STYRKA_RATE": "",
        "STYRKA_REQUEST_LOG": "none",
    }
    command = [sys.executable, "-m", "styrka", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--root", str(checkout), "--releases", str(releases)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **settings, "PYTHONPATH": str(checkout / "service")},
    )
    server = Server(name, port, process)
    try:
        _await(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _await(server: Server) -> None:
    for _ in range(600):
        if server.process.poll() is not None:
            raise SystemExit(f"the server of {server.name} ended before it answered")
        try:
            if _get(http.client.HTTPConnection("127.0.0.1", server.port, timeout=5), "/health/ready")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the server of {server.name} does not answer")


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers=HEADERS)
    response = connection.getresponse()
    return response.status, response.read()


def find_codes(server: Server, class_: str) -> list[str]:
    """Return the codes of all things of a class, as addresses have them."""
    query = f"SELECT ?x {{ ?x a <{DEF}{class_}> ; <{PREFIXES['skos']}prefLabel> ?label }}"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    _, body = _get(connection, "/sparql?" + urlencode({"query": query, "format": "csv"}))
    return sorted({line.rsplit("/", 1)[-1] for line in body.decode().split()[1:]})


def find_values(server: Server, name: str) -> list[str]:
    """Return the values of a parameter that names a thing; countries after all of Europe."""
    codes = find_codes(server, CLASSES[name])
    return ["", *(code for code in codes if len(code) == 2)] if name == "country" else codes


def make_paths(server: Server, question: str) -> list[str]:
    """Return the addresses of a question, each with other values; defaults are left out, as in canonical addresses."""
    values = {name: list(given) or find_values(server, name) for name, given in VALUES[question].items()}
    slug = question.partition(" ")[0]
    found = []
    for chosen in itertools.product(*values.values()):
        pairs = [(name, one) for name, one in zip(values, chosen, strict=True) if one != DEFAULTS.get(name)]
        found.append(f"/ask/{slug}?{urlencode(sorted(pairs, key=lambda pair: _order(slug, pair[0])))}")
    return found


def _order(slug: str, name: str) -> int:
    return ["theme", "region", "basis", "when", "country", "sources"].index(name)


def load_pages(server: Server, paths: Iterable[str], clients: int, seconds: float) -> Round:
    """Return what a closed loop of clients gave, each page asked for once by one of them."""
    waiting, lock = iter(paths), threading.Lock()
    times: list[float] = []
    statuses: Counter[str] = Counter()
    began, busy = time.perf_counter(), server.read_seconds()

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while time.perf_counter() - began < seconds:
            with lock:
                path = next(waiting, None)
            if path is None:
                break
            asked = time.perf_counter()
            status, _ = _get(connection, path)
            statuses[str(status)] += 1
            if status == 200:
                times.append(time.perf_counter() - asked)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    return Round(summary(times, taken, statuses), 1000 * (server.read_seconds() - busy) / max(1, len(times)))


def measure(servers: Sequence[Server], rounds: int, seconds: float) -> list[list[str]]:
    """Return a row of the table for each question, kind of page and server."""
    rows = []
    for slug in VALUES:
        every = make_paths(servers[0], slug)
        known = every[: sum(1 for path in every if "&" not in path)]
        new = every[len(known) :]
        random.Random(slug).shuffle(new)  # else a round has only cheap values, and the next one only dear ones
        for server in servers:  # the names and the derivations of a release are read once
            load_pages(server, known, 2, 120)
        for kind in ("known", "new"):
            found: dict[str, list[Round]] = {server.name: [] for server in servers}
            for place in range(rounds):
                for server in servers:
                    paths: Iterable[str] = itertools.cycle(known) if kind == "known" else new[place::rounds]
                    found[server.name].append(load_pages(server, paths, CLIENTS, seconds))
            for server in servers:
                one = load_pages(server, known[:40], 1, 60).load.median if kind == "known" else float("nan")
                rows.append(_write_row(f"{slug}, a {kind} answer", server.name, found[server.name], one))
                print(*rows[-1], sep=" | ", file=sys.stderr, flush=True)
    return rows


def _write_row(what: str, name: str, rounds: Sequence[Round], alone: float) -> list[str]:
    found = together(one.load for one in rounds)
    processor = statistics.median(one.processor for one in rounds)
    cells = [what, name, f"{found.throughput:.0f}", f"{found.median:.0f}", f"{processor:.1f}"]
    wrong = f"{found.errors} errors" if found.errors else ""
    return [*cells, " ".join(one for one in ("" if alone != alone else f"{alone:.1f}", wrong) if one)]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Pages of questions, made anew each time, at 8 clients.")
    parser.add_argument("releases", type=Path, help="a folder of releases, as `styrka build` writes it")
    parser.add_argument("--against", type=Path, help="another checkout, measured in turns")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--no-results", action="store_true", help="print the table and leave results.md alone")
    given = parser.parse_args()
    checkouts = {"before": given.against.resolve()} if given.against else {}
    checkouts["now"] = HERE.parent
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(name, one, given.releases.resolve())) for name, one in checkouts.items()]
        rows = measure(servers, given.rounds, given.seconds)
    heads = ["page", "", "a second, 8 clients", "median ms", "processor ms a page", "ms, one client"]
    lines = [machine(), "", *table(heads, rows)]
    print("\n".join(lines))
    if not given.no_results:
        replace_section(HERE / "results.md", "Pages of questions", lines)


if __name__ == "__main__":
    main()
