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
import time
from collections.abc import Callable
from contextlib import suppress
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

from styrka.engine.response import DeadlinePassed, Response, explain_failure, read_body
from styrka.stores.remote.endpoint import Endpoint


def send(request: Request, to: Endpoint, *, seconds: float, limit: int) -> Response:
    """The response to one request, whole or up to ``limit`` bytes, within so many seconds from now on.

    Raises Late at the deadline, ConnectionError when the store cannot be reached or breaks off.
    """
    with _Watch(seconds) as watch:
        try:
            opener = _opener(watch)
            _authorise(request, to, opener, seconds)
            with _opened(opener, request, seconds) as response:
                body, whole = read_body(response, limit)
            if watch.late:
                raise DeadlinePassed
            return Response(int(response.status), response.headers, body, whole)
        except TimeoutError:
            raise DeadlinePassed from None
        except (OSError, http.client.HTTPException, AttributeError, ValueError) as error:
            # A socket that the watch closed fails in any of these ways, depending on where the request was.
            if watch.late:
                raise DeadlinePassed from None
            if isinstance(error, URLError) and isinstance(error.reason, TimeoutError):
                raise DeadlinePassed from None
            if isinstance(error, OSError | http.client.HTTPException):
                raise ConnectionError(explain_failure(error)) from None
            raise


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class _Http(HTTPHandler):
    """Opens connections that the deadline's watch knows."""

    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: Request) -> Any:
        return self.do_open(partial(_noted, HTTPConnection, self._watch), req)


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # reading the authorities takes 20 ms


class _Https(HTTPSHandler):
    """The same over TLS, with the certificate checked."""

    def __init__(self, watch: _Watch) -> None:
        super().__init__(context=_tls())
        self._watch = watch

    def https_open(self, req: Request) -> Any:
        made = partial(_noted, HTTPSConnection, self._watch)
        return self.do_open(made, req, context=_tls())


def _noted(kind: Callable[..., HTTPConnection], watch: _Watch, *args: Any, **more: Any) -> HTTPConnection:
    """A connection whose socket the watch has made, and so can cut: also before TLS is agreed on."""
    connection = kind(*args, **more)
    connection._create_connection = watch.connect  # type: ignore[attr-defined]
    return connection


class _Watch:
    """The deadline of a request: a time-out of the socket alone starts anew with each address and each byte."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._handles: list[socket.socket] = []
        self._passed = threading.Event()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for handle in self._handles:
            handle.close()

    @property
    def late(self) -> bool:
        """Whether the deadline has passed."""
        return self._passed.is_set()

    def connect(self, address: tuple[str, int], *_: object) -> socket.socket:
        """A connection to the first of the host's addresses that answers; an address that does not leaves time for the
        others. Raises OSError."""
        found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)
        for place, (family, kind, protocol, _name, where) in enumerate(found, 1):
            made = socket.socket(family, kind, protocol)
            try:
                made.settimeout(max(self._end - time.monotonic(), 0.001) / (len(found) - place + 1))
                made.connect(where)
                made.settimeout(max(self._end - time.monotonic(), 0.001))
                self._handles.append(made.dup())  # TLS takes the socket for itself
            except OSError:
                made.close()
                if place == len(found):
                    raise
                continue
            if self.late:
                made.close()
                raise TimeoutError
            return made
        raise socket.gaierror("the host has no address")

    def _cut(self) -> None:
        self._passed.set()
        for handle in self._handles:
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)


def _opener(watch: _Watch) -> OpenerDirector:
    return build_opener(_Http(watch), _Https(watch), _NoRedirects())


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
        try:
            terms = parse_keqv_list(parse_http_list(particulars))
            proof = HTTPDigestAuthHandler(passwords).get_authorization(request, terms)
        except (ValueError, IndexError, NotImplementedError):
            raise ConnectionError("it asks for credentials in a way that the service does not know") from None
        told = f"Digest {proof}" if proof else ""
    elif known.scheme == "basic":
        told = "Basic " + base64.b64encode(f"{known.user}:{known.secret}".encode()).decode()
    else:
        told = f"Bearer {known.secret}"
    request.add_unredirected_header("Authorization", told)
