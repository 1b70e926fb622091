"""A release's store on disk as the processes open it: enclosed, each for itself, and only where it can be opened.

The files of a store cannot be shared across a fork, so each worker opens them after it. What opens them first is a
process that is there for nothing else: a store that has gone bad is filled again before anybody waits for an answer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

import pyoxigraph as ox

from styrka.engine.disk import stores
from styrka.engine.disk.enclosure import NO_ENCLOSURE, enclose
from styrka.errors import ReleaseError

FAILED: Final = b"failed: "  # what a process says at its start instead of ``ready``, and a sentence after it
UNREADABLE: Final = 4  # the exit code of a process that could not open its store


def secured(folder: Path, files: Sequence[Path]) -> int:
    """An open file that keeps a store where it is, as ``stores.claim``, after a trial that it can be read.

    Raises ReleaseError when there is no such store and none can be made, or this system has no enclosure.
    """
    if not _succeeds(enclose):
        raise ReleaseError(NO_ENCLOSURE)
    lock = stores.claim(folder, files)
    if _succeeds(lambda: _read(folder)):
        return lock
    stores.discard(folder, lock)
    lock = stores.claim(folder, files)
    if _succeeds(lambda: _read(folder)):
        return lock
    os.close(lock)
    raise ReleaseError("The store on disk cannot be opened, though it was filled just now. See the messages above.")


def enclosed(folder: Path) -> ox.Store:
    """The store, for reading, in this process, which gets no way onto the network any more.

    Raises OSError when the store cannot be opened, ReleaseError when this system has no enclosure.
    """
    enclose()
    return stores.opened(folder)


def _read(folder: Path) -> None:
    stores.opened(folder).query("ASK { ?s ?p ?o }")


def _succeeds(act: Callable[[], None]) -> bool:
    """Whether a process of its own can do it; what stands in the way is said on standard error."""
    pid = os.fork()
    if pid == 0:
        _act(act)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def _act(act: Callable[[], None]) -> NoReturn:
    try:
        act()
    except BaseException as error:
        print(f"styrka: {error}", file=sys.stderr, flush=True)
        os._exit(UNREADABLE)
    os._exit(0)
