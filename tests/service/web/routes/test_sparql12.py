"""What the service description declares of SPARQL 1.2: each extension answered, and what is not declared not there."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from styrka.vocabulary import PREFIXES
from styrka.web.render import service_description
from tests.answers import json_of
from tests.service.web.conftest import MakeApp
from tests.terms import get_value

EXTENSION = service_description.SD + "languageExtension"
LABEL = PREFIXES["rdfs"] + "label"

TERM = "<<( <http://e/a> <http://e/p> 1 )>>"
REIFIED = f"BIND({TERM} AS ?t)"
# Each is true, and an error where the extension is not known.
ASKED = {
    "sparql12-version": ['VERSION "1.2" ASK {}', "PREFIX e: <http://e/> VERSION '1.2' ASK {}"],
    "sparql12-triple-terms": [
        f"ASK {{ VALUES ?t {{ {TERM} }} BIND({TERM} AS ?u) FILTER(?t = ?u) }}",
        "ASK { VALUES ?t { <<( <http://e/a> <http://e/p> <<( <http://e/b> <http://e/q> 'x' )>> )>> } }",
    ],
    "sparql12-reified-triples": [
        "ASK { OPTIONAL { << ?s ?p ?o >> <http://e/says> ?x } }",
        "ASK { OPTIONAL { ?s ?p ?o ~ ?r {| <http://e/says> ?x |} } FILTER(!BOUND(?r)) }",
    ],
    "sparql12-triple-functions": [
        f"ASK {{ {REIFIED} FILTER(isTRIPLE(?t) && SUBJECT(?t) = <http://e/a> && PREDICATE(?t) = <http://e/p> && "
        "OBJECT(?t) = 1 && TRIPLE(<http://e/a>, <http://e/p>, 1) = ?t) }",
    ],
    "sparql12-direction": [
        "ASK { BIND('x'@ar--rtl AS ?x) FILTER(LANGDIR(?x) = 'rtl' && hasLANGDIR(?x) && hasLANG(?x) && "
        "STRLANGDIR('x', 'ar', 'rtl') = ?x) }",
    ],
}


def describe(client: FlaskClient) -> list[ox.Quad]:
    return [*ox.parse(client.get("/sparql", headers={"Accept": "text/turtle"}).data, ox.RdfFormat.TURTLE)]


def objects(quads: list[ox.Quad], predicate: str) -> set[str]:
    return {get_value(quad.object) for quad in quads if quad.predicate.value == predicate}


@pytest.mark.parametrize("name", service_description.EXTENSIONS)
def test_what_is_declared_is_answered(client: FlaskClient, name: str) -> None:
    for query in ASKED[name]:
        answer = client.post("/sparql", data={"query": query})
        assert answer.status_code == 200, answer.text
        assert json_of(answer)["boolean"] is True


def test_each_is_declared_and_described(client: FlaskClient) -> None:
    quads = describe(client)
    declared = objects(quads, EXTENSION)
    assert {one.partition("#")[2] for one in declared} == set(service_description.EXTENSIONS)
    assert declared <= {get_value(one.subject) for one in quads if one.predicate.value == LABEL}
    assert objects(quads, "http://www.w3.org/ns/formats/preferred_suffix") == {".xlsx", ".parquet"}


@pytest.mark.parametrize(
    ("format_", "written"),
    [("json", b'"type":"triple"'), ("xml", b"<triple>"), ("tsv", b"<<( <http://e/a>"), ("csv", b"http://e/a")],
)
def test_a_triple_term_is_in_the_results_as_the_drafts_have_it(
    client: FlaskClient, format_: str, written: bytes
) -> None:
    query = f"SELECT ?t {{ {REIFIED} }}"
    assert written in client.get("/sparql", query_string={"query": query, "format": format_}).data


@pytest.mark.parametrize("term", [TERM, "<<( <http://e/b> <http://e/q> <<( <http://e/a> <http://e/p> 'x'@en )>> )>>"])
def test_a_triple_term_is_on_the_page_of_an_answer(client: FlaskClient, term: str) -> None:
    answer = client.get("/sparql", query_string={"query": f"SELECT ({term} AS ?t) {{}}", "format": "html"})
    assert answer.status_code == 200
    assert escape("<http://e/a> <http://e/p> ") in answer.text.partition("<tbody>")[2]


def test_the_whole_language_is_declared_when_it_is_there(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": "ASK { FILTER(SAMEVALUE(1, 1)) }"}).status_code == 400
    text = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "SPARQL12Query" not in text  # declare it, when the line above fails, and take the extensions away


def test_of_another_store_nothing_is_declared(make_app: MakeApp) -> None:
    assert not objects(describe(make_app(engine="http://127.0.0.1:9/sparql").test_client()), EXTENSION)
