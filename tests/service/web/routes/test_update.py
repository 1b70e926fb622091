"""``/update``: SPARQL Update, on a scratch instance, and through the pipeline on a governed one."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import rdflib
from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from tests.service.trees import DATA, OTHER
from tests.service.web.instances import AREA, AUTHORITY, GRAPH, TOKEN, UPDATE, Instance, governed, scratch

PREFIX = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
FORM = {**AUTHORITY, "Content-Type": "application/x-www-form-urlencoded"}
ALL = "SELECT ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A scratch instance with a short patience."""
    with scratch(tmp_path_factory.mktemp("scratch"), STYRKA_QUERY_SECONDS="1.5") as made:
        yield made


@pytest.fixture
def pad(instance: Instance) -> Instance:
    """The scratch instance, empty."""
    assert instance.send("POST", "/update", "DROP ALL", UPDATE).status_code == 204
    return instance


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A governed instance that may be written to."""
    with governed(tmp_path_factory.mktemp("governed"), STYRKA_WRITE_TOKEN=TOKEN, STYRKA_QUERY_SECONDS="1") as made:
        yield made


@pytest.fixture
def as_it_was(tree: Instance) -> Iterator[Instance]:
    """The governed instance; it is put back afterwards."""
    release, files = tree.release(), tree.files()
    yield tree
    tree.put_back(release, files)


def client(pad: Instance, token: str = TOKEN) -> SPARQLWrapper:
    """A client that everybody uses."""
    wrapper = SPARQLWrapper(f"{pad.address}/sparql", f"{pad.address}/update")
    wrapper.addCustomHttpHeader("Authorization", f"Bearer {token}")
    wrapper.setReturnFormat(JSON)
    return wrapper


def test_a_common_client_updates_and_asks(pad: Instance) -> None:
    wrapper = client(pad)
    wrapper.setMethod(POST)
    wrapper.setQuery("INSERT DATA { <http://e/s> <http://e/p> 'Västra Götaland' }")
    assert wrapper.query().response.status == 204
    wrapper.setQuery("SELECT ?o { ?s ?p ?o }")
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    rows = found["results"]["bindings"]
    assert [row["o"]["value"] for row in rows] == ["Västra Götaland"]


def test_a_common_client_is_told_what_is_wrong(pad: Instance) -> None:
    wrapper = client(pad, "wrong")
    wrapper.setMethod(POST)
    wrapper.setQuery("CLEAR ALL")
    with pytest.raises(Unauthorized):
        wrapper.query()
    wrapper = client(pad)
    wrapper.setMethod(POST)
    wrapper.setQuery("INSERT DATA { nonsense }")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/update?update=CLEAR+ALL", "", AUTHORITY, 405),
        ("GET", "/update?update=CLEAR+ALL", "", {}, 405),
        ("PUT", "/update", "CLEAR ALL", UPDATE, 405),
        ("POST", "/update", "CLEAR ALL", {"Content-Type": UPDATE["Content-Type"]}, 401),
        ("POST", "/update", "CLEAR ALL", {**UPDATE, "Authorization": TOKEN}, 401),
        ("POST", "/update", "CLEAR ALL", {**UPDATE, "Authorization": f"bearer {TOKEN}"}, 204),
        ("POST", "/update", "ASK {}", UPDATE, 400),
        ("POST", "/update", "INSERT NONSENSE", UPDATE, 400),
        ("POST", "/update", b"# \xff", UPDATE, 400),
        ("POST", "/update", "CLEAR ALL", {**AUTHORITY, "Content-Type": "text/plain"}, 415),
        ("POST", "/update", "CLEAR ALL", {**UPDATE, "Content-Type": "application/sparql-update; charset=utf-16"}, 415),
        ("POST", "/update", "update=CLEAR+ALL&update=CLEAR+ALL", FORM, 400),
        ("POST", "/update", "query=ASK%7B%7D", FORM, 400),
        ("POST", "/update", "update=CLEAR+ALL", FORM, 204),
        ("POST", "/update", "", UPDATE, 204),
        ("POST", "/update", "DROP GRAPH <http://e/none>", UPDATE, 409),
        ("POST", "/update", "DROP SILENT GRAPH <http://e/none>", UPDATE, 204),
        ("POST", "/update", "LOAD <http://127.0.0.1/x>", UPDATE, 400),
        ("POST", "/update", "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", UPDATE, 400),
        ("POST", "/update", "INSERT { ?s ?p ?o } WHERE { " + "{" * 200 + "}" * 200 + " }", UPDATE, 400),
        (
            "POST",
            "/update?using-graph-uri=http://e/g",
            "WITH <http://e/h> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            UPDATE,
            400,
        ),
        ("POST", "/update?using-graph-uri=not+an+iri", "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", UPDATE, 400),
    ],
)
def test_every_request_has_its_status(
    pad: Instance, method: str, path: str, body: str, headers: dict[str, str], status: int
) -> None:
    found = pad.send(method, path, body, headers)
    assert found.status_code == status, found.text
    assert status == 204 or found.json()["detail"]


def test_the_request_may_name_the_graphs(pad: Instance) -> None:
    for number in (1, 2):
        text = f"INSERT DATA {{ GRAPH <http://e/{number}> {{ <a:a> <a:p> {number} }} }}"
        assert pad.send("POST", "/update", text, UPDATE).status_code == 204
    copy = "INSERT { GRAPH <http://e/to> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert pad.send("POST", "/update", copy, UPDATE, params={"using-graph-uri": "http://e/2"}).status_code == 204
    assert pad.values("SELECT ?o { GRAPH <http://e/to> { ?s ?p ?o } }") == ["2"]
    named = "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"
    form = urlencode({"update": named, "using-named-graph-uri": "http://e/1"})
    assert pad.send("POST", "/update", form, FORM).status_code == 204
    assert pad.values(ALL) == ["2", "2"]


def test_an_update_is_whole_or_not_at_all(pad: Instance) -> None:
    broken = "INSERT DATA { <a:a> <a:b> 1 } ; CREATE GRAPH <http://e/g> ; CREATE GRAPH <http://e/g>"
    assert pad.send("POST", "/update", broken, UPDATE).status_code == 409
    assert pad.values(ALL) == []


def test_an_update_without_end_is_ended_and_nothing_is_lost(pad: Instance) -> None:
    many = " ".join(f"<http://e/{number}> <http://e/p> {number} ." for number in range(3000))
    assert pad.send("POST", "/update", f"INSERT DATA {{ {many} }}", UPDATE).status_code == 204
    runaway = "INSERT { <a:a> <a:b> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }"
    found = pad.send("POST", "/update", runaway, UPDATE)
    assert (found.status_code, found.json()["cause"]) == (503, "time")
    assert len(pad.values("SELECT ?s { ?s ?p ?o }")) == 3000
    assert pad.send("POST", "/update", "INSERT DATA { <a:a> <a:b> 1 }", UPDATE).status_code == 204
    assert len(pad.values("SELECT ?s { ?s ?p ?o }")) == 3001


def test_a_query_without_end_holds_up_neither_queries_nor_writes(pad: Instance) -> None:
    many = " ".join(f"<http://e/{number}> <http://e/p> {number} ." for number in range(3000))
    pad.send("POST", "/update", f"INSERT DATA {{ {many} }}", UPDATE)
    ended: list[int] = []
    count = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
    runaways = [
        threading.Thread(target=lambda: ended.append(pad.send("GET", "/sparql", params=count).status_code))
        for _ in range(2)
    ]
    for runaway in runaways:
        runaway.start()
    assert pad.send("POST", "/update", "INSERT DATA { <a:a> <a:b> 'meanwhile' }", UPDATE).status_code == 204
    assert pad.values("SELECT ?o { <a:a> ?p ?o }") == ["meanwhile"]
    assert not ended, "they run on"
    for runaway in runaways:
        runaway.join()
    assert ended == [503, 503]


def test_no_update_reaches_the_network(pad: Instance) -> None:
    hits: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"<http://127.0.0.1:{server.server_port}/x>"
        for text in (
            f"LOAD {there}",
            f"LOAD SILENT {there}",
            f"LOAD SILENT {there} INTO GRAPH <http://e/g>",
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT {there} {{ ?s ?p ?o }} }}",
        ):
            pad.send("POST", "/update", text, UPDATE)
        pad.send("GET", "/sparql", params={"query": f"SELECT * {{ SERVICE SILENT {there} {{ ?s ?p ?o }} }}"})
        server.shutdown()
    assert hits == []
    assert pad.values(ALL) == []


def test_the_description_tells_of_the_update_endpoint(pad: Instance) -> None:
    found = pad.send("GET", "/sparql", headers={"Accept": "text/turtle"})
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    graph = rdflib.Graph().parse(data=found.content, format="turtle")
    assert (rdflib.URIRef(f"{pad.address}/update"), sd.supportedLanguage, sd.SPARQL11Update) in graph
    assert (None, sd.feature, sd.UnionDefaultGraph) not in graph


# A governed instance.


def test_a_valid_update_is_a_new_release(as_it_was: Instance) -> None:
    before = as_it_was.release()
    text = f"""{PREFIX}WITH <{GRAPH}> DELETE {{ <{AREA}> skos:prefLabel ?old }}
        INSERT {{ <{AREA}> skos:prefLabel "Making things"@en }}
        WHERE {{ <{AREA}> skos:prefLabel ?old FILTER(lang(?old) = "en") }}"""
    done = as_it_was.send("POST", "/update", text, UPDATE)
    assert (done.status_code, done.json()["files"]) == (200, [OTHER])
    assert done.json()["release"] == as_it_was.release() != before
    assert as_it_was.names() == ["Making things", "Tillverkning"]
    written = rdflib.Graph().parse(as_it_was.root / OTHER, format="turtle")
    assert len(written) == len(rdflib.Graph().parse(data=DATA[OTHER], format="turtle"))


def test_patterns_see_all_graphs_together(as_it_was: Instance) -> None:
    text = f"""{PREFIX}INSERT {{ GRAPH <{GRAPH}> {{ <{AREA}> skos:altLabel ?name }} }}
        WHERE {{ <https://w3id.org/styrka/id/region/SE122> skos:prefLabel ?name FILTER(lang(?name) = "sv") }}"""
    assert as_it_was.send("POST", "/update", text, UPDATE).status_code == 200
    assert "Södermanland" in (as_it_was.root / OTHER).read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{AREA}> <https://w3id.org/styrka/def/order> 2 }} }}", 422),
        (f"{PREFIX}DELETE WHERE {{ GRAPH <{GRAPH}> {{ <{AREA}> skos:prefLabel ?name }} }}", 422),
        (f"CLEAR GRAPH <{GRAPH.replace('se122-test', 'se12-test')}>", 422),
        ("INSERT DATA { <a:a> <a:b> 1 }", 403),
        ("DELETE WHERE { ?s ?p ?o }", 403),
        ("DROP ALL", 403),
        ("INSERT DATA { GRAPH <https://w3id.org/styrka/graph/shapes/area> { <a:a> <a:b> 1 } }", 403),
        ("INSERT DATA { GRAPH <https://w3id.org/styrka/graph/mappings/se12-test> { <a:a> <a:b> 1 } }", 403),
        ("INSERT DATA { GRAPH <http://e/g> { <a:a> <a:b> 1 } }", 403),
        ("LOAD <http://127.0.0.1/x>", 400),
        ("INSERT DATA { nonsense }", 400),
        ("INSERT { ?a ?b ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }", 503),
        ("LOAD SILENT <http://127.0.0.1/x>", 204),
    ],
)
def test_what_is_refused_changes_nothing(tree: Instance, text: str, status: int) -> None:
    before, files = tree.release(), tree.files()
    found = tree.send("POST", "/update", text, UPDATE)
    assert found.status_code == status, found.text
    assert (tree.release(), tree.files()) == (before, files)


def test_writes_at_the_same_time_come_one_after_the_other(as_it_was: Instance) -> None:
    def add(number: int) -> int:
        text = f"{PREFIX}INSERT DATA {{ GRAPH <{GRAPH}> {{ <{AREA}> skos:altLabel 'Industri {number}'@sv }} }}"
        return as_it_was.send("POST", "/update", text, UPDATE).status_code

    statuses: list[int] = []
    threads = [threading.Thread(target=lambda n=number: statuses.append(add(n))) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200, 200]
    assert (as_it_was.root / OTHER).read_text("utf-8").count("Industri ") == 3
