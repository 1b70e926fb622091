"""Hostile documents by PUT, POST, PATCH and /update: a truthful answer each, and the service is as it was."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests import hostile
from tests.service import trees
from tests.service.web.conftest import Server, start
from tests.service.web.instances import AUTHORITY, GRAPH, TOKEN, TURTLE, UPDATE, Instance, governed

HERE = f"/graphs?graph={GRAPH}"
STAYS = "/graphs?graph=http://example.org/stays"
BASELINE = 60_000_000  # bytes that the processes may have more afterwards: what allocators hold back


def resident(pid: int) -> int:
    """The resident memory of a process and all below it."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        below.setdefault(parent, []).append(int(stat.parent.name))
    found, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        waiting += below.get(one, [])
        try:
            found += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue
    return found


def send(server: Server, method: str, path: str, body: bytes, media_type: str) -> requests.Response:
    headers = {**AUTHORITY, "Content-Type": media_type}
    return requests.request(method, server.address + path, data=body, headers=headers, timeout=60)


@pytest.fixture(scope="module")
def scratchpad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A scratch instance whose processes are known, with one graph that stays."""
    variables = {"STYRKA_SCRATCH": "true", "STYRKA_WRITE_TOKEN": TOKEN, "STYRKA_QUERY_MEMORY": str(1 << 28)}
    folder = tmp_path_factory.mktemp("hostile")
    server = start(folder / "no releases", folder, **variables)
    try:
        text = hostile.GOOD[hostile.NTRIPLES]
        assert send(server, "PUT", STAYS, text, hostile.NTRIPLES).status_code == 201
        yield server
        assert server.process.poll() is None
        assert requests.get(server.address + STAYS, headers={"Accept": hostile.NTRIPLES}, timeout=9).content == text
    finally:
        server.stop()


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("name", hostile.DOCUMENTS)
def test_a_hostile_document_is_refused_and_nothing_changes(scratchpad: Server, name: str, method: str) -> None:
    media_type, body, expected = hostile.DOCUMENTS[name]
    answer = send(scratchpad, method, "/graphs?graph=http://example.org/new", body, media_type)
    assert answer.status_code in expected, answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert len(answer.json()["detail"]) > 20
    missing = requests.get(scratchpad.address + "/graphs?graph=http://example.org/new", timeout=9)
    assert missing.status_code == 404


@pytest.mark.parametrize("method", ["PATCH", "POST"])
@pytest.mark.parametrize("name", ["triple terms in Turtle", "brackets never closed", "lists never closed"])
def test_the_same_as_data_of_an_update(scratchpad: Server, name: str, method: str) -> None:
    text = b"INSERT DATA { " + hostile.DOCUMENTS[name][1] + b" }"
    path = STAYS if method == "PATCH" else "/update"
    answer = send(scratchpad, method, path, text, "application/sparql-update")
    assert answer.status_code in {400, 413, 503}, answer.text
    assert len(answer.json()["detail"]) > 20


def test_memory_is_back_at_its_baseline_after_all_of_them(scratchpad: Server) -> None:
    send(scratchpad, "PUT", STAYS, hostile.GOOD[hostile.NTRIPLES], hostile.NTRIPLES)
    before = resident(scratchpad.process.pid)
    for _ in range(3):
        for media_type, body, _ in hostile.DOCUMENTS.values():
            send(scratchpad, "PUT", "/graphs?graph=http://example.org/new", body, media_type)
    time.sleep(1)
    assert resident(scratchpad.process.pid) < before + BASELINE


def test_no_mutation_has_an_error_of_the_service_itself(scratchpad: Server) -> None:
    for media_type, body in hostile.mutate(seed=11, count=150):
        answer = send(scratchpad, "PUT", "/graphs?graph=http://example.org/mutated", body, media_type)
        assert answer.status_code in {201, 204, 400, 413}, (body, answer.text)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Transfer-Encoding: chunked\r\nTrailer: X\r\n", b"5\r\n<a> <\r\n"),
        (b"Transfer-Encoding: chunked\r\nTrailer: X\r\n", b"10\r\n<a:a> <a:b> 1 .\n\r\n"),
        (b"Transfer-Encoding: chunked\r\nTrailer: X\r\n", b"10\r\n<a:a> <a:b> 1 .\n\r\n0\r\nX"),
        (b"Content-Length: 20\r\n", b"<a:a> <a:b> 1 ."),
        (b"Content-Length: 15\r\nContent-Encoding: gzip\r\n", b"<a:a> <a:b> 1 ."),
    ],
    ids=["cut", "cut between statements", "cut in the trailer", "too short", "no gzip"],
)
def test_half_a_body_is_not_taken_for_a_whole_one(scratchpad: Server, head: bytes, body: bytes) -> None:
    target = urlsplit(scratchpad.address)
    lines = b"PUT /graphs?graph=http://example.org/half HTTP/1.1\r\nHost: a\r\nContent-Type: text/turtle\r\n"
    lines += b"Authorization: Bearer " + TOKEN.encode() + b"\r\nConnection: close\r\n" + head + b"\r\n" + body
    with socket.create_connection((target.hostname or "", target.port or 0), timeout=10) as connection:
        connection.sendall(lines)
        if b"gzip" not in head:
            connection.shutdown(socket.SHUT_WR)
        status = int(connection.recv(65536).split()[1])
    assert status in {400, 415}
    assert requests.get(scratchpad.address + "/graphs?graph=http://example.org/half", timeout=9).status_code == 404


# A governed instance: the lock and the release too.


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    folder = tmp_path_factory.mktemp("governed")
    with governed(folder, STYRKA_WRITE_TOKEN=TOKEN, STYRKA_WRITE_STATEMENTS="20000") as instance:
        yield instance


def chain(length: int) -> str:
    """A strategy's file, and a chain of concepts of which each is broader than the one before."""
    links = "\n".join(
        f"<http://example.org/{one}> skos:broader <http://example.org/{one + 1}> ." for one in range(length)
    )
    return trees.DATA[trees.OTHER] + links


def test_reasoning_that_explodes_is_ended_at_so_many_statements(tree: Instance) -> None:
    before, release = tree.files(), tree.release()
    answer = tree.send("PUT", HERE, chain(600), TURTLE)
    assert (answer.status_code, answer.json()["cause"]) == (413, "statements"), answer.text
    assert (tree.files(), tree.release()) == (before, release)


def test_who_leaves_cancels_the_write_and_the_lock_is_free(tmp_path: Path) -> None:
    with governed(tmp_path, STYRKA_WRITE_TOKEN=TOKEN, STYRKA_WRITE_STATEMENTS="100000000") as instance:
        before, release = instance.files(), instance.release()
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.put(instance.address + HERE, data=chain(4000).encode(), headers=TURTLE, timeout=2)
        started = time.monotonic()
        same = instance.send("PUT", HERE, trees.DATA[trees.OTHER], TURTLE)
        assert same.status_code in {200, 204}
        assert time.monotonic() - started < 60  # eight million statements would follow from the chain
        assert (instance.files(), instance.release()) == (before, release)


@pytest.mark.parametrize("name", ["triple terms in Turtle", "entities", "objects", "elements"])
def test_a_governed_instance_refuses_the_same(tree: Instance, name: str) -> None:
    media_type, body, expected = hostile.DOCUMENTS[name]
    before, release = tree.files(), tree.release()
    answer = tree.send("PUT", HERE, body, {**AUTHORITY, "Content-Type": media_type})
    assert answer.status_code in expected
    update = tree.send("POST", "/update", b"INSERT DATA { " + hostile.nest_triple_terms(20_000) + b" }", UPDATE)
    assert update.status_code in {400, 413, 503}
    assert (tree.files(), tree.release()) == (before, release)


def test_wrong_tokens_have_a_rate_of_their_own(tmp_path: Path) -> None:
    server = start(tmp_path / "no releases", tmp_path, STYRKA_SCRATCH="true", STYRKA_WRITE_TOKEN=TOKEN)
    try:
        wrong = {"Authorization": "Bearer wrong"}
        statuses = [requests.delete(server.address + STAYS, headers=wrong, timeout=9).status_code for _ in range(25)]
        assert statuses[:20] == [401] * 20
        assert statuses[22:] == [429] * 3
        right = requests.delete(server.address + STAYS, headers=AUTHORITY, timeout=9)
        assert (right.status_code, int(right.headers["Retry-After"]) > 0) == (429, True)
        assert requests.get(server.address + "/sparql?query=ASK%7B%7D", timeout=9).status_code == 200
    finally:
        server.stop()
