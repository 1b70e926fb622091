"""WSGI middleware: answers from the cache before Flask sees the request, and logs every request.

It is WSGI middleware, so that the application is the same under any server; the gateway calls its two halves itself,
the quick one without spending a thread.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from werkzeug.middleware.proxy_fix import ProxyFix

from styrka.engine.interface import Engine
from styrka.errors import StyrkaError
from styrka.formats import PROBLEM
from styrka.web.http import conditions
from styrka.web.http.cache import CACHED_RESPONSE, CachedResponse, Key, ResponseCache, make_key
from styrka.web.http.cache import HEADERS as VARYING
from styrka.web.http.environ import KEY, NO_ROUTE, QUERY_ID, QUESTION, ROUTE, STREAMED, VERSION
from styrka.web.http.headers import HEADERS
from styrka.web.http.paths import TARGET, find_path
from styrka.web.http.problems import choose_language, make_problem
from styrka.web.http.trackers import drop_trackers
from styrka.web.serving.request_log import RequestLog

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
ID: Final = "X-Query-Id"
READS: Final = ("GET", "HEAD")
_LONGEST_KEY: Final = 8192  # a request longer than this is not remembered, only its answer


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole response; ``pieces`` in place of its body where nobody is to hold all of it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    pieces: Generator[bytes] | None = None


class Middleware:
    """The middleware of one application."""

    def __init__(
        self, app: Application, engine: Engine, cache: ResponseCache, watch: RequestLog, proxies: int = 0
    ) -> None:
        """Wrap an application, behind so many proxies that are trusted for the client's address."""
        self._app = app
        self._unproxy = ProxyFix(lambda *_: [], proxies, proxies, proxies) if proxies else None
        self._engine = engine
        self._cache = cache
        self._watch = watch
        self._run = os.urandom(4).hex()
        self._count = itertools.count(1)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Return the application as WSGI (PEP 3333); a list, where the server may know that the response is whole."""
        environ["PATH_INFO"] = find_path(environ).encode().decode("latin-1")
        reply = self.quick(environ) or self.slow(environ)
        start_response(f"{reply.status} {_phrase(reply.status)}", reply.headers)
        if reply.pieces is not None:
            return reply.pieces
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.body]

    @property
    def version(self) -> str:
        """The version of the release that is answered from: the first part of every key."""
        return self._engine.version

    def quick(self, environ: Environ) -> Reply | None:
        """Return the reply to a request whose answer is cached, else None.

        To be called first, whatever the request is.
        """
        if self._unproxy is not None:
            self._unproxy(environ, _nothing)
        method, get = environ["REQUEST_METHOD"], environ.get
        if method not in READS:
            return None
        environ[KEY] = make_environ_key(self.version, environ)
        return self.recall(
            method,
            environ[KEY],
            get("HTTP_IF_NONE_MATCH"),
            get("HTTP_IF_MODIFIED_SINCE"),
            get("REMOTE_ADDR", ""),
            get("HTTP_USER_AGENT", ""),
        )

    def recall(
        self, method: str, key: Key, none_match: str | None, since: str | None, address: str, agent: str
    ) -> Reply | None:
        """Return the reply to a GET or HEAD whose answer is cached, else None.

        Parameters:
            key: the version, and all of the request that an answer may depend on.
            none_match, since: the request's If-None-Match and If-Modified-Since.
            address, agent: for the record: the client's address, and its User-Agent.
        """
        started = time.perf_counter()
        cached = self._cache.find(key)
        if cached is None:
            return None
        query_id = self._next_id()
        if (none_match or since) and conditions.is_unchanged(cached.tag, cached.modified, none_match, since):
            status, headers, body = 304, [*conditions.select_304_headers(cached.headers), (ID, query_id)], b""
        else:
            status, headers, body = 200, [*cached.headers, (ID, query_id)], b"" if method == "HEAD" else cached.body
        self._watch.note(
            method,
            cached.route,
            status,
            time.perf_counter() - started,
            len(body),
            query_id,
            cached=True,
            address=address,
            agent=agent,
            question=cached.question,
        )
        return Reply(status, headers, body)

    def slow(self, environ: Environ) -> Reply:
        """Return the application's reply, remembered when the application caches its answer."""
        started = time.perf_counter()
        query_id = self.identify(environ)
        environ["QUERY_STRING"] = drop_trackers(environ.get("QUERY_STRING", ""))
        version = self._engine.version
        replied: list[tuple[int, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[..., None]:
            replied[:] = [(int(status[:3]), headers)]
            return lambda piece: None

        pieces = _give(self._app(environ, start_response))
        size: int | None = environ.get(STREAMED)
        body = b"".join(pieces) if size is None else b""
        status, headers = replied[0]
        cached: CachedResponse | None = environ.get(CACHED_RESPONSE)
        if cached is not None and status in (200, 304) and environ["REQUEST_METHOD"] in READS:
            self._lead(version, environ, cached)
        seconds, sent = time.perf_counter() - started, len(body) if size is None else size
        self._note(environ, environ.get(ROUTE, NO_ROUTE), status, seconds, sent, query_id)
        return Reply(status, [*headers, (ID, query_id)], body, None if size is None else pieces)

    def refuse(self, environ: Environ, error: StyrkaError) -> Reply:
        """Return the reply to a request that does not reach the application."""
        query_id = self.identify(environ)
        problem = make_problem(error, query_id, choose_language(environ.get("HTTP_ACCEPT_LANGUAGE")))
        body = problem.body()
        headers = [
            ("Content-Type", PROBLEM.media_type),
            ("Content-Length", str(len(body))),
            ("Vary", "Accept-Language"),
            *problem.headers,
            (ID, query_id),
            *HEADERS.items(),
        ]
        self._note(environ, NO_ROUTE, int(error.status), 0.0, len(body), query_id)
        return Reply(int(error.status), headers, body)

    def identify(self, environ: Environ) -> str:
        """Return the request's id, made when it has none."""
        query_id: str = environ.get(QUERY_ID) or self._next_id()
        environ[QUERY_ID] = query_id
        return query_id

    def _next_id(self) -> str:
        return f"{self._run}-{next(self._count):x}"

    def _note(self, environ: Environ, route: str, status: int, seconds: float, size: int, query_id: str) -> None:
        method, address, agent = environ["REQUEST_METHOD"], environ.get("REMOTE_ADDR"), environ.get("HTTP_USER_AGENT")
        self._watch.note(
            method,
            route,
            status,
            seconds,
            size,
            query_id,
            address=address or "",
            agent=agent or "",
            question=environ.get(QUESTION, ""),
        )

    def _lead(self, version: str, environ: Environ, cached: CachedResponse) -> None:
        # Only when no release was taken up meanwhile: the key must name the release that the answer is of.
        key: Key | None = environ.get(KEY)
        same = key is not None and key[0] == version == self._engine.version == environ.get(VERSION)
        if key is not None and same and sum(map(len, key)) <= _LONGEST_KEY:
            self._cache.lead(key, cached.tag)


_VARIABLES: Final = {name: f"HTTP_{name.upper().replace('-', '_')}" for name in VARYING}


def make_environ_key(version: str, environ: Environ) -> Key:
    """Return the key of a request in the response cache, from its WSGI environment."""
    return make_key(
        version,
        environ["SERVER_PROTOCOL"].removeprefix("HTTP/").removesuffix(".0"),
        environ["wsgi.url_scheme"],
        str(environ.get(TARGET, environ["PATH_INFO"])).partition("?")[0],
        environ.get("QUERY_STRING", ""),
        {name: environ[variable] for name, variable in _VARIABLES.items() if variable in environ},
    )


def _give(pieces: Iterable[bytes]) -> Generator[bytes]:
    """Give what an application returns, and close it at the end or when nobody asks for more (PEP 3333)."""
    try:
        yield from pieces
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()


def _nothing(*_: Any) -> Callable[[bytes], object]:
    return lambda _: None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
