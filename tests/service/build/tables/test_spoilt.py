"""What people and spreadsheets do to a table: each is told with its place and a remedy, and the release stays."""

from __future__ import annotations

import time

import pytest

from styrka import release
from styrka.build.pipeline import build_release
from styrka.errors import SourceError
from styrka.settings import Settings
from tests.service.build.tables import small
from tests.service.build.tables.test_rows import PATH as TABLE
from tests.service.build.tables.test_rows import table

pytestmark = pytest.mark.slow  # takes many seconds, which `make quick` has not

# Each with the place that is named, and what would be right.
SPOILT: dict[str, tuple[str | bytes, str, str]] = {
    "a row without a source": (table({"source": ""}), ":2:2: column source", "Name the row's source by its id"),
    "an unknown source": (table({"source": "reprot"}), ":2:2: column source", "Did you mean report?"),
    "a duplicate id": (table({}, {"id": "other"}, {}), ":4:1: column id", "Join the two rows"),
    "a cell of another type": (table({"count": "two"}), ":2:9: column count", "Write digits only"),
    "a missing column": (
        small.STRATEGIES.replace(",covers", "", 1),
        ":1:7: the column covers is missing",
        "The columns",
    ),
    "semicolons": (small.STRATEGIES.replace(",", ";"), ":1:3: the cells are separated by ';'", "Save the table as CSV"),
    "Windows-1252": (small.STRATEGIES.replace("Planen", "Plånen").encode("cp1252"), ":2:65: byte 0xE5", "UTF-8"),
    "200 000 rows": (
        table(*({"id": f"a{one}"} for one in range(200_000))),
        ":100002:1: the table has more",
        "Split it",
    ),
}


def test_what_is_wrong_in_a_table_is_told_with_a_remedy_and_leaves_the_published_release(tree: Settings) -> None:
    first = build_release(tree)
    assert b"/graph/tables/strategies/report>" in (first.path / release.DATA).read_bytes()

    for kind, (content, place, remedy) in SPOILT.items():
        (tree.root / TABLE).write_bytes(content if isinstance(content, bytes) else content.encode())
        begun = time.monotonic()
        with pytest.raises(SourceError) as caught:
            build_release(tree)

        told = f"{caught.value} {caught.value.evidence.get('remedy', '')}"
        assert str(caught.value).startswith(TABLE + place), (kind, told)
        assert remedy in told, (kind, told)
        assert time.monotonic() - begun < 30, kind
        assert release.open_current(tree.releases_path) == first, kind


def test_a_byte_order_mark_in_a_table_changes_nothing(tree: Settings) -> None:
    first = build_release(tree)
    path = tree.root / TABLE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    again = build_release(tree)

    assert (again.path / release.DATA).read_bytes() == (first.path / release.DATA).read_bytes()
