"""Releases: immutable, versioned directories; written whole, switched atomically, opened with a check.

A release is first written into a hidden directory, every file is flushed to the disk, and one rename makes it a
release; another rename, of the symbolic link ``current``, publishes it. Whoever reads sees the old release or the new
one, and a process that is killed in between leaves only a hidden directory, which the next writer removes.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
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
FORMAT: Final = 1  # of the directory's layout; a reader refuses one that it does not know
_CURRENT: Final = "current"
_PARTIAL: Final = ".partial-"
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")
_MEND: Final = "Go back with `styrka rollback`, or write it anew with `styrka build --force`."


@dataclass(frozen=True)
class Release:
    """One release: its version, its directory, and what its manifest says."""

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
    """The release in a directory, after a check of its manifest and of every file's size.

    Parameters:
        path: the directory, or a symbolic link to one; followed once, so that a later switch does not matter.
        checksums: read every file and compare its SHA-256 too.

    Raises NotFound when there is none, ReleaseError when it is damaged.
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
        raise _cannot("read", error) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(path, f"its {MANIFEST} cannot be read") from None
    if not known:
        raise ReleaseError(f"The release {path.name} has a layout that this version does not know. {_MEND}")
    for name, (size, sha256) in files.items():
        try:
            found = (path / name).stat().st_size
        except OSError:
            raise _damaged(path, f"{name} is missing") from None
        if found != size:
            raise _damaged(path, f"{name} has {found} bytes instead of {size}")
        if checksums and _sha256(path / name) != sha256:
            raise _damaged(path, f"{name} is not what was written")
    return Release(manifest["version"], path, manifest)


def current(root: Path, *, checksums: bool = False) -> Release | None:
    """The published release; None when nothing is published yet. Raises ReleaseError when it is damaged."""
    link = root / _CURRENT
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


def published(root: Path) -> str | None:
    """The version that ``current`` names, whether it opens or not; None when nothing is published."""
    link = root / _CURRENT
    return link.readlink().name if link.is_symlink() else None


def find(root: Path, version: str) -> Release:
    """The release with the version. Raises NotFound (with the versions that exist) or ReleaseError."""
    path = root / version
    if not _VERSION.fullmatch(version) or path.is_symlink() or not path.is_dir():
        known = [release.version for release in releases(root)]
        listed = f"There are: {', '.join(known)}." if known else "There is none yet."
        raise NotFound(f"There is no release {version}. {listed}", release=version, releases=known)
    return open_release(path)


def releases(root: Path) -> tuple[Release, ...]:
    """Every release that opens, the newest first. Raises ReleaseError when the folder cannot be read."""
    found = []
    for path in _paths(root):
        with suppress(ReleaseError, NotFound):
            found.append(open_release(path))
    return tuple(sorted(found, key=lambda release: (release.created, release.version), reverse=True))


def damaged(root: Path, *, checksums: bool = False) -> dict[str, str]:
    """What is wrong with the releases that do not open, by version."""
    found = {}
    for path in _paths(root):
        try:
            open_release(path, checksums=checksums)
        except (ReleaseError, NotFound) as error:
            found[path.name] = error.detail
    return found


def _paths(root: Path) -> list[Path]:
    try:
        return sorted(path for path in root.iterdir()
                      if _VERSION.fullmatch(path.name) and path.is_dir() and not path.is_symlink())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _cannot("read", error) from None


@contextmanager
def writing(root: Path, *, patience: float = 60.0, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """The right to write releases: one process at a time; what a killed one left behind is removed.

    Parameters:
        root: the releases' folder; made when it is not there.
        patience: how many seconds to wait for another writer.
        waiting: called once when there is another.

    Raises ReleaseError when the folder cannot be written, or when the other takes longer.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = os.open(root / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise _cannot("write", error) from None
    try:
        _acquire(lock, patience, waiting)
        _tidy(root)
        yield
    finally:
        os.close(lock)  # the kernel gives the lock free here, and also when the process is killed


def write(
    root: Path, version: str, files: Mapping[str, bytes | Callable[[Path], None]], facts: Mapping[str, Any]
) -> Release:
    """The release with these files, published. To be called inside ``writing``.

    Parameters:
        version: the directory's name.
        files: every file but the manifest: its bytes, or a function that writes it to a path.
        facts: what the manifest says beyond the version, the time and the files' sizes and digests.

    Raises ReleaseError when the disk is full or the folder cannot be written; what is published stays as it was.
    """
    partial, final = root / f"{_PARTIAL}{version}-{os.getpid()}", root / version
    try:
        partial.mkdir()
        written = {name: _write_flushed(partial / name, content) for name, content in files.items()}
        manifest = {
            "format": FORMAT, "version": version, "created": datetime.now(UTC).isoformat(timespec="microseconds"),
            **facts, "files": written,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
        _write_flushed(partial / MANIFEST, text)
        _flush(partial)
        if _holds(final, written):
            shutil.rmtree(partial, ignore_errors=True)
            manifest = dict(open_release(final).manifest)
        else:
            if final.exists():
                _step_aside(root, partial, final)
            partial.rename(final)
        _flush(root)
        publish(root, version)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise _cannot("write", error) from None
    return Release(version, final.resolve(), manifest)


def publish(root: Path, version: str) -> None:
    """Point ``current`` at the release, in one rename. To be called inside ``writing``. Raises ReleaseError."""
    temporary = root / f".current-{os.getpid()}"
    try:
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(version, target_is_directory=True)
        temporary.replace(root / _CURRENT)
        _flush(root)
    except OSError as error:
        raise _cannot("write", error) from None


def rollback(root: Path, version: str | None = None) -> Release:
    """Publish an earlier release: the one named, else the newest that was written before the published one.

    Raises NotFound when there is none, ReleaseError when it is damaged or cannot be published.
    """
    with writing(root):
        release = find(root, version) if version else _before(root)
        open_release(release.path, checksums=True)
        publish(root, release.version)
    return release


def prune(root: Path, keep: int) -> tuple[str, ...]:
    """Remove all but the ``keep`` newest releases and the published one; the versions removed. Inside ``writing``."""
    present = published(root)
    spare = [release for release in releases(root) if release.version != present][max(keep, 0):]
    for release in spare:
        # Hidden in one step, so that nobody opens half of it.
        hidden = root / f".pruned-{release.version}-{os.getpid()}"
        with suppress(OSError):
            release.path.rename(hidden)
            shutil.rmtree(hidden, ignore_errors=True)
    return tuple(release.version for release in spare)


def _identity(link: Path) -> tuple[str, int | None]:
    """What a link names, and which directory that is: another one can take its name."""
    try:
        return str(link.readlink()), link.stat().st_ino
    except FileNotFoundError:
        return str(link), None


def _tidy(root: Path) -> None:
    """Remove what killed writers left, but never what is published."""
    present = published(root)
    for entry in list(root.iterdir()):
        if not entry.name.startswith(".") or entry.name == present:
            continue
        if entry.is_symlink():
            entry.unlink()
        elif entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)


def _holds(final: Path, files: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the release is there, unharmed, with just these files."""
    try:
        return final.exists() and open_release(final, checksums=True).manifest["files"] == files
    except (ReleaseError, NotFound):
        return False


def _step_aside(root: Path, partial: Path, final: Path) -> None:
    """Make room for a release of the same version: a rename cannot replace a directory that holds files.

    Meanwhile a second directory with the new files (hard links) is published, so that there is no moment without one.
    """
    twin = root / f".twin-{final.name}-{os.getpid()}"
    twin.mkdir()
    for file in partial.iterdir():
        (twin / file.name).hardlink_to(file)
    _flush(twin)
    publish(root, twin.name)
    final.rename(root / f".replaced-{final.name}-{os.getpid()}")


def _before(root: Path) -> Release:
    present = published(root)
    listed = releases(root)
    created = next((release.created for release in listed if release.version == present), None)
    for release in listed:
        if release.version != present and (created is None or release.created < created):
            return release
    raise NotFound("There is no earlier release to go back to.", releases=[release.version for release in listed])


def _acquire(lock: int, patience: float, waiting: Callable[[], None]) -> None:
    deadline, told = time.monotonic() + patience, False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ReleaseError("Another process is writing a release. Try again when it is done.") from None
            if not told:
                waiting()
                told = True
            time.sleep(0.1)
        else:
            return


def _write_flushed(path: Path, content: bytes | Callable[[Path], None]) -> dict[str, Any]:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)
    _flush(path)
    return {"bytes": path.stat().st_size, "sha256": _sha256(path)}


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(path: Path, what: str) -> ReleaseError:
    return ReleaseError(f"The release {path.name} is damaged: {what}. {_MEND}", release=path.name)


def _cannot(verb: str, error: OSError) -> ReleaseError:
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
    return ReleaseError(f"The folder of releases cannot be {'read' if verb == 'read' else 'written'}: {reason}. "
                        "What is published stays as it was.", errno=error.errno)
