"""Releases that an earlier run of the tests has built, of the same files by the same program: each takes many seconds.

They are below ``var/``, which ``make clean`` removes, and are copied from there, so that no test ever changes them.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from styrka.build.pipeline import build_release, find_current_release
from styrka.errors import StyrkaError
from styrka.release import Release, open_release
from styrka.settings import Settings
from tests.conftest import ROOT
from tests.service.syntax import MODULES, ORDER, name_of

KEPT = ROOT / "var" / "tests"
_LATER = frozenset(ORDER[ORDER.index("build") + 1 :])  # what a build cannot import


def build_once(settings: Settings, kept: Path = KEPT) -> Release:
    """Return the release of a tree, which is built where no earlier run has: by one worker, while the others wait."""
    kept.mkdir(parents=True, exist_ok=True)
    releases, folder, program = settings.releases_path, kept / settings.releases_path.name, digest_program()
    written = folder.with_suffix(".program")
    with (kept / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if releases.exists():
            return build_release(settings)
        if _is_right(replace(settings, releases=folder), written, program):
            shutil.copytree(folder, releases, symlinks=True)
            return build_release(settings)
        built = build_release(settings)
        written.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(releases, folder, symlinks=True)
        written.write_text(program)  # last: without it, the copy is not whole
        return built


def digest_program() -> str:
    """Return the digest of all that a build runs: the modules that it can import (the architecture test keeps it from
    all others), Python, and the versions of the libraries.
    """
    digest = hashlib.sha256(sys.version.encode() + (ROOT / "requirements.lock").read_bytes())
    for path in MODULES:
        if name_of(path).partition("/")[0].removesuffix(".py") not in _LATER:
            digest.update(name_of(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _is_right(settings: Settings, written: Path, program: str) -> bool:
    """Whether a folder of releases has that of the tree, by that program, as it was written."""
    with suppress(OSError, StyrkaError):
        if written.read_text() == program and (found := find_current_release(settings)):
            open_release(found.path, checksums=True)
            return True
    return False
