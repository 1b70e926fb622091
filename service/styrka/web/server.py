"""The production server: Granian in front of the WSGI application.

The server's worker is a process of its own, so the settings travel to it in the environment.
"""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from typing import Final

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from styrka.engine import Budget, Engine
from styrka.engine.live import LiveEngine
from styrka.engine.local import open_local
from styrka.release import Release
from styrka.settings import Settings, load, variable
from styrka.web import create_app

_TARGET: Final = "styrka.web.server:application"


def serve(settings: Settings) -> None:
    """Answer requests until the process is told to stop; the address is printed when it does.

    Raises ReleaseError, before anything listens, when there is no release.
    """
    for setting in fields(Settings):
        os.environ[variable(setting.name)] = str(getattr(settings, setting.name))
    Granian(
        _TARGET,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        blocking_threads=settings.threads,
        websockets=False,
        backlog=1024,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def application() -> Flask:
    """The application of one server worker, with its engine loaded."""
    settings = load()
    engine = open_engine(settings)
    app = create_app(settings, engine)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Styrka answers at http://{host}:{settings.port}/ (release {engine.version})", file=sys.stderr, flush=True)
    return app


def open_engine(settings: Settings) -> Engine:
    """The engine over the published release, within the settings' budget."""
    budget = Budget(settings.query_seconds, settings.query_memory, settings.answer_bytes)

    def opener(release: Release) -> Engine:
        return open_local(release.dumps, release.version, budget)

    return LiveEngine(settings.releases_path, opener)
