"""From the server to the application: ASGI on one side, the WSGI application on the other.

Five things a plain WSGI server does not give. The path is had as the client sent it. A client that hangs up is noticed,
and the query that runs for it ends. A response goes out only when it is whole, in memory or in a file, with its length:
its memory is bounded before a byte is sent. A body is refused by its announced or its actual size, and by the time it
takes, before a thread is spent on it. And a cached answer is found by what the server states about the request, before
an environment is made of it.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Final

from styrka.engine.cancellation import PRESENT
from styrka.errors import SlowRequest, StyrkaError, TooLarge, UnreadableBody
from styrka.settings import Settings
from styrka.web.http import write_access
from styrka.web.http.cache import Key
from styrka.web.http.environ import KEY
from styrka.web.http.limits import name_client
from styrka.web.http.paths import decode_path
from styrka.web.serving.disconnects import RequestsUnderWay
from styrka.web.serving.middleware import READS, Middleware, Reply
from styrka.web.serving.scopes import Receive, Scope, Send, collect_headers, make_environ, make_scope_key
from styrka.web.serving.turns import Turns
from styrka.web.serving.uploads import Uploads

_log = logging.getLogger("styrka.web.app")
_BODIES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE", "QUERY"})


class AsgiGateway:
    """The application of one server worker, as ASGI."""

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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or start and stop with the server."""
        if scope["type"] == "http":
            await self._respond(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start before the server takes requests, and stop when it has answered the last."""
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                self._presence.open(asyncio.get_running_loop())
            else:
                self._threads.shutdown(wait=False, cancel_futures=True)
                self.close()
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, headers, key = scope["method"], collect_headers(scope["headers"]), None
        if method in READS and not self._settings.proxies:
            get = headers.get
            key = make_scope_key(self._front.version, scope, headers)
            reply = self._front.recall(
                method, key, get("if-none-match"), get("if-modified-since"), scope["client"][0], get("user-agent", "")
            )
            if reply is not None:
                await _send(send, method, reply)
                return
        client, body = self._client(scope, headers), b""
        try:
            if method in _BODIES:
                # A body that is on its way holds no room: those who send slowly keep nobody from reading.
                with self._arrivals.one(client):
                    body = await self._body(scope, headers, receive)
            async with self._turns.one(client):
                reply = await self._work(scope, receive, key, body, client)
        except StyrkaError as error:
            reply = self._front.refuse(make_environ(scope), error)
        if reply is not None:
            await _send(send, method, reply)

    def _client(self, scope: Scope, headers: dict[str, str]) -> str:
        """Return who asks: the address, or the one that the outermost trusted proxy states."""
        proxies, stated = self._settings.proxies, headers.get("x-forwarded-for")
        if stated is None:
            return name_client(scope["client"][0])
        if not proxies:
            self._warn_of_proxy()
            return name_client(scope["client"][0])
        named = [one.strip() for one in stated.split(",")]
        return name_client(named[-proxies] if len(named) >= proxies else scope["client"][0])

    def _warn_of_proxy(self) -> None:
        """Say once that a proxy seems to stand before the service, for which all its clients are one."""
        if not self._warned:
            self._warned = True
            _log.warning(
                "a request has X-Forwarded-For and STYRKA_PROXIES is 0: if a proxy stands before the service, all its "
                "clients count as one and share one rate; set STYRKA_PROXIES to the number of proxies"
            )

    async def _work(self, scope: Scope, receive: Receive, key: Key | None, body: bytes, client: str) -> Reply | None:
        """Return the reply that a thread makes; None where the client has left, which ends its query."""
        visit = self._presence.enter(receive, client)
        context = copy_context()
        context.run(PRESENT.set, visit.departure)
        try:
            reply = await asyncio.wrap_future(self._threads.submit(context.run, self._reply, scope, key, body))
        finally:
            self._presence.leave(visit)
        return None if visit.departure.gone else reply

    def _reply(self, scope: Scope, key: Key | None, body: bytes) -> Reply:
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

    async def _body(self, scope: Scope, headers: dict[str, str], receive: Receive) -> bytes:
        path = decode_path(scope["raw_path"].decode("latin-1"))
        limit = write_access.find_body_limit(path, headers.get("authorization"), self._settings)
        announced = headers.get("content-length")
        too_large = TooLarge(f"A request may have {limit} bytes.", sv=f"En förfrågan får ha {limit} byte.", limit=limit)
        if announced is not None and (not announced.isdigit() or int(announced) > limit):
            raise too_large
        try:
            body = await asyncio.wait_for(_read(receive, limit + 1), self._settings.body_seconds)
        except TimeoutError:
            raise SlowRequest(
                f"The request's body did not arrive in {self._settings.body_seconds:g} s.",
                limit=self._settings.body_seconds,
            ) from None
        if len(body) > limit:
            raise too_large
        return body


async def _send(send: Send, method: str, reply: Reply) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if reply.pieces is None:
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else reply.body})
        return
    if method == "HEAD":
        # A generator that has not begun closes nothing: the file would stay until garbage is searched for.
        await asyncio.to_thread(next, reply.pieces, b"")
        reply.pieces.close()
    else:
        await _send_pieces(send, reply.pieces)
    await send({"type": "http.response.body", "body": b""})


async def _send_pieces(send: Send, pieces: Generator[bytes]) -> None:
    """Send a response piece by piece.

    A client that reads slowly holds a file, and neither a thread nor memory: the next piece is read when it is asked
    for. What breaks off in between breaks the connection, so that nobody takes it for the whole.
    """
    try:
        while piece := await asyncio.to_thread(next, pieces, b""):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    finally:
        with suppress(ValueError):  # it is just being read, by a thread that then lets go of it
            pieces.close()


async def _read(receive: Receive, limit: int) -> bytes:
    """Return the body up to a limit.

    Raises:
        UnreadableBody: Where it broke off: half a graph must not be taken for a whole one (RFC 9112 section 8).
    """
    pieces = bytearray()
    more = True
    while more and len(pieces) < limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise UnreadableBody(
                "The body broke off before its end. Send it again.",
                sv="Innehållet bröts av före sitt slut. Skicka det igen.",
            )
        pieces += message["body"]
        more = message["more_body"]
    return bytes(pieces)
