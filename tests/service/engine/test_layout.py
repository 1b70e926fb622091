"""A release in memory: its default graph has each triple once, however many graphs it stands in."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka import formats
from styrka.engine import layout
from styrka.engine.interface import Dataset, select_rows
from styrka.engine.layout import load_layout, part_blank_lines
from styrka.engine.local import LocalEngine

ONCE = """\
<http://example.org/a> <http://example.org/p> "x" <http://example.org/g1> .
_:b <http://example.org/p> <http://example.org/a> <http://example.org/g2> .
"""
TWICE = ONCE + '<http://example.org/a> <http://example.org/p> "x" <http://example.org/g2> .\n'
GRAPHS = {"once": ONCE, "twice": TWICE}


@pytest.fixture(scope="module", params=GRAPHS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    path: Path = tmp_path_factory.mktemp("release") / "data.nq"
    path.write_text(GRAPHS[request.param])
    held = load_layout([path])
    assert (held.plain is None) == (request.param == "once")
    return LocalEngine(held, "v1")


def count(engine: LocalEngine, query: str, dataset: Dataset | None = None) -> int:
    body = engine.run(query, formats.CSV, dataset=dataset).read()
    return int(body.split()[1])


def test_the_default_graph_has_each_triple_once(engine: LocalEngine) -> None:
    assert count(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == 2


def test_a_query_that_speaks_of_graphs_sees_each_triple_of_the_default_graph_once_too(engine: LocalEngine) -> None:
    assert count(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }") == 2
    assert count(engine, "select (COUNT(DISTINCT ?g) AS ?n) { graph ?g { ?s ?p ?o } }") == 2


def test_a_query_names_its_own_graphs(engine: LocalEngine) -> None:
    one = "FROM <http://example.org/g1>"
    assert count(engine, f"SELECT (COUNT(*) AS ?n) {one} {{ ?s ?p ?o }}") == 1
    assert count(engine, "SELECT (COUNT(*) AS ?n) FROM NAMED <http://example.org/g1> { ?s ?p ?o }") == 0
    assert count(engine, "SELECT (COUNT(*) AS ?n) FROM NAMED <http://example.org/g1> { GRAPH ?g { ?s ?p ?o } }") == 1


@pytest.mark.parametrize(
    "pattern",
    [
        "GRAPH<http://example.org/g1>{?s ?p ?o}",
        "?s ?p ?o.GRAPH<http://example.org/g1>{?s ?p ?o}",
        "?s ?p'x'graph<http://example.org/g1>{?s ?p ?o}",
    ],
)
def test_a_graph_is_named_without_a_space_too(engine: LocalEngine, pattern: str) -> None:
    assert count(engine, f"SELECT(COUNT(*)AS?n){{{pattern}}}") == 1
    assert count(engine, f"SELECT(COUNT(*)AS?n)FROM<http://example.org/g2>{{{pattern}}}") == 0


def test_a_request_names_its_graphs(engine: LocalEngine) -> None:
    one = Dataset(default=("http://example.org/g1",))
    assert count(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", one) == 1


@pytest.mark.parametrize(
    "pattern",
    [
        "?from ?p ?o",
        "?s ?p ?o # FROM here",
        '?s ?p ?o FILTER("GRAPH FROM" != "")',
        "?s ?p ?o FILTER(?s != <urn:FROM>)",
    ],
)
def test_a_name_or_a_string_that_holds_the_word_names_no_graph(engine: LocalEngine, pattern: str) -> None:
    assert count(engine, f"SELECT (COUNT(*) AS ?n) {{ {pattern} \n }}") == 2


def test_a_blank_node_is_the_same_in_every_graph(engine: LocalEngine) -> None:
    found = select_rows(
        engine, "SELECT ?b { ?b ?p <http://example.org/a> . GRAPH ?g { ?b ?p <http://example.org/a> } }"
    )
    assert len(found) == 1


def test_lines_with_a_blank_node_are_told_from_the_others_wherever_they_stand() -> None:
    named = b'<x:a> <x:p> "b" <x:g> .\n'
    blank = b"_:b <x:p> <x:a> <x:g> .\n"
    text = b'<x:a> <x:p> "c _:d" <x:g> .\n'  # may have one: it is read as if
    assert part_blank_lines(b"") == (b"", b"")
    assert part_blank_lines(named) == (named, b"")
    assert part_blank_lines(blank + named + blank + text + named) == (named + named, blank + blank + text)


def test_statements_are_loaded_with_the_names_of_their_blank_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_AT_ONCE", 1)
    quads = list(ox.parse(TWICE, ox.RdfFormat.N_QUADS))
    store = ox.Store()
    layout.load_statements(store, quads, ox.RdfFormat.N_QUADS)
    assert set(store) == set(quads)
    layout.load_statements(store, (quad.triple for quad in quads), ox.RdfFormat.N_TRIPLES)
    assert {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())} == {
        quad.triple for quad in quads
    }
