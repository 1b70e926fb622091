"""From the server to the application: Granian's RSGI on one side, the WSGI application on the other.

Three things a plain WSGI server does not give. A client that hangs up is noticed, and the query that runs for it
ends. A response goes out only when it is whole, with its length, because the server would end a broken stream as if it
were complete. And a body is refused by its announced or its actual size, and by the time it takes, before a thread is
spent on it.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from styrka.engine.departure import PRESENT, Departure
from styrka.settings import Settings

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
_BODIES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PLAIN: Final = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


class Gateway:
    """The application of one server worker, as RSGI."""

    def __init__(self, app: Application, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._threads = ThreadPoolExecutor(settings.threads, "request")
        self._room = settings.threads + settings.backlog
        self._inside = 0

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        if self._inside >= self._room:
            _refuse(protocol, 503, "The service is busy", "Too many requests wait. Try again in a moment.", "1")
            return
        self._inside += 1
        try:
            await self._answer(scope, protocol)
        finally:
            self._inside -= 1

    async def _answer(self, scope: Any, protocol: Any) -> None:
        limit = self._settings.body_bytes
        body = b""
        if scope.method in _BODIES:
            announced = scope.headers.get("content-length")
            if announced is not None and (not announced.isdigit() or int(announced) > limit):
                _refuse(protocol, 413, "The request is too large", f"A request may have {limit} bytes.")
                return
            try:
                body = await asyncio.wait_for(_read(protocol, limit + 1), self._settings.body_seconds)
            except TimeoutError:
                _refuse(protocol, 408, "The request took too long", "Its body did not arrive in time.")
                return
            if len(body) > limit:
                _refuse(protocol, 413, "The request is too large", f"A request may have {limit} bytes.")
                return
        departure = Departure()
        context = copy_context()
        context.run(PRESENT.set, departure)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, context.run, self._call, environ(scope, body))
        watch = asyncio.ensure_future(protocol.client_disconnect())
        await asyncio.wait((work, watch), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            departure.leave()
        watch.cancel()
        status, headers, whole = await work
        if departure.left:
            return
        if scope.method == "HEAD" or not whole:
            protocol.response_empty(status, headers)
        else:
            protocol.response_bytes(status, headers, whole)

    def _call(self, environ_: Environ) -> tuple[int, list[tuple[str, str]], bytes]:
        started: list[tuple[int, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], None]:
            started[:] = [(int(status.split(" ", 1)[0]), [(name.lower(), value) for name, value in headers])]
            return lambda piece: None

        pieces = self._app(environ_, start_response)
        try:
            whole = b"".join(pieces)
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()
        status, headers = started[0]
        return status, headers, whole


def environ(scope: Any, body: bytes) -> Environ:
    """The WSGI environment of a request (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    values: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "RAW_URI": scope.path + (f"?{scope.query_string}" if scope.query_string else ""),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    if scope.authority:
        values["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        key = key if key in _PLAIN else f"HTTP_{key}"
        values[key] = f"{values[key]},{value}" if key in values and key != "HTTP_HOST" else value
    if body:
        values["CONTENT_LENGTH"] = str(len(body))
    return values


async def _read(protocol: Any, limit: int) -> bytes:
    pieces = bytearray()
    async for piece in protocol:
        pieces += piece
        if len(pieces) >= limit:
            break
    return bytes(pieces)


def _refuse(protocol: Any, status: int, title: str, detail: str, retry_after: str | None = None) -> None:
    problem = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    headers = [("content-type", "application/problem+json"), ("cache-control", "no-store")]
    if retry_after is not None:
        headers.append(("retry-after", retry_after))
    protocol.response_str(status, headers, problem)
