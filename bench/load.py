"""Bounded closed-loop load over HTTP: so many clients, each with one request in hand, for so many seconds.

    PYTHONPATH=service python bench/load.py http://127.0.0.1:8000/sparql?query=ASK%7B%7D --clients 8

Short requests are sent by ``wrk`` where it is installed (Debian: wrk), because a client in Python is slower than the
servers that it would measure; requests that take longer than some milliseconds, and all where there is no wrk, by
threads here, which wait for the answers that are on their way when time is up.

A path may hold ``{n}``: each request then has another number in its place, so that no cache has its answer.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

Key = TypeVar("Key")
JSON = "application/sparql-results+json"
SLOW = 0.02  # seconds: a request that takes longer is not sent by wrk
LIMIT = 120.0  # seconds that one answer may take
SCRIPT = """
local prefix, suffix = %s, %s
local thread, count = 0, 0
function setup(one) one:set("number", thread) thread = thread + 1 end
function request()
  count = count + 1
  local path = suffix and (prefix .. number .. "x" .. count .. suffix) or prefix
  return wrk.format("GET", path)
end
function done(summary, latency)
  io.write(string.format('\\n{"requests": %%d, "microseconds": %%d, "median": %%d, "p99": %%d, ' ..
    '"failed": %%d, "lost": %%d}\\n', summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""
_number = itertools.count(int(time.time() * 1000) % 10**9 * 1000)


@dataclass(frozen=True)
class Result:
    """What one round of load gave: answers a second, milliseconds at the median and the 99th percentile, errors."""

    throughput: float
    median: float
    p99: float
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """Requests that had no answer with status 200."""
        return sum(count for status, count in self.statuses.items() if status != "200")


def closed_loop(port: int, path: str, clients: int, seconds: float, accept: str = JSON) -> Result:
    """One round of load on one path of a server on this machine."""
    took, status, _ = once(port, path, accept)
    if status == 200 and took < SLOW and shutil.which("wrk"):
        return _wrk(port, path, clients, seconds, accept)
    return by_threads(port, [path], clients, seconds, accept)


def once(port: int, path: str, accept: str = JSON, seconds: float = LIMIT) -> tuple[float, int, bytes]:
    """The seconds, status and body of one request on a connection of its own. Raises TimeoutError after ``seconds``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    start = time.perf_counter()
    try:
        connection.request("GET", fresh(path), headers={"Accept": accept})
        response = connection.getresponse()
        body = response.read()
        return time.perf_counter() - start, response.status, body
    finally:
        connection.close()


def require_answers(port: int, paths: Iterable[str]) -> None:
    """Exit unless each of the paths is answered while nothing else runs: a load of errors measures nothing."""
    for path in dict.fromkeys(paths):
        _, status, body = once(port, path, "*/*")
        if status != 200:
            raise SystemExit(f"{path} gives {status}: {body[:500].decode(errors='replace')}")


def fresh(path: str) -> str:
    """The path with a number that no other request has."""
    return path.replace("{n}", f"y{next(_number)}")


def by_threads(port: int, paths: Sequence[str], clients: int, seconds: float, accept: str = JSON) -> Result:
    """The load of threads here; answers that are on their way when time is up count, with the time they take."""
    times: list[float] = []
    statuses: Counter[str] = Counter()
    start = time.perf_counter()

    def client(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
        for path in itertools.islice(itertools.cycle(paths), place, None):
            begun = time.perf_counter()
            if begun - start >= seconds:
                break
            try:
                connection.request("GET", fresh(path), headers={"Accept": accept})
                response = connection.getresponse()
                response.read()
                statuses[str(response.status)] += 1
                if response.status == 200:
                    times.append(time.perf_counter() - begun)
            except (OSError, http.client.HTTPException) as error:
                statuses[type(error).__name__] += 1
                connection.close()
        connection.close()

    threads = [threading.Thread(target=client, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return summary(times, time.perf_counter() - start, statuses)


def summary(times: Sequence[float], elapsed: float, statuses: Counter[str]) -> Result:
    """A Result from the seconds of each answer."""
    if not times:
        return Result(0.0, float("nan"), float("nan"), statuses)
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Result(len(times) / elapsed, statistics.median(ordered) * 1000, p99 * 1000, statuses)


def interleaved(work: Mapping[Key, Callable[[], Result]], rounds: int) -> dict[Key, Result]:
    """Rounds A B C, A B C, ... of several loads; of each the medians over its rounds, and the errors of all."""
    found: dict[Key, list[Result]] = {key: [] for key in work}
    for _ in range(rounds):
        for key, load in work.items():
            found[key].append(load())
    return {key: together(results) for key, results in found.items()}


def together(results: Iterable[Result]) -> Result:
    """The medians of several rounds, and the sum of their statuses."""
    results = list(results)
    statuses: Counter[str] = sum((result.statuses for result in results), Counter())
    throughput, median, p99 = (
        statistics.median(getattr(result, name) for result in results) for name in ("throughput", "median", "p99")
    )
    return Result(throughput, median, p99, statuses)


def _wrk(port: int, path: str, clients: int, seconds: float, accept: str) -> Result:
    prefix, marker, suffix = path.partition("{n}")
    # Each round has numbers of its own: what one has asked, the next must not find in a cache.
    mine = f"{prefix}w{next(_number)}t" if marker else prefix
    script = SCRIPT % (json.dumps(mine), json.dumps(suffix) if marker else "nil")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requests.lua"
        file.write_text(script)
        told = subprocess.run(
            [
                "wrk",
                "-t1",
                f"-c{clients}",
                f"-d{max(1, round(seconds))}s",
                "--timeout",
                f"{LIMIT:g}s",
                "-s",
                str(file),
                "-H",
                f"Accept: {accept}",
                f"http://127.0.0.1:{port}",
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    said = json.loads(next(line for line in told.splitlines() if line.startswith("{")))
    statuses = Counter({"200": said["requests"] - said["failed"], "4xx or 5xx": said["failed"], "lost": said["lost"]})
    return Result(
        (said["requests"] - said["failed"]) / said["microseconds"] * 1e6,
        said["median"] / 1000,
        said["p99"] / 1000,
        +statuses,
    )


def lines(results: dict[str, Result]) -> Iterator[str]:
    """One line of text for each result."""
    for name, result in results.items():
        yield (
            f"{name:>12}  {result.throughput:10.1f}/s  median {result.median:9.2f} ms  p99 {result.p99:9.2f} ms"
            + (f"  {dict(result.statuses)}" if result.errors else "")
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Closed-loop load on one address; {n} is a new number each time.")
    parser.add_argument("url")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--accept", default=JSON)
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    parts = urlsplit(given.url)
    path = given.url.split(parts.netloc, 1)[1]
    work = {
        f"{clients} clients": partial(closed_loop, parts.port or 80, path, clients, given.seconds, given.accept)
        for clients in given.clients
    }
    print("\n".join(lines(interleaved(work, given.rounds))))


if __name__ == "__main__":
    main()
