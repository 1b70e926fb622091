"""Work in a forked copy of this process, beside what this one does meanwhile.

Validating and reasoning read the same statements and need each other's results in no order, so a build with two
processors does both at once. Where a fork is not safe, or gains nothing, the work is done when its result is wanted.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

Result = TypeVar("Result")


def start_beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Start work, and return what waits for its end and returns its result, which can be pickled.

    Whatever goes wrong in the copy, also its end for want of memory, the work is done anew here: what it raises is
    raised by the waiting function, once. A process with threads, also such as Python does not know of, is not forked:
    of those the copy has only one, and every lock as it was.
    """
    if _count_threads() > 1 or _count_processors() < 2:
        return work
    # A file and not a pipe: the copy ends, and gives its memory back, before its result is read.
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed where it is waited for
    pid = os.fork()
    if pid == 0:
        _write_result(work, file)

    def wait() -> Result:
        with file:
            _, status = os.waitpid(pid, 0)
            if status != 0:
                return work()
            file.seek(0)
            result: Result = pickle.load(file)  # noqa: S301 - from our own copy
            return result

    return wait


def return_memory() -> None:
    """Give the system back what was freed, where the C library (glibc) would keep it for later."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _write_result(work: Callable[[], object], file: IO[bytes]) -> None:
    """Write the result to the file and end: nothing of what this process would do at its end is done twice."""
    status = 1
    try:
        pickle.dump(work(), file, pickle.HIGHEST_PROTOCOL)
        file.flush()
        status = 0
    finally:
        os._exit(status)


def _count_threads() -> int:
    """Return how many threads the system knows of; two where it does not say."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 2


def _count_processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
