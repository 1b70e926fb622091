"""The SPARQL 1.1 Protocol beyond the plain query: datasets, charsets, formats by name, time, updates, preflight."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient

from styrka import formats
from styrka.vocabulary import DEF, PREFIXES
from tests.answers import json_of
from tests.terms import get_value

THEMES = "https://w3id.org/styrka/graph/ontology/schemes/themes"
ROLES = "https://w3id.org/styrka/graph/ontology/schemes/roles"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
BODY = "application/sparql-query"
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/styrka/scheme/theme/energy> ?p ?o }"


def count(client: FlaskClient, query: str = COUNT, *graphs: tuple[str, str], body: bool = False) -> int:
    address = "/sparql?" + urlencode([*graphs, ("format", "csv")] + ([] if body else [("query", query)]))
    answer = client.post(address, data=query, content_type=BODY) if body else client.get(address)
    assert answer.status_code == 200, answer.text
    return int(answer.text.split()[1])


@pytest.mark.parametrize("body", [False, True], ids=["get", "body"])
def test_default_graphs_add_up(client: FlaskClient, body: bool) -> None:
    one = count(client, COUNT, ("default-graph-uri", THEMES), body=body)
    two = count(client, COUNT, ("default-graph-uri", ROLES), body=body)
    both = count(client, COUNT, ("default-graph-uri", THEMES), ("default-graph-uri", ROLES), body=body)
    assert both == one + two


def test_only_named_graphs_are_named(client: FlaskClient) -> None:
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(client, named, ("named-graph-uri", THEMES), ("named-graph-uri", ROLES)) == 2
    assert count(client, COUNT, ("named-graph-uri", THEMES)) == 0


@pytest.mark.parametrize("name", ["https://example.org/elsewhere", "no iri", "https://example.org/> ?x ?y"])
def test_a_graph_that_is_not_here_is_refused_with_a_remedy(client: FlaskClient, name: str) -> None:
    answer = client.get("/sparql", query_string={"query": COUNT, "default-graph-uri": name})
    assert answer.status_code == 400
    assert "SELECT DISTINCT ?g" in json_of(answer)["detail"]


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/sparql-query; charset=utf-8", 200),
        ("Application/SPARQL-Query; Charset=UTF-8", 200),
        ("application/sparql-query;charset=iso-8859-1", 415),
        ("application/sparql-update", 415),
        ("multipart/form-data; boundary=x", 415),
        (None, 415),
    ],
)
def test_the_media_type_of_a_body(client: FlaskClient, content_type: str | None, status: int) -> None:
    answer = client.post("/sparql", data=b"ASK {}", content_type=content_type)
    assert answer.status_code == status
    assert status == 200 or json_of(answer)["accepted"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_update_is_refused_by_every_way(client: FlaskClient, method: str) -> None:
    form = {"query": "ASK {}"} if method == "POST" else None
    answer = client.open("/sparql?update=CLEAR+ALL", method=method, data=form)
    assert answer.status_code == 400
    assert json_of(answer)["parameter"] == "update"


@pytest.mark.parametrize(
    ("name", "query", "format_"),
    [
        ("json", "ASK {}", formats.JSON),
        ("application/sparql-results+xml", "ASK {}", formats.XML),
        ("csv", COUNT, formats.CSV),
        ("turtle", CONSTRUCT, formats.TURTLE),
        ("N3", CONSTRUCT, formats.TURTLE),
        ("json", CONSTRUCT, formats.JSONLD),
        ("json-ld", CONSTRUCT, formats.JSONLD),
        ("xml", CONSTRUCT, formats.RDFXML),
        ("rdf+xml", CONSTRUCT, formats.RDFXML),
        ("application/ld+json; profile=x", CONSTRUCT, formats.JSONLD),
        ("ntriples", CONSTRUCT, formats.NTRIPLES),
        ("trig", CONSTRUCT, formats.TRIG),
        ("nquads", CONSTRUCT, formats.NQUADS),
    ],
)
def test_a_format_is_known_by_many_names(client: FlaskClient, name: str, query: str, format_: formats.Format) -> None:
    assert client.get("/sparql", query_string={"query": query, "format": name}).mimetype == format_.media_type
    assert client.post("/sparql", data={"query": query, "format": name}).mimetype == format_.media_type


@pytest.mark.parametrize("format_", [formats.TRIG, formats.NQUADS], ids=lambda one: one.suffix)
def test_a_graph_is_reported_with_its_name(client: FlaskClient, format_: formats.Format) -> None:
    address = "/graph/ontology/schemes/themes"
    parser = {"trig": "trig", "nq": "nquads"}[format_.suffix]
    dataset = rdflib.Dataset()
    dataset.parse(data=client.get(f"{address}.{format_.suffix}").data, format=parser)
    plain = rdflib.Graph().parse(data=client.get(f"{address}.nt").data, format="nt")
    assert len(dataset.graph(rdflib.URIRef(THEMES))) == len(plain) > 10


def test_turtle_declares_the_prefixes_that_it_uses_and_no_others(client: FlaskClient) -> None:
    for address in ("/scheme/theme/energy.ttl", "/sparql?" + urlencode({"query": CONSTRUCT, "format": "ttl"})):
        lines = client.get(address).text.splitlines()
        declared = [line.split()[1] for line in lines if line.startswith("@prefix")]
        body = "\n".join(line for line in lines if not line.startswith("@prefix"))
        assert "skos:" in declared
        assert not [prefix for prefix in declared if not re.search(rf"(?<![\w:/]){prefix}", body)]


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon", "", "1_000", "1,5", "0x10", "1e400", "\u0661"])
def test_a_time_that_is_none_leaves_the_limit(client: FlaskClient, seconds: str) -> None:
    assert client.get("/sparql", query_string={"query": "ASK {}", "timeout": seconds}).status_code == 200


def test_a_query_that_is_sent_twice_is_refused(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D")
    assert (answer.status_code, json_of(answer)["parameter"]) == (400, "query")


@pytest.mark.parametrize(
    ("added", "accept", "media_type"),
    [
        ("format=tsv&format=tsv&output=tsv&results=tsv", "text/tab-separated-values", "text/tab-separated-values"),
        ("format=csv&format=xml", "*/*", "text/csv"),
        ("format=turtle", "text/csv", "text/csv"),
        ("format=what+is+this&format=", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("default-graph-uri=&named-graph-uri=&timeout=0&debug=on&should-sponge=", "*/*", formats.JSON.media_type),
        ("utm_source=x&_=1700000000", "text/csv;q=0.5, */*;q=0.1", "text/csv"),
    ],
)
def test_what_clients_add_never_makes_a_query_bad(
    client: FlaskClient, added: str, accept: str, media_type: str
) -> None:
    answer = client.get(f"/sparql?query=SELECT+*+%7B%7D&{added}", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)


@pytest.mark.parametrize("accept", [formats.JSON.media_type, formats.XML.media_type, "text/csv"])
def test_a_query_that_is_missing_is_named(client: FlaskClient, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert (answer.status_code, json_of(answer)["parameter"]) == (400, "query")
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_a_truth_has_no_table(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "ASK {}"}, headers={"Accept": "text/csv"})
    assert answer.status_code == 406
    assert formats.JSON.media_type in json_of(answer)["offers"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT (1 AS ?n) ('\\u0001' AS ?a) {}", formats.XML.media_type),
        ("CONSTRUCT { <a:b> <a:c> '\\u0001' } {}", formats.RDFXML.media_type),
        ("CONSTRUCT { <a:b> <a:12> 1 } {}", formats.RDFXML.media_type),
        ("CONSTRUCT { <a:b> <a:c> <<( <a:b> <a:c> 1 )>> } {}", formats.JSONLD.media_type),
    ],
)
def test_what_a_format_cannot_carry_is_406_with_those_that_can(client: FlaskClient, query: str, accept: str) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406, answer.text
    for other in json_of(answer)["offers"]:
        assert client.get("/sparql", query_string={"query": query}, headers={"Accept": other}).status_code == 200


def test_another_format_that_the_client_accepts_comes_in_its_place(client: FlaskClient) -> None:
    query = {"query": "CONSTRUCT { <a:b> <a:12> 1 } {}"}
    accept = {"Accept": "application/rdf+xml, application/n-triples;q=0.5, */*;q=0.1"}
    assert client.get("/sparql", query_string=query, headers=accept).mimetype == formats.NTRIPLES.media_type
    assert client.get("/sparql", query_string={**query, "format": "rdf"}, headers=accept).status_code == 406


def test_a_byte_order_mark_is_passed_over(client: FlaskClient) -> None:
    assert client.post("/sparql", data="\ufeffASK {}", content_type=BODY).status_code == 200
    assert client.get("/sparql", query_string={"query": "\ufeffASK {}"}).status_code == 200


@pytest.mark.parametrize("seconds", ["1", "0.5", "30000", "5.", "1e1"])
def test_a_time_is_taken(client: FlaskClient, seconds: str) -> None:
    assert client.get("/sparql", query_string={"query": "ASK {}", "timeout": seconds}).status_code == 200


def test_a_page_of_another_site_may_ask(client: FlaskClient) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"GET", "POST", "HEAD"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert client.get("/sparql?query=ASK{}").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/sparql?query=A").headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "NONSENSE"])
def test_another_method_is_405_and_says_which_are_allowed(client: FlaskClient, method: str) -> None:
    answer = client.open("/sparql", method=method)
    assert answer.status_code == 405
    assert {"GET", "POST", "QUERY", "HEAD", "OPTIONS"} == set(answer.headers["Allow"].split(", "))


def test_the_description_answers_head_and_tells_limits(client: FlaskClient) -> None:
    head = client.head("/sparql", headers={"Accept": "text/turtle"})
    get = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    quads = list(ox.parse(get.data, ox.RdfFormat.TURTLE))
    schema = PREFIXES["schema"]
    limits = {get_value(quad.object) for quad in quads if quad.predicate.value == schema + "additionalProperty"}
    of = {(get_value(quad.subject), quad.predicate.value): quad.object for quad in quads}
    told = {get_value(of[one, schema + "propertyID"]): get_value(of[one, schema + "value"]) for one in limits}
    assert float(told["query_seconds"]) == 10
    assert len(told) > 5


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELEC * { ?s ?p ?o }", "SELECT"),
        ("SELECT * WHER { ?s ?p ?o }", "WHERE"),
        ("SELECT * { ?s ?p ?o FILTR(?o) }", "FILTER"),
        ("SELECT * { ?s skos:prefLabel ?o }", "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
        ("SELECT * { ?s sko:prefLabel ?o }", "skos:"),
        (f"PREFIX styrka: <{DEF}> SELECT * {{ ?s styrka:hasPriortyArea ?o", "styrka:hasPriorityArea"),
        ("SELECT * { ?s ?p ?o", "never closed"),
        ("SELECT * { ?s ?p ?o } }", "closes nothing"),
    ],
)
def test_an_error_estimates_what_went_wrong(client: FlaskClient, query: str, says: str) -> None:
    answer = client.get("/sparql", query_string={"query": query})
    assert answer.status_code == 400
    assert any(says in one for one in json_of(answer)["estimates"])
    assert json_of(answer)["limits"] == "/about/limits"
    assert json_of(answer)["type"].endswith("about/problems#query-syntax-error")
