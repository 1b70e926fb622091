"""The way to another SPARQL store: its address, the credentials for it, and one request with a deadline that holds.

Credentials come from one environment variable and appear in no message, log or representation. Redirects are not
followed: an answer from another address than the operator's choice is no answer.
"""

from __future__ import annotations

import base64
import functools
import http.client
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
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

from styrka.errors import BadParameter, EndpointError

AUTH: Final = "STYRKA_ENDPOINT_AUTH"
_FORMS: Final = "basic USER:PASSWORD, digest USER:PASSWORD or bearer TOKEN"
_CHUNK: Final = 1 << 16


@dataclass(frozen=True)
class Credentials:
    """How to prove oneself: a scheme (``basic``, ``digest`` or ``bearer``), and what it needs."""

    scheme: str
    user: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Endpoint:
    """The address of a store, and the credentials for it."""

    url: str
    credentials: Credentials | None = None

    @property
    def host(self) -> str:
        """What may be said of the address in a log."""
        return urlsplit(self.url).hostname or ""


class Late(Exception):
    """The deadline passed before the response was whole."""


@dataclass(frozen=True)
class Response:
    """What a store answered: the status, the headers, and the body up to a limit."""

    status: int
    headers: Message
    body: bytes
    whole: bool = True

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, in lower case."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""

    @property
    def framed(self) -> bool:
        """Whether HTTP tells where the body ends (RFC 9112 section 6.3); else a break looks like an end."""
        return "Content-Length" in self.headers or "Transfer-Encoding" in self.headers


def credentials(name: str = AUTH, environment: Mapping[str, str] | None = None) -> Credentials | None:
    """The credentials in an environment variable; None when it is not set. Raises BadParameter for another text."""
    text = (os.environ if environment is None else environment).get(name, "").strip()
    if not text:
        return None
    scheme, _, rest = text.partition(" ")
    user, colon, secret = rest.strip().partition(":")
    if scheme.lower() == "bearer" and rest.strip():
        return Credentials("bearer", "", rest.strip())
    if scheme.lower() in ("basic", "digest") and colon and user:
        return Credentials(scheme.lower(), user, secret)
    raise BadParameter(f"The environment variable {name} must hold {_FORMS}.", parameter=name)


def endpoint(url: str, parameter: str, known: Credentials | None = None) -> Endpoint:
    """The endpoint at an address that an operator chose. Raises BadParameter when it is none, or names a password."""
    try:
        parts = urlsplit(url)
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        well = False
        parts = urlsplit("")
    if not well or parts.fragment or any(character <= " " for character in url):
        raise BadParameter("The address must be like http://host:port/path.", parameter=parameter)
    if parts.username is not None or parts.password is not None:
        raise BadParameter(
            f"The address must not have a user or a password in it. Put {_FORMS} into the environment variable {AUTH}.",
            parameter=parameter,
        )
    return Endpoint(url, known)


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


def refused(status: int, text: str = "") -> EndpointError:
    """The error for a status that says that the service is set up wrongly, not that the client asked wrongly."""
    reasons = {
        401: f"the store wants credentials; set {AUTH} to {_FORMS}",
        403: "the store does not allow this to the service's credentials",
        404: "there is no such endpoint at the address",
        405: "the address does not take this method; is it the right kind of endpoint?",
        406: "the store has none of the formats that the service reads",
        413: "the request is larger than the store takes",
        415: "the store does not read the format that was sent",
    }
    moved = "the endpoint has moved; give the service its present address" if 300 <= status < 400 else ""
    reason = reasons.get(status) or moved or f"it answered with status {status}"
    said = f" It says: {text}" if text else ""
    return EndpointError(f"The store behind the service failed: {reason}.{said}", endpoint_status=status)


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


def read_body(response: IO[bytes], limit: int) -> tuple[bytes, bool]:
    """The body up to a limit, and whether that was all of it. Raises ConnectionError for a body that breaks off."""
    pieces, size = [], 0
    while piece := response.read(_CHUNK):
        size += len(piece)
        pieces.append(piece)
        if size > limit:
            return b"".join(pieces), False
    # With a Content-Length, http.client gives a short body without a word.
    if getattr(response, "length", None):
        raise ConnectionError("the answer broke off")
    return b"".join(pieces), True


def cause(error: Exception) -> str:
    """Why a request failed, in words that say nothing of this machine."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, http.client.IncompleteRead):
        return "the answer broke off"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "its certificate is not valid"
    if isinstance(reason, ConnectionRefusedError):
        return "nothing answers at the address"
    if isinstance(reason, socket.gaierror):
        return "the host's name is not known"
    return str(reason) if isinstance(reason, ConnectionError) and reason.errno is None else "the connection broke"
