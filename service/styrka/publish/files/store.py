"""Folders of files that are made from a release, once, into the release's own directory.

Such a folder appears whole by one rename; a process that is killed meanwhile leaves only a hidden directory, which the
next one removes. Only one process makes them at a time; the others wait and find them made.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from styrka.errors import ReleaseError
from styrka.files import replace_folder, write_flushed
from styrka.release import Release, open_release

INDEX: Final = "index.json"


@contextmanager
def lock_folder(release: Release, name: str) -> Iterator[None]:
    """Lock the folders of that name, in this release and in those beside it.

    Raises:
        ReleaseError: When they cannot be written.
    """
    try:
        lock = os.open(release.path.parent / f".{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
    except OSError as error:
        raise ReleaseError(
            f"The files of the release {release.version} cannot be written: {os.strerror(error.errno or 0).lower()}.",
            sv=f"Utgåvans filer ({release.version}) kan inte skrivas: {os.strerror(error.errno or 0).lower()}.",
            errno=error.errno,
        ) from None


@contextmanager
def make_folder(release: Release, name: str) -> Iterator[Path]:
    """Yield a hidden folder to write into; it gets its name at the end, or is removed when an error is raised.

    To be called inside ``lock_folder``. What has the name already is damaged, or nobody would make it, and goes.

    Raises:
        ReleaseError: When the release is damaged: what is made from it would look whole.
    """
    open_release(release.path, checksums=True)
    hidden = f".{name}-"
    partial, final = release.path / f"{hidden}{os.getpid()}", release.path / name
    _sweep(release, hidden)
    partial.mkdir()
    try:
        yield partial
        replace_folder(partial, final, release.path / f"{hidden}damaged-{os.getpid()}")
    finally:
        _sweep(release, hidden)


def write_file(folder: Path, name: str, content: bytes) -> dict[str, Any]:
    """Return a file written and flushed; its size and digests, as an index records them.

    SHA-1 is there for catalogues after DCAT-AP 2, which know no other.
    """
    write_flushed(folder / name, content)
    return {
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "sha1": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
    }


def write_json(folder: Path, name: str, value: Any) -> dict[str, Any]:
    """Return a JSON file, the same bytes for the same value; its size and digests."""
    return write_file(folder, name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")


def read_index(release: Release, folder: str, layout: int) -> dict[str, Any]:
    """Return a folder's index, when every file in it has its size.

    Raises:
        OSError: When there is no folder, or one that is not whole or of another layout.
        ValueError: When there is no folder, or one that is not whole or of another layout.
        LookupError: When there is no folder, or one that is not whole or of another layout.
    """
    index: dict[str, Any] = json.loads((release.path / folder / INDEX).read_bytes())
    files: Mapping[str, Mapping[str, Any]] = index["files"]
    if index["layout"] != layout or index["version"] != release.version:
        raise ValueError("of another layout or release")
    if not all((release.path / folder / name).stat().st_size == one["bytes"] for name, one in files.items()):
        raise ValueError("a file is not whole")
    return index


def read_file(release: Release, folder: str, name: str, sha256: str) -> bytes:
    """Return a file's bytes, whole.

    Raises:
        ReleaseError: When it is not what was written.
    """
    try:
        content = (release.path / folder / name).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ReleaseError(
            f"The file {name} of the release {release.version} is damaged. Remove the folder {folder}/ in the "
            "release's; it is made anew.",
            sv=f"Filen {name} i utgåvan {release.version} är skadad. Ta bort mappen {folder}/ i utgåvans; den görs "
            "på nytt.",
            file=name,
        )
    return content


def _sweep(release: Release, hidden: str) -> None:
    for left in release.path.glob(f"{hidden}*"):
        shutil.rmtree(left, ignore_errors=True)
