"""What ends the process that a query runs in: at the deadline, at the memory budget, or when the asking side is gone.

Nothing inside Oxigraph can stop an evaluation, so the process is what is stopped. A thread watches over it, and an
alarm whose default action is to kill stands behind the thread for the case that the interpreter's lock is held.

The same thread sees when a query has proven heavy: the process then lowers its own priority and gives its place back.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NoReturn

from styrka.engine.interface import Budget
from styrka.engine.workers import protocol
from styrka.engine.workers.ledger import Ledger
from styrka.engine.workers.output import AnswerWriter
from styrka.errors import HeavyQuery, QueryTooExpensive, StyrkaError

STOPPED: Final = 3  # the exit code of a process that its watchdog ended
_GRACE: Final = 0.5  # seconds from the deadline to the alarm
_TICK: Final = 0.02
RETRY: Final = 5  # seconds after which a query that was refused as heavy may be tried again
_REST: Final = 50  # ticks without anything to watch, after which the thread sleeps until it is woken
_YIELDING: Final = 10  # the nice value of a query that gives its place back because others wait
_SHARE: Final = 1 / 6  # of the seconds of a heavy query it must have had the processor: a busy machine is no proof
_ADMITTED: Final = (
    0.1  # seconds after which a heavy query is not refused any more; with priority a refused one ends at once
)
_SMALL: Final = 0.01  # the processor's seconds of a query that is let finish though others wait for its place
_PATIENCE: Final = 3  # so many times these seconds, and it is heavy whatever it had
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


@dataclass(frozen=True)
class Place:
    """A worker's place among those of its fork server.

    Attributes:
        slot: where it writes what its query takes.
        give_back: lets the fork server put a fresh worker there; this one answers its query and ends.
    """

    ledger: Ledger
    slot: int
    give_back: Callable[[], None]


@dataclass(eq=False, slots=True)
class _Work:
    """What is watched.

    Attributes:
        line: where its end is reported.
        began, used: by the clock, and the processor's seconds of this process until then.
        heavy: the seconds after which it has proven heavy; None where it never does, or has.
        nice: the nice value that it then has.
        asked: whether others wait for its place.
        lowered: when its priority is lowered for good; None where it is not, or has been.
        before: the memory with which it began.
        what: the word for it.
    """

    line: AnswerWriter
    budget: Budget
    began: float
    used: float
    heavy: float | None
    before: int
    what: str
    nice: int = 19
    asked: bool = False
    lowered: float | None = None


class Watchdog:
    """The thread that watches over one query or update after the other.

    It outlives them: to start a thread costs more than to answer a small query. It goes on looking for a while when
    there is nothing to watch, because to wake it costs a change of threads too.
    """

    def __init__(self, memory: Memory, place: Place | None = None) -> None:
        """Watch over this process, which may have a place to give back; the thread starts with the first work."""
        self._memory = memory
        self._place = place
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
            if self._place is not None:
                self._place.ledger.note(self._place.slot, 0)

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
        ran, seconds = time.monotonic() - work.began, work.budget.seconds
        if ran >= seconds:
            return QueryTooExpensive(
                f"The {work.what} took more than {seconds:g} s. Narrow it: name more of it, or use LIMIT.",
                sv=f"Det tog mer än {seconds:g} s. Fråga snävare: nämn mer, eller använd LIMIT.",
                cause="time",
                limit=seconds,
            )
        taken = self._memory.resident() - work.before
        if taken > work.budget.memory:
            return make_memory_error(work.budget, work.what)
        if self._place is not None:
            with self._deciding:
                if self._work is work:
                    self._place.ledger.note(self._place.slot, taken)
            if self._place.ledger.is_to_end(self._place.slot):
                return _make_together_error(self._place.ledger.limit)
        heard = work.line.listen()
        if heard == b"":
            return ConnectionError("gone")
        work.asked = work.asked or heard == protocol.GIVE_BACK
        # By the processor's time too: a small query on a busy machine is not heavy.
        used = time.process_time() - work.used
        if (
            work.heavy is not None
            and ran >= work.heavy
            and (used >= work.heavy * _SHARE or ran >= work.heavy * _PATIENCE)
        ):
            work.heavy, work.lowered = None, ran + _ADMITTED
            self._step_back(work, protocol.HEAVY)
        elif work.lowered is not None and ran >= work.lowered:
            work.lowered = None
            _lower_priority(work.nice)
        elif work.asked and not work.line.apart and used >= _SMALL:
            self._step_back(work, protocol.YIELDED)
            _lower_priority(min(work.nice, _YIELDING))
        return None

    def _step_back(self, work: _Work, kind: bytes) -> None:
        """Announce why, and give the place back, once."""
        first = not work.line.apart
        if work.line.announce(kind) and first and self._place is not None:
            self._place.give_back()


@contextmanager
def run_within_budget(
    line: AnswerWriter,
    budget: Budget,
    memory: Memory,
    what: str,
    watchdog: Watchdog | None = None,
    heavy: float | None = None,
    nice: int = 19,
) -> Iterator[None]:
    """Do what is inside within a budget: errors are sent on the line, and the process ends where the budget does.

    Parameters:
        what: the word for it in messages: query or update.
        watchdog: the one of this process; one for this work alone when None.
        heavy: the seconds after which it has proven heavy; None: never.
        nice: the nice value that it then has.
    """
    dog = watchdog or Watchdog(memory)
    signal.setitimer(signal.ITIMER_REAL, budget.seconds + _GRACE)
    dog.begin(_Work(line, budget, time.monotonic(), time.process_time(), heavy, memory.resident(), what, nice))
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


def _lower_priority(nice: int) -> None:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, os.getpid(), nice)  # on Linux of the first thread, which evaluates


def _make_together_error(limit: int) -> HeavyQuery:
    return HeavyQuery(
        f"All heavy queries together took more than {limit} bytes of memory, and this one the most. Ask for less at a "
        "time, or try again when the others have ended.",
        sv=f"Alla tunga frågor tog tillsammans mer än {limit} byte minne, och den här mest. Fråga efter mindre åt "
        "gången, eller försök igen när de andra är klara.",
        cause="together",
        limit=limit,
        retry_after=RETRY,
    )


def _end(line: AnswerWriter, fate: StyrkaError | OSError) -> NoReturn:
    if isinstance(fate, StyrkaError):
        line.fail(fate, patience=_REPORT, stays=False)
    os._exit(STOPPED)
