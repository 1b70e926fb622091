"""Each statement of the data stands in one file: two copies would drift apart, and be held twice in memory."""

from __future__ import annotations

from styrka.build import sources
from styrka.build.validate.duplicates import repeated
from tests.conftest import ROOT


def test_each_statement_stands_in_one_file() -> None:
    read = [sources.read(path, ROOT) for path in sources.discover(ROOT) if path.relative_to(ROOT).parts[0] != "shapes"]
    assert len(read) > 200
    said = [f"{one.source}:{one.line}: {one.focus}: {one.message_en} {one.remedy}" for one in repeated(read)]
    assert not said, "\n" + "\n".join(said)
