"""The files that pages load, each with a digest of its bytes in its name, so that a browser need never ask twice."""

from __future__ import annotations

import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "static"
_HASHED: Final = re.compile(r"(?P<stem>[\w.-]+)\.[0-9a-f]{12}(?P<suffix>\.\w+)")
_LOADED: Final = re.compile(rb'url\("([\w.-]+)"\)')


def name_file(name: str) -> str:
    """Return the name under which a file is loaded: with a digest of what it has at present.

    Raises:
        OSError: There is no such file.
    """
    return _name(name, os.stat(f"{FOLDER}/{name}").st_mtime_ns)  # noqa: PTH116  # a page has seven: a path takes longer


def find_file(name: str) -> tuple[str, bool]:
    """Return the file that a name stands for, and whether the name has the digest of what it has at present."""
    found = _HASHED.fullmatch(name)
    if not found or (FOLDER / name).is_file():
        return name, False
    plain = found["stem"] + found["suffix"]
    try:
        return plain, name_file(plain) == name
    except OSError:
        return plain, False


def read_file(name: str) -> bytes:
    """Return a file as it is sent: a style sheet names the files that it loads by their digests.

    Raises:
        OSError: There is no such file.
    """
    path = FOLDER / name
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(64)
def _name(name: str, changed: int) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(_read(FOLDER / name, changed)).hexdigest()[:12]}{dot}{suffix}"


@lru_cache(64)
def _read(path: Path, _: int) -> bytes:
    content = path.read_bytes()
    if path.suffix == ".css":
        content = _LOADED.sub(lambda one: b'url("' + name_file(one[1].decode()).encode() + b'")', content)
    return content
