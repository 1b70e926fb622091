"""Applications with settings of their own, and the real server in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from styrka.engine.local import LocalEngine
from styrka.release import Release
from styrka.settings import Settings
from styrka.web.app import create_app
from styrka.web.serving.request_log import RequestLog
from tests.queries.conftest import QUESTIONS

MakeApp = Callable[..., Flask]
SERVE = """\
import sys
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from styrka.settings import load_settings
from styrka.web.serving.server import serve
for folder in filter(None, sys.argv[1:]):
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(folder)}
serve(load_settings())
"""


@pytest.fixture
def make_app(settings: Settings, engine: LocalEngine, app: Flask) -> MakeApp:
    """Makes an application over the shipped release with some settings changed; it has read the names of things."""

    def make(watch: RequestLog | None = None, **changed: Any) -> Flask:
        names = app.extensions["styrka"].names
        return create_app(replace(settings, **changed), engine, QUESTIONS, watch=watch, names=names)

    return make


@dataclass
class Server:
    """A server that runs: its address, its process, and where it writes."""

    address: str
    process: subprocess.Popen[bytes]
    output: Path

    def stop(self, patience: float = 20.0) -> float:
        """Ask it to end as a supervisor does; the seconds that it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(patience)
        return time.monotonic() - started


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(releases: Path, folder: Path, **variables: str) -> Server:
    """The server over a folder of releases, on a free port where none is named, once it answers."""
    port = int(variables.get("STYRKA_PORT", 0)) or free_port()
    environment = {
        **os.environ,
        "STYRKA_RELEASES": str(releases),
        "STYRKA_PORT": str(port),
        "STYRKA_RATE": "",
        "STYRKA_TRUSTED_HOSTS": "a, b, other.example",
        "STYRKA_FILES_AHEAD": "no",  # most tests want none, and share the processors
        "STYRKA_PUBLIC_WORKERS": "2",
        "STYRKA_RESERVED_WORKERS": "1",
        **variables,
    }
    compiled = getattr(Flask.jinja_options.get("bytecode_cache"), "directory", "")  # by whoever was first, of all tests
    output = folder / "log"
    with output.open("wb") as log, (folder / "errors").open("wb") as errors:
        process = subprocess.Popen([sys.executable, "-c", SERVE, compiled], env=environment, stdout=log, stderr=errors)
    server = Server(f"http://127.0.0.1:{port}", process, output)
    for _ in range(1000):
        try:
            with urllib.request.urlopen(server.address + "/health/ready", timeout=5):
                return server
        except OSError:
            if process.poll() is not None:
                raise RuntimeError((folder / "errors").read_text()) from None
            time.sleep(0.03)
    process.kill()
    raise RuntimeError("the server does not answer")


@pytest.fixture(scope="session")
def server(release: Release, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server over the shipped release."""
    made = start(settings.releases_path, tmp_path_factory.mktemp("server"))
    yield made
    made.stop()
