"""The real server under runaways and many connections: small queries and pages are answered whatever else runs."""

from __future__ import annotations

import asyncio
import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from styrka.release import Release
from styrka.settings import Settings
from tests.service.history import History
from tests.service.web.conftest import Server, start
from tests.service.web.serving.test_server import LABELS, RUNAWAY, fetch

SECONDS = 6.0
SMALL = "/sparql?query=" + quote(LABELS)
PAGES = ("/doc/region/SE122", "/ask", "/about/limits")  # the start page without a cache is no small one
PUBLIC, RESERVED = 4, 2
PROCESSES = 1 + 1 + PUBLIC + RESERVED  # below the one that was started: the web process, the fork server, its workers


@pytest.fixture(scope="module")
def busy(release: Release, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind one trusted proxy, so that each request says whose it is; nothing is cached."""
    made = start(
        settings.releases_path,
        tmp_path_factory.mktemp("fair"),
        STYRKA_PROXIES="1",
        STYRKA_CACHE_BYTES="0",
        STYRKA_QUERY_SECONDS=str(SECONDS),
        STYRKA_QUEUE_SECONDS="5",  # the machine of the tests has other things to do; bench/fair.py measures
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


@contextmanager
def runaways(server: Server, clients: list[str]) -> Iterator[list[tuple[int, bytes, float]]]:
    """While this is open, each client asks runaways, one after the other; status, body and seconds of each."""
    ended, outcomes = threading.Event(), list[tuple[int, bytes, float]]()

    def ask(place: int, client: str) -> None:
        number = 0
        while not ended.is_set():
            number += 1
            began = time.monotonic()
            address = f"{server.address}/sparql?query={quote(f'{RUNAWAY} # {place} {number}')}"
            status, _, body = fetch(address, X_Forwarded_For=client)
            outcomes.append((status, body, time.monotonic() - began))
            ended.wait(0.2)

    threads = [threading.Thread(target=ask, args=one) for one in enumerate(clients)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    try:
        yield outcomes
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("addresses", [1, 16])
def test_small_queries_and_pages_are_answered_while_sixteen_runaways_run(busy: Server, addresses: int) -> None:
    answers: list[tuple[str, int, float]] = []
    with runaways(busy, [f"192.0.2.{place % addresses}" for place in range(16)]) as outcomes:
        for number in range(100):
            path = f"{SMALL}{quote(f'# {number}')}" if number % 2 else f"{PAGES[number // 2 % 3]}?x={number}"
            began = time.monotonic()
            status, _, _ = fetch(busy.address + path, X_Forwarded_For="192.0.2.0" if number % 4 else "198.51.100.7")
            answers.append((path, status, time.monotonic() - began))
    assert [one for one in answers if one[1] != 200] == []
    assert max(took for _, _, took in answers) < SECONDS, "without places of their own they hold every worker"
    told = Counter(json.loads(body)["title"] for _, body, _ in outcomes)
    assert {status for status, _, _ in outcomes} == {503}
    assert set(told) <= {"The query is heavy, and its places are taken", "The query reached a limit"}
    assert told["The query is heavy, and its places are taken"] >= 4
    assert max(took for _, _, took in outcomes) < SECONDS + 4, "1 s on a machine that has nothing else to do"
    end = time.monotonic() + 30
    while processes(busy) != PROCESSES and time.monotonic() < end:
        time.sleep(0.1)
    assert processes(busy) == PROCESSES
    text = fetch(busy.address + "/metrics")[2].decode()
    assert 'styrka_heavy{queue="public"} 0.0' in text
    assert 'styrka_busy{queue="public"} 0.0' in text
    assert 'styrka_kills_total{cause="heavy"} 0.0' not in text
    assert 'cause="crash"' not in text


def test_the_refusal_says_that_the_query_is_heavy_in_the_language_of_the_reader(busy: Server) -> None:
    with runaways(busy, ["203.0.113.5"] * 3):
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


@pytest.mark.parametrize("connections", [300, 1000])
def test_every_one_of_many_connections_is_answered(busy: Server, connections: int) -> None:
    parts = urlsplit(busy.address)

    async def ask(number: int) -> bytes:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        target = f"{SMALL}{quote(f'#{connections} {number}')}"
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
        time.sleep(0.5)
        said = server.output.read_bytes() + (tmp_path / "errors").read_bytes()
        assert said.count(b"STYRKA_PROXIES is 0") == 1
    finally:
        server.stop()
