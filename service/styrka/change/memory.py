"""The memory of a process that works on what somebody sent: bounded, and the process is killed where it is spent.

Whoever waits for the process sees how it ended. What an interpreter raises without memory is not always a MemoryError:
it may fail to import, to start a thread, or to make the error itself.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from styrka.errors import StyrkaError

_NEAR: Final = 1 << 24  # bytes below the bound at which an error counts as one of memory
_SPARE: Final = 1 << 26  # bytes beyond the bound, for looking at an error and reporting it


@contextmanager
def bound_memory(size: int) -> Iterator[None]:
    """While this is open, this process takes no more memory than it has and so much more.

    Parameters:
        size: in bytes; without effect where the system is not Linux.
    """
    if sys.platform != "linux":
        yield
        return
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + size
    resource.setrlimit(resource.RLIMIT_AS, (most, most + _SPARE))
    try:
        yield
    except StyrkaError:
        raise
    except Exception as error:
        resource.setrlimit(resource.RLIMIT_AS, (most + _SPARE, most + _SPARE))
        if isinstance(error, MemoryError) or _read_peak() + _NEAR > most:
            os.kill(os.getpid(), signal.SIGKILL)
        raise


def _read_peak() -> int:
    """Return the most memory that this process has had, in bytes."""
    peak = re.search(r"^VmPeak:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(peak[1]) * 1024 if peak else 0
