"""Patches of one graph: which are admitted, and what they make of it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.engine.patch_guard import admit_patch
from styrka.engine.rewriting import patch_graph
from styrka.errors import Conflict, QueryRefused, QuerySyntaxError, UnfitPatch
from tests.terms import get_value

GRAPH = ox.NamedNode("http://e/g")
QUADS = [ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal(n), GRAPH) for n in (1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { GRAPH <http://e/x> { <a:a> <a:b> 1 } }",
        "insert data { graph<http://e/x> { <a:a> <a:b> 1 } }",
        "WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } USING <http://e/x> WHERE { ?s ?p ?o }",
        "DROP ALL",
        "CLEAR DEFAULT",
        "CREATE GRAPH <http://e/x>",
        "COPY DEFAULT TO <http://e/x>",
        "LOAD SILENT <http://e/x>",
    ],
)
def test_a_patch_that_speaks_of_graphs_is_refused_in_two_languages(text: str) -> None:
    with pytest.raises(UnfitPatch) as error:
        admit_patch(text)
    assert error.value.evidence["line"] == 1
    assert error.value.detail_sv


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX graph: <http://e/> INSERT DATA { graph:with graph:using 'DROP GRAPH'@add }",
        "DELETE WHERE { ?graph ?with ?using }",
        "INSERT DATA { _:add <http://e/GRAPH> 1 } # GRAPH",
    ],
)
def test_a_name_that_looks_like_a_keyword_is_a_name(text: str) -> None:
    assert admit_patch(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("DELETE WHERE { ?s ?p 1 }", {"2"}),
        ("INSERT { ?s ?p ?n } WHERE { ?s ?p 1 BIND(3 AS ?n) }", {"1", "2", "3"}),
        ("DELETE WHERE { ?s ?p ?o }", set()),
        ("DELETE WHERE { GRAPH <http://e/g> { ?s ?p ?o } }", {"1", "2"}),
        ("", {"1", "2"}),
    ],
)
def test_a_patch_changes_the_graph_that_it_is_of(text: str, left: set[str]) -> None:
    assert {get_value(triple.object) for triple in patch_graph(QUADS, text, "http://e/")} == left


def test_a_patch_that_makes_another_graph_is_refused() -> None:
    with pytest.raises(UnfitPatch, match="http://e/x"):
        patch_graph(QUADS, "INSERT DATA { GRAPH <http://e/x> { <a:a> <a:b> 1 } }", "http://e/")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("DELETE WHERE", QuerySyntaxError),
        ("LOAD <http://127.0.0.1:9/x>", (QueryRefused, Conflict)),
        ("CLEAR GRAPH <http://e/none>", Conflict),
    ],
)
def test_what_cannot_be_done_is_reported(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        patch_graph(QUADS, text, "http://e/")
