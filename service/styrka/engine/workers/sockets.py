"""The folder with the sockets of one pool: private, gone with its owner, and cleared away later where it is not.

A process that is killed cannot tidy up. So each folder has a file that is locked for as long as its owner lives:
the system gives the lock back whatever the owner dies of, and who finds an unlocked file may remove its folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import IO, Final

_PREFIX: Final = "styrka-"
_LOCK: Final = "lock"
_MARK: Final = b"the folder of a pool of Styrka\n"  # in the file that is locked


class Folder:
    """A new private folder below the system's folder for temporary files."""

    def __init__(self) -> None:
        """Make the folder, and clear away those of this user whose owners are dead."""
        remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # The lock is taken before the file has its name: nobody ever sees it unlocked while this process lives.
        unnamed = self.path / f"{_LOCK}.new"
        self._lock = unnamed.open("wb")
        self._lock.write(_MARK)
        self._lock.flush()
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        unnamed.rename(self.path / _LOCK)

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def remove_abandoned() -> list[Path]:
    """Remove the folders of this user whose owners are dead; those that were removed.

    A folder without a lock that Styrka made is left alone: it is another program's, or is just being made.
    """
    removed = []
    for folder in sorted(Path(tempfile.gettempdir()).glob(f"{_PREFIX}*")):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                continue
            lock: IO[bytes] = stack.enter_context((folder / _LOCK).open("rb"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError, an OSError: the owner lives
            if lock.read(len(_MARK) + 1) != _MARK or found.st_mode & 0o077:
                continue  # somebody else's, which happens to have such a name and such a file
            shutil.rmtree(folder)
            removed.append(folder)
    return removed
