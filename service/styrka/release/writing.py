"""Releases as the one writer makes them: written whole, flushed, renamed, switched.

A process that is killed leaves only a hidden directory, which the next writer removes.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from styrka.errors import NotFound, ReleaseError
from styrka.files import flush, replace_folder, replace_link, write_flushed
from styrka.release.reading import (
    CURRENT,
    FORMAT,
    MANIFEST,
    Release,
    find_release,
    list_releases,
    make_folder_error,
    open_release,
    read_current_version,
    sha256,
)


@contextmanager
def lock_releases(root: Path, *, patience: float = 60.0, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Lock the releases, for one process at a time, and remove what a killed one left behind.

    Parameters:
        root: the releases' folder; made when it is not there.
        patience: how many seconds to wait for another writer.
        waiting: called once when there is another.

    Raises:
        ReleaseError: When the folder cannot be written, or when the other takes longer.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = os.open(root / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise make_folder_error("write", error) from None
    try:
        _acquire(lock, patience, waiting)
        _tidy(root)
        yield
    finally:
        os.close(lock)  # the kernel gives the lock free here, and also when the process is killed


def write_release(
    root: Path, version: str, files: Mapping[str, bytes | Callable[[Path], None]], facts: Mapping[str, Any]
) -> Release:
    """Return the release with these files, published. To be called inside ``lock_releases``.

    Parameters:
        version: the directory's name.
        files: every file but the manifest: its bytes, or a function that writes it to a path.
        facts: what the manifest has beyond the version, the time and the files' sizes and digests.

    Raises:
        ReleaseError: When the disk is full or the folder cannot be written; what is published stays as it was.
    """
    partial, final = root / f".partial-{version}-{os.getpid()}", root / version
    try:
        partial.mkdir()
        written = {name: _write(partial / name, content) for name, content in files.items()}
        manifest = {
            "format": FORMAT,
            "version": version,
            "created": datetime.now(UTC).isoformat(timespec="microseconds"),
            **facts,
            "files": written,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
        write_flushed(partial / MANIFEST, text)
        if _is_identical(final, written):
            shutil.rmtree(partial, ignore_errors=True)
            manifest = dict(open_release(final).manifest)
        else:
            if final.exists():
                _publish_twin(root, partial, final)
            replace_folder(partial, final, root / f".replaced-{version}-{os.getpid()}")
        switch_current(root, version)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise make_folder_error("write", error) from None
    return Release(version, final.resolve(), manifest)


def switch_current(root: Path, version: str) -> None:
    """Point ``current`` at the release, in one rename. To be called inside ``lock_releases``.

    Raises:
        ReleaseError: A release is missing, damaged or cannot be written.
    """
    try:
        replace_link(root / CURRENT, version)
    except OSError as error:
        raise make_folder_error("write", error) from None


def roll_back(root: Path, version: str | None = None) -> Release:
    """Publish an earlier release: the one named, else the newest that was written before the published one.

    Raises:
        NotFound: When there is none.
        ReleaseError: When it is damaged or cannot be published.
    """
    with lock_releases(root):
        release = find_release(root, version) if version else _before(root)
        open_release(release.path, checksums=True)
        switch_current(root, release.version)
    return release


def prune_releases(root: Path, keep: int) -> tuple[str, ...]:
    """Remove all but the ``keep`` newest releases and the published one; the versions removed, inside a lock.

    Nothing is removed when ``keep`` is 0: a release that was published may have been cited.
    """
    if keep <= 0:
        return ()
    present = read_current_version(root)
    spare = [release for release in list_releases(root) if release.version != present][keep:]
    for release in spare:
        # Hidden in one step, so that nobody opens half of it.
        hidden = root / f".pruned-{release.version}-{os.getpid()}"
        with suppress(OSError):
            release.path.rename(hidden)
            shutil.rmtree(hidden, ignore_errors=True)
    return tuple(release.version for release in spare)


def _tidy(root: Path) -> None:
    """Remove what killed writers left, but never what is published."""
    present = read_current_version(root)
    for entry in list(root.iterdir()):
        if not entry.name.startswith(".") or entry.name == present:
            continue
        if entry.is_symlink():
            entry.unlink()
        elif entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)


def _is_identical(final: Path, files: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether the release is there, unharmed, with just these files."""
    try:
        return final.exists() and open_release(final, checksums=True).manifest["files"] == files
    except (ReleaseError, NotFound):
        return False


def _publish_twin(root: Path, partial: Path, final: Path) -> None:
    """Publish a second folder with the new files (hard links), while a release of the same version makes room."""
    twin = root / f".twin-{final.name}-{os.getpid()}"
    twin.mkdir()
    for file in partial.iterdir():
        (twin / file.name).hardlink_to(file)
    flush(twin)
    switch_current(root, twin.name)


def _before(root: Path) -> Release:
    present = read_current_version(root)
    listed = list_releases(root)
    created = next((release.created for release in listed if release.version == present), None)
    for release in listed:
        if release.version != present and (created is None or release.created < created):
            return release
    raise NotFound("There is no earlier release to go back to.", releases=[release.version for release in listed])


def _acquire(lock: int, patience: float, waiting: Callable[[], None]) -> None:
    deadline, announced = time.monotonic() + patience, False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ReleaseError("Another process is writing a release. Try again when it is done.") from None
            if not announced:
                waiting()
                announced = True
            time.sleep(0.1)
        else:
            return


def _write(path: Path, content: bytes | Callable[[Path], None]) -> dict[str, Any]:
    if isinstance(content, bytes):
        write_flushed(path, content)
    else:
        content(path)
        flush(path)
    return {"bytes": path.stat().st_size, "sha256": sha256(path)}
