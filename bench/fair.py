"""Small questions while runaways run, many connections at once, and the price at rest; a section of bench/results.md.

    PYTHONPATH=service python bench/fair.py var/bench/1m --name 1M

Sixteen clients ask queries that run away, one after the other, from one address and from sixteen; meanwhile small
queries and pages are asked one at a time. No cache has an answer. The peers are asked the same; they know no addresses.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import os
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from load import fresh, require_answers
from peers import Peer, running
from report import machine, replace_section, table

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
SMALL = "SELECT ?p ?o WHERE { <https://w3id.org/styrka/scheme/theme/energy> ?p ?o } LIMIT 5"
PAGES = ("/doc/region/SE122?x={n}", "/ask?x={n}")
RUNAWAYS = 16
PATIENCE = 30.0  # seconds that a client waits


@dataclass(frozen=True)
class Asked:
    """How many requests there were, how many had 200, and the seconds of the slowest and of the median."""

    count: int
    answered: int
    worst: float
    median: float


def ask(port: int, path: str, client: str) -> tuple[str, float]:
    """The status of one request, or the name of what went wrong, and the seconds that it took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    began = time.perf_counter()
    try:
        connection.request("GET", path, headers={"X-Forwarded-For": client})
        response = connection.getresponse()
        response.read()
        return str(response.status), time.perf_counter() - began
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__, time.perf_counter() - began
    finally:
        connection.close()


def ask_all(port: int, paths: list[str]) -> Asked:
    """Requests one at a time."""
    found = [ask(port, fresh(path), "192.0.2.200") for path in paths]
    times = [took for _, took in found]
    return Asked(len(found), sum(status == "200" for status, _ in found), max(times), statistics.median(times))


@contextmanager
def running_away(peer: Peer, addresses: int) -> Iterator[list[tuple[str, float]]]:
    """While this is open, the runaways run; how each of them ended."""
    ended, outcomes = threading.Event(), list[tuple[str, float]]()

    def run(place: int) -> None:
        path = peer.target(RUNAWAY) + quote(" # {n}").replace("%7Bn%7D", "{n}")
        while not ended.is_set():
            outcomes.append(ask(peer.port, fresh(path), f"192.0.2.{place % addresses}"))
            ended.wait(0.2)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(RUNAWAYS)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield outcomes
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def connect_at_once(peer: Peer, connections: int) -> Counter[str]:
    """What as many connections are answered that each ask one small query."""

    async def one() -> str:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", peer.port)
            path = fresh(peer.target(SMALL) + "%20%23%20{n}")
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            answer = await asyncio.wait_for(reader.read(), PATIENCE)
            writer.close()
            return answer[9:12].decode() or "closed"
        except (OSError, TimeoutError) as error:
            return type(error).__name__

    async def all_of_them() -> list[str]:
        return list(await asyncio.gather(*(one() for _ in range(connections))))

    return Counter(asyncio.run(all_of_them()))


def measure(peer: Peer, *, pages: bool) -> dict[str, str]:
    """The row of one peer."""
    small = [peer.target(SMALL) + "%20%23%20{n}"] * 100
    if pages:
        require_answers(peer.port, PAGES)
    row = {"alone, median": show_milliseconds(ask_all(peer.port, small).median)}
    for addresses in (1, RUNAWAYS):
        with running_away(peer, addresses) as outcomes:
            asked = ask_all(peer.port, small)
            seen = ask_all(peer.port, list(PAGES) * 10) if pages else None
        heads = f"{RUNAWAYS} runaways, {addresses} address{'es' if addresses > 1 else ''}"
        row[heads] = f"{asked.answered} of {asked.count}, worst {asked.worst:.2f} s"
        row[f"pages, {addresses}"] = f"{seen.answered} of {seen.count}, worst {seen.worst:.2f} s" if seen else ""
        slowest = max(took for _, took in outcomes)
        statuses = Counter(status for status, _ in outcomes)
        row[f"runaways, {addresses}"] = f"{dict(statuses)}, slowest {slowest:.1f} s"
        if not pages:
            break  # it knows no addresses
    for connections in (300, 1000):
        row[f"{connections} connections"] = f"{connect_at_once(peer, connections)['200']} answered"
    return row


def show_milliseconds(seconds: float) -> str:
    """Return seconds as milliseconds."""
    return f"{seconds * 1000:.1f} ms"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name", required=True, help="the name of the section in bench/results.md, such as 1M")
    parser.add_argument("--peers", nargs="*", default=["oxigraph", "virtuoso"])
    parser.add_argument("--print", action="store_true", help="print it, and leave results.md as it is")
    given = parser.parse_args()
    os.environ["STYRKA_PROXIES"] = "1"  # each client says which address it has
    found: dict[str, dict[str, str]] = {}
    with running(("styrka", *given.peers), given.folder) as started:
        for name, peer in started.items():
            found[name] = measure(peer, pages=name == "styrka")
    # The first is Styrka, which has every row.
    rows = [[head, *(one.get(head, "") for one in found.values())] for head in found["styrka"]]
    lines = [machine(), "", *table(["", *found], rows)]
    print("\n".join(lines))
    if not given.print:
        replace_section(Path(__file__).with_name("results.md"), f"Fair under load, {given.name}", lines)


if __name__ == "__main__":
    main()
