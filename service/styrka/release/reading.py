"""Releases as readers see them: opened with a check, listed, and never half there."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from styrka.errors import NotFound, ReleaseError

MANIFEST: Final = "manifest.json"
DATA: Final = "data.nq"
INFERRED: Final = "inferred.nq"
COMPUTED: Final = "computed.nq"
REPORT: Final = "report.json"
REPORT_GRAPH: Final = "report.ttl"
DERIVATIONS: Final = "derivations.gz"
GEOMETRY: Final = "geometry.json"  # where the tree has shapes for maps
FORMAT: Final = 1  # of the directory's layout; a reader refuses one that it does not know
CURRENT: Final = "current"
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")
_MEND: Final = "Go back with `styrka rollback`, or write it anew with `styrka build --force`."


@dataclass(frozen=True)
class Release:
    """One release: its version, its directory, and its manifest."""

    version: str
    path: Path
    manifest: Mapping[str, Any]

    @property
    def dumps(self) -> tuple[Path, ...]:
        """The N-Quads files that together are the graph: asserted, inferred, computed."""
        return tuple(self.path / name for name in (DATA, INFERRED, COMPUTED))

    @property
    def created(self) -> str:
        """When it was written, in UTC (xsd:dateTime)."""
        return str(self.manifest["created"])


def open_release(path: Path, *, checksums: bool = False) -> Release:
    """Return the release in a directory, after a check of its manifest and of every file's size.

    Parameters:
        path: the directory, or a symbolic link to one; followed once, so that a later switch does not matter.
        checksums: read every file and compare its SHA-256 too.

    Raises:
        NotFound: When there is none.
        ReleaseError: When it is damaged.
    """
    path = path.resolve()
    if not path.is_dir():
        raise NotFound(f"There is no release {path.name}.", release=path.name)
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
        known = manifest["format"] == FORMAT and isinstance(manifest["version"], str)
        files = {str(name): (int(one["bytes"]), str(one["sha256"])) for name, one in manifest["files"].items()}
    except FileNotFoundError:
        raise _damaged(path, f"its {MANIFEST} is missing") from None
    except OSError as error:
        raise make_folder_error("read", error) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(path, f"its {MANIFEST} cannot be read") from None
    if not known:
        raise ReleaseError(f"The release {path.name} has a layout that this version does not know. {_MEND}")
    for name, (size, wanted) in files.items():
        try:
            found = (path / name).stat().st_size
        except OSError:
            raise _damaged(path, f"{name} is missing") from None
        if found != size:
            raise _damaged(path, f"{name} has {found} bytes instead of {size}")
        if checksums and sha256(path / name) != wanted:
            raise _damaged(path, f"{name} is not what was written")
    return Release(manifest["version"], path, manifest)


def open_current(root: Path, *, checksums: bool = False) -> Release | None:
    """Return the published release; None when nothing is published yet.

    Raises:
        ReleaseError: When it is damaged.
        NotFound: There is no such thing.
    """
    link = root / CURRENT
    if not os.path.lexists(link):
        return None
    while True:
        seen = _identity(link)
        try:
            return open_release(link, checksums=checksums)
        except (NotFound, ReleaseError) as error:
            if _identity(link) != seen:
                continue  # another release was published while this one was read, and may have taken its place
            if isinstance(error, NotFound):
                raise ReleaseError(f"The published release is gone: {error.detail} {_MEND}") from None
            raise


def read_current_version(root: Path) -> str | None:
    """Return the version that ``current`` names, whether it opens or not; None when nothing is published."""
    link = root / CURRENT
    return link.readlink().name if link.is_symlink() else None


def find_release(root: Path, version: str) -> Release:
    """Return the release with the version.

    Raises:
        NotFound: With the versions that exist.
        ReleaseError: A release is missing, damaged or cannot be written.
    """
    path = root / version
    if not _VERSION.fullmatch(version) or path.is_symlink() or not path.is_dir():
        known = [release.version for release in list_releases(root)]
        listed = f"There are: {', '.join(known)}." if known else "There is none yet."
        raise NotFound(f"There is no release {version}. {listed}", release=version, releases=known)
    return open_release(path)


def list_releases(root: Path) -> tuple[Release, ...]:
    """Return every release that opens, the newest first.

    Raises:
        ReleaseError: When the folder cannot be read.
    """
    found = []
    for path in _paths(root):
        with suppress(ReleaseError, NotFound):
            found.append(open_release(path))
    return tuple(sorted(found, key=lambda release: (release.created, release.version), reverse=True))


def list_damaged(root: Path, *, checksums: bool = False) -> dict[str, str]:
    """Return what is wrong with the releases that do not open, by version."""
    found = {}
    for path in _paths(root):
        try:
            open_release(path, checksums=checksums)
        except (ReleaseError, NotFound) as error:
            found[path.name] = error.detail
    return found


def _paths(root: Path) -> list[Path]:
    try:
        return sorted(
            path for path in root.iterdir() if _VERSION.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
        )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise make_folder_error("read", error) from None


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _identity(link: Path) -> tuple[str, int | None]:
    """Return what a link names, and which directory that is: another one can take its name."""
    try:
        return str(link.readlink()), link.stat().st_ino
    except FileNotFoundError:
        return str(link), None


def _damaged(path: Path, what: str) -> ReleaseError:
    return ReleaseError(f"The release {path.name} is damaged: {what}. {_MEND}", release=path.name)


def make_folder_error(verb: str, error: OSError) -> ReleaseError:
    """Return the error to raise when the folder of releases cannot be read or written, in words for people."""
    reasons = {
        errno.ENOSPC: "the disk is full. Make room and try again",
        errno.EDQUOT: "the quota of the disk is used up. Make room and try again",
        errno.EFBIG: "a file would be larger than this process may write. Raise the limit (ulimit -f) and try again",
        errno.EROFS: "the file system is read-only. Set STYRKA_RELEASES to a folder that can be written",
        errno.EACCES: "permission is denied. Set STYRKA_RELEASES to a folder that you may use",
        errno.EPERM: "permission is denied. Set STYRKA_RELEASES to a folder that you may use",
        errno.ENOTDIR: "a file stands where a folder is needed. Set STYRKA_RELEASES to another folder",
        errno.EEXIST: "a file stands where a folder is needed. Set STYRKA_RELEASES to another folder",
    }
    reason = reasons.get(error.errno or 0, os.strerror(error.errno or 0))
    return ReleaseError(
        f"The folder of releases cannot be {'read' if verb == 'read' else 'written'}: {reason}. "
        "What is published stays as it was.",
        errno=error.errno,
    )
