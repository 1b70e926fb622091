"""From the server to the application: Granian's RSGI on one side, the WSGI application on the other.

Four things a plain WSGI server does not give. A client that hangs up is noticed, and the query that runs for it
ends. A response goes out only when it is whole, with its length, because the server would end a broken stream as if it
were complete. A body is refused by its announced or its actual size, and by the time it takes, before a thread is
spent on it. And a cached answer is found by what the server states about the request, before an environment is made
of it.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final

from styrka.engine.cancellation import PRESENT
from styrka.errors import SlowRequest, StyrkaError, TooLarge, UnreadableBody
from styrka.settings import Settings
from styrka.web.http import write_access
from styrka.web.http.cache import Key, make_key
from styrka.web.http.environ import KEY
from styrka.web.http.limits import name_client
from styrka.web.serving.disconnects import RequestsUnderWay, RequestUnderWay
from styrka.web.serving.middleware import READS, Environ, Middleware, Reply
from styrka.web.serving.turns import Turns
from styrka.web.serving.uploads import Uploads

_log = logging.getLogger("styrka.web.app")
_BODIES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE", "QUERY"})
_PLAIN: Final = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


class RsgiGateway:
    """The application of one server worker, as RSGI."""

    def __init__(self, front: Middleware, settings: Settings, close: Callable[[], None] = lambda: None) -> None:
        """Serve an application's middleware; ``close`` is called when the server stops."""
        self._front = front
        self._settings = settings
        self.close = close
        self._threads = ThreadPoolExecutor(settings.threads, "request")
        self._presence = RequestsUnderWay()
        self._turns = Turns(settings.threads, settings.backlog)
        self._arrivals = Uploads(settings.backlog)
        self._warned = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start, before the server takes requests."""
        self._presence.open(loop)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop, when the server has answered its last request."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        method, key = scope.method, None
        if method in READS and not self._settings.proxies:
            get = scope.headers.get
            key = make_scope_key(self._front.version, scope)
            reply = self._front.recall(
                method, key, get("if-none-match"), get("if-modified-since"), _host(scope.client), get("user-agent", "")
            )
            if reply is not None:
                _send(protocol, method, reply)
                return
        client, body = self._client(scope), b""
        try:
            if method in _BODIES:
                # A body that is on its way holds no room: those who send slowly keep nobody from reading.
                with self._arrivals.one(client):
                    body = await self._body(scope, protocol)
            async with self._turns.one(client):
                await self._work(scope, protocol, key, body, client)
        except StyrkaError as error:
            _send(protocol, method, self._front.refuse(make_environ(scope), error))

    def _client(self, scope: Any) -> str:
        """Return who asks: the address, or the one that the outermost trusted proxy states."""
        proxies, stated = self._settings.proxies, scope.headers.get("x-forwarded-for")
        if stated is None:
            return name_client(_host(scope.client))
        if not proxies:
            self._warn_of_proxy()
            return name_client(_host(scope.client))
        # One header may stand in several lines (RFC 9110 section 5.3).
        lines = [value for name, value in scope.headers.items() if name == "x-forwarded-for"]
        named = [one.strip() for one in ",".join(lines).split(",")]
        return name_client(named[-proxies] if len(named) >= proxies else _host(scope.client))

    def _warn_of_proxy(self) -> None:
        """Say once that a proxy seems to stand before the service, for which all its clients are one."""
        if not self._warned:
            self._warned = True
            _log.warning(
                "a request has X-Forwarded-For and STYRKA_PROXIES is 0: if a proxy stands before the service, all its "
                "clients count as one and share one rate; set STYRKA_PROXIES to the number of proxies"
            )

    async def _work(self, scope: Any, protocol: Any, key: Key | None, body: bytes, client: str) -> None:
        """Have a thread answer, and its query end where the client leaves."""
        visit = self._presence.enter(protocol, client)
        context = copy_context()
        context.run(PRESENT.set, visit.departure)
        work = self._threads.submit(context.run, self._answer, scope, visit, key, body)
        await asyncio.wrap_future(work)

    def _answer(self, scope: Any, visit: RequestUnderWay, key: Key | None, body: bytes) -> None:
        """Answer from this thread: the response does not wait for the event loop."""
        try:
            reply = self._reply(scope, key, body)
            if not visit.departure.gone:
                _send(visit.protocol, scope.method, reply)
        finally:
            self._presence.leave(visit)

    def _reply(self, scope: Any, key: Key | None, body: bytes) -> Reply:
        values = make_environ(scope)
        if body:
            values["wsgi.input"] = io.BytesIO(body)
            values["CONTENT_LENGTH"] = str(len(body))
        if key is not None:
            values[KEY] = key
        try:
            return (self._front.quick(values) if key is None else None) or self._front.slow(values)
        except StyrkaError as error:
            return self._front.refuse(values, error)
        except Exception as error:
            _log.error("unhandled error", exc_info=error, extra={"query_id": self._front.identify(values)})
            return self._front.refuse(values, StyrkaError("The service met an error of its own. It has been logged."))

    async def _body(self, scope: Any, protocol: Any) -> bytes:
        limit = write_access.find_body_limit(scope.path, scope.headers.get("authorization"), self._settings)
        announced = scope.headers.get("content-length")
        too_large = TooLarge(f"A request may have {limit} bytes.", sv=f"En förfrågan får ha {limit} byte.", limit=limit)
        if announced is not None and (not announced.isdigit() or int(announced) > limit):
            raise too_large
        # The server gives no trailer fields, but an empty piece in their place, as where a body broke off. What is
        # written must be whole beyond doubt.
        trailers = int("trailer" in scope.headers and not write_access.is_write(scope.path))
        try:
            body, ends = await asyncio.wait_for(_read(protocol, limit + 1), self._settings.body_seconds)
        except TimeoutError:
            raise SlowRequest(
                f"The request's body did not arrive in {self._settings.body_seconds:g} s.",
                limit=self._settings.body_seconds,
            ) from None
        if len(body) > limit:
            raise too_large
        if ends > 1 + trailers or (announced is not None and len(body) < int(announced)):
            # Half a graph must not be taken for a whole one (RFC 9112 section 8).
            raise UnreadableBody(
                "The body broke off before its end. Send it again.",
                sv="Innehållet bröts av före sitt slut. Skicka det igen.",
            )
        return body


def make_scope_key(version: str, scope: Any) -> Key:
    """Return the key of a request in the response cache, the same as of its environment."""
    return make_key(
        version,
        scope.http_version,
        scope.scheme,
        scope.authority,
        scope.path,
        scope.query_string,
        scope.headers.items(),
    )


def make_environ(scope: Any) -> Environ:
    """Return the WSGI environment of a request without its body (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    values: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),  # the server has decoded it once already
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.0" if scope.http_version == "1" else f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": _host(scope.client),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # in the environment it could not be distinguished from the name with a hyphen
        key = name.upper().replace("-", "_")
        key = key if key in _PLAIN else f"HTTP_{key}"
        values[key] = f"{values[key]},{value}" if key in values else value
    if scope.authority and "," not in values.get("HTTP_HOST", ""):
        values["HTTP_HOST"] = scope.authority  # of a whole address as the request's target (RFC 9112 section 3.2.2)
    return values


def _host(address: str) -> str:
    return address.rpartition(":")[0]


def _send(protocol: Any, method: str, reply: Reply) -> None:
    if method == "HEAD" or not reply.body:
        protocol.response_empty(reply.status, reply.headers)
    else:
        protocol.response_bytes(reply.status, reply.headers, reply.body)


async def _read(protocol: Any, limit: int) -> tuple[bytes, int]:
    """Return the body up to a limit, and its empty pieces.

    The server gives one at the end, another where it broke off.
    """
    pieces = bytearray()
    ends = 0
    async for piece in protocol:
        pieces += piece
        ends += not piece
        if len(pieces) >= limit:
            break
    return bytes(pieces), ends
