"""The real server: real clients, many at once, a release that is switched under load, and an end in good order."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.dom.minidom import Document

import pytest
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from styrka import release as releases
from styrka.release import Release
from styrka.settings import Settings
from tests.conftest import ROOT
from tests.service.history import History
from tests.service.web.conftest import SERVE, Server, free_port, start

THEME = "https://w3id.org/styrka/scheme/theme/energy"
LABELS = f"SELECT ?l {{ <{THEME}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }} ORDER BY ?l"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"


def fetch(address: str, data: bytes | None = None, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body, whatever the status is."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, sent), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def raw(server: Server, text: bytes, wait: float = 10.0) -> bytes:
    """What the server answers to bytes on a socket of our own."""
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=wait) as connection:
        connection.sendall(text)
        pieces = b""
        try:
            while piece := connection.recv(65536):
                pieces += piece
        except TimeoutError:
            pass
        return pieces


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def count(server: Server, name: str) -> float:
    """What a server tells of a number, without its last labels: all of them together."""
    lines = fetch(server.address + "/metrics")[2].decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def count_kills(server: Server, cause: str) -> float:
    return count(server, f'styrka_kills_total{{cause="{cause}"')


@pytest.mark.smoke
@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("format_", [JSON, XML, CSV], ids=str)
def test_sparqlwrapper_gets_rows(server: Server, method: str, format_: str) -> None:
    client = SPARQLWrapper(server.address + "/sparql")
    client.setQuery(LABELS)
    client.setMethod(method)
    client.setReturnFormat(format_)
    found = client.queryAndConvert()
    if format_ == JSON:
        assert isinstance(found, dict)
        assert {row["l"]["xml:lang"] for row in found["results"]["bindings"]} >= {"en", "sv"}
    else:
        assert isinstance(found, bytes | Document)
        text = found.decode() if isinstance(found, bytes) else found.toxml()
        assert "nerg" in text


def test_sparqlwrapper_gets_a_graph(server: Server) -> None:
    client = SPARQLWrapper(server.address + "/sparql")
    client.setQuery(f"DESCRIBE <{THEME}>")
    client.setReturnFormat(TURTLE)
    found = client.queryAndConvert()
    assert isinstance(found, bytes)
    assert b"skos:prefLabel" in found


def test_a_kept_answer_is_the_answer(server: Server) -> None:
    address = server.address + "/sparql?query=" + quote(LABELS)
    answers = [fetch(address, Accept="application/sparql-results+json", Accept_Encoding="gzip") for _ in range(3)]
    assert len({body for _, _, body in answers}) == 1
    assert len({headers["ETag"] for _, headers, _ in answers}) == 1
    assert len({headers["X-Query-Id"] for _, headers, _ in answers}) == 3
    tag = answers[0][1]["ETag"]
    status, headers, body = fetch(
        address, Accept="application/sparql-results+json", Accept_Encoding="gzip", If_None_Match=f'"x", W/{tag}'
    )
    assert (status, body) == (304, b"")
    assert headers["ETag"] == tag
    assert fetch(address, Accept="text/csv", If_None_Match=tag)[0] == 200


@pytest.mark.parametrize(
    ("method", "lines", "status", "type_"),
    [
        (b"GET", (b"Host: a",), 200, b"sparql-results+json"),
        (b"GET", (b"Host: a", b"Accept: text/csv"), 200, b"text/csv"),
        (b"GET", (b"Host: a", b"Accept: text/csv;q=0.5", b"Accept: application/json"), 200, b"sparql-results+json"),
        (b"GET", (b"Host: a", b"Accept: application/json;q=0.5", b"Accept: text/csv"), 200, b"text/csv"),
        (b"HEAD", (b"Host: a",), 200, b"sparql-results+json"),
        (b"GET", (b"Host: a", b"Host: b"), 400, b"problem"),
        (b"GET", (), 400, b"problem"),
        (b"get", (b"Host: a",), 405, b"problem"),
    ],
    ids=["plain", "csv", "json-of-two", "csv-of-two", "head", "two-hosts", "no-host", "letters"],
)
def test_a_kept_answer_is_given_to_no_other_request(
    server: Server, method: bytes, lines: tuple[bytes, ...], status: int, type_: bytes
) -> None:
    target = b"/sparql?query=" + quote(LABELS).encode()
    for _ in range(2):  # so that every answer that may be cached is
        raw(server, b"GET " + target + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        head = b"\r\n".join((method + b" " + target + b" HTTP/1.1", *lines, b"Connection: close"))
        found, _, body = raw(server, head + b"\r\n\r\n").partition(b"\r\n\r\n")
        assert int(found.split(b" ", 2)[1]) == status
        assert type_ in found.partition(b"content-type: ")[2].splitlines()[0]
        assert (body == b"") == (method == b"HEAD")


HEAVY, BUSY = 'styrka_heavy{queue="public"', 'styrka_busy{queue="public"'


def test_a_client_that_leaves_ends_its_query(server: Server) -> None:
    before, parts = count_kills(server, "gone"), urlsplit(server.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        path = f"/sparql?query={quote(RUNAWAY + '#leaves')}"
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert wait_until(lambda: count(server, HEAVY) == 1)
    assert wait_until(lambda: count(server, BUSY) == 0)
    assert count_kills(server, "gone") == before + 1, "not by its time"


def test_a_query_is_aborted_by_its_id_and_by_its_client_alone(server: Server) -> None:
    parts, query_id = urlsplit(server.address), str(uuid.uuid4())

    def abort(name: str, source: str = "127.0.0.1") -> int:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, 30, (source, 0))
        connection.request("DELETE", f"/sparql/{name}")
        status = connection.getresponse().status
        connection.close()
        return status

    before = count_kills(server, "aborted")
    address = f"{server.address}/sparql?query={quote(RUNAWAY + '#aborted')}"
    assert abort(query_id) == 404
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(fetch, address, X_Query_Id=query_id.upper(), Accept="text/html")
        assert wait_until(lambda: count(server, BUSY) == 1)
        assert abort(query_id, "127.0.0.2") == 404  # of another client
        assert abort(str(uuid.uuid4())) == 404
        assert abort("secret") == 400
        assert not asked.done()
        assert abort(query_id) == 204
        status, headers, body = asked.result()
    assert (status, b"</html>" in body) == (409, True)
    assert headers["X-Query-Id"] != query_id
    assert count_kills(server, "aborted") == before + 1
    assert abort(query_id) == 404
    assert fetch(f"{server.address}/sparql?query=ASK%7B%7D", X_Query_Id=query_id)[0] == 200


def test_many_at_once_get_each_their_own(server: Server) -> None:
    def ask(number: int) -> bool:
        query = quote(f"SELECT ({number} AS ?n) {{}}")
        for _ in range(4):
            status, _, body = fetch(f"{server.address}/sparql?query={query}&format=csv")
            while status == 503:
                time.sleep(0.1)
                status, _, body = fetch(f"{server.address}/sparql?query={query}&format=csv")
            if body.split() != [b"n", str(number).encode()]:
                return False
        return True

    with ThreadPoolExecutor(24) as threads:
        assert all(threads.map(ask, range(120)))


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /doc/%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET /doc/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404),
        (b"GET /doc/%2525 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404),
        (b"GET /sparql?query=%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nAccept: \xff\xfe\r\nConnection: close\r\n\r\n", 200),
        (b'GET / HTTP/1.1\r\nHost: "<>"\r\nConnection: close\r\n\r\n', 400),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", 431),
        (
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: "
            b"application/sparql-query\r\nContent-Length: 50000000\r\n"
            b"Connection: close\r\n\r\n",
            413,
        ),
        (b"BREW /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405),
        (b"nonsense\r\n\r\n", 400),
    ],
    ids=["latin", "percent", "twice", "null", "accept", "host", "long", "headers", "body", "method", "nonsense"],
)
def test_a_strange_request_has_a_true_status(server: Server, request_: bytes, status: int) -> None:
    answer = raw(server, request_)
    assert int(answer.split(b" ", 2)[1]) == status
    assert fetch(server.address + "/health/ready")[0] == 200


def test_a_refusal_of_the_server_s_own_is_whole(server: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    answer = raw(server, head + b"Content-Length: 50000000\r\nConnection: close\r\n\r\n")
    assert b"content-security-policy: default-src 'none'" in answer
    assert b"x-query-id: " in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["type"].endswith("#too-large")


def test_an_endless_body_is_cut_off(server: Server) -> None:
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        try:
            for _ in range(400):
                connection.sendall(b"2000\r\n" + b"a" * 0x2000 + b"\r\n")
        except OSError:
            pass  # cut off while we sent: that is what is wanted
        connection.settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            assert b" 413 " in connection.recv(4096)[:40]
    assert fetch(server.address + "/health/ready")[0] == 200


def test_a_runaway_ends_in_time_and_pages_go_on(server: Server) -> None:
    before = count_kills(server, "time")
    with ThreadPoolExecutor(8) as threads:
        address = server.address + "/sparql?timeout=1.5&query=" + quote(RUNAWAY + "#")
        runaways = [threads.submit(fetch, f"{address}{number}") for number in range(4)]
        assert wait_until(lambda: count(server, HEAVY) == 2)
        assert fetch(server.address + "/doc/region/SE122", Accept="text/html")[0] == 200
        answers = [one.result() for one in runaways]
    assert {status for status, _, _ in answers} == {503}
    causes = Counter(json.loads(body).get("cause", "busy") for _, _, body in answers)
    assert causes["time"] >= 2
    assert count_kills(server, "time") == before + causes["time"]
    assert count(server, 'styrka_workers{queue="public"') == 2


def test_the_log_has_a_line_for_each_request(server: Server) -> None:
    _, headers, _ = fetch(server.address + "/scheme/theme/energy", User_Agent="probe/1.0 (secret)")

    def mine() -> list[tuple[str, int, str]]:
        whole = [line for line in server.output.read_text().splitlines(keepends=True) if line.endswith("\n")]
        lines = [one for one in map(json.loads, whole) if one["query_id"] == headers["X-Query-Id"]]
        return [(one["route"], one["status"], one["agent"]) for one in lines]

    assert wait_until(lambda: bool(mine()))
    assert mine() == [("/scheme/<path:name>", 200, "probe")]
    assert "127.0.0.1" not in server.output.read_text()


@pytest.fixture
def small(history_to_copy: History) -> History:
    """Two releases of a small tree, only to be read: a server over them starts in a third of the time."""
    return history_to_copy


def second(release: Release, folder: Path) -> Release:
    """A release that differs from another in one triple, published beside it."""
    extra = b"<http://example.org/a> <http://example.org/second> <http://example.org/b> <http://example.org/g> .\n"
    names = {path.name: path.read_bytes() for path in release.dumps}
    first = release.dumps[0].name
    with releases.lock_releases(folder):
        return releases.write_release(folder, "second", {**names, first: names[first] + extra}, {"counts": {}})


def test_a_release_switched_under_load_is_never_mixed_up(small: History, tmp_path: Path) -> None:
    release, folder = small.new, tmp_path / "releases"
    shutil.copytree(release.path, folder / release.version)
    (folder / "current").symlink_to(release.version)
    server = start(folder, tmp_path)
    address = server.address + "/sparql?query=" + quote("ASK { ?s <http://example.org/second> ?o }")
    seen: list[tuple[int, str, bytes]] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            status, headers, body = fetch(address)
            seen.append((status, headers["ETag"], body))

    try:
        with ThreadPoolExecutor(4) as threads:
            for _ in range(4):
                threads.submit(ask)
            try:
                assert wait_until(lambda: len(seen) > 40)
                second(release, folder)
                assert wait_until(lambda: b"true" in seen[-1][2])
                taken_up = len(seen)
                assert wait_until(lambda: len(seen) > taken_up + 40)
            finally:
                ended.set()
        assert {status for status, _, _ in seen} == {200}
        by_tag: dict[str, set[bytes]] = {}
        for _, tag, body in seen:
            by_tag.setdefault(tag, set()).add(body)
        assert len(by_tag) == 2, "one tag a release"
        assert all(len(bodies) == 1 for bodies in by_tag.values())
        assert {b"true" in body for bodies in by_tag.values() for body in bodies} == {True, False}
        assert all(b"true" in body for _, _, body in seen[-4:])
        first_tag = seen[0][1]
        assert fetch(address, If_None_Match=first_tag)[0] == 200
        releases.roll_back(folder, release.version)
        assert wait_until(lambda: b"true" not in fetch(address)[2])
        assert fetch(address, If_None_Match=first_tag)[0] == 304
    finally:
        server.stop()


def test_it_ends_in_good_order(small: History, tmp_path: Path) -> None:
    server = start(small.settings.releases_path, tmp_path)
    before = set(_children(server.process.pid))
    assert len(before) >= 4  # the server's worker, the fork server, and its workers
    with ThreadPoolExecutor(1) as threads:
        hand = threads.submit(fetch, f"{server.address}/sparql?timeout=2&query={quote(RUNAWAY)}")
        assert wait_until(lambda: count(server, BUSY) == 1)
        server.stop()
        status, _, body = hand.result()
    assert status == 503
    assert json.loads(body)["cause"] == "time", "what was in hand was finished"
    assert wait_until(lambda: not any(_alive(pid) for pid in before))
    assert server.process.returncode == 0


def test_nobody_outlives_a_supervisor_that_is_killed_whether_it_is_idle_or_busy(small: History, tmp_path: Path) -> None:
    server = start(small.settings.releases_path, tmp_path)
    port = urlsplit(server.address).port or 0
    _kill(server)
    again = start(small.settings.releases_path, tmp_path, STYRKA_PORT=str(port))
    assert fetch(f"{again.address}/doc/region/SE122", Accept="text/turtle")[0] == 200
    with ThreadPoolExecutor(1) as threads:
        threads.submit(fetch, f"{again.address}/sparql?query={quote(RUNAWAY)}")
        assert wait_until(lambda: count(again, BUSY) == 1)
        _kill(again)
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))  # nobody listens there


def _kill(server: Server) -> None:
    """Kill a server's supervisor, and wait until all below it have ended."""
    below = _children(server.process.pid)
    assert len(below) >= 5  # the server's worker, the fork server, and its workers
    server.process.kill()
    server.process.wait()
    wait_until(lambda: not any(_alive(pid) for pid in below), 20)
    assert not [pid for pid in below if _alive(pid)]


def test_nobody_outlives_a_supervisor_that_is_killed_while_the_release_is_loaded(
    release: Release, settings: Settings
) -> None:
    environment = {**os.environ, "STYRKA_RELEASES": str(settings.releases_path), "STYRKA_PORT": str(free_port())}
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stdout=subprocess.DEVNULL)
    below: list[int] = []
    while process.poll() is None and len(below) < 2:  # the server's worker, and the fork server that loads
        time.sleep(0.02)
        below = _children(process.pid)
    process.kill()
    process.wait()
    wait_until(lambda: not any(_alive(pid) for pid in below), 20)
    assert not [pid for pid in below if _alive(pid)]


def test_signals_in_a_row_end_it_all_the_same(small: History, tmp_path: Path) -> None:
    server = start(small.settings.releases_path, tmp_path)
    for _ in range(5):  # as from a Ctrl-C that make passes on
        server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0


def _children(pid: int) -> list[int]:
    """The processes below a process."""
    found = []
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found += [int(entry.name), *_children(int(entry.name))]
    return found


def _alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_without_a_release_it_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError) as error:
        start(tmp_path / "nowhere", tmp_path)
    assert "styrka build" in str(error.value)


def test_a_port_that_is_taken_is_not_shared(settings: Settings, release: Release) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {
            **os.environ,
            "STYRKA_RELEASES": str(settings.releases_path),
            "STYRKA_PORT": str(taken.getsockname()[1]),
        }
        done = subprocess.run([sys.executable, "-c", SERVE], env=environment, capture_output=True, timeout=60)
    assert done.returncode != 0
    assert b"--port" in done.stderr


def test_it_ends_at_once_when_it_is_told_to_while_it_starts(settings: Settings, release: Release) -> None:
    environment = {**os.environ, "STYRKA_RELEASES": str(settings.releases_path), "STYRKA_PORT": str(free_port())}
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None and not _children(process.pid):
        time.sleep(0.02)
    time.sleep(0.3)  # its worker is about to load the release
    process.terminate()
    process.wait(30)  # until then, or it would raise


def test_the_server_is_bounded_above_because_its_insides_are_used() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert next(one for one in wanted if one.startswith("granian")).endswith(",<3")
