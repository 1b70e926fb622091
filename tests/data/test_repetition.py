"""Each statement of the data stands in one file: two copies would drift apart, and be held twice in memory."""

from __future__ import annotations

from styrka.build import sources
from styrka.build.validate.duplicates import find_duplicates
from tests.conftest import ROOT


def test_each_statement_stands_in_one_file() -> None:
    read = [
        sources.read_source(path, ROOT)
        for path in sources.find_sources(ROOT)
        if path.relative_to(ROOT).parts[0] != "shapes"
    ]
    assert len(read) > 200
    said = [f"{one.source}:{one.line}: {one.focus}: {one.message_en} {one.remedy}" for one in find_duplicates(read)]
    assert not said, "\n" + "\n".join(said)
