"""The real server under runaways and many connections: small queries and pages are answered whatever else runs."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from styrka.release import Release
from styrka.settings import Settings
from tests.service.history import History
from tests.service.web.conftest import Server, start
from tests.service.web.serving.test_server import BUSY, HEAVY, LABELS, RUNAWAY, count, count_kills, fetch, wait_until

SMALL = "/sparql?query=" + quote(LABELS)
PAGES = ("/doc/region/SE122", "/ask", "/about/limits")  # the start page without a cache is no small one
PUBLIC, RESERVED = 4, 2
PROCESSES = 1 + 1 + PUBLIC + RESERVED  # below the one that was started: the web process, the fork server, its workers


@pytest.fixture(scope="module")
def busy(
    little_release: Release, little_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server behind one trusted proxy, so that each request says whose it is; nothing is cached.

    A query may take far longer than one may wait for a worker: what is answered meanwhile had a place of its own.
    """
    made = start(
        little_settings.releases_path,
        tmp_path_factory.mktemp("fair"),
        STYRKA_PROXIES="1",
        STYRKA_CACHE_BYTES="0",
        STYRKA_QUERY_SECONDS="300",
        STYRKA_QUEUE_SECONDS="20",  # bench/fair.py measures how long it is
        STYRKA_PUBLIC_WORKERS=str(PUBLIC),
        STYRKA_RESERVED_WORKERS=str(RESERVED),
    )
    yield made
    made.stop()


def processes(server: Server) -> int:
    """How many processes the server has."""
    found, todo = 0, [server.process.pid]
    while todo:
        listed = subprocess.run(["pgrep", "-P", str(todo.pop())], capture_output=True, text=True, check=False)
        children = [int(line) for line in listed.stdout.split()]
        found += len(children)
        todo += children
    return found


class Clients:
    """Clients who ask runaways, each one after the other, until they hang up; status and body of what was answered."""

    def __init__(self, server: Server, addresses: list[str]) -> None:
        self.outcomes: list[tuple[int, bytes]] = []
        self._server = urlsplit(server.address)
        self._ended = threading.Event()
        self._open: dict[int, HTTPConnection] = {}
        self._threads = [threading.Thread(target=self._ask, args=one) for one in enumerate(addresses)]
        for thread in self._threads:
            thread.start()

    def _ask(self, place: int, address: str) -> None:
        number = 0
        while not self._ended.is_set():
            number += 1
            connection = HTTPConnection(self._server.hostname or "", self._server.port, timeout=60)
            self._open[place] = connection
            target = f"/sparql?query={quote(f'{RUNAWAY} # {place} {number}')}"
            try:
                connection.request("GET", target, headers={"X-Forwarded-For": address})
                answer = connection.getresponse()
                self.outcomes.append((answer.status, answer.read()))
            except (OSError, HTTPException) as error:
                if not self._ended.is_set():
                    self.outcomes.append((0, repr(error).encode()))
            finally:
                connection.close()
            self._ended.wait(0.5)

    def hang_up(self) -> None:
        """Leave, whatever is under way."""
        self._ended.set()
        for place, thread in enumerate(self._threads):
            while thread.is_alive():
                with suppress(OSError, AttributeError, KeyError):  # it has not connected yet, or has its answer
                    self._open[place].sock.shutdown(socket.SHUT_RDWR)
                thread.join(0.05)


@contextmanager
def runaways(server: Server, addresses: list[str], heavy: int) -> Iterator[list[tuple[int, bytes]]]:
    """While this is open clients ask runaways, of which so many are let run as heavy ones, before and afterwards."""
    clients = Clients(server, addresses)
    try:
        assert wait_until(lambda: count(server, HEAVY) == heavy)
        yield clients.outcomes
        assert count(server, HEAVY) == heavy, "they run on"
    finally:
        clients.hang_up()
    assert wait_until(lambda: count(server, HEAVY) == 0)


@pytest.mark.parametrize(("addresses", "heavy"), [(1, 2), (16, 4)])
def test_small_queries_and_pages_are_answered_while_sixteen_runaways_run(
    busy: Server, addresses: int, heavy: int
) -> None:
    answers: list[tuple[str, int]] = []
    with runaways(busy, [f"192.0.2.{place % addresses}" for place in range(16)], heavy) as outcomes:
        for number in range(12):  # each client asks the small query and each page
            path = f"{SMALL}{quote(f'# {number}')}" if number % 2 else f"{PAGES[number // 2 % 3]}?x={number}"
            client = "192.0.2.0" if number % 4 else "198.51.100.7"
            answers.append((path, fetch(busy.address + path, X_Forwarded_For=client)[0]))
        assert wait_until(lambda: len(outcomes) >= 16), "who is refused asks again"
        found = list(outcomes)
    assert [one for one in answers if one[1] != 200] == []
    assert {status for status, _ in found} == {503}
    assert {json.loads(body)["title"] for _, body in found} == {"The query is heavy, and its places are taken"}
    assert wait_until(lambda: processes(busy) == PROCESSES)
    assert count(busy, BUSY) == 0
    assert count_kills(busy, "heavy") > 0
    assert count_kills(busy, "crash") == 0


def test_the_refusal_says_that_the_query_is_heavy_in_the_language_of_the_reader(busy: Server) -> None:
    with runaways(busy, ["203.0.113.5"] * 3, 2):
        address = f"{busy.address}/sparql?query={quote(RUNAWAY)}"
        status, headers, body = fetch(address, X_Forwarded_For="203.0.113.5", Accept_Language="sv")
    problem = json.loads(body)
    assert status == 503
    assert int(headers["Retry-After"]) == problem["retry_after"] > 0
    assert problem["type"].endswith("#heavy-query")
    assert problem["title"] == "Frågan är tung, och platserna för tunga frågor är upptagna"
    assert "2 sådana frågor från dig pågår redan" in problem["detail"]
    assert headers["Content-Language"] == "sv"


def test_the_bounds_of_heavy_queries_are_published(busy: Server) -> None:
    text = fetch(busy.address + "/about/limits", Accept="text/html")[2].decode()
    for words in (
        "the time after which a query is heavy",
        "how many heavy queries may run",
        "the memory that all queries",
    ):
        assert words in text


def test_every_one_of_a_thousand_connections_is_answered(busy: Server) -> None:
    parts, connections = urlsplit(busy.address), 1000

    async def ask(number: int) -> bytes:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        target = f"{SMALL}{quote(f'#connection {number}')}"
        writer.write(f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return answer

    async def ask_all() -> list[bytes | BaseException]:
        return await asyncio.gather(*(ask(number) for number in range(connections)), return_exceptions=True)

    answers = asyncio.run(ask_all())
    assert Counter(one.split(b"\r\n")[0] if isinstance(one, bytes) else repr(one) for one in answers) == {
        b"HTTP/1.1 200 OK": connections
    }


def test_a_proxy_that_is_not_named_in_the_settings_is_said(history_to_copy: History, tmp_path: Path) -> None:
    server = start(history_to_copy.settings.releases_path, tmp_path)
    try:
        assert b"STYRKA_PROXIES" not in server.output.read_bytes() + (tmp_path / "errors").read_bytes()
        for _ in range(2):
            fetch(server.address + "/health/live", X_Forwarded_For="192.0.2.1")
        server.stop()  # what was said is written
        said = server.output.read_bytes() + (tmp_path / "errors").read_bytes()
        assert said.count(b"STYRKA_PROXIES is 0") == 1
    finally:
        server.stop()
