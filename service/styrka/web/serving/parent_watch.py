"""The server's worker ends with its supervisor, even where that is killed without notice.

An orphan would hold the port and the memory, and answer beside the service that takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from typing import Final

_TIDYING: Final = 1.0  # seconds


class ParentWatch:
    """What this process does when its parent process has ended: tidy up within a second, and end."""

    def __init__(self) -> None:
        """Wait for the parent's end in a thread, where this process is another's child of ``multiprocessing``."""
        self.tidy: Callable[[], None] = lambda: None
        parent = multiprocessing.parent_process()
        if parent is not None:
            threading.Thread(target=self._wait, args=(parent.join,), name="orphan", daemon=True).start()

    def _wait(self, for_parent: Callable[[], None]) -> None:
        for_parent()
        tidying = threading.Thread(target=self.tidy, daemon=True)
        tidying.start()
        tidying.join(_TIDYING)
        os._exit(1)
