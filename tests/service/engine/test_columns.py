"""The columns of SELECT * are in the order of the query."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest

from styrka import formats
from styrka.engine import local
from styrka.engine.interface import Dataset, Form


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", ["s", "p", "o"]),
        ("PREFIX x: <http://example.org/a*b> SELECT DISTINCT * { ?z ?p ?a }", ["z", "p", "a"]),
        ("select*{$z ?b $a}", ["z", "b", "a"]),
        ("SELECT # ?a *\n REDUCED * FROM <http://example.org/g> { ?z ?p ?a }", ["z", "p", "a"]),
        ("SELECT * { ?z ?p ?y MINUS { ?z ?c ?b } FILTER NOT EXISTS { ?a ?p ?y } }", ["z", "p", "y"]),
        ("SELECT * { { SELECT (?x AS ?y) ?z { ?z ?p ?x } } BIND(1 AS ?a) }", ["y", "z", "a"]),
        ("SELECT * { ?z ?p ?y } VALUES ?a { 1 }", ["z", "p", "y", "a"]),
        ("SELECT * { ?z ?p '?b * ?a' }", ["z", "p"]),
        ("SELECT * {}", []),
        ("SELECT ?b ?a { ?a ?p ?b { SELECT * { ?a ?p ?b } } }", ["b", "a"]),
        ("SELECT (2 * ?a AS ?n) { ?a ?p ?b }", ["n"]),
    ],
)
def test_columns(query: str, columns: list[str]) -> None:
    body = local.evaluate(ox.Store(), query, Form.SELECT, formats.JSON, Dataset())
    assert json.loads(body)["head"]["vars"] == columns
    table = io.BytesIO()
    local.stream(ox.Store(), query, Form.SELECT, formats.TSV, Dataset(), table)
    assert table.getvalue().split(b"\n")[0] == "\t".join(f"?{name}" for name in columns).encode()


@pytest.mark.parametrize("start", ["ASK", "BASE <http://example.org/> ask", "prefix ask: <http://example.org/> ASK"])
def test_the_columns_of_a_select_inside_another_form_are_its_own_affair(start: str) -> None:
    body = local.evaluate(ox.Store(), f"{start} {{ {{ SELECT * {{ ?s ?p ?o }} }} }}", Form.ASK, formats.JSON, Dataset())
    assert json.loads(body)["boolean"] is False
