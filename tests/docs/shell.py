"""A shell for the commands of the pages: ``styrka`` in this process, ``curl`` through a test client."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import cache, lru_cache
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from styrka.build import sources
from styrka.build.sources import Source
from styrka.build.validate import engines
from styrka.build.validate.engines import ShaclResult
from styrka.cli import main
from styrka.engine import local
from styrka.errors import SourceError
from styrka.settings import Settings
from styrka.web.serving import application, asgi, server
from tests.conftest import ROOT
from tests.docs.curl import read_curl
from tests.docs.parse import Command, read_commands

_SMALL = {
    "STYRKA_FILES_AHEAD": "no",
    "STYRKA_PUBLIC_WORKERS": "1",
    "STYRKA_RESERVED_WORKERS": "1",
    "STYRKA_REQUEST_LOG": "none",
}
_HERE = "127.0.0.1:8000"
_open_local = local.open_local
_read_tables = sources._read_tables
_read_document = cache(sources.read_document)
_run_shacl = engines.run_shacl
Tables = tuple[dict[str, Source], list[SourceError]]
_engines: dict[tuple[str, str], local.LocalEngine] = {}


def _open_once(files: Iterable[Path], version: str, created: str = "") -> local.LocalEngine:
    """Open a release for the first command that asks it; a version names its content, so later ones get the same."""
    if (version, created) not in _engines:
        _engines[version, created] = _open_local(files, version, created=created)
    return _engines[version, created]


@lru_cache(2)
def _read_tables_once(root: Path, limit: int, digest: str) -> Tables:
    return _read_tables(root, limit, None)


def _read_same_tables(root: Path, limit: int, _cache: object = None) -> Tables:
    """Read the tables again only where one has changed."""
    paths = sorted(path for path in (root / "data/tables").iterdir() if path.is_file())
    content = b"".join(path.name.encode() + path.read_bytes() for path in paths)
    return _read_tables_once(root, limit, hashlib.sha256(content).hexdigest())


@lru_cache(3)
def _run_shacl_once(engine: str, data: bytes, shapes: bytes) -> frozenset[ShaclResult]:
    return _run_shacl(engine, data, shapes)


def _run_same_shacl(
    engine: str, data: bytes | IO[bytes], shapes: bytes, focus: frozenset[str] | None = None
) -> frozenset[ShaclResult]:
    """Validate the same graph once, whatever things are asked about."""
    results = _run_shacl_once(engine, data if isinstance(data, bytes) else data.read(), shapes)
    return results if focus is None else frozenset(one for one in results if one.focus[1:-1] in focus)


class Shell:
    """Runs commands in one folder; a service that was started answers until the end."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._variables = dict(_SMALL)
        self._services: dict[str, Client] = {}
        self._ends = ExitStack()
        self._served: list[Settings] = []
        patch.chdir(folder)
        patch.setattr(local, "open_local", _open_once)
        # What commands read and judge again and again is the same but for a file: each page's take seconds otherwise.
        patch.setattr(sources, "read_document", _read_document)
        patch.setattr(sources, "_read_tables", _read_same_tables)
        patch.setattr(engines, "run_shacl", _run_same_shacl)
        patch.setattr(server, "serve", self._start)
        patch.setattr(asgi, "AsgiGateway", lambda front, _, close: (front, close))
        self._patch = patch

    def close(self) -> None:
        """End the services."""
        self._ends.close()

    def run(self, text: str) -> tuple[int, str]:
        """Run the commands of a block up to the first that fails: its exit code, and what all of them printed."""
        printed = ""
        for command in read_commands(text):
            code, output = self._run(command)
            if command.output is not None:
                with Path(command.output).open("a" if command.append else "w", encoding="utf-8") as file:
                    file.write(output)
            else:
                printed += output
            if code:
                return code, printed
        return 0, printed

    def _run(self, command: Command) -> tuple[int, str]:
        if not command.words or command.words[0] == "export":
            words = command.words[1:]
            self._variables |= command.variables | dict(word.split("=", 1) for word in words)
            return 0, ""
        known: dict[str, Callable[[Command], tuple[int, str]]] = {
            "styrka": self._styrka,
            "curl": self._curl,
            "make": self._make,
            "cat": lambda command: (0, command.given or Path(command.words[1]).read_text("utf-8")),
            "cp": self._copy,
            "mkdir": self._make_folder,
            "python": self._python,
        }
        name = command.words[0].removeprefix(".venv/bin/")
        if name not in known:
            raise ValueError(f"{name}: teach tests/docs/shell.py what it does, or mark the block no-test.")
        return known[name](command)

    def _styrka(self, command: Command) -> tuple[int, str]:
        for name in [name for name in os.environ if name.startswith("STYRKA_")]:
            self._patch.delenv(name)
        result = CliRunner().invoke(
            main, command.words[1:], input=command.given, env={**self._variables, **command.variables}
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    def _start(self, settings: Settings) -> None:
        """Stand in for the server: the application that it would serve, answered by a test client."""
        opened: Any = application.open_application(settings)  # see the patch of AsgiGateway
        front, close = opened
        self._ends.callback(close)
        self._services[f"{settings.host}:{settings.port}"] = Client(front)

    def _curl(self, command: Command) -> tuple[int, str]:
        asked = read_curl(command.words[1:])
        if asked.host == _HERE and _HERE not in self._services:
            self._styrka(Command(("styrka", "serve"), {}))
        response = self._services[asked.host].open(
            asked.target,
            method=asked.method,
            headers=asked.headers,
            data=asked.body,
            base_url=f"http://{asked.host}",
            follow_redirects=asked.follow,
        )
        if asked.output is not None:
            Path(asked.output).write_bytes(response.data)
        if response.status_code >= 400:
            return 22, response.text
        return 0, "" if asked.output else response.get_data(as_text=True)

    def _make(self, command: Command) -> tuple[int, str]:
        made = subprocess.run(
            ["make", "-n", *command.words[1:]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        return made.returncode, made.stdout + made.stderr

    def _copy(self, command: Command) -> tuple[int, str]:
        source, target = command.words[1:]
        shutil.copy(source, target)
        return 0, ""

    def _make_folder(self, command: Command) -> tuple[int, str]:
        Path(command.words[-1]).mkdir(parents=True, exist_ok=True)
        return 0, ""

    def _python(self, command: Command) -> tuple[int, str]:
        """Check that the module is there and that the paths given to it exist."""
        flag, module, *rest = command.words[1:]
        missing = [word for word in rest if "/" in word and not (ROOT / word).exists()]
        if flag != "-m" or module not in {"pytest", "tests.docs.questions"} or missing:
            return 2, f"python {flag} {module}: no {missing}"
        return 0, ""
