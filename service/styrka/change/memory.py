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


@contextmanager
def bound_memory(size: int) -> Iterator[None]:
    """While this is open, this process takes no more memory than it has and so much more.

    Parameters:
        size: in bytes; without effect where the system is not Linux.
    """
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + size
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    try:
        yield
    except StyrkaError:
        raise
    except Exception as error:
        if isinstance(error, MemoryError) or _is_spent():
            os.kill(os.getpid(), signal.SIGKILL)
        raise


def _is_spent() -> bool:
    """Return whether the process has come near to its bound."""
    bound = resource.getrlimit(resource.RLIMIT_AS)[0]
    if bound == resource.RLIM_INFINITY:
        return False
    peak = re.search(r"^VmPeak:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return peak is not None and int(peak[1]) * 1024 + _NEAR > bound
