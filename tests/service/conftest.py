"""The application over the release of the shipped tree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from styrka.engine.bounds import read_budget
from styrka.engine.layout import StoreLayout
from styrka.engine.local import LocalEngine
from styrka.release import Release
from styrka.settings import Settings
from styrka.web.app import create_app
from tests.queries.conftest import QUESTIONS
from tests.service import history
from tests.service.history import History


@pytest.fixture(scope="session")
def engine(release: Release, layout: StoreLayout) -> LocalEngine:
    """The embedded engine over the shipped release, whose answers are bounded as the service's are."""
    return LocalEngine(layout, release.version, read_budget(Settings()))


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """Compile each template once for all of the applications that the tests make, and for all of pytest's workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "templates"
    folder.mkdir(exist_ok=True)
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(folder))}


@pytest.fixture(scope="session")
def app(settings: Settings, engine: LocalEngine) -> Flask:
    """The application over the shipped release."""
    return create_app(settings, engine, QUESTIONS)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client that does not follow redirects."""
    with app.test_client() as client:
        yield client


@pytest.fixture(scope="session")
def history_to_copy(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> History:
    """A small tree with two releases, made once for all of pytest's workers: to be copied, not to be written to."""
    base = tmp_path_factory.getbasetemp()
    return history.grow_once((base if worker_id == "master" else base.parent) / "history")


@pytest.fixture(scope="session")
def history_with_files(history_to_copy: History, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> History:
    """The same with the files of its releases, which somebody who asks for the first of them waits for."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "history-with-files"
    return history.make_files_once(history_to_copy, folder)
