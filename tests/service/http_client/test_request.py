"""One request to another server: its limits hold at every stage, and nothing leads it or its credentials astray."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.message import Message
from http.server import BaseHTTPRequestHandler

import pytest

from styrka.engine.cancellation import Cancellation
from styrka.errors import ClientGone
from styrka.http_client import request as client
from styrka.http_client.addresses import AS_NAMED, PUBLIC, AddressPolicy
from styrka.http_client.connection import DeadlinePassed, Forbidden
from styrka.http_client.credentials import Credentials
from styrka.http_client.request import Redirects, Request, Response, TransferLimits, send
from tests import servers
from tests.servers import reply

DRIPS = 200
LIMITS = TransferLimits(seconds=5, bytes=1000)
BEARER = Credentials("bearer", "", "secret-word")


@contextmanager
def dripping(begin: bytes) -> Iterator[tuple[int, list[int]]]:
    """A server that begins to speak and then says a byte in a while: its port, and a mark for each byte."""
    said: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.sendall(begin)
                    for number in range(DRIPS):
                        connection.sendall(b"\x00")
                        said.append(number)
                        time.sleep(0.03)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], said
        server.close()
        thread.join()


@pytest.mark.parametrize(
    ("scheme", "begin"),
    [
        ("https", b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc"),  # a TLS record of 16384 bytes that never comes whole
        ("http", b"HTTP/1.1 200 OK\r\nX: "),
        ("http", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"),
    ],
)
def test_a_byte_in_a_while_does_not_put_the_deadline_off(scheme: str, begin: bytes) -> None:
    with dripping(begin) as (port, said):
        url = f"{scheme}://127.0.0.1:{port}/"
        with pytest.raises(DeadlinePassed):
            send(Request(url), TransferLimits(0.5, 1000))
    assert len(said) < DRIPS


@pytest.mark.parametrize("challenge", ["Digest", 'Digest realm="x", nonce="1", algorithm=WHIRLPOOL', "Digest ,,="])
def test_a_challenge_that_is_none_is_reported(challenge: str) -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"", "", 401, WWW_Authenticate=challenge)) as script:
        known = Credentials("digest", "reader", "secret-word")
        try:
            assert send(Request(script.url), LIMITS, credentials=known).status == 401
        except ConnectionError as error:
            assert "credentials" in str(error)
            assert "secret-word" not in str(error)


def test_the_address_that_answers_is_found_behind_one_that_does_not() -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"ok", "text/plain")) as script:
        # Of localhost's addresses, only that of IPv4 has a listener here.
        url = script.url.replace("127.0.0.1", "localhost")
        assert send(Request(url), LIMITS).body == b"ok"


def test_a_body_is_read_up_to_the_limit_and_told_to_be_more() -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"x" * 5000, "text/plain")) as script:
        assert send(Request(script.url), TransferLimits(5, 5000)).whole
        assert not send(Request(script.url), TransferLimits(5, 4999)).whole


def test_an_answer_in_a_coding_that_was_not_asked_for_is_not_read() -> None:
    statuses = iter((200, 401))

    def answer(handler: BaseHTTPRequestHandler, request: servers.Request) -> None:
        reply(handler, b"\x1f\x8b...", "text/plain", next(statuses), Content_Encoding="gzip")

    with servers.scripted(answer) as script:
        with pytest.raises(ConnectionError, match="coding"):
            send(Request(script.url), LIMITS)
        found = send(Request(script.url), LIMITS)
        assert (found.status, found.body) == (401, b"")
        assert all(request.headers["Accept-Encoding"] == "identity" for request in script.requests)


@pytest.mark.parametrize("status", sorted(client.MOVED))
def test_credentials_stay_with_the_origin_that_they_are_for(status: int) -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"there", "text/plain")) as elsewhere:

        def answer(handler: BaseHTTPRequestHandler, request: servers.Request) -> None:
            where = elsewhere.url if request.path == "/b" else "/b"
            reply(handler, b"", "", status, Location=where)

        with servers.scripted(answer) as script:
            start = Request(script.url + "a")
            assert send(start, LIMITS, credentials=BEARER).status == status
            assert [request.path for request in script.requests] == ["/a"]
            found = send(start, LIMITS, credentials=BEARER, redirects=Redirects.WEB)
            assert (found.body, found.url) == (b"there", elsewhere.url)
            sent = [request.headers.get("Authorization") for request in script.requests]
            assert sent == ["Bearer secret-word"] * 3
            assert [request.headers.get("Authorization") for request in elsewhere.requests] == [None]


@pytest.mark.parametrize(
    "location", ["http://one.example/", "file:///etc/passwd", "https://[x/", "https://h:99999/", ""]
)
def test_a_redirect_that_must_not_be_followed_is_the_answer(monkeypatch: pytest.MonkeyPatch, location: str) -> None:
    message = Message()
    message["Location"] = location
    sent: list[str] = []

    def exchange(request: Request, **_: object) -> Response:
        sent.append(request.url)
        return Response(302, message, b"", url=request.url)

    monkeypatch.setattr(client, "_exchange", exchange)
    assert send(Request("https://one.example/"), LIMITS, redirects=Redirects.WEB).status == 302
    assert sent == ["https://one.example/"]


def test_redirects_come_to_an_end() -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"", "", 302, Location="/again")) as script:
        assert send(Request(script.url), LIMITS, redirects=Redirects.WEB).status == 302
        assert len(script.requests) == 5


def test_an_address_that_is_not_public_is_not_connected_to_by_a_redirect_either() -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"", "", 302, Location="http://10.0.0.1/")) as script:
        policy = replace(PUBLIC, permitted=lambda address: address == "127.0.0.1")
        with pytest.raises(Forbidden):
            send(Request(script.url), LIMITS, policy=policy, redirects=Redirects.WEB)


def test_a_redirect_does_not_lead_into_the_operator_s_own_network() -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"inside", "text/plain")) as inside:
        there = inside.url.replace("127.0.0.1", "localhost")
        with servers.scripted(lambda handler, request: reply(handler, b"", "", 302, Location=there)) as script:
            with pytest.raises(Forbidden):
                send(Request(script.url), LIMITS, redirects=Redirects.WEB)
            assert inside.requests == []
            assert send(Request(there), LIMITS, redirects=Redirects.WEB).body == b"inside"


def test_an_iri_is_sent_as_a_uri() -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"", "text/plain")) as script:
        send(Request(script.url + "län/%C3%A5?q=ö x"), LIMITS)
        assert script.requests[0].path == "/l%C3%A4n/%C3%A5?q=%C3%B6%20x"


@pytest.mark.parametrize("url", ["ftp://one.example/", "http:///x", "http://h:0/", "http://h:x/", "http://[x/", "x"])
def test_what_is_no_address_is_an_error(url: str) -> None:
    with pytest.raises(ConnectionError, match="not like https://host/path"):
        send(Request(url), LIMITS)


def test_a_client_that_leaves_ends_the_request() -> None:
    arrived, waiting = threading.Event(), Cancellation()

    def hang(handler: BaseHTTPRequestHandler, request: servers.Request) -> None:
        arrived.set()
        handler.rfile.read(1)  # until the other side hangs up

    def leave() -> None:
        arrived.wait(20)
        waiting.leave()

    with servers.scripted(hang) as script:
        thread = threading.Thread(target=leave)
        thread.start()
        with pytest.raises(ClientGone):
            send(Request(script.url), TransferLimits(20, 1000), client=waiting)
        thread.join()


@pytest.mark.parametrize(("policy", "asked"), [(AS_NAMED, 1), (replace(AS_NAMED, proxies=False), 0)])
def test_the_proxy_of_the_environment_is_asked_where_the_policy_has_it(
    monkeypatch: pytest.MonkeyPatch, policy: AddressPolicy, asked: int
) -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"ok", "text/plain")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        policy = replace(policy, resolve=_know_this_machine)
        with suppress(ConnectionError):
            assert send(Request("http://one.example/x?y"), LIMITS, policy=policy).body == b"ok"
        assert [request.path for request in proxy.requests] == ["http://one.example/x?y"] * asked


def _know_this_machine(host: str, port: int) -> list[str]:
    return ["127.0.0.1"] if host == "127.0.0.1" else []
