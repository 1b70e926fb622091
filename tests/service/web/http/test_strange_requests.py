"""Requests that no client of good manners sends, to the real server: each gets a true status, and nothing is believed
that did not arrive."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from styrka.release import Release
from styrka.settings import Settings
from tests.service.web.conftest import Server, start
from tests.service.web.instances import AUTHORITY, TOKEN, Instance, scratch
from tests.service.web.serving.test_server import fetch, raw

ASK = b"/sparql?query=ASK%7B%7D"
CLOSE = b"Connection: close\r\n\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
LINE = b"<http://e/s> <http://e/p> 1 .\n"
CHUNK = b"%x\r\n%s\r\n" % (len(LINE), LINE)


def statuses(answer: bytes) -> list[int]:
    """The statuses of the responses in what a connection gave."""
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET " + ASK + b" HTTP/1.1\r\n" + CLOSE, 400),
        (b"GET " + ASK + b" HTTP/1.1\r\nHost: a\r\nHost: b\r\n" + CLOSE, 400),
        (b"GET " + ASK + b" HTTP/1.1\r\nHost : a\r\n" + CLOSE, 400),
        (b"GET " + ASK + b" HTTP/1.0\r\n\r\n", 200),
        (b"GET http://other.example" + ASK + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE, 200),
        (b"OPTIONS * HTTP/1.1\r\nHost: a\r\n" + CLOSE, 204),
        (b"GET * HTTP/1.1\r\nHost: a\r\n" + CLOSE, 404),
        (b"get " + ASK + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE, 405),
        (b"TRACE / HTTP/1.1\r\nHost: a\r\n" + CLOSE, 405),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400),
        (b"GET " + ASK + b" HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n" + CLOSE, 400),
        (b"GET " + ASK + b" HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n" + CLOSE, 400),
        (b"GET " + ASK + b" HTTP/1.1\r\nHost: a\r\nAccept: " + b",".join([b"a/b"] * 9000) + b"\r\n" + CLOSE, 406),
        (b"GET " + ASK + b" HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 500 + CLOSE, 431),
        (b"GET " + ASK + b" HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n" + CLOSE, 200),
        ("GET /sparql?query=ASK%7B?å%20?b%20?c%7D HTTP/1.1\r\nHost: a\r\n".encode() + CLOSE, 200),
        (b"GET /sparql?query=ASK%7B?\xff%20?b%20?c%7D HTTP/1.1\r\nHost: a\r\n" + CLOSE, 400),
        (b"GET /static/../../server.py HTTP/1.1\r\nHost: a\r\n" + CLOSE, 308),
        (b"GET /static/%2e%2e/server.py HTTP/1.1\r\nHost: a\r\n" + CLOSE, 308),
        (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n" + CLOSE + b"ASK{}", 400),
        (POST + b"Content-Length: -5\r\n" + CLOSE + b"ASK{}", 400),
        (POST + b"Content-Length: 5\r\nContent-Encoding: gzip\r\n" + CLOSE + b"ASK{}", 415),
        (POST + b"Transfer-Encoding: chunked\r\n" + CLOSE + b"5\r\nASK{}\r\n0\r\n\r\n", 200),
        (POST + b"Transfer-Encoding: chunked\r\nTrailer: X\r\n" + CLOSE + b"5\r\nASK{}\r\n0\r\nX: 1\r\n\r\n", 200),
        (POST + b"Transfer-Encoding: chunked\r\n" + CLOSE + b"5\r\nASK{}\r\nzz\r\n", 400),
    ],
    ids=[
        "no host",
        "two hosts",
        "host with a space",
        "1.0 without host",
        "whole address",
        "server",
        "get of server",
        "letters",
        "trace",
        "http 2",
        "folded",
        "null",
        "accepts",
        "500 headers",
        "upgrade",
        "plain letters",
        "plain bytes",
        "dots",
        "coded dots",
        "two lengths",
        "negative",
        "gzip",
        "chunks",
        "trailer",
        "broken chunk",
    ],
)
def test_a_strange_request_has_a_true_status(server: Server, request_: bytes, status: int) -> None:
    assert statuses(raw(server, request_)) == [status]
    assert fetch(server.address + "/health/ready")[0] == 200


def test_requests_in_a_row_are_answered_in_a_row(server: Server) -> None:
    one = b"GET " + ASK + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    body = POST + b"Content-Length: 6\r\n\r\nASK {}"
    answer = raw(server, one * 3 + body * 2 + b"GET /health/live HTTP/1.1\r\nHost: a\r\n" + CLOSE)
    assert statuses(answer) == [200] * 6
    assert answer.endswith(b'{"status":"live"}\n')


def test_bodies_that_come_slowly_keep_nobody_from_reading(
    little_settings: Settings, little_release: Release, tmp_path: Path
) -> None:
    server = start(little_settings.releases_path, tmp_path, STYRKA_BACKLOG="8", STYRKA_THREADS="4")
    target = urlsplit(server.address)
    try:
        with ExitStack() as opened:
            for path in (b"/sparql", b"/check", b"/api/check", b"/correct", b"/review") * 8:
                slow = socket.create_connection((target.hostname or "", target.port or 0), timeout=10)
                opened.enter_context(slow)
                slow.sendall(POST.replace(b"/sparql", path) + b"Content-Length: 1000\r\n\r\nASK")
            for number in range(3):
                assert fetch(f"{server.address}/sparql?query=ASK%7B%7D%23{number}")[0] == 200
                assert fetch(f"{server.address}/doc/region/SE122?{number}")[0] == 200
            status, headers, _ = fetch(server.address + "/sparql", b"query=ASK{}")
            assert (status, headers["Retry-After"]) == (503, "1")
        deadline = time.monotonic() + 10
        while fetch(server.address + "/sparql", b"query=ASK{}")[0] != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        server.stop()


@pytest.fixture(scope="module")
def pad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A scratch instance."""
    with scratch(tmp_path_factory.mktemp("scratch")) as instance:
        yield instance


def test_a_whole_graph_with_a_trailer_is_taken(pad: Instance) -> None:
    target = urlsplit(pad.address)
    head = b"PUT /graphs?graph=http://e/trailed HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/turtle\r\n"
    head += b"Authorization: Bearer " + TOKEN.encode() + b"\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n" + CLOSE
    with socket.create_connection((target.hostname or "", target.port or 0), timeout=10) as connection:
        connection.sendall(head + CHUNK + b"0\r\nX: 1\r\n\r\n")
        assert statuses(connection.recv(65536)) == [201]
    assert pad.send("DELETE", "/graphs?graph=http://e/trailed", headers=AUTHORITY).status_code == 204


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Length: 100\r\n", LINE),
        (b"Transfer-Encoding: chunked\r\n", CHUNK),
        (b"Transfer-Encoding: chunked\r\n", CHUNK + b"zz\r\n"),
    ],
    ids=["length", "chunks", "broken chunk"],
)
@pytest.mark.parametrize("leaves", [False, True], ids=["half closed", "gone"])
def test_half_a_graph_is_not_taken_for_a_whole_one(pad: Instance, head: bytes, body: bytes, leaves: bool) -> None:
    kept = pad.send("PUT", "/graphs?graph=http://e/whole", LINE * 1, {**AUTHORITY, "Content-Type": "text/turtle"})
    assert kept.status_code in (201, 204)
    target = urlsplit(pad.address)
    request_ = (
        b"PUT /graphs?graph=http://e/half HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/turtle\r\n"
        b"Authorization: Bearer " + TOKEN.encode() + b"\r\nConnection: close\r\n" + head + b"\r\n" + body
    )
    with socket.create_connection((target.hostname or "", target.port or 0), timeout=10) as connection:
        connection.sendall(request_)
        if not leaves:
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
            assert statuses(answer) == [400]
            assert b"broke off" in answer
    assert pad.values("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }") == ["http://e/whole"]
    assert pad.send("GET", "/graphs?graph=http://e/half").status_code == 404
