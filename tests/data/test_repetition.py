"""Each statement of a source stands in one of its graphs: two copies would drift apart when one is corrected."""

from __future__ import annotations

from styrka.build.validate.heads import find_headless
from styrka.build.validate.sourcing import find_repeated, find_undocumented
from tests.data import graphs


def test_each_statement_of_a_source_stands_once() -> None:
    said = [f"{one.source}:{one.line}: {one.focus}: {one.message_en}" for one in find_repeated(graphs.read())]
    assert not said, "\n" + "\n".join(said[:20])


def test_each_graph_names_its_source_and_each_thing_has_a_document() -> None:
    read = graphs.read()
    assert len(graphs.graph_sources()) > 1000
    said = [one.text() for one in (*find_headless(read), *find_undocumented(read))]
    assert not said, "\n" + "\n".join(said[:20])
