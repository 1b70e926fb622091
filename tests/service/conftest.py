"""The release that the service's tests ask: the shipped tree, built once for all of pytest's workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from styrka.engine.local import LocalEngine, open_local
from styrka.release import Release
from styrka.settings import Settings
from styrka.web.app import create_app
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """The shipped tree, with releases in a folder that pytest's workers share."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    return Settings(root=ROOT, releases=Path(shared) / "releases")


@pytest.fixture(scope="session")
def release(settings: Settings) -> Release:
    """The release of the shipped tree; the first worker builds it while the others wait."""
    from styrka.build.pipeline import build_release

    return build_release(settings)


@pytest.fixture(scope="session")
def engine(release: Release) -> LocalEngine:
    """The embedded engine over the shipped release."""
    return open_local(release.dumps, release.version)


@pytest.fixture(scope="session")
def app(settings: Settings, engine: LocalEngine) -> Flask:
    """The application over the shipped release."""
    return create_app(settings, engine)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client that does not follow redirects."""
    with app.test_client() as client:
        yield client
