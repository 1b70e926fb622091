"""What ends the process that a query runs in: at the deadline, at the memory budget, or when the asking side is gone.

Nothing inside Oxigraph can stop an evaluation, so the process is what is stopped. A thread watches over it, and an
alarm whose default action is to kill stands behind the thread for the case that the interpreter's lock is held.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NoReturn

from styrka.engine.interface import Budget
from styrka.engine.workers.output import AnswerWriter
from styrka.errors import QueryTooExpensive, StyrkaError

STOPPED: Final = 3  # the exit code of a process that its watchdog ended
_GRACE: Final = 0.5  # seconds from the deadline to the alarm
_TICK: Final = 0.02
_REST: Final = 50  # ticks without anything to watch, after which the thread sleeps until it is woken
_REPORT: Final = 0.25  # seconds that the watchdog waits for the socket to be free, to report why it ends the process


class Memory:
    """Resident memory of the process, read through a file that stays open; the peak where there is no such file."""

    def __init__(self) -> None:
        self._file = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else -1
        self._page = resource.getpagesize()
        self.baseline = self.resident()

    def resident(self) -> int:
        """Return bytes."""
        if self._file >= 0:
            return int(os.pread(self._file, 100, 0).split()[1]) * self._page
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS

    def swollen(self, budget: Budget) -> bool:
        """Return whether so much stayed behind in the allocator that a fresh fork should take this process's place."""
        return bool(budget.memory) and self.resident() > self.baseline + budget.memory // 4


@dataclass(frozen=True, eq=False, slots=True)
class _Work:
    """What is watched: where its end is reported, its budget, when and with how much memory it began, its name."""

    line: AnswerWriter
    budget: Budget
    deadline: float
    before: int
    what: str


class Watchdog:
    """The thread that watches over one query or update after the other.

    It outlives them: to start a thread costs more than to answer a small query. It goes on looking for a while when
    there is nothing to watch, because to wake it costs a change of threads too.
    """

    def __init__(self, memory: Memory) -> None:
        """Watch over this process; the thread starts with the first work."""
        self._memory = memory
        self._work: _Work | None = None
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()
        self._resting = False
        self._closed = False
        self._deciding = threading.Lock()

    def begin(self, work: _Work) -> None:
        """Watch over this from now on."""
        self._work = work
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()
        elif self._resting:
            self._wake.set()

    def end(self) -> None:
        """End the watch. When this returns, the process is not ended for the work any more."""
        with self._deciding:
            self._work = None

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        idle = 0
        while not self._closed:
            work = self._work
            idle = 0 if work is not None else idle + 1
            if idle > _REST:
                self._resting = True
                if self._work is None:
                    self._wake.wait()
                self._resting = False
                self._wake.clear()
                idle = 0
            elif work is not None and (fate := self._fate(work)) is not None:
                with self._deciding:
                    if self._work is work:
                        _end(work.line, fate)
            self._wake.wait(_TICK)

    def _fate(self, work: _Work) -> StyrkaError | OSError | None:
        """Return why the work is to be ended now; OSError when nobody is there to read it."""
        if time.monotonic() >= work.deadline:
            seconds = work.budget.seconds
            return QueryTooExpensive(
                f"The {work.what} took more than {seconds:g} s. Narrow it: name more of it, or use LIMIT.",
                sv=f"Det tog mer än {seconds:g} s. Fråga snävare: nämn mer, eller använd LIMIT.",
                cause="time",
                limit=seconds,
            )
        if self._memory.resident() - work.before > work.budget.memory:
            return make_memory_error(work.budget, work.what)
        return ConnectionError("gone") if _has_left(work.line.connection) else None


@contextmanager
def run_within_budget(
    line: AnswerWriter, budget: Budget, memory: Memory, what: str, watchdog: Watchdog | None = None
) -> Iterator[None]:
    """Do what is inside within a budget: errors are sent on the line, and the process ends where the budget does.

    Parameters:
        what: the word for it in messages: query or update.
        watchdog: the one of this process; one for this work alone when None.
    """
    dog = watchdog or Watchdog(memory)
    signal.setitimer(signal.ITIMER_REAL, budget.seconds + _GRACE)
    dog.begin(_Work(line, budget, time.monotonic() + budget.seconds, memory.resident(), what))
    try:
        yield
    except StyrkaError as error:
        line.fail(error, stays=not memory.swollen(budget))
    except MemoryError:
        line.fail(make_memory_error(budget, what), stays=False)
    except OSError:
        line.broken = True  # the asking side is gone; nobody is there to read it
    finally:
        dog.end()
        signal.setitimer(signal.ITIMER_REAL, 0)
        if watchdog is None:
            dog.close()


def make_memory_error(budget: Budget, what: str) -> QueryTooExpensive:
    """Return the error of a query or update over its memory."""
    return QueryTooExpensive(
        f"The {what} took more than {budget.memory} bytes of memory. Narrow it, or leave out ORDER BY, DISTINCT "
        "or GROUP BY over many rows.",
        sv=f"Det tog mer än {budget.memory} byte minne. Fråga snävare, eller utelämna ORDER BY, DISTINCT eller GROUP "
        "BY över många rader.",
        cause="memory",
        limit=budget.memory,
    )


def _has_left(connection: socket.socket) -> bool:
    # Not poll(): it refuses to work at all while no file descriptor can be opened.
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _end(line: AnswerWriter, fate: StyrkaError | OSError) -> NoReturn:
    if isinstance(fate, StyrkaError):
        line.fail(fate, patience=_REPORT, stays=False)
    os._exit(STOPPED)
