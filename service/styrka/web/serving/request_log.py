"""What is recorded of requests: metrics for Prometheus, and one line of JSON each.

A line has time, route, status, duration, size and query id; of the client no more than the family of its program
and a name that is drawn anew every day, so that one client's requests can be put together and lead to nobody. Where
lines have what was asked, they have nothing of the client: then no two questions can be put together either.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import secrets
import sys
import threading
import time
from collections import deque
from datetime import UTC, datetime
from functools import lru_cache
from typing import IO, Any, Final, NamedTuple

from prometheus_client import CollectorRegistry

from styrka.web.serving.metrics import RequestMetrics

_FAMILY: Final = re.compile(r"[A-Za-z][A-Za-z_-]{1,30}")
_REST: Final = 0.02  # seconds in which lines gather: many at a time cost less than many times one
_WAITING: Final = 20_000  # lines that may wait to be written; more are dropped and counted
_REMEMBERED: Final = 2_000  # clients and programs whose names are not made anew for every line
_LONGEST: Final = 500


class RequestLine(NamedTuple):
    """What is recorded of one request: when (seconds of the epoch), what was asked and answered, how long, by whom."""

    moment: float
    method: str
    route: str
    status: int
    seconds: float
    size: int
    query_id: str
    cached: bool
    address: str = ""
    agent: str = ""
    question: str = ""


class RequestLog:
    """The record of one application's requests: metrics, and lines where there is a stream for them."""

    def __init__(self, output: IO[str] | None = None, *, questions: bool = False) -> None:
        """Write lines to a stream, or none.

        Parameters:
            questions: whether a line has what was asked, and nothing of who did.
        """
        self.registry = CollectorRegistry()
        self._metrics = RequestMetrics(self.registry)
        self._questions = questions
        self._lines = Lines(output, questions=questions) if output is not None else None

    def note(
        self,
        method: str,
        route: str,
        status: int,
        seconds: float,
        size: int,
        query_id: str,
        *,
        cached: bool = False,
        address: str = "",
        agent: str = "",
        question: str = "",
    ) -> None:
        """Record one request.

        Parameters:
            question: what was asked: a question's slug, or the digest of a query.
        """
        self._metrics.count(method, route, status, seconds, size, cached=cached)
        if self._lines is not None:
            who = ("", "", question) if self._questions else (address, agent)
            line = RequestLine(time.time(), method, route, status, seconds, size, query_id, cached, *who)
            if not self._lines.add(line):
                self._metrics.dropped.inc()

    def close(self) -> None:
        """Write what waits."""
        if self._lines is not None:
            self._lines.close()


class DailyNames:
    """A short name for a client's address that cannot be turned back, and that is another one tomorrow."""

    def __init__(self) -> None:
        self._day = -1
        self._salt = b""
        self._known: dict[str, str] = {}

    def of(self, address: str, moment: float) -> str:
        """Return the name of an address at a time (seconds of the epoch); the salt is never written anywhere."""
        day = int(moment // 86400)
        if day != self._day:
            self._day, self._salt = day, secrets.token_bytes(16)
            self._known.clear()
        name = self._known.get(address)
        if name is None:
            name = hashlib.blake2b(address.encode(), digest_size=5, key=self._salt).hexdigest()
            _cache_bounded(self._known, address, name)
        return name


class Lines:
    """Lines of JSON, put together and written by a thread of their own: a request never waits for the log."""

    def __init__(self, output: IO[str], *, questions: bool = False) -> None:
        """Write to a stream; with the question of a line, or with its client."""
        self._questions = questions
        self._awake = threading.Event()
        self._output = output
        self._names = DailyNames()
        self._families: dict[str, str] = {}
        self._second = (-1, "")
        self._waiting: deque[RequestLine] = deque()
        self._closing = False
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def add(self, line: RequestLine) -> bool:
        """Take a line to write. Return whether there is room for it."""
        if len(self._waiting) >= _WAITING:
            return False
        self._waiting.append(line)
        if not self._awake.is_set():
            self._awake.set()
        return True

    def close(self) -> None:
        """Write what waits, and end."""
        self._closing = True
        self._awake.set()
        self._thread.join(2)

    def _write(self) -> None:
        while True:
            self._awake.wait()
            if not self._closing:
                time.sleep(_REST)
            self._awake.clear()
            closing = self._closing
            text = "".join(self._line(self._waiting.popleft()) for _ in range(len(self._waiting)))
            try:
                self._output.write(text)
                self._output.flush()
            except (OSError, ValueError):
                return  # nobody reads the log any more; the service goes on
            if closing:
                return

    def _line(self, one: RequestLine) -> str:
        # Put together by hand, in a fifth of the time: what could need an escape is escaped, the rest is our own.
        second = int(one.moment)
        if second != self._second[0]:
            self._second = second, datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return (
            f'{{"time": "{self._second[1]}.{int(one.moment * 1000) % 1000:03d}+00:00", "query_id": "{one.query_id}", '
            f'"method": {_quoted(one.method[:20])}, "route": {_quoted(one.route)}, "status": {one.status}, '
            f'"ms": {one.seconds * 1000:.2f}, "bytes": {one.size}, "kept": {"true" if one.cached else "false"}, '
            f"{self._describe_question(one) if self._questions else self._describe_client(one)}}}\n"
        )

    def _describe_question(self, one: RequestLine) -> str:
        return f'"question": {_quoted(one.question) if one.question else "null"}'

    def _describe_client(self, one: RequestLine) -> str:
        family = self._families.get(one.agent)
        if family is None:
            found = _FAMILY.match(one.agent)
            family = found.group() if found else ""
            _cache_bounded(self._families, one.agent, family)
        return f'"client": "{self._names.of(one.address, one.moment)}", "agent": "{family}"'


@lru_cache(1000)
def _quoted(text: str) -> str:
    return json.dumps(text)


def _cache_bounded(known: dict[str, str], key: str, value: str) -> None:
    """Store a value, and no more of them, nor longer keys, than is good for the memory."""
    if len(key) <= _LONGEST:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[key] = value


def open_log(name: str) -> RequestLog:
    """Return the record of the setting ``request_log``: to standard output, with questions or with clients, or none."""
    return RequestLog(None if name == "none" else sys.stdout, questions=name == "questions")


class JsonFormatter(logging.Formatter):
    """The program's own messages, as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if query_id := getattr(record, "query_id", None):
            fields["query_id"] = query_id
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


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
