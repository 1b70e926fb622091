"""A small tree with two tables."""

from __future__ import annotations

import json

import pytest

from styrka.settings import Settings
from tests.service import trees
from tests.service.build.tables import small
from tests.service.build.tables.test_rows import PATH as TABLE
from tests.service.build.tables.test_rows import table


@pytest.fixture
def tree(tmp_path: object) -> Settings:
    root = trees.plant(tmp_path)  # type: ignore[arg-type]
    trees.put(root, "data/tables/csv-metadata.json", json.dumps(small.metadata()))
    trees.put(root, "data/tables/sources.csv", small.SOURCES)
    trees.put(root, TABLE, table({}, {"source": "news", "type": "", "name": "", "period_start": "", "count": ""}))
    return Settings(root=root)
