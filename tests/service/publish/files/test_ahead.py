"""The files of a release are there before their first reader."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from styrka.publish.files import ahead, dumps, tables
from styrka.release import Release
from tests.service.history import History

pytestmark = pytest.mark.slow


def test_the_files_are_made_before_anybody_asks(grown: History, copied: Release) -> None:
    settings = replace(grown.settings, releases=copied.path.parent)
    before = threading.active_count()
    ahead.start_making(replace(settings, files_ahead=False), copied, after=0)
    ahead.start_making(replace(settings, engine="http://127.0.0.1:9/sparql"), copied, after=0)
    assert threading.active_count() == before
    ahead.start_making(settings, copied, after=0)
    for _ in range(1200):
        if dumps.find_dumps(copied) and tables.find_tables(copied):
            break
        time.sleep(0.1)
    assert dumps.find_dumps(copied)
    assert tables.find_tables(copied)


def test_who_cannot_make_them_ahead_stays_silent(grown: History, copied: Release) -> None:
    settings = replace(grown.settings, releases=copied.path.parent)
    (copied.path.parent / ".tables.lock").mkdir()
    (copied.path / "data.nq").write_bytes(b"")
    before = set(threading.enumerate())
    ahead.start_making(settings, copied, after=0)
    for thread in set(threading.enumerate()) - before:
        thread.join()
    assert not dumps.find_dumps(copied)
