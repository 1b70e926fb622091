"""What is recorded of requests: numbers for Prometheus, and one line of JSON each.

A line tells time, route, status, duration, size and query id; of the client no more than the family of its program
and a name that is drawn anew every day, so that one client's requests can be told from others' and lead to nobody.
"""

from __future__ import annotations

import hashlib
import json
import logging
import queue
import re
import secrets
import sys
import threading
import time
from datetime import UTC, datetime
from typing import IO, Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_FAMILY: Final = re.compile(r"[A-Za-z][A-Za-z_-]{1,30}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
_REST: Final = 0.02
_WAITING: Final = 20_000  # lines that may wait to be written; more are dropped and counted


disable_created_metrics()  # type: ignore[no-untyped-call]


class Watch:
    """The record of one application's requests."""

    def __init__(self, output: IO[str] | None = None) -> None:
        """A record that writes its lines to a stream, or none."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "styrka_requests", "Requests answered", ["route", "method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "styrka_request_seconds", "Seconds from request to reply", ["route"], buckets=_SECONDS,
            registry=self.registry,
        )
        self._bytes = Counter("styrka_response_bytes", "Bytes of response bodies", registry=self.registry)
        self._kept = Counter(
            "styrka_cache_requests", "GET and HEAD requests by whether a kept answer was given", ["found"],
            registry=self.registry,
        )
        self._children: dict[tuple[str, str, int, bool], tuple[Any, Any, Any]] = {}
        self._lines = Lines(output) if output is not None else None

    def note(
        self, environ: dict[str, Any], route: str, status: int, size: int, seconds: float, query_id: str,
        *, kept: bool = False,
    ) -> None:
        """Record one request."""
        method = environ["REQUEST_METHOD"]
        child = self._children.get((route, method, status, kept)) or self._child(route, method, status, kept)
        child[0].inc()
        child[1].observe(seconds)
        child[2].inc()
        self._bytes.inc(size)
        if self._lines is not None:
            self._lines.add(
                (time.time(), environ.get("REMOTE_ADDR", ""), environ.get("HTTP_USER_AGENT", ""), method, route,
                 status, seconds, size, query_id, kept)
            )  # fmt: skip

    def close(self) -> None:
        """Write what waits."""
        if self._lines is not None:
            self._lines.close()

    def _child(self, route: str, method: str, status: int, kept: bool) -> tuple[Any, Any, Any]:
        told = method if method in _METHODS else "other"
        made = (
            self._requests.labels(route, told, str(status)),
            self._seconds.labels(route),
            self._kept.labels("yes" if kept else "no"),
        )
        if told != "other":
            self._children[route, method, status, kept] = made
        return made


class DailyNames:
    """A short name for a client's address that cannot be turned back, and that is another one tomorrow."""

    def __init__(self) -> None:
        self._day = -1
        self._salt = b""

    def of(self, address: str, moment: float) -> str:
        """The name of an address at a time (seconds of the epoch); the salt is never written anywhere."""
        day = int(moment // 86400)
        if day != self._day:
            self._day, self._salt = day, secrets.token_bytes(16)
        return hashlib.blake2b(address.encode(), digest_size=5, key=self._salt).hexdigest()


class Lines:
    """Lines of JSON, put together and written by a thread of their own: a request never waits for the log."""

    def __init__(self, output: IO[str]) -> None:
        self._output = output
        self._names = DailyNames()
        self._queue: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def add(self, facts: tuple[Any, ...]) -> None:
        """Take the facts of one request."""
        if self._queue.qsize() < _WAITING:
            self._queue.put(facts)

    def close(self) -> None:
        """Write what waits, and end."""
        self._queue.put(None)
        self._thread.join(2)

    def _write(self) -> None:
        while True:
            batch = [self._queue.get()]
            if batch[0] is not None:
                time.sleep(_REST)  # many lines at a time cost less than many times a line
            while batch[-1] is not None and not self._queue.empty():
                batch.append(self._queue.get())
            text = "".join(self._line(*facts) for facts in batch if facts is not None)
            try:
                self._output.write(text)
                self._output.flush()
            except (OSError, ValueError):
                return  # nobody reads the log any more; the service goes on
            if None in batch:
                return

    def _line(
        self, moment: float, address: str, agent: str, method: str, route: str, status: int, seconds: float, size: int,
        query_id: str, kept: bool,
    ) -> str:
        found = _FAMILY.match(agent)
        return json.dumps({
            "time": datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds"),
            "query_id": query_id, "method": method[:20], "route": route, "status": status,
            "ms": round(seconds * 1000, 2), "bytes": size, "kept": kept,
            "client": self._names.of(address, moment), "agent": found.group() if found else "",
        }) + "\n"  # fmt: skip


def stream(name: str) -> IO[str] | None:
    """The stream of the setting ``request_log``: standard output for ``json``, None for ``none``."""
    return sys.stdout if name == "json" else None


class JsonFormatter(logging.Formatter):
    """What the program itself has to say, as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage(),
        }  # fmt: skip
        if query_id := getattr(record, "query_id", None):
            told["query_id"] = query_id
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "styrka": {"level": "INFO"},
        "_granian": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
        "granian.access": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
    },
}
