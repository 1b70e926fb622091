"""Real clients, with the parameters and headers that they send of themselves, against the real server."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pandas
import pytest
import rdflib
import requests
import SPARQLWrapper as wrapper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from tests import servers
from tests.service.web import instances
from tests.service.web.conftest import Server
from tests.service.web.instances import TOKEN, Instance
from tests.service.web.test_browser import ARGUMENTS, CHROMIUM

THEME = "https://w3id.org/styrka/scheme/theme/energy"
ROWS = f"SELECT * {{ <{THEME}> ?p ?o }}"
GRAPH = f"CONSTRUCT WHERE {{ <{THEME}> ?p ?o }}"
EXCEL = "application/xml, text/xml, */*"
REFINE = "application/sparql-results+json, text/plain, application/json;q=0.9, */*;q=0.1"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A scratch instance whose operator says that people reach it over TLS."""
    with instances.scratch(tmp_path_factory.mktemp("scratch"), STYRKA_BASE="https://data.example.org") as made:
        yield made


def wrapped(server: Server, query: str, format_: str, method: str = wrapper.GET) -> Any:
    client = wrapper.SPARQLWrapper(server.address + "/sparql")
    client.setQuery(query)
    client.setReturnFormat(format_)
    client.setMethod(method)
    return client.query()


@pytest.mark.parametrize("method", [wrapper.GET, wrapper.POST])
@pytest.mark.parametrize("format_", [wrapper.JSON, wrapper.XML, wrapper.CSV, wrapper.TSV])
def test_sparqlwrapper_gets_rows(server: Server, format_: str, method: str) -> None:
    answer = wrapped(server, ROWS, format_, method)
    assert format_ in answer.info()["content-type"].replace("tab-separated-values", "tsv")
    found = answer.convert()
    if format_ == wrapper.JSON:
        assert found["head"]["vars"] == ["p", "o"]
    elif format_ == wrapper.XML:
        assert len(found.getElementsByTagName("result")) > 3
    else:
        assert found.split()[0].replace(b"?", b"") in (b"p,o", b"p")


@pytest.mark.parametrize("method", [wrapper.GET, wrapper.POST])
@pytest.mark.parametrize(
    "format_", [wrapper.TURTLE, wrapper.N3, wrapper.RDFXML, wrapper.RDF, wrapper.JSONLD, wrapper.XML]
)
def test_sparqlwrapper_gets_graphs(server: Server, format_: str, method: str) -> None:
    found = wrapped(server, GRAPH, format_, method).convert()
    if not isinstance(found, rdflib.Graph):
        found = rdflib.Graph().parse(data=found, format="turtle")
    assert len(found) > 3


@pytest.mark.parametrize("format_", [wrapper.JSON, wrapper.XML])
def test_sparqlwrapper_gets_truths(server: Server, format_: str) -> None:
    found = wrapped(server, "ASK {}", format_).convert()
    assert found["boolean"] if format_ == wrapper.JSON else found.getElementsByTagName("boolean")


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflibs_store_reads(server: Server, format_: str, method: str) -> None:
    store = SPARQLStore(server.address + "/sparql", returnFormat=format_, method=method)
    graph = rdflib.Graph(store)
    rows = list(graph.query(ROWS))
    assert len(rows) > 3
    assert {str(row.p) for row in rows} >= {str(rdflib.SKOS.prefLabel)}  # type: ignore[union-attr]
    if format_ in ("json", "xml"):
        assert bool(graph.query("ASK {}").askAnswer) is True
    assert len(list(graph.triples((rdflib.URIRef(THEME), None, None)))) == len(rows)


@pytest.mark.parametrize("method", ["POST", "POST_FORM"])
def test_rdflibs_update_store_writes_with_the_token_as_a_password(scratch: Instance, method: str) -> None:
    store = SPARQLUpdateStore(
        scratch.address + "/sparql", scratch.address + "/update", auth=("anybody", TOKEN), method=method
    )
    graph = rdflib.Graph(store, identifier=rdflib.URIRef("http://example.org/graph"))
    graph.bind("ex", "http://example.org/")
    triple = (rdflib.URIRef("http://example.org/a,b"), rdflib.RDFS.label, rdflib.Literal("å\r\n=1"))
    graph.add(triple)
    assert triple in graph
    assert len(graph) == 1
    store.update(
        "PREFIX a: <http://example.org/> DELETE WHERE { GRAPH a:graph { ?s ?p ?o } } ;"
        "PREFIX b: <http://example.org/> INSERT DATA { GRAPH b:graph { b:c b:12 b:d } }"
    )
    assert len(graph) == 1
    graph.remove((None, None, None))
    assert len(graph) == 0


def test_pandas_reads_every_cell(server: Server, scratch: Instance) -> None:
    address = requests.Request("GET", server.address + "/sparql", params={"query": ROWS, "format": "csv"}).prepare().url
    assert list(pandas.read_csv(str(address)).columns) == ["p", "o"]
    scratch.send("PUT", "/graphs?default", '<http://e/a,b> <http://e/p> "x, \\"y\\"\\r\\n" .', instances.TURTLE)
    query = {"query": "SELECT * { ?s ?p ?o }", "format": "csv"}
    read = pandas.read_csv(io.BytesIO(requests.get(scratch.address + "/sparql", query, timeout=30).content))
    assert read.to_numpy().tolist() == [["http://e/a,b", "http://e/p", 'x, "y"\r\n']]


def test_turtle_of_a_windows_editor_is_read(scratch: Instance) -> None:
    answer = scratch.send(
        "PUT", "/graphs?graph=http://e/bom", b"\xef\xbb\xbf<http://e/a> a <http://e/b> .", instances.TURTLE
    )
    assert answer.status_code in (201, 204), answer.text


@pytest.mark.parametrize(
    ("accept", "media_type"), [(EXCEL, "sparql-results+xml"), (REFINE, "sparql-results+json"), ("*/*", "json")]
)
def test_headers_of_spreadsheets_and_openrefine(server: Server, accept: str, media_type: str) -> None:
    answer = requests.post(server.address + "/sparql", {"query": ROWS}, headers={"Accept": accept}, timeout=30)
    assert (answer.status_code, media_type in answer.headers["Content-Type"]) == (200, True)


def test_query_is_sent_by_clients_that_never_heard_of_it(server: Server) -> None:
    address, headers = server.address + "/sparql", {"Content-Type": "application/sparql-query"}
    answer = requests.request("QUERY", address, data=ROWS.encode(), headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.content == requests.get(address, {"query": ROWS}, timeout=30).content
    again = requests.request(
        "QUERY", address, data=ROWS, headers={**headers, "If-None-Match": answer.headers["ETag"]}, timeout=30
    )
    assert (again.status_code, again.content) == (304, b"")
    if shutil.which("curl"):
        command = [
            "curl",
            "-sSf",
            "-X",
            "QUERY",
            "-H",
            "Content-Type: application/sparql-query",
            "--data",
            ROWS,
            address,
        ]
        assert subprocess.run(command, check=True, timeout=60, capture_output=True).stdout == answer.content


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_curl_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    listed = requests.get(server.address + "/release/latest/SHA256SUMS", timeout=60)
    folder, name = listed.url.rpartition("/")[0], listed.text.split()[1]
    whole = requests.get(f"{folder}/{name}", timeout=60).content
    file = tmp_path / name
    file.write_bytes(whole[: len(whole) // 2])
    subprocess.run(["curl", "-sSf", "-C", "-", "-o", str(file), f"{folder}/{name}"], check=True, timeout=60)
    assert file.read_bytes() == whole
    for unit in ("items=0-1", "bytes=0-1,4-5", "bytes=x"):
        answer = requests.get(f"{folder}/{name}", headers={"Range": unit}, timeout=60)
        assert (answer.status_code, answer.content == whole) == (200, True)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; `.ci/run` installs it")
def test_a_page_of_another_site_asks_with_headers_of_its_own(server: Server) -> None:
    script = """async address => {
        const answer = await fetch(address, {method: "POST", body: "SELECT * {}", headers: {
            "Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json",
            "X-Trace-Of-Its-Own": "1", "Authorization": "Basic eDp5", "Cache-Control": "no-cache"}})
        const again = await fetch(address, {method: "QUERY", body: "SELECT * {}", headers: {
            "Content-Type": "application/sparql-query"}})
        return [answer.status, (await answer.json()).head.vars.length, answer.headers.get("X-Query-Id") !== null,
            again.status, again.headers.get("Accept-Query") !== null]
    }"""

    def answer(handler: BaseHTTPRequestHandler, _: servers.Request) -> None:
        servers.reply(handler, b"<!doctype html><title>Another site</title>", "text/html")

    with servers.scripted(answer) as site, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(site.url)
        assert page.evaluate(script, server.address + "/sparql") == [200, 0, True, 200, True]
        browser.close()


PADDING = st.lists(
    st.sampled_from(
        [
            ("default-graph-uri", ""),
            ("format", "what"),
            ("output", "json"),
            ("utm_source", "x"),
            ("timeout", "-"),
            ("å", "=&"),
        ]
    ),
    max_size=4,
)
ACCEPTS = st.lists(
    st.sampled_from(
        ["application/sparql-results+json", "application/sparql-results+json;q=1.0", "APPLICATION/JSON", "*/*;q=0.01"]
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    PADDING,
    PADDING,
    ACCEPTS,
    st.sampled_from(["get", "form", "body"]),
    st.sampled_from(["", ";charset=utf-8", '; Charset="UTF-8"', ";charset=utf8"]),
    st.sampled_from(["gzip", "identity", "br;q=1, *;q=0", ""]),
)
def test_every_request_of_the_protocols_grammar_has_the_same_answer(
    server: Server,
    before: list[tuple[str, str]],
    after: list[tuple[str, str]],
    accepts: list[str],
    way: str,
    charset: str,
    encoding: str,
) -> None:
    query = f"# å ✓ %\r\nSELECT ?o {{ <{THEME}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?o }} ORDER BY LANG(?o)"
    wanted = requests.get(server.address + "/sparql", {"query": query}, timeout=30)
    assert wanted.status_code == 200
    headers = {"Accept": ", ".join(accepts), "Accept-Encoding": encoding}
    parameters = [*before, ("query", query), *after]
    address = server.address + "/sparql"
    if way == "get":
        answer = requests.get(address, parameters, headers=headers, timeout=30)
    elif way == "form":
        headers["Content-Type"] = "application/x-www-form-urlencoded" + charset
        body = requests.models.RequestEncodingMixin._encode_params(parameters)
        answer = requests.post(address, data=body, headers=headers, timeout=30)
    else:
        headers["Content-Type"] = "application/sparql-query" + charset
        answer = requests.post(address, params=[*before, *after], data=query.encode(), headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.json() == wanted.json()
