"""From the server to the application: Granian's RSGI on one side, the WSGI application on the other.

Three things a plain WSGI server does not give. A client that hangs up is noticed, and the query that runs for it
ends. A response goes out only when it is whole, with its length, because the server would end a broken stream as if it
were complete. And a body is refused by its announced or its actual size, and by the time it takes, before a thread is
spent on it.
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

from styrka.engine.departure import PRESENT, Departure
from styrka.errors import Busy, SlowRequest, StyrkaError, TooLarge, UnreadableBody
from styrka.settings import Settings
from styrka.web import authority
from styrka.web.front import Environ, Front, Reply

_log = logging.getLogger("styrka.web")
_BODIES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PLAIN: Final = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


class Gateway:
    """The application of one server worker, as RSGI."""

    def __init__(self, front: Front, settings: Settings, close: Callable[[], None] = lambda: None) -> None:
        """The gateway to an application's front; ``close`` is called when the server stops."""
        self._front = front
        self._settings = settings
        self._close = close
        self._threads = ThreadPoolExecutor(settings.threads, "request")
        self._room = settings.threads + settings.backlog
        self._inside = 0

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server has stopped taking requests and has answered those in hand."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        values = environ(scope)
        try:
            reply = self._front.quick(values) or await self._worked(scope, protocol, values)
        except StyrkaError as error:
            reply = self._front.refuse(values, error)
        except Exception as error:
            _log.error("unhandled error", exc_info=error, extra={"query_id": self._front.identify(values)})
            reply = self._front.refuse(values, StyrkaError("The service met an error of its own. It has been logged."))
        if reply is None:
            return
        if scope.method == "HEAD" or not reply.body:
            protocol.response_empty(reply.status, reply.headers)
        else:
            protocol.response_bytes(reply.status, reply.headers, reply.body)

    async def _worked(self, scope: Any, protocol: Any, values: Environ) -> Reply | None:
        if self._inside >= self._room:
            raise Busy("Too many requests wait. Try again in a moment.", retry_after=1)
        self._inside += 1
        try:
            if scope.method in _BODIES:
                body = await self._body(scope, protocol)
                values["wsgi.input"] = io.BytesIO(body)
                if body:
                    values["CONTENT_LENGTH"] = str(len(body))
            return await self._answer(protocol, values)
        finally:
            self._inside -= 1

    async def _body(self, scope: Any, protocol: Any) -> bytes:
        limit = authority.most_bytes(scope.path, scope.headers.get("authorization"), self._settings)
        announced = scope.headers.get("content-length")
        too_large = TooLarge(f"A request may have {limit} bytes.", limit=limit)
        if announced is not None and (not announced.isdigit() or int(announced) > limit):
            raise too_large
        trailers = int("trailer" in scope.headers)
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
            raise UnreadableBody("The body broke off before its end. Send it again.")
        return body

    async def _answer(self, protocol: Any, values: Environ) -> Reply | None:
        departure = Departure()
        context = copy_context()
        context.run(PRESENT.set, departure)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, context.run, self._front.slow, values)
        watch = asyncio.ensure_future(protocol.client_disconnect())
        await asyncio.wait((work, watch), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            departure.leave()
        watch.cancel()
        reply = await work
        return None if departure.left else reply


def environ(scope: Any) -> Environ:
    """The WSGI environment of a request without its body (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    values: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),  # the server has decoded it once already
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.0" if scope.http_version == "1" else f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
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
            continue  # in the environment it could not be told from the name with a hyphen
        key = name.upper().replace("-", "_")
        key = key if key in _PLAIN else f"HTTP_{key}"
        values[key] = f"{values[key]},{value}" if key in values else value
    if scope.authority and "," not in values.get("HTTP_HOST", ""):
        values["HTTP_HOST"] = scope.authority  # of a whole address as the request's target (RFC 9112 section 3.2.2)
    return values


async def _read(protocol: Any, limit: int) -> tuple[bytes, int]:
    """The body up to a limit, and its empty pieces: the server gives one at the end, another where it broke off."""
    pieces = bytearray()
    ends = 0
    async for piece in protocol:
        pieces += piece
        ends += not piece
        if len(pieces) >= limit:
            break
    return bytes(pieces), ends
