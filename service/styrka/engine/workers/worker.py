"""One worker: a forked process that shares the release's pages and evaluates one query at a time.

A watchdog ends it where the query's budget does. While a query runs, no file descriptor can be opened, so nothing in it
can reach the network or the disk; a file that an answer is to be written to is there, open, before. An answer is sent
when it is whole, on a connection that stays for the next request.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn

import pyoxigraph as ox

from styrka.engine import local
from styrka.engine.layout import StoreLayout
from styrka.engine.workers import protocol
from styrka.engine.workers.output import AnswerWriter
from styrka.engine.workers.protocol import QueryRequest
from styrka.engine.workers.watchdog import Memory, Place, Watchdog, run_within_budget


def run_worker(release: StoreLayout, listener: socket.socket, lifeline: int, place: Place | None = None) -> NoReturn:
    """Answer queries from a listening socket until the lifeline closes or SIGTERM comes between two queries.

    Parameters:
        release: the release in memory, shared with the fork server.
        listener: the socket that all workers of a queue accept on.
        lifeline: a pipe's end that reads end-of-file when the service is gone.
        place: what it gives back when a query has proven heavy.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    leaving = _leave_between_queries()
    open_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    memory = Memory()
    watchdog = Watchdog(memory, place)
    connection: socket.socket | None = None
    while True:
        leaving.busy = False
        if leaving.asked:
            os._exit(0)
        ready, _, _ = select.select([(connection or listener).fileno(), lifeline], [], [])
        if lifeline in ready:
            os._exit(0)
        if connection is None:
            with suppress(BlockingIOError, ConnectionAbortedError):  # another worker of the queue was faster
                connection, _ = listener.accept()
            continue
        leaving.busy = True
        request = _receive(connection)
        if request is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, open_files[1]))
            stays = answer(release, connection, request, memory, watchdog)
            resource.setrlimit(resource.RLIMIT_NOFILE, open_files)
            if request.file is not None:
                os.close(request.file)
        if request is None or not stays:
            connection.close()
            connection = None


def _receive(connection: socket.socket) -> QueryRequest | None:
    connection.settimeout(5)
    try:
        return protocol.receive_request(connection)
    except (OSError, ValueError, KeyError):
        return None
    finally:
        connection.settimeout(None)


def answer(
    store: ox.Store | StoreLayout,
    connection: socket.socket,
    request: QueryRequest,
    memory: Memory,
    watchdog: Watchdog | None = None,
) -> bool:
    """Evaluate one query and send its answer; the process ends where the budget does.

    Returns whether another request may come on the connection.
    """
    line = AnswerWriter(connection, request.budget.answer, request.file)
    with run_within_budget(line, request.budget, memory, "query", watchdog, request.heavy, request.nice):
        local.stream(store, request.query, request.form, request.format, request.dataset, line)
        line.finish(stays=not memory.swollen(request.budget))
    if line.last or (line.broken and memory.swollen(request.budget)):
        os._exit(0)
    return not line.broken


@dataclass
class _Leaving:
    """Whether the process is to end, and whether it has a query in hand."""

    asked: bool = False
    busy: bool = field(default=False)


def _leave_between_queries() -> _Leaving:
    leaving = _Leaving()

    def on_term(*_: object) -> None:
        leaving.asked = True
        if not leaving.busy:
            os._exit(0)

    signal.signal(signal.SIGTERM, on_term)
    return leaving
