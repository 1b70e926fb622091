"""Answers over anybody's limit, for who has the token: whole, never in memory, and refused to everybody else."""

from __future__ import annotations

import contextlib
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

from styrka.release import Release
from tests.service.web.conftest import Server, start
from tests.service.web.instances import TOKEN

ROWS = 100_000
LARGE = f"SELECT ?a ?b ?c ?d {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {ROWS}"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def server(little_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = start(
        little_release.path.parent,
        tmp_path_factory.mktemp("large"),
        STYRKA_ANSWER_BYTES="100000",
        STYRKA_TOKEN_ANSWER_BYTES="60000000",
        STYRKA_WRITE_TOKEN=TOKEN,
        STYRKA_QUERY_SECONDS="30",
    )
    yield made
    made.stop()


def ask(
    server: Server, query: str, accept: str = "text/csv", method: str = "GET", **headers: str
) -> tuple[int, Message, bytes]:
    """Status, headers and body, whatever the status is."""
    address = f"{server.address}/sparql?{urlencode({'query': query})}"
    request = urllib.request.Request(address, headers={"Accept": accept, **headers}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def web_processes(server: Server) -> list[Path]:
    """The folders in /proc of the server's processes, without those that evaluate queries."""
    children = f"/proc/{server.process.pid}/task/{server.process.pid}/children"
    return [Path("/proc", pid) for pid in (str(server.process.pid), *Path(children).read_text().split())]


def resident(server: Server) -> int:
    """The bytes that the web processes have in memory."""
    return sum(int((one / "statm").read_text().split()[1]) * 4096 for one in web_processes(server))


def spools(server: Server) -> list[int]:
    """The bytes of each file without a name that the web processes have open."""
    found = []
    for one in (file for process in web_processes(server) for file in (process / "fd").iterdir()):
        with contextlib.suppress(OSError):  # it was closed meanwhile
            if str(one.readlink()).endswith("(deleted)") and (size := one.stat().st_size):
                found.append(size)
    return found


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_without_the_token_the_limit_is_anybodys(server: Server, headers: dict[str, str]) -> None:
    status, _, body = ask(server, LARGE, **headers)
    assert status == 503
    assert "more than 100000 bytes" in json.loads(body)["detail"]


def test_with_the_token_the_answer_is_whole(server: Server) -> None:
    status, headers, body = ask(server, LARGE, **BEARER)
    assert status == 200
    assert len(body) == int(headers["Content-Length"]) > 5_000_000
    assert body.count(b"\r\n") == ROWS + 1
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["ETag"] is None
    assert headers["X-Query-Id"]
    again, _, refused = ask(server, LARGE)
    assert again == 503, refused  # it was given to nobody else


def test_a_client_of_the_field_reads_it(server: Server) -> None:
    client = SPARQLWrapper(f"{server.address}/sparql")
    client.setQuery(LARGE.replace(str(ROWS), "5000"))
    client.setReturnFormat(JSON)
    client.addCustomHttpHeader("Authorization", BEARER["Authorization"])
    assert len(client.queryAndConvert()["results"]["bindings"]) == 5000  # type: ignore[index,call-overload]


def test_a_graph_comes_at_length_too(server: Server) -> None:
    status, headers, body = ask(server, "CONSTRUCT WHERE { ?a ?b ?c }", "application/n-triples", **BEARER)
    assert status == 200
    assert len(body) == int(headers["Content-Length"]) > 100_000
    assert body.endswith(b" .\n")


def test_head_has_the_length_and_no_bytes(server: Server) -> None:
    status, headers, body = ask(server, LARGE, method="HEAD", **BEARER)
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 5_000_000


def test_small_answers_are_as_anybodys(server: Server) -> None:
    _, mine, body = ask(server, "ASK { ?s ?p ?o }", "application/sparql-results+json", **BEARER)
    _, theirs, same = ask(server, "ASK { ?s ?p ?o }", "application/sparql-results+json")
    assert body == same
    assert mine["ETag"] == theirs["ETag"]


def test_there_is_a_limit_with_the_token_too(server: Server) -> None:
    status, _, body = ask(server, LARGE.replace(str(ROWS), "10000000"), **BEARER)
    assert status == 503
    assert "more than 60000000 bytes" in json.loads(body)["detail"]


@pytest.mark.parametrize(
    "accept", ["text/html", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], ids=["page", "xlsx"]
)
def test_what_is_made_in_memory_stays_within_anybodys_limit(server: Server, accept: str) -> None:
    status, _, body = ask(server, LARGE, accept, **BEARER)
    assert status == 503
    assert b"100" in body


def test_who_reads_slowly_holds_neither_memory_nor_a_worker(server: Server) -> None:
    """Three clients that read nothing of some 30 MB; others are answered, and no file is left when they go."""
    query = LARGE.replace(str(ROWS), "250000")
    ask(server, LARGE, **BEARER)  # what the first such answer takes stays
    before = resident(server)
    parts = urlsplit(server.address)
    sent = (
        f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: text/csv\r\n"
        f"Authorization: Bearer {TOKEN}\r\n\r\n"
    ).encode()
    slow = []
    for _ in range(3):
        connection = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=60)
        connection.sendall(sent)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        slow.append(connection)
    assert len(spools(server)) == 3
    assert sum(spools(server)) > 3 * 20_000_000
    for _ in range(20):
        assert ask(server, "ASK { ?s ?p ?o }", "application/sparql-results+json")[0] == 200
    assert resident(server) - before < 20_000_000
    for connection in slow:
        connection.close()
    end = time.monotonic() + 20
    while left := spools(server):
        assert time.monotonic() < end, left
        time.sleep(0.1)
