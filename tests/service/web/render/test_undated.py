"""A release whose files have no dates has a version that begins with no year: its pages answer all the same."""

from __future__ import annotations

import pytest

from styrka.engine.interface import Edition
from styrka.engine.local import LocalEngine
from styrka.release import Release
from tests.service.web.conftest import MakeApp

PAGES = ("/", "/doc/region/SE122", "/partners?region=SE122&theme=energy", "/compare?region=SE122&region=SE121")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_an_undated_release(make_app: MakeApp, release: Release, engine: LocalEngine, path: str) -> None:
    before, engine.edition = engine.edition, Edition("undated-0a1b2c3d4e5f", release.created)
    try:
        assert make_app().test_client().get(path, headers={"Accept": "text/html"}).status_code == 200
    finally:
        engine.edition = before
