"""The fork server for documents: it reads none itself, and forks for each that it is sent.

The fork has a budget of time, memory and bytes, opens no file and no socket, and is gone with its document. Requests
and replies are the frames of ``engine/workers/protocol``: what is asked in one line of JSON, then the document; how it
went in one line of JSON, then the statements as N-Quads.

It reads its orders as one JSON object on standard input, writes ``ready`` on standard output when it listens, and ends
when standard input closes.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, NoReturn, cast

import pyoxigraph as ox

from styrka.engine.documents.reading import are_same, names_graphs, read_statements
from styrka.engine.interface import Budget
from styrka.engine.workers import protocol
from styrka.engine.workers.output import AnswerWriter
from styrka.engine.workers.watchdog import Memory, run_within_budget
from styrka.errors import Busy, QueryTooExpensive

_BACKLOG: Final = 512
_PATIENCE: Final = 10.0  # seconds that a document may take to arrive on the local socket
_OVERHEAD: Final = 1 << 28  # addresses that threads and the allocator reserve and do not use


class _Statements:
    """The file object that the statements are written to."""

    def __init__(self, limit: int) -> None:
        self.held = bytearray()
        self._limit = limit

    def write(self, piece: bytes) -> int:
        self.held += piece
        if len(self.held) > self._limit:
            raise QueryTooExpensive("too many bytes", cause="bytes", limit=self._limit)
        return len(piece)

    def flush(self) -> None:
        """Do nothing."""


def main() -> NoReturn:
    """Fork for each document until standard input closes."""
    orders: Mapping[str, Any] = json.loads(sys.stdin.buffer.readline())
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(orders["socket"])
    listener.listen(_BACKLOG)
    gc.freeze()  # pages that the collector does not touch stay shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps
    os.write(sys.stdout.fileno(), b"ready\n")
    lifeline = sys.stdin.fileno()
    while True:
        ready, _, _ = select.select([listener.fileno(), lifeline], [], [])
        if lifeline in ready:
            os._exit(0)
        connection, _ = listener.accept()
        try:
            forked = os.fork()
        except OSError:
            forked = -1
            busy = Busy("The machine has no process for another document. Try again in a moment.", retry_after=2)
            with contextlib.suppress(OSError):
                protocol.send_frame(connection, protocol.ERROR, protocol.pack_error(busy))
        if forked == 0:
            listener.close()
            _answer(connection)
        connection.close()


def _answer(connection: socket.socket) -> NoReturn:
    """Read one document, reply, and end."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection.settimeout(_PATIENCE)
        frame = protocol.receive_frame(connection)
        if frame is None:
            os._exit(0)
        connection.settimeout(None)
        head, _, content = frame.body.partition(b"\n")
        task: Mapping[str, Any] = json.loads(head)
        budget, memory = Budget(**task["budget"]), Memory()
        _confine(budget)
        line = AnswerWriter(connection, sys.maxsize)
        with run_within_budget(line, budget, memory, "document"):
            for piece in _read(task, content, budget.answer):
                line.write(piece)
            line.finish(stays=False)
    finally:
        os._exit(0)


def _read(task: Mapping[str, Any], content: bytes, limit: int) -> Iterator[bytes]:
    form = ox.RdfFormat.from_media_type(task["format"])
    assert form is not None, "the asking side names formats that are read"
    statements, outcome = _Statements(limit), dict[str, Any]()
    try:
        outcome["graphs"] = False

        def watched() -> Iterator[ox.Quad]:
            for quad in read_statements(content, form, task["base"], rename=task["rename"]):
                outcome["graphs"] = outcome["graphs"] or names_graphs((quad,))
                yield quad

        ox.serialize(watched(), cast("IO[bytes]", statements), ox.RdfFormat.N_QUADS)
        if task["other"]:
            outcome["same"] = are_same(content, form, (task["base"], task["other"]))
    except SyntaxError as error:
        outcome = {"syntax": [str(error.msg), error.lineno, error.offset]}
    except (ValueError, OSError) as error:
        outcome = {"value": str(error)}
    yield json.dumps(outcome).encode() + b"\n"
    yield bytes(statements.held)


def _confine(budget: Budget) -> None:
    """Let this process open nothing more, and take no more memory or processor time than its budget."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(budget.seconds) + 2, int(budget.seconds) + 2))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + budget.memory + _OVERHEAD
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


if __name__ == "__main__":
    main()
