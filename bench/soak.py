"""Mixed load for minutes: memory, file descriptors and statuses over time; writes a section of bench/results.md.

    PYTHONPATH=service python bench/soak.py var/bench/100k --minutes 10

Eight clients ask look-ups, questions, pages, broken queries and, now and then, a query that runs away. Two more leave
in the middle of what they asked for; one writes graphs to a scratch instance and reads them back; and every so often
another release is published. Refusals (400, 404, 408, 413, 422, 429, 503 ...) are what the service is to do; anything
else but a success is an error. A leak shows as a slope of what the processes hold that stay (see trend.py).
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from compare import FRESH, HERE, LOOKUPS, address, pairs
from load import by_threads, fresh, require_answers
from peers import TOKEN, Peer, running
from report import machine, replace_section, table
from trend import Sample, leaks, sample, standing, staying, trends

from styrka import release

REFUSALS = {"400", "404", "408", "413", "414", "422", "429", "503", "504"}
SUCCESSES = {"200", "201", "204"}
CACHE = 8_000_000  # bytes of kept answers: it fills while the service warms up, and not while it is judged
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * WHERE { ?a ?b ?c } LIMIT 60000"
VERSIONS = ("made-up-one", "made-up-two")


def mixed(styrka: Peer, folder: Path) -> list[str]:
    """The paths of the mixture, in an order that is the same each time; those that are right have been answered."""
    paths = [styrka.target(text) + FRESH for text in LOOKUPS.values()] * 12
    for pair in pairs(folder):
        paths += [address(pair), address(pair), styrka.target(pair.shipped) + FRESH]
    paths += ["/doc/region/SE122?x={n}", "/doc/region/SE122", "/doc/region/SE122.ttl", "/ask", "/", "/sparql"] * 2
    require_answers(styrka.port, paths)
    paths += [styrka.target("SELECT * WHERE { broken"), "/doc/region/nowhere"]
    paths += ["/ask/shared-priorities.json?theme=nothing"]
    paths += [f"/sparql?query={quote(RUNAWAY)}{FRESH}"]
    random.Random(1).shuffle(paths)
    return paths


@contextmanager
def two_releases(folder: Path) -> Iterator[Path]:
    """A folder whose releases are that of ``folder``, under two names."""
    made = release.open_current(folder / "releases")
    if made is None:
        raise SystemExit("There is no release.")
    facts = {key: value for key, value in made.manifest.items() if key not in ("format", "version", "created", "files")}
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        root = Path(place)
        shutil.copytree(folder / "queries", root / "queries")
        (root / "releases").mkdir()
        for version in VERSIONS:
            files: dict[str, Any] = {
                name: (lambda path, name=name: shutil.copyfile(made.path / name, path))
                for name in made.manifest["files"]
            }
            with release.lock_releases(root / "releases"):
                release.write_release(root / "releases", version, files, facts)
        yield root


class Load:
    """What the clients of a soak do until they are told to stop, and what they were answered."""

    def __init__(self, styrka: Peer, scratch: Peer, root: Path, clients: int, every: float) -> None:
        self.statuses: dict[str, Counter[str]] = {name: Counter() for name in ("asked", "written", "left", "published")}
        self._ended = threading.Event()
        self._styrka, self._scratch, self._root, self._every = styrka, scratch, root, every
        self._paths = mixed(styrka, root)
        self._threads = [
            threading.Thread(target=self._ask, args=(clients,)),
            threading.Thread(target=self._write),
            threading.Thread(target=self._publish),
        ]
        self._threads += [threading.Thread(target=self._leave, args=(seed,)) for seed in (1, 2)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, when what is on its way has been answered."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def requests(self) -> int:
        """How many requests there were."""
        return sum(sum(one.values()) for one in self.statuses.values())

    def errors(self) -> dict[str, int]:
        """What was neither a success nor a refusal, by what was done."""
        return {
            f"{name} {status}": count
            for name, one in self.statuses.items()
            if name != "left"
            for status, count in one.items()
            if status not in SUCCESSES | REFUSALS
        }

    def _ask(self, clients: int) -> None:
        while not self._ended.is_set():
            self.statuses["asked"] += by_threads(self._styrka.port, self._paths, clients, 10, "*/*").statuses

    def _write(self) -> None:
        number = 0
        authority = {"Authorization": f"Bearer {TOKEN}"}
        while not self._ended.wait(0.02):
            number += 1
            graph = f"/graphs?graph=http://example.org/g{number % 20}"
            # The same texts come again: a store in memory keeps those that it once had (Oxigraph's does).
            triples = "".join(
                f'<http://example.org/s{number % 50}> <http://example.org/p> "{number % 50}-{n}" .\n'
                for n in range(200)
            ).encode()
            insert = (
                f"INSERT DATA {{ <http://example.org/u> <http://example.org/p> {number % 50} }} ; "
                f"DELETE DATA {{ <http://example.org/u> <http://example.org/p> {(number - 1) % 50} }}"
            )
            for method, path, body, kind in (
                ("PUT", graph, triples, "text/turtle"),
                ("POST", graph, triples, "text/turtle"),
                ("GET", graph, None, ""),
                ("POST", "/update", insert.encode(), "application/sparql-update"),
                ("GET", self._scratch.target("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"), None, ""),
                *((("DELETE", graph, None, ""),) if number % 3 == 0 else ()),
            ):
                headers = {**authority, **({"Content-Type": kind} if kind else {})}
                self.statuses["written"][self._send(method, path, body, headers)] += 1

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self._scratch.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            return str(response.status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()

    def _leave(self, seed: int) -> None:
        """Ask for much and go: before the answer, in the middle of it, or in the middle of the request itself."""
        chance = random.Random(seed)
        while not self._ended.wait(chance.uniform(0.05, 0.3)):
            query = chance.choice((RUNAWAY, LARGE, LARGE))
            request = f"GET {fresh(self._styrka.target(query) + FRESH)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._styrka.port), 5) as connection:
                half = chance.random() < 0.2
                connection.sendall(request[: len(request) // 2] if half else request)
                connection.settimeout(chance.uniform(0.05, 1.5))
                with suppress(TimeoutError):
                    if query is LARGE and not half:
                        connection.recv(1000)
                    else:
                        time.sleep(chance.uniform(0.05, 1.0))
            self.statuses["left"]["gone"] += 1

    def _publish(self) -> None:
        number = 0
        while not self._ended.wait(self._every):
            number += 1
            with release.lock_releases(self._root / "releases"):
                release.switch_current(self._root / "releases", VERSIONS[number % 2])
            self.statuses["published"]["200"] += 1


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Mixed load for minutes; looks for leaks and errors.")
    parser.add_argument("folder", type=Path, help="what generate.py wrote")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--every", type=float, default=45.0, help="seconds between two publications")
    given = parser.parse_args()
    os.environ["STYRKA_CACHE_BYTES"] = str(CACHE)
    samples: list[Sample] = []
    rows: list[tuple[Any, ...]] = []
    with two_releases(given.folder) as root, running(("styrka", "scratch"), root) as started:
        load = Load(started["styrka"], started["scratch"], root, given.clients, given.every)
        roots, begun = [peer.process.pid for peer in started.values()], time.monotonic()

        def look() -> None:
            one = sample(roots, begun)
            rows.append(
                (
                    round(one.when),
                    load.requests(),
                    one.proportional >> 20,
                    len(one.resident),
                    sum(one.descriptors.values()),
                )
            )
            samples.append(one)

        look()
        load.start()
        try:
            while time.monotonic() - begun < given.minutes * 60:
                time.sleep(5)
                look()
                if len(rows) % 6 == 0:
                    print(rows[-1], load.errors() or "", file=sys.stderr, flush=True)
            under_load = tuple(samples[1:])
            processes = staying(under_load, {peer.process.pid: name for name, peer in started.items()})
        finally:
            load.stop()  # its threads would go on asking servers that are gone
        time.sleep(15)  # longer than any query may take
        look()
    found, errors = trends(under_load), load.errors()
    grown = leaks(found)
    told = [
        f"{name} {', '.join(f'{status}: {count}' for status, count in sorted(one.items()))}"
        for name, one in load.statuses.items()
    ]
    replace_section(
        HERE / "results.md",
        "Soak",
        [
            machine(),
            f"{given.minutes:g} minutes, {given.clients} clients and four more, {given.folder.name}; another "
            f"release every {given.every:g} s.",
            "",
            f"Statuses: {'; '.join(told)}. Errors other than refusals: {errors or 'none'}.",
            f"At rest before: {rows[0][2]} MiB, {rows[0][4]} file descriptors, {rows[0][3]} processes; 15 s after: "
            f"{rows[-1][2]}, {rows[-1][4]} and {rows[-1][3]}. What is between is the queries "
            f"in hand, the runaways above "
            f"all. {len(standing(samples))} processes were there from the first look to the last.",
            "",
            f"Growth over the last 60% of the time, by the median slope: {', '.join(grown) or 'no leak'}.",
            "",
            *table(
                ["", "median", "gain"], [(name, f"{one.median:.1f}", f"{one.gain:+.1f}") for name, one in found.items()]
            ),
            "",
            *table(
                ["processes that stay", "RSS in MiB: at first", "when the judging begins", "at the end"],
                [(name, *(f"{one:.0f}" for one in sizes)) for name, *sizes in processes],
            ),
            "",
            *table(
                ["seconds", "requests", "MiB (proportional)", "processes", "file descriptors"],
                [row for place, row in enumerate(rows) if place % 6 == 0 or row is rows[-1]],
            ),
        ],
    )
    if errors or grown:
        raise SystemExit(f"errors: {errors or 'none'}; growing: {', '.join(grown) or 'nothing'}")


if __name__ == "__main__":
    main()
