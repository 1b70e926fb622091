"""One HTTP request and its response, within so many seconds from the first byte to the last, and so many bytes."""

from __future__ import annotations

import enum
import string
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from email.message import Message
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from styrka import __version__
from styrka.http_client.addresses import AS_NAMED, PUBLIC, AddressPolicy
from styrka.http_client.connection import OPERATOR, Client, connect
from styrka.http_client.credentials import Credentials, answer_challenge, authorise
from styrka.vocabulary import BASE

AGENT: Final = f"Styrka/{__version__} (+{BASE})"
MOVED: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}
_CHUNK: Final = 1 << 16
_HOPS: Final = 5


@dataclass(frozen=True)
class Request:
    """What is sent. The User-Agent is the service's own where the headers name none."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class TransferLimits:
    """What a response may take: seconds for the whole, redirects included, and bytes of the body."""

    seconds: float
    bytes: int


class Redirects(enum.Enum):
    """Whether redirects are followed: none of them, or those on the Web, but never from https down to http."""

    NONE = enum.auto()
    WEB = enum.auto()


@dataclass(frozen=True)
class Response:
    """What came back: the status, the headers, the body up to the limit, whether that is all of it, and from where."""

    status: int
    headers: Message
    body: bytes
    whole: bool = True
    url: str = ""

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, in lower case."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""

    @property
    def framed(self) -> bool:
        """Whether HTTP marks where the body ends (RFC 9112 section 6.3); else a break looks like an end."""
        return "Content-Length" in self.headers or "Transfer-Encoding" in self.headers


def send(
    request: Request,
    limits: TransferLimits,
    *,
    policy: AddressPolicy = AS_NAMED,
    credentials: Credentials | None = None,
    redirects: Redirects = Redirects.NONE,
    client: Client = OPERATOR,
    abroad: AddressPolicy = PUBLIC,
) -> Response:
    """Return the response to a request, whole or up to the limit of bytes.

    Parameters:
        policy: which addresses may be connected to.
        credentials: for the origin of the request (RFC 6454); no redirect takes them to another.
        redirects: whether they are followed; a response that would lead further than allowed is returned as it is.
        abroad: which addresses a redirect to another host may lead to, where the operator chose the first.
        client: whoever waits; when it leaves, the request ends.

    Raises:
        DeadlinePassed: When the time is over.
        Forbidden: For a host with an address that is not permitted.
        ClientGone: When the client has left.
        ConnectionError: When the server cannot be reached or breaks off; the message has the cause.
    """
    exchange = partial(
        _exchange, limit=limits.bytes, policy=policy, deadline=time.monotonic() + limits.seconds, client=client
    )
    named = _origin(request.url)[1]
    for _ in range(_HOPS):
        response = _authorised(request, credentials, exchange)
        there = _find_target(response) if redirects is Redirects.WEB else ""
        if not there:
            break
        if _origin(there) != _origin(request.url):
            credentials = None
        if redirects is Redirects.WEB and _origin(there)[1] != named:
            # Who serves the document chose this host, not the operator: it must be one of the public Internet.
            exchange = partial(exchange, policy=policy if policy is not AS_NAMED else abroad)
        else:
            exchange = partial(exchange, policy=policy)
        request = replace(request, url=there)
    return response


def _authorised(request: Request, known: Credentials | None, exchange: partial[Response]) -> Response:
    """Return the response to a request with its credentials."""
    if known is None:
        return exchange(request)
    if known.scheme != "digest":
        proof = authorise(known)
    else:
        # Asked for without the body: some stores close the connection while a body without credentials is on its way.
        asked = exchange(replace(request, body=None if request.body is None else b""), limit=0)
        challenge = asked.headers.get("WWW-Authenticate", "") if asked.status == 401 else ""
        proof = answer_challenge(known, challenge, request.method, request.url, request.body)
    return exchange(replace(request, headers={**request.headers, "Authorization": proof}) if proof else request)


def _exchange(request: Request, *, limit: int, policy: AddressPolicy, deadline: float, client: Client) -> Response:
    """Send one request over a connection of its own, and return what comes."""
    scheme, host, port = _origin(request.url)
    parts = urlsplit(request.url)
    # IRIs become URIs here (RFC 3987 section 3.1); what is escaped already stays.
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=string.punctuation)
    asking = HTTPSConnection(host, port, context=policy.trust()) if scheme == "https" else HTTPConnection(host, port)
    proxy = _find_proxy(scheme, host) if policy.proxies else None
    if proxy and scheme == "https":
        asking = HTTPSConnection(*proxy, context=policy.trust())
        asking.set_tunnel(host, port)
    elif proxy:
        target = f"http://{parts.netloc}{target}"
    with connect(*(proxy or (host, port)), policy, deadline, client) as plain, closing(asking):
        # The connection is to an address that was checked; http.client has no part in looking the name up.
        asking._create_connection = lambda *_: plain  # type: ignore[attr-defined]
        headers = {"User-Agent": AGENT, **request.headers, "Connection": "close"}
        asking.request(request.method, target, request.body, headers)
        with closing(asking.getresponse()) as response:
            body, whole = _read(response, limit)
            return Response(response.status, response.headers, body, whole, request.url)


def _read(response: HTTPResponse, limit: int) -> tuple[bytes, bool]:
    """Return the body up to a limit, and whether that is all of it.

    Raises:
        ConnectionError: For one that breaks off.
    """
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        if 200 <= response.status < 300:
            raise ConnectionError("its answer is in a coding that was not asked for")
        return b"", True  # the status alone is enough, and nothing is unpacked beyond the limit
    pieces, size = list[bytes](), 0
    while piece := response.read(_CHUNK):
        size += len(piece)
        pieces.append(piece)
        if size > limit:
            return b"".join(pieces), False
    # With a Content-Length, http.client gives a short body without a word.
    if response.length:
        raise ConnectionError("the answer broke off")
    return b"".join(pieces), True


def _find_target(response: Response) -> str:
    """Return the address that a redirect leads to; empty when it is none, or one that must not be followed."""
    location = response.headers.get("Location", "")
    if response.status not in MOVED or not location:
        return ""
    try:
        there = urljoin(response.url, location)
        scheme = _origin(there)[0]
    except (ValueError, ConnectionError):
        return ""
    return "" if scheme == "http" and _origin(response.url)[0] == "https" else there


def _origin(url: str) -> tuple[str, str, int]:
    """Return the scheme, host and port of an address (RFC 6454).

    Raises:
        ConnectionError: For none of http or https.
    """
    try:
        parts: SplitResult = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        if host and parts.scheme in _PORTS and parts.port != 0:
            return parts.scheme, host, parts.port or _PORTS[parts.scheme]
    except ValueError:
        pass
    raise ConnectionError("its address is not like https://host/path")


def _find_proxy(scheme: str, host: str) -> tuple[str, int] | None:
    """Return the host and port of the environment's proxy for an address; None when there is none."""
    named = "" if proxy_bypass(host) else getproxies().get(scheme, "")
    return _origin(named if "://" in named else f"http://{named}")[1:] if named else None
