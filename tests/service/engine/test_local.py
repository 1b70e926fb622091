"""The embedded engine: right bytes in every format, clear complaints, and a default graph without repetitions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib

from styrka import formats
from styrka.engine.interface import Budget, Dataset, Term, ask_truth, select_rows
from styrka.engine.local import LocalEngine, open_local
from styrka.errors import QueryRefused, QuerySyntaxError, QueryTooExpensive

QUADS = """<http://example.org/a> <http://example.org/p> "x"@sv <http://example.org/g1> .
<http://example.org/a> <http://example.org/p> "x"@sv <http://example.org/g2> .
<http://example.org/b> <http://example.org/p> <http://example.org/a> <http://example.org/g2> .
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    path: Path = tmp_path_factory.mktemp("release") / "data.nq"
    path.write_text(QUADS)
    return open_local([path], "v1", Budget(10, 1 << 30, 100_000))


def test_a_triple_in_two_graphs_counts_once(engine: LocalEngine) -> None:
    assert select_rows(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value == "2"
    assert select_rows(engine, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"].value == "3"


def test_a_request_can_name_its_graphs(engine: LocalEngine) -> None:
    one = Dataset(default=("http://example.org/g1",))
    answer = engine.run("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", formats.CSV, dataset=one).read()
    assert answer == b"n\r\n1\r\n"


def test_terms_keep_language_and_kind(engine: LocalEngine) -> None:
    found = select_rows(engine, "SELECT ?o { <http://example.org/a> <http://example.org/p> ?o }")
    assert found == [{"o": Term("literal", "x", "sv")}]
    assert ask_truth(engine, "ASK { <http://example.org/b> ?p <http://example.org/a> }")


@pytest.mark.parametrize("format_", formats.BINDINGS, ids=lambda one: one.suffix)
def test_bindings_parse_with_another_parser(engine: LocalEngine, format_: formats.Format) -> None:
    body = engine.run("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s", format_).read()
    parsed = rdflib.query.Result.parse(__import__("io").BytesIO(body), format=format_.suffix)
    assert len(parsed) == 2


@pytest.mark.parametrize("format_", formats.GRAPHS, ids=lambda one: one.suffix)
def test_graphs_parse_with_another_parser(engine: LocalEngine, format_: formats.Format) -> None:
    body = engine.run("CONSTRUCT WHERE { ?s ?p ?o }", format_).read()
    name = {"jsonld": "json-ld", "rdf": "xml", "ttl": "turtle", "nt": "nt"}[format_.suffix]
    assert len(rdflib.Graph().parse(data=body, format=name)) == 2


def test_a_form_and_a_format_that_do_not_fit_are_refused(engine: LocalEngine) -> None:
    with pytest.raises(QueryRefused):
        engine.run("ASK {}", formats.TURTLE)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("SELECT * {\n ?s foo:bar ?o }", 2, "foo:"),
        ("SELECT * {\n\n ?s ?p", 3, "not understood"),
        ("SELECT ?x {} ORDER ?x", 1, "BY"),
    ],
)
def test_a_syntax_error_says_where_and_what(engine: LocalEngine, text: str, line: int, says: str) -> None:
    with pytest.raises(QuerySyntaxError) as error:
        engine.run(text, formats.JSON)
    assert error.value.evidence["line"] == line
    assert says in error.value.detail


def test_an_unknown_function_is_the_clients_error(engine: LocalEngine) -> None:
    with pytest.raises(QueryRefused, match="custom function"):
        engine.run("SELECT (<http://example.org/f>(1) AS ?x) {}", formats.JSON)


def test_an_answer_over_the_limit_is_an_error_not_half_a_document(engine: LocalEngine) -> None:
    with pytest.raises(QueryTooExpensive):
        engine.run("SELECT * { ?s ?p ?o }", formats.JSON, budget=Budget(10, 1 << 30, 10))


def test_json_is_whole(engine: LocalEngine) -> None:
    answer = engine.run("SELECT * { ?s ?p ?o }", formats.JSON)
    assert len(json.loads(b"".join(answer.chunks))["results"]["bindings"]) == 2


def test_no_blank_default_graph_leaks(engine: LocalEngine) -> None:
    assert select_rows(engine, "SELECT ?g { GRAPH ?g { ?s ?p ?o } FILTER(ISBLANK(?g)) }") == []
