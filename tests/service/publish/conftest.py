"""Two releases of a small tree, made once for a worker of pytest's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from styrka.engine.local import open_local
from styrka.publish.catalogue.publication import Publication, compose_publication
from styrka.publish.files import dumps, tables
from styrka.publish.files.dumps import Downloads
from styrka.release import Release, open_release
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS
from tests.service import history
from tests.service.history import History

HOST = "https://styrka.example/"


@pytest.fixture(scope="session")
def grown(history_to_copy: History, tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small tree with two releases."""
    return history.copy(history_to_copy, tmp_path_factory.mktemp("history"))


@pytest.fixture
def copied(grown: History, tmp_path: Path) -> Release:
    """The second release without downloads and tables, in a folder of its own."""
    shutil.copytree(
        grown.new.path, tmp_path / "releases" / grown.new.version, ignore=shutil.ignore_patterns("dumps", "tables")
    )
    return open_release(tmp_path / "releases" / grown.new.version)


@pytest.fixture(scope="session")
def made(grown: History) -> Downloads:
    """The downloads of the second release."""
    return dumps.ensure_dumps(grown.settings, grown.new)


@pytest.fixture(scope="session")
def published(grown: History, made: Downloads) -> Publication:
    """What the catalogue is made of, with the questions of the shipped tree."""
    engine = open_local(grown.new.dumps, grown.new.version, created=grown.new.created)
    shipped = replace(grown.settings, root=ROOT)
    of = compose_publication(
        shipped,
        HOST,
        made,
        tables.ensure_tables(grown.settings, grown.new, engine),
        engine,
        QUESTIONS,
    )
    return replace(of, settings=grown.settings)
