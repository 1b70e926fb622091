"""Releases held on disk: each in a folder of its own, filled once, kept for the next start.

    _stores/.lock              held by the one process that fills or removes a store
    _stores/.partial-...       a store that is being filled, or was when a process was killed
    _stores/<version>-<digest>/
        lock                   held, shared, by those who read
        data/                  the store itself; nothing writes to it any more

A store is filled aside and gets its name in one rename, so that nobody opens half of it. The digest is that of the
release's files, so a store never answers for another release. One that is read is not removed: opening it takes a lock
that its removal needs, and a process that ends, however it ends, gives that back.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from styrka.engine.disk.enclosure import allow_files
from styrka.engine.disk.filling import flush
from styrka.errors import ReleaseError
from styrka.release import Release

_LAYOUT: Final = 1
_DATA: Final = "data"
_LOCK: Final = "lock"
_GUARD: Final = ".lock"
_PARTIAL: Final = ".partial-"
_GONE: Final = ".gone-"
_KEPT: Final = 1  # stores that nobody reads and that are kept, so that a rollback is quick
_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota of the disk is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EEXIST: "a file stands where a folder is needed",
}


def _unheard(done: int) -> None:
    """Say nothing."""


def folder_for(stores: Path, release: Release) -> Path:
    """The folder of a release's store, whether it is there or not."""
    files = release.manifest["files"]
    told = [str(_LAYOUT), ox.__version__, *(str(files[path.name]["sha256"]) for path in release.dumps)]
    return stores / f"{release.version}-{hashlib.sha256(' '.join(told).encode()).hexdigest()[:16]}"


def claim(folder: Path, files: Sequence[Path], heard: Callable[[int], None] = _unheard) -> int:
    """An open file that keeps a store where it is until it is closed; the store is filled first where it is not there.

    Parameters:
        folder: as ``folder_for`` says.
        files: the release's N-Quads files.
        heard: told how many quads are in, now and then while the store is filled.

    Raises ReleaseError when the store can be neither found nor made.
    """
    try:
        while (lock := _locked(folder)) is None:
            _make(folder, files, heard)
        _sweep(folder)
    except OSError as error:
        raise ReleaseError(_cannot(error.errno, str(error))) from None
    return lock


def opened(folder: Path) -> ox.Store:
    """A claimed store, to be read. Raises OSError when it cannot be opened."""
    allow_files()
    return ox.Store.read_only(str(folder / _DATA))


def discard(folder: Path, lock: int) -> None:
    """Remove a store that cannot be opened, so that it is filled again. Gives the claim back.

    Raises ReleaseError when another process reads it, so that it cannot be all that bad.
    """
    try:
        if not _remove(folder, lock):
            raise ReleaseError(
                "The store on disk cannot be opened here, but another process reads it. See that this one may open "
                "as many files and use as much memory."
            )
    finally:
        os.close(lock)


def _locked(folder: Path) -> int | None:
    """A shared lock on a finished store; None when there is none, or it was removed just now."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDONLY)
    except FileNotFoundError:
        return None
    fcntl.flock(lock, fcntl.LOCK_SH)
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(lock), (folder / _LOCK).stat()):
            with suppress(OSError):  # a folder that may only be read is read
                os.utime(folder / _LOCK)
            return lock
    os.close(lock)
    return None


def _make(folder: Path, files: Sequence[Path], heard: Callable[[int], None]) -> None:
    stores = folder.parent
    stores.mkdir(parents=True, exist_ok=True)
    guard = os.open(stores / _GUARD, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)
        _clear(stores)
        if (folder / _LOCK).exists():
            return  # another process has filled it in the meantime
        partial = stores / f"{_PARTIAL}{folder.name}-{os.getpid()}"
        partial.mkdir()
        try:
            _fill(partial / _DATA, files, heard, guard)
            (partial / _LOCK).touch()
            flush(partial)
            partial.rename(folder)
            flush(stores)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    finally:
        os.close(guard)


def _fill(data: Path, files: Iterable[Path], heard: Callable[[int], None], guard: int) -> None:
    """Have a process fill the store. It has the guard too, so that no other begins before it has ended."""
    orders = {"store": str(data), "files": [str(path.resolve()) for path in files]}
    failed = ""
    number: int | None = None
    with subprocess.Popen(
        [sys.executable, "-m", "styrka.engine.disk.filling"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(guard,),
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    ) as process:
        stdin, stdout = _pipes(process)
        try:
            stdin.write(json.dumps(orders).encode() + b"\n")
            stdin.flush()
            for line in stdout:
                said = json.loads(line)
                if "failed" in said:
                    failed, number = said["failed"], said["errno"]
                else:
                    heard(said["done"])
        except BaseException:
            process.kill()
            raise
        code = process.wait()
    if code:
        raise ReleaseError(_cannot(number, failed or f"the process that fills it ended ({code})"))


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ReleaseError("The process that fills the store has no pipes.")
    return process.stdin, process.stdout


def _sweep(present: Path) -> None:
    """Remove the stores that are read by nobody, but for those used last. A sweep that is not possible is left out."""
    stores = present.parent
    with suppress(OSError):
        guard = os.open(stores / _GUARD, os.O_RDWR)
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _clear(stores)
            # What has another content than a store has is somebody else's.
            found = [path for path in stores.iterdir() if (path / _LOCK).is_file() and (path / _DATA).is_dir()]
            others = sorted((path for path in found if path != present), key=_used, reverse=True)
            for path in others[_KEPT:]:
                lock = os.open(path / _LOCK, os.O_RDONLY)
                try:
                    _remove(path, lock)
                finally:
                    os.close(lock)
        finally:
            os.close(guard)


def _used(folder: Path) -> float:
    return (folder / _LOCK).stat().st_mtime


def _remove(folder: Path, lock: int) -> bool:
    """Remove a store unless another process reads it; whether it is gone."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    # Hidden in one step, so that nobody opens half of it.
    hidden = folder.parent / f"{_GONE}{folder.name}-{os.getpid()}"
    folder.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)
    return True


def _clear(stores: Path) -> None:
    """Remove what killed processes left. To be called by who has the guard."""
    for path in stores.iterdir():
        if path.name.startswith((_PARTIAL, _GONE)) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def _cannot(number: int | None, what: str) -> str:
    reason = _REASONS.get(number or 0, what)
    return f"The store on disk cannot be made: {reason}. Set STYRKA_STORE_PATH to a folder with room for it."
