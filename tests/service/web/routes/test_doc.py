"""Linked-data addresses: 303 from the thing to the document, every format by Accept and by suffix, errors that help."""

from __future__ import annotations

import pytest
import rdflib
from flask.testing import FlaskClient

from styrka import formats
from tests.answers import json_of

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
DOCUMENTS = ["/doc/region/SE122", "/def", "/def/Strategy", "/scheme/theme", "/scheme/theme/energy", "/shape/Strategy"]
NAMES = {"jsonld": "json-ld", "rdf": "xml", "ttl": "turtle", "nt": "nt"}


def test_a_thing_leads_to_its_document(client: FlaskClient) -> None:
    answer = client.get("/id/region/SE122")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/doc/region/SE122"
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("address", DOCUMENTS)
@pytest.mark.parametrize("format_", formats.GRAPHS, ids=lambda one: one.suffix)
def test_a_document_in_every_format_by_accept_and_suffix(
    client: FlaskClient, address: str, format_: formats.Format
) -> None:
    by_accept = client.get(address, headers={"Accept": format_.media_type})
    by_suffix = client.get(f"{address}.{format_.suffix}", headers=BROWSER)
    assert by_accept.status_code == by_suffix.status_code == 200
    assert by_accept.mimetype == by_suffix.mimetype == format_.media_type
    one, two = (
        rdflib.Graph().parse(data=answer.data, format=NAMES[format_.suffix]) for answer in (by_accept, by_suffix)
    )
    assert len(one) == len(two) > 3


@pytest.mark.parametrize("address", [*DOCUMENTS, "/", "/ask", "/sparql", "/graph/ontology/schemes/themes"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_browser_gets_a_page_in_its_language(client: FlaskClient, address: str, language: str) -> None:
    answer = client.get(address, headers={**BROWSER, "Accept-Language": language})
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.count("<h1") == 1


def test_a_document_tells_its_alternatives(client: FlaskClient) -> None:
    links = client.get("/doc/region/SE122", headers=BROWSER).headers["Link"]
    assert '/doc/region/SE122.ttl>; rel="alternate"; type="text/turtle"' in links
    assert 'rel="license"' in links


def test_the_page_tells_stated_from_inferred(client: FlaskClient) -> None:
    page = client.get("/doc/region/SE122?view=facts", headers=BROWSER).text
    assert 'class="basis asserted"' in page
    assert 'class="basis inferred"' in page


def test_a_graph_is_its_files_own_triples(client: FlaskClient) -> None:
    answer = client.get("/graph/strategies/se122-2017/region-sormland-2018", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.data, format="turtle")
    has = rdflib.URIRef("https://w3id.org/styrka/def/hasPriorityArea")
    inferred = rdflib.URIRef("https://w3id.org/styrka/def/priorityAreaOf")
    assert len(list(graph.triples((None, has, None)))) == 3
    assert not list(graph.triples((None, inferred, None)))


@pytest.mark.parametrize(
    "address",
    ["/doc/region/SE999", "/def/Strategi", "/scheme/theme/enrgy", "/graph/nothing", "/ask/nothing", "/nothing"],
)
def test_what_does_not_exist_is_404(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_an_unknown_format_is_refused(client: FlaskClient) -> None:
    assert client.get("/doc/region/SE122", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/doc/region/SE122?format=png").status_code == 400


def test_every_response_has_the_security_headers(client: FlaskClient) -> None:
    for address in ("/", "/doc/region/SE122", "/nothing", "/static/styrka.css"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "leads_to"), [("a%3Fb", "a%3Fb"), ("a%23b", "a%23b"), ("%C3%B6", "%C3%B6"), ("a/b", "a/b")]
)
def test_a_strange_name_is_kept_on_the_way(client: FlaskClient, name: str, leads_to: str) -> None:
    assert client.get(f"/id/{name}").headers["Location"] == f"/doc/{leads_to}"


@pytest.mark.parametrize("address", ["/doc/region/SE122", "/def/Strategy", "/scheme/theme/energy"])
def test_trig_has_each_statement_in_the_graphs_that_state_it(client: FlaskClient, address: str) -> None:
    answer = client.get(f"{address}.trig")
    assert answer.mimetype == client.get(address, headers={"Accept": "application/trig"}).mimetype == "application/trig"
    found = rdflib.Dataset().parse(data=answer.data, format="trig")
    # Blank nodes have other names in each document.
    plain = {
        triple
        for triple in rdflib.Graph().parse(data=client.get(f"{address}.nt").data, format="nt")
        if not any(isinstance(term, rdflib.BNode) for term in triple)
    }
    quads = {(s, p, o, graph) for s, p, o, graph in found.quads()}
    assert plain <= {quad[:3] for quad in quads}
    graphs = {graph for s, p, o, graph in quads if (s, p, o) in plain}
    assert None not in graphs
    assert len(graphs) > 1
    named = [quad for quad in quads if not any(isinstance(term, rdflib.BNode) for term in quad)]
    # Every other statement is of one of these graphs, and those that somebody stated name their source.
    assert {s for s, p, o, _ in named if (s, p, o) not in plain} <= graphs
    for s, p, o, graph in sorted(named)[:20]:
        query = f"ASK {{ GRAPH <{graph}> {{ {s.n3()} {p.n3()} {o.n3()} }} }}"
        assert json_of(client.get("/sparql", query_string={"query": query}))["boolean"]
    sourced = {s for s, p, _, _ in quads if p == rdflib.DCTERMS.source}
    assert sourced & graphs


def test_trig_of_what_is_not_recorded_is_404(client: FlaskClient) -> None:
    assert client.get("/doc/region/SE999.trig").status_code == 404
