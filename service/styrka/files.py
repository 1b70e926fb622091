"""Files and folders that are whole after a crash: flushed to the disk first, and then renamed into place."""

from __future__ import annotations

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Wait until the disk has what was written to a file, or the names that were given in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_flushed(path: Path, content: bytes) -> None:
    """Write a file that nobody reads yet, and wait until the disk has it."""
    path.write_bytes(content)
    flush(path)


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file, or make it and its folder: whatever happens, it has its old content or all of the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_flushed(temporary, content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    flush(path.parent)


def replace_folder(finished: Path, path: Path, aside: Path) -> None:
    """Give a folder, whose files are flushed, its name.

    A rename cannot replace a folder that has files, so one that has the name is renamed first.

    Parameters:
        finished: the folder as it was written, beside ``path``.
        path: the name that it gets.
        aside: the new name of what has that name.
    """
    flush(finished)
    if path.exists():
        path.rename(aside)
    finished.rename(path)
    flush(path.parent)


def replace_link(path: Path, target: str) -> None:
    """Point a symbolic link at a folder beside it, in one step."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target, target_is_directory=True)
    temporary.replace(path)
    flush(path.parent)
