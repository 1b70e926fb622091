"""One request to another SPARQL store, with a deadline that holds, and the proof that it may be made.

Redirects are not followed: an answer from another address than the operator's choice is no answer.
"""

from __future__ import annotations

import base64
import functools
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from styrka.engine.endpoint import Endpoint
from styrka.engine.response import Late, Response, cause, read_body


def send(request: Request, to: Endpoint, *, seconds: float, limit: int) -> Response:
    """The response to one request, whole or up to ``limit`` bytes, within so many seconds from now on.

    Raises Late at the deadline, ConnectionError when the store cannot be reached or breaks off.
    """
    connections: list[HTTPConnection] = []
    with _deadline(seconds, connections) as late:
        try:
            opener = _opener(connections)
            _authorise(request, to, opener, seconds)
            with _opened(opener, request, seconds) as response:
                body, whole = read_body(response, limit)
            if late():
                raise Late
            return Response(int(response.status), response.headers, body, whole)
        except TimeoutError:
            raise Late from None
        except (OSError, http.client.HTTPException, AttributeError, ValueError) as error:
            # A socket that the watch closed fails in any of these ways, depending on where the request was.
            if late():
                raise Late from None
            if isinstance(error, URLError) and isinstance(error.reason, TimeoutError):
                raise Late from None
            if isinstance(error, OSError | http.client.HTTPException):
                raise ConnectionError(cause(error)) from None
            raise


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class _Http(HTTPHandler):
    """Opens connections that the deadline's watch knows."""

    def __init__(self, connections: list[HTTPConnection]) -> None:
        super().__init__()
        self._connections = connections

    def http_open(self, req: Request) -> Any:
        return self.do_open(partial(_noted, HTTPConnection, self._connections), req)


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # reading the authorities takes 20 ms


class _Https(HTTPSHandler):
    """The same over TLS, with the certificate checked."""

    def __init__(self, connections: list[HTTPConnection]) -> None:
        super().__init__(context=_tls())
        self._connections = connections

    def https_open(self, req: Request) -> Any:
        made = partial(_noted, HTTPSConnection, self._connections)
        return self.do_open(made, req, context=_tls())


def _noted(
    kind: Callable[..., HTTPConnection], connections: list[HTTPConnection], *args: Any, **more: Any
) -> HTTPConnection:
    """A connection that keeps hold of its socket, which the library lets go of once the headers are there."""
    connection = kind(*args, **more)
    plain = connection.connect

    def connect() -> None:
        plain()
        connection.held = connection.sock  # type: ignore[attr-defined]

    connection.connect = connect  # type: ignore[method-assign]
    connections.append(connection)
    return connection


@contextmanager
def _deadline(seconds: float, connections: list[HTTPConnection]) -> Iterator[Callable[[], bool]]:
    """Cut every connection when the time is over: a time-out of the socket alone starts anew with each byte."""
    passed = threading.Event()

    def cut() -> None:
        passed.set()
        for connection in connections:
            held: socket.socket | None = getattr(connection, "held", None)
            if held is not None:
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield passed.is_set
    finally:
        timer.cancel()


def _opener(connections: list[HTTPConnection]) -> OpenerDirector:
    return build_opener(_Http(connections), _Https(connections), _NoRedirects())


def _opened(opener: OpenerDirector, request: Request, seconds: float) -> Any:
    """The response, whatever its status."""
    try:
        return opener.open(request, timeout=seconds)
    except HTTPError as error:
        return error


def _authorise(request: Request, to: Endpoint, opener: OpenerDirector, seconds: float) -> None:
    """Give a request its credentials, which no redirect takes along."""
    known = to.credentials
    if known is None:
        return
    if known.scheme == "digest":
        # Asked for without the body: some stores close the connection while a body without credentials is on its way.
        asked = Request(request.full_url, data=b"" if request.data else None, method=request.get_method())  # noqa: S310
        with _opened(opener, asked, seconds) as response:
            challenge = response.headers.get("WWW-Authenticate", "") if response.status == 401 else ""
        scheme, _, particulars = challenge.partition(" ")
        if scheme.lower() != "digest":
            return
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, to.url, known.user, known.secret)
        terms = parse_keqv_list(parse_http_list(particulars))
        proof = HTTPDigestAuthHandler(passwords).get_authorization(request, terms)
        told = f"Digest {proof}" if proof else ""
    elif known.scheme == "basic":
        told = "Basic " + base64.b64encode(f"{known.user}:{known.secret}".encode()).decode()
    else:
        told = f"Bearer {known.secret}"
    request.add_unredirected_header("Authorization", told)
