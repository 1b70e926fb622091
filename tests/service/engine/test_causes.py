"""The cause of an error is named, with the variable and its place."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka import formats
from styrka.engine import local
from styrka.engine.interface import Dataset, Form
from styrka.errors import QuerySyntaxError


@pytest.mark.parametrize(
    ("query", "column", "words"),
    [
        ("SELECT ?s (COUNT(?o) AS ?n) {?s ?p ?o}", 8, "?s is neither in GROUP BY"),
        ("SELECT ?s ?p {?s ?p ?o} GROUP BY ?s", 11, "?p is neither in GROUP BY"),
        ("SELECT (?o + SUM(?p) AS ?n) {?s ?p ?o}", 9, "?o is neither"),
        ("SELECT ?s { ?s ?p ?o { SELECT ?s (MAX(?o) AS ?m) { ?s ?p ?o } GROUP BY ?p } }", 31, "?s is neither"),
        ("SELECT * {?s ?p ?o} GROUP BY ?s", 8, "SELECT * does not go with GROUP BY"),
        ("SELECT (COUNT(?o)) {?s ?p ?o}", 8, "AS ?name"),
        ("SELECT (?a AS ?s) {?s ?p ?o}", None, "overrides an existing variable"),
        ("SELECT ?x { ?x nope:y 1}", None, "prefix nope: is not declared"),
    ],
)
def test_the_cause_is_named(query: str, column: int | None, words: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        local.evaluate(ox.Store(), query, Form.SELECT, formats.JSON, Dataset())
    assert words in caught.value.detail
    assert column is None or caught.value.evidence["column"] == column
    assert "SELECT would fit" not in caught.value.detail
    assert column is None or caught.value.detail_sv


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s (COUNT(?o) AS ?n) (SUM(?o) + 1 AS ?m) {?s ?p ?o} GROUP BY ?s",
        "SELECT ?k (COUNT(*) AS ?n) {?s ?p ?o} GROUP BY (STR(?s) AS ?k) HAVING (COUNT(*) > 1)",
        "SELECT (GROUP_CONCAT(DISTINCT ?o; SEPARATOR=', ') AS ?all) {?s ?p ?o}",
    ],
)
def test_what_is_right_passes(query: str) -> None:
    assert local.evaluate(ox.Store(), query, Form.SELECT, formats.JSON, Dataset())
