"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, by every way in, and a true status for what is wrong."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

import pytest
import rdflib
from flask.testing import FlaskClient

from styrka import formats
from tests.answers import json_of

SELECT = "SELECT ?s ?o WHERE { ?s <http://www.w3.org/2004/02/skos/core#notation> ?o } ORDER BY ?s LIMIT 3"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { <https://w3id.org/styrka/scheme/theme/energy> ?p ?o . BIND(<a:x> AS ?s) }"


def test_get_form_and_body_answer_alike(client: FlaskClient) -> None:
    get = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/csv"})
    form = client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/csv"})
    body = client.post("/sparql", data=SELECT, content_type="application/sparql-query", headers={"Accept": "text/csv"})
    assert get.status_code == form.status_code == body.status_code == 200
    assert get.data == form.data == body.data
    assert len(get.data.splitlines()) == 4


@pytest.mark.parametrize("format_", formats.BINDINGS, ids=lambda one: one.suffix)
def test_rows_in_every_format(client: FlaskClient, format_: formats.Format) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": format_.media_type})
    assert answer.mimetype == format_.media_type
    assert len(rdflib.query.Result.parse(io.BytesIO(answer.data), format=format_.suffix)) == 3


@pytest.mark.parametrize("format_", formats.GRAPHS, ids=lambda one: one.suffix)
@pytest.mark.parametrize(
    "query", [GRAPH, "DESCRIBE <https://w3id.org/styrka/scheme/theme/energy>"], ids=["construct", "describe"]
)
def test_graphs_in_every_format(client: FlaskClient, format_: formats.Format, query: str) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": format_.media_type})
    name = {"jsonld": "json-ld", "rdf": "xml", "ttl": "turtle", "nt": "nt"}[format_.suffix]
    assert answer.mimetype == format_.media_type
    assert len(rdflib.Graph().parse(data=answer.data, format=name)) > 5


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/turtle, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "text/html"),
    ],
)
def test_quality_values_decide(client: FlaskClient, accept: str, media_type: str) -> None:
    assert (
        client.get("/sparql", query_string={"query": "SELECT * {}"}, headers={"Accept": accept}).mimetype == media_type
    )


def test_format_overrides_accept(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "ASK {}", "format": "xml"}, headers={"Accept": "text/csv"})
    assert answer.mimetype == "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "GET", "query_string": {"query": "SELECT * WHERE {"}}, 400),
        ({"method": "GET", "query_string": {"query": ""}}, 400),
        ({"method": "GET", "query_string": urlencode([("query", "ASK {}"), ("query", "ASK {}")])}, 400),
        ({"method": "GET", "query_string": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}, 400),
        ({"method": "GET", "query_string": {"query": "ASK { SERVICE <http://example.org/> {} }"}}, 400),
        ({"method": "GET", "query_string": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406),
        ({"method": "POST", "data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": b"ASK { \xff }", "content_type": "application/sparql-query"}, 400),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 400),
        ({"method": "POST", "data": b"a" * 3_000_000, "content_type": "application/sparql-query"}, 413),
        ({"method": "PUT", "data": "ASK {}"}, 405),
        ({"method": "DELETE"}, 405),
    ],
)
def test_what_is_wrong_has_its_status_and_a_problem(client: FlaskClient, request_: dict[str, Any], status: int) -> None:
    answer = client.open("/sparql", **request_)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert json_of(answer)["status"] == status
    assert json_of(answer)["detail"]


def test_a_syntax_error_tells_line_and_column(client: FlaskClient) -> None:
    problem = json_of(client.get("/sparql", query_string={"query": "SELECT *\nWHERE { ?s foo:bar ?o }"}))
    assert (problem["line"], problem["excerpt"]) == (2, "WHERE { ?s foo:bar ?o }")
    assert "foo:" in problem["detail"]


def test_a_browser_gets_a_page_for_an_error(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=SELEC", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    assert "<h1>" in answer.text


def test_no_query_is_the_service_description(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.data, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, rdflib.RDF.type, sd.Service) in graph
    assert len(set(graph.objects(None, sd.namedGraph))) > 10


def test_the_graphs_of_a_query_can_be_named(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    one = "https://w3id.org/styrka/graph/ontology/schemes/themes"
    whole = client.get("/sparql", query_string={"query": count, "format": "csv"}).text
    part = client.get("/sparql", query_string={"query": count, "format": "csv", "default-graph-uri": one}).text
    assert 0 < int(part.split()[1]) < int(whole.split()[1])


def test_head_has_the_headers_of_get(client: FlaskClient) -> None:
    address = "/sparql?" + urlencode({"query": SELECT})
    get, head = client.get(address), client.head(address)
    assert head.status_code == 200
    assert head.data == b""
    assert get.headers["ETag"] == head.headers["ETag"]


def test_an_unchanged_answer_is_304(client: FlaskClient) -> None:
    address = "/sparql?" + urlencode({"query": SELECT})
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    other = client.get(address, headers={"If-None-Match": tag, "Accept": "text/csv"})
    assert other.status_code == 200


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_a_graph_outside_the_dataset_is_refused_with_a_sentence(client: FlaskClient, clause: str) -> None:
    here = "https://w3id.org/styrka/graph/ontology/schemes/themes"
    query = f"SELECT * {clause} <%s> WHERE {{ ?s ?p ?o }} LIMIT 1"
    refused = client.get("/sparql", query_string={"query": query % "http://example.org/elsewhere"})
    assert client.get("/sparql", query_string={"query": query % here}).status_code == 200
    assert refused.status_code == 400
    assert "none is fetched" in json_of(refused)["detail"]
