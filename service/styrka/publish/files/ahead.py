"""The files of a release for a server, made by processes of their own.

A server that made them itself would answer everybody else late meanwhile, and hold the memory that it took.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from threading import Lock, Timer
from typing import Final

from styrka.engine.interface import Engine
from styrka.errors import Busy, ReleaseError, StyrkaError
from styrka.publish.files import dumps as dump_files
from styrka.publish.files import tables as table_files
from styrka.publish.files.dumps import Downloads
from styrka.publish.files.tables import TableFiles
from styrka.release import Release
from styrka.settings import Settings, get_variable_name

DUMPS, TABLES = dump_files.FOLDER, table_files.FOLDER
_READY: Final = {DUMPS: dump_files.find_dumps, TABLES: table_files.find_tables}
_turn: Final = Lock()  # whoever waits for it finds made what the one before has made
_SHARE: Final = 4  # of so many threads one may wait for files; the others are there for who asks for anything else
_AGAIN: Final = 10  # seconds after which to ask again


def make_dumps(settings: Settings, release: Release) -> Downloads:
    """Return the downloads of a release, made when they are not there.

    Raises:
        ReleaseError: When they cannot be made.
        Busy: When others wait for that already.
    """
    _make(settings, release, DUMPS)
    return dump_files.ensure_dumps(settings, release)


def make_tables(settings: Settings, release: Release, engine: Engine) -> TableFiles:
    """Return the tables of a release, made when they are not there.

    Parameters:
        engine: answers where the release is its own and too large to be loaded beside it.

    Raises:
        ReleaseError: When they cannot be made.
        Busy: When others wait for that already.
        StyrkaError: As ``Engine.run``.
    """
    if not bool(settings.engine):
        _make(settings, release, TABLES)
    return table_files.ensure_tables(settings, release, engine)


def make_dumps_and_tables(settings: Settings, release: Release, engine: Engine) -> tuple[Downloads, TableFiles]:
    """Return downloads and tables, made side by side.

    Raises:
        StyrkaError: As ``make_dumps`` and ``make_tables``.
    """
    _make(settings, release, DUMPS, *(() if bool(settings.engine) else (TABLES,)))
    return make_dumps(settings, release), make_tables(settings, release, engine)


def start_making(settings: Settings, release: Release, after: float = 2.0) -> None:
    """Begin to make the files of a release that are not there, so that their first reader need not wait.

    Parameters:
        after: seconds until it begins: those who wait for a first answer come first.

    Nothing is raised: whoever asks for the files gets the error.
    """
    if bool(settings.engine) or not settings.files_ahead:
        return

    def make() -> None:
        with suppress(StyrkaError, OSError):
            _make(settings, release, DUMPS, TABLES)

    timer = Timer(after, make)
    timer.daemon = True
    timer.start()


def _make(settings: Settings, release: Release, *folders: str) -> None:
    if all(_READY[name](release) for name in folders):
        return
    with _waiting.room(max(1, settings.threads // _SHARE), release):
        _run(settings, release, *folders)


class _Waiting:
    """How many wait for files."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.number = 0

    @contextmanager
    def room(self, places: int, release: Release) -> Iterator[None]:
        """Take a place among those who wait.

        Raises:
            Busy: Where they are all taken.
        """
        with self._lock:
            if self.number >= places:
                raise Busy(
                    f"The files of the release {release.version} are being made. Try again in a moment.",
                    sv=f"Filerna i utgåvan {release.version} görs just nu. Försök igen om en stund.",
                    retry_after=_AGAIN,
                )
            self.number += 1
        try:
            yield
        finally:
            with self._lock:
                self.number -= 1


_waiting: Final = _Waiting()


def _run(settings: Settings, release: Release, *folders: str) -> None:
    given = {get_variable_name(one.name): str(getattr(settings, one.name)) for one in fields(Settings)}
    command = [sys.executable, "-m", "styrka", "files", release.version, "--json", "--only"]
    if (nice := shutil.which("nice")) is not None:
        command = [nice, *command]  # after those who wait for an answer
    with _turn:
        running = [
            subprocess.Popen(
                [*command, name],
                env={**os.environ, **given},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            for name in folders
            if _READY[name](release) is None
        ]
        results = [(one.communicate()[0], one.returncode) for one in running]
    for output, code in results:
        if code:
            detail = f"The files of the release {release.version} could not be made (exit code {code})."
            with suppress(ValueError, KeyError, TypeError):
                detail = json.loads(output)["detail"]
            raise ReleaseError(
                detail, sv=f"Utgåvans filer ({release.version}) kunde inte göras: {detail}", release=release.version
            )
