"""One request to another store: its deadline holds at every stage, and credentials that cannot be given are told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.request import Request

import pytest

from styrka.engine.response import DeadlinePassed
from styrka.stores.remote.endpoint import Credentials, Endpoint
from styrka.stores.remote.transport import send
from tests import servers
from tests.servers import reply

DRIPS = 200


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
            send(Request(url), Endpoint(url), seconds=0.5, limit=1000)
    assert len(said) < DRIPS


@pytest.mark.parametrize("challenge", ["Digest", 'Digest realm="x", nonce="1", algorithm=WHIRLPOOL', "Digest ,,="])
def test_a_challenge_that_is_none_is_told(challenge: str) -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"", "", 401, WWW_Authenticate=challenge)) as script:
        to = Endpoint(script.url, Credentials("digest", "reader", "secret-word"))
        try:
            assert send(Request(script.url), to, seconds=5, limit=1000).status == 401
        except ConnectionError as error:
            assert "credentials" in str(error)
            assert "secret-word" not in str(error)


def test_the_address_that_answers_is_found_behind_one_that_does_not() -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"ok", "text/plain")) as script:
        # Of localhost's addresses, only that of IPv4 has a listener here.
        url = script.url.replace("127.0.0.1", "localhost")
        assert send(Request(url), Endpoint(url), seconds=5, limit=1000).body == b"ok"
