"""One worker: a forked process that shares the release's pages and evaluates one query at a time.

Nothing inside Oxigraph can stop an evaluation, so the process is what is stopped: a watchdog thread ends it at the
deadline, at the memory budget, or when the asking side is gone, and an alarm whose default action is to kill stands
behind the watchdog for the case that the interpreter's lock is held. While a query runs, no file descriptor can be
opened, so nothing in it can reach the network or the disk.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NoReturn

import pyoxigraph as ox

from styrka.engine import Budget, local, wire
from styrka.engine.holding import Holding
from styrka.engine.wire import Request
from styrka.errors import QueryTooExpensive, StyrkaError

HOLD: Final = 1 << 20  # an answer up to this size is complete before a byte of it is sent
_PIECE: Final = 1 << 16
_GRACE: Final = 0.5  # seconds from the deadline to the alarm
_TICK: Final = 0.02
_REPORT: Final = 0.25  # seconds that the watchdog waits for the socket to be free, to say why it ends the process
STOPPED: Final = 3  # the exit code of a worker that its watchdog ended


def work(store: Holding, listener: socket.socket, lifeline: int) -> NoReturn:
    """Answer queries from a listening socket until the lifeline closes or SIGTERM comes between two queries.

    Parameters:
        store: the release, shared with the keeper by fork.
        listener: the socket that all workers of a lane accept on.
        lifeline: a pipe's end that reads end-of-file when the service is gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    leaving = _leave_between_queries()
    open_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    memory = Memory()
    while True:
        leaving.busy = False
        ready, _, _ = select.select([listener.fileno(), lifeline], [], [])
        if lifeline in ready:
            os._exit(0)
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            continue  # another worker of the lane was faster
        leaving.busy = True
        connection.setblocking(True)
        with connection:
            request = _receive(connection)
            if request is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (0, open_files[1]))
                answer(store, connection, request, memory)
                resource.setrlimit(resource.RLIMIT_NOFILE, open_files)
        if leaving.asked:
            os._exit(0)


def _receive(connection: socket.socket) -> Request | None:
    connection.settimeout(5)
    try:
        return wire.receive_request(connection)
    except (OSError, ValueError, KeyError):
        return None
    finally:
        connection.settimeout(None)


def answer(store: ox.Store | Holding, connection: socket.socket, request: Request, memory: Memory) -> None:
    """Evaluate one query and send its frames; the process ends where the budget does."""
    line = Line(connection, request.budget.answer)
    with bounded(line, request.budget, memory, "query"):
        local.stream(store, request.query, request.form, request.format, request.dataset, line)
        line.finish()
    if request.budget.memory and memory.resident() > memory.baseline + request.budget.memory // 4:
        os._exit(0)  # what a large query leaves behind in the allocator is given back by a fresh fork


@contextmanager
def bounded(line: Line, budget: Budget, memory: Memory, what: str) -> Iterator[None]:
    """Do what is inside within a budget: errors are told on the line, and the process ends where the budget does.

    Parameters:
        what: the word for it in messages: query or update.
    """
    ended = threading.Event()
    watchdog = threading.Thread(target=_watch, args=(line, budget, memory, memory.resident(), ended, what), daemon=True)
    signal.setitimer(signal.ITIMER_REAL, budget.seconds + _GRACE)
    watchdog.start()
    try:
        yield
    except StyrkaError as error:
        line.fail(error)
    except MemoryError:
        line.fail(_over_memory(budget, what))
    except OSError:
        pass  # the asking side is gone; there is nobody to tell
    finally:
        ended.set()
        signal.setitimer(signal.ITIMER_REAL, 0)
        watchdog.join()


def _watch(line: Line, budget: Budget, memory: Memory, before: int, ended: threading.Event, what: str) -> None:
    deadline = time.monotonic() + budget.seconds
    while not ended.wait(_TICK):
        if time.monotonic() >= deadline:
            _end(
                line,
                QueryTooExpensive(
                    f"The {what} took more than {budget.seconds:g} s. Narrow it: name more of it, or use LIMIT.",
                    cause="time",
                    limit=budget.seconds,
                ),
            )
        if memory.resident() - before > budget.memory:
            _end(line, _over_memory(budget, what))
        if _gone(line.connection):
            os._exit(STOPPED)


def _gone(connection: socket.socket) -> bool:
    # Not poll(): it refuses to work at all while no file descriptor can be opened.
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _over_memory(budget: Budget, what: str) -> QueryTooExpensive:
    return QueryTooExpensive(
        f"The {what} took more than {budget.memory} bytes of memory. Narrow it, or leave out ORDER BY, DISTINCT "
        "or GROUP BY over many rows.",
        cause="memory",
        limit=budget.memory,
    )


def _end(line: Line, error: StyrkaError) -> NoReturn:
    line.fail(error, patience=_REPORT)
    os._exit(STOPPED)


class Line:
    """The writing end towards the asking side, as the file object that a serialiser writes to."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        self.connection = connection
        self._limit = limit
        self._size = 0
        self._held = bytearray()
        self._flowing = False
        self._lock = threading.Lock()

    def write(self, piece: bytes) -> int:
        """Take bytes. Raises QueryTooExpensive over the limit, OSError when the asking side is gone."""
        self._size += len(piece)
        if self._size > self._limit:
            raise QueryTooExpensive(
                f"The answer has more than {self._limit} bytes. Ask for less, with LIMIT and OFFSET, or take the dump.",
                cause="bytes",
                limit=self._limit,
            )
        self._held += piece
        if len(self._held) >= (_PIECE if self._flowing else HOLD):
            self._send()
        return len(piece)

    def flush(self) -> None:
        """Nothing to do: ``finish`` sends what is held."""

    def finish(self) -> None:
        """Send what is held, and the end."""
        self._send()
        with self._lock:
            wire.send_frame(self.connection, wire.END)

    def fail(self, error: StyrkaError, patience: float = -1) -> None:
        """Tell the error, when the socket is free within ``patience`` seconds (negative: however long it takes)."""
        if self._lock.acquire(timeout=patience):
            try:
                # No time-out on the socket: that would poll(), which does not work while no file can be opened.
                self.connection.setblocking(patience < 0)
                wire.send_frame(self.connection, wire.ERROR, wire.pack_error(error))
            except OSError:
                pass
            finally:
                self._lock.release()

    def _send(self) -> None:
        with self._lock:
            for start in range(0, len(self._held), HOLD):
                wire.send_frame(self.connection, wire.DATA, bytes(self._held[start : start + HOLD]))
        self._held.clear()
        self._flowing = True


class Memory:
    """This process's resident memory, read through a file that stays open; the peak where there is no such file."""

    def __init__(self) -> None:
        self._file = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else -1
        self._page = resource.getpagesize()
        self.baseline = self.resident()

    def resident(self) -> int:
        """Bytes."""
        if self._file >= 0:
            return int(os.pread(self._file, 100, 0).split()[1]) * self._page
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


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
