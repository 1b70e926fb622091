"""The remote engine: the embedded engine's answers from real stores, and truthful errors from broken ones."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from styrka import formats
from styrka.engine.interface import Budget, Dataset, Engine, Form, ask_truth, select_rows
from styrka.engine.local import LocalEngine, open_local
from styrka.errors import (
    Busy,
    EndpointError,
    QueryRefused,
    QuerySyntaxError,
    QueryTooExpensive,
    ReleaseError,
    StyrkaError,
)
from styrka.formats import TRUTHS
from styrka.http_client.endpoint import Endpoint
from styrka.stores import push
from styrka.stores.remote.engine import Remote, Room, open_remote
from styrka.stores.remote.release import UNIONS
from styrka.stores.remote.writers import GraphStore
from tests import servers
from tests.conftest import ROOT
from tests.servers import Script, Store, reply
from tests.service.stores.running import BUDGET, small_release, triples

A = push.GRAPHS + "a"
XSD = "http://www.w3.org/2001/XMLSchema#"
V = "<http://example.org/v> <http://example.org/"
VARIED = {
    "data/a": [
        V + 'text> "åäö 😀 \\"q\\" \\\\ \\n, ; x" .',
        V + 'text> "på svenska"@sv .',
        V + f'n> "7"^^<{XSD}integer> .',
        V + f'd> "1.5"^^<{XSD}decimal> .',
        V + f't> "true"^^<{XSD}boolean> .',
        V + f'y> "2017"^^<{XSD}gYear> .',
        V + f'm> "2017-03"^^<{XSD}gYearMonth> .',
        V + f'day> "2017-03-01"^^<{XSD}date> .',
        V + f'a> "http://example.org/"^^<{XSD}anyURI> .',
        V + "to> <http://example.org/å/(x)> .",
        '_:b <http://example.org/in> "blank" .',
    ],
    "data/b": [V + f'n> "7"^^<{XSD}integer> .', *triples("many", 300)],
    "inferred/c": triples("many", 2),
}
SMALL = {"data/a": triples("a", 3), "data/b": [*triples("a", 1), *triples("b", 2)]}


@dataclass(frozen=True)
class Pair:
    """A real store and the embedded engine with the same release."""

    name: str
    remote: Engine
    local: LocalEngine


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both engines over a small release with all kinds of terms."""
    folder = tmp_path_factory.mktemp(request.param)
    with getattr(servers, request.param)(folder) as store:
        local = publish_small(store, folder / "release", "small", VARIED)
        yield Pair(request.param, Remote(store.query, BUDGET).engine(), local)


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", None),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", None),
        ("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", None),
        (f"SELECT (COUNT(*) AS ?n) FROM <{A}> {{ ?s ?p ?o }}", None),
        (f"SELECT (COUNT(*) AS ?n) FROM NAMED <{A}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", None),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Dataset((A,))),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", Dataset((), (A,))),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Dataset(("http://example.org/none",))),
    ],
)
def test_the_dataset_is_the_same_as_in_the_embedded_engine(pair: Pair, text: str, dataset: Dataset | None) -> None:
    answered = [json.loads(one.run(text, formats.JSON, dataset=dataset).read()) for one in (pair.local, pair.remote)]
    here, there = (sorted(json.dumps(row, sort_keys=True) for row in one["results"]["bindings"]) for one in answered)
    assert here == there


@pytest.mark.parametrize("format_", [*formats.BINDINGS, *formats.GRAPHS], ids=lambda one: one.name)
def test_every_format_is_written_as_the_embedded_engine_writes_it(pair: Pair, format_: formats.Format) -> None:
    bindings = (
        "SELECT ?p ?o { <http://example.org/v> ?p ?o } ORDER BY ?p STR(?o)",
        *(
            ("ASK { <http://example.org/v> ?p ?o }", "ASK { <http://example.org/v> ?p 99 }")
            if format_ in TRUTHS
            else ()
        ),
    )
    graphs = ("CONSTRUCT WHERE { <http://example.org/v> ?p ?o }", "DESCRIBE <http://example.org/v>")
    for text in bindings if format_ in formats.BINDINGS else graphs:
        assert pair.remote.run(text, format_).read() == pair.local.run(text, format_).read(), text


def test_terms_keep_their_kind(pair: Pair) -> None:
    assert ask_truth(pair.remote, "ASK { <http://example.org/v> ?p ?o }")
    found = select_rows(pair.remote, "SELECT ?b { ?b <http://example.org/in> ?o }")
    assert [row["b"].kind for row in found] == ["bnode"]


def test_what_is_wrong_with_a_query_is_reported_as_such(pair: Pair) -> None:
    remote = pair.remote
    with pytest.raises(QuerySyntaxError) as error:
        remote.run("SELECT * {\n\n ?s foo:bar ?o }", formats.JSON)
    assert error.value.evidence["line"] == 3
    for text in (
        "SELECT (<http://example.org/f>(1) AS ?x) {}",
        "SELECT * { SERVICE <http://127.0.0.1/> { } }",
        "SELECT (bif:http_get('http://127.0.0.1/') AS ?x) {}",
        "SELECT (<bif:http_get>('http://x/') AS ?x) {}",
        "DEFINE get:soft 'replace' SELECT * { ?s ?p ?o }",
    ):
        with pytest.raises(QueryRefused):
            remote.run(text, formats.JSON)
    with pytest.raises(QueryRefused):
        remote.run("ASK {}", formats.TURTLE)
    with pytest.raises(QueryTooExpensive) as costly:
        remote.run("SELECT * { ?s ?p ?o }", formats.JSON, budget=Budget(10, 1, 1000))
    assert costly.value.evidence["cause"] == "bytes"
    started = time.monotonic()
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STR(?c) < STR(?f)) }"
    with pytest.raises(QueryTooExpensive) as slow:
        remote.run(runaway, formats.JSON, budget=Budget(0.5, 1, 1000))
    assert slow.value.evidence["cause"] == "time"
    assert time.monotonic() - started < 1.5


SHORT = Budget(0.7, 1 << 30, 10_000)
HOLDING = {"version": {"type": "literal", "value": "v1"}, "union": {"type": "uri", "value": UNIONS + "v1"}}
NAMES = {"graph": {"type": "uri", "value": push.GRAPHS + "a"}, "count": {"type": "literal", "value": "3"}}
ROWS = {"x": {"type": "literal", "value": "å"}}


def results(*found: Mapping[str, Mapping[str, str]]) -> bytes:
    return json.dumps({"head": {"vars": list(found[0])}, "results": {"bindings": found}}).encode()


@dataclass(frozen=True)
class Scripted:
    """A scripted store with a release, and what it answers to the queries of a test."""

    script: Script
    answering: list[servers.Answer]

    def engine(self, then: servers.Answer, budget: Budget = SHORT, room: Room | None = None) -> Engine:
        """Return the engine over the store, which answers so from now on."""
        self.answering[:] = [then]
        return Remote(Endpoint(self.script.url), budget).engine(room)


@pytest.fixture
def store() -> Iterator[Scripted]:
    """A scripted store with a release."""
    answering: list[servers.Answer] = []

    def answer(handler: BaseHTTPRequestHandler, request: servers.Request) -> None:
        if b"hasVersion" in request.body:
            reply(handler, results(HOLDING))
        elif b"GROUP+BY" in request.body:
            reply(handler, results(NAMES))
        else:
            answering[0](handler, request)

    with servers.scripted(answer) as script:
        yield Scripted(script, answering)


def drip(handler: BaseHTTPRequestHandler, request: servers.Request) -> None:
    """Headers at once, and then a byte in a while, for ever: no time-out of a socket ends this."""
    reply(handler, b"", length=1_000_000)
    for _ in range(100):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def chunked(handler: BaseHTTPRequestHandler, body: bytes, media_type: str) -> None:
    """A chunked body that never says that it ends."""
    handler.send_response(200)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))


def unframed(handler: BaseHTTPRequestHandler, body: bytes, media_type: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", media_type)
    handler.end_headers()
    handler.wfile.write(body)


GOOD = results(ROWS, ROWS)
SELECT = "SELECT ?x { ?s ?p ?x }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
TRIPLE = b'<http://e/a> <http://e/p> "x" .\n'
BROKEN = {
    "status 500": (SELECT, lambda h, r: reply(h, b"oops", "text/plain", 500), EndpointError),
    "half a document": (SELECT, lambda h, r: reply(h, GOOD[:-5]), EndpointError),
    "a body shorter than it says": (SELECT, lambda h, r: reply(h, GOOD, length=len(GOOD) + 10), Busy),
    "chunks without an end": (SELECT, lambda h, r: chunked(h, GOOD, "application/sparql-results+json"), Busy),
    "a page": (SELECT, lambda h, r: reply(h, b"<html></html>", "text/html"), EndpointError),
    "no media type": (SELECT, lambda h, r: reply(h, GOOD, ""), EndpointError),
    "a graph for a SELECT": (SELECT, lambda h, r: reply(h, TRIPLE, "application/n-triples"), EndpointError),
    "other JSON": (SELECT, lambda h, r: reply(h, b'{"a": 1}'), EndpointError),
    "a list": (SELECT, lambda h, r: reply(h, b"[]"), EndpointError),
    "an unknown kind of term": (SELECT, lambda h, r: reply(h, GOOD.replace(b'"literal"', b'"x"')), EndpointError),
    "XML that breaks off": (
        SELECT,
        lambda h, r: reply(
            h,
            b"<sparql xmlns='http://www.w3.org/2005/sparql-results#'>"
            b"<head><variable name='x'/></head><results><result>",
            "application/sparql-results+xml",
        ),
        EndpointError,
    ),
    "a control character in XML": (
        SELECT,
        lambda h, r: reply(
            h,
            b"<sparql "
            b"xmlns='http://www.w3.org/2005/sparql-results#'><head/><results><result><binding name='x'><literal>"
            b"\x07</literal></binding></result></results></sparql>",
            "application/sparql-results+xml",
        ),
        EndpointError,
    ),
    "RDF/XML that breaks off": (
        GRAPH,
        lambda h, r: reply(
            h,
            b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>"
            b"<rdf:Description rdf:about='http://e/a'><e:p>x</e:p>",
            "application/rdf+xml",
        ),
        EndpointError,
    ),
    "half a line of N-Triples": (GRAPH, lambda h, r: reply(h, TRIPLE[:-8], "application/n-triples"), EndpointError),
    "N-Triples that may go on": (GRAPH, lambda h, r: unframed(h, TRIPLE, "application/n-triples"), EndpointError),
    "rows for a graph": (GRAPH, lambda h, r: reply(h, GOOD), EndpointError),
    "busy": (SELECT, lambda h, r: reply(h, b"", "", 503, Retry_After="7"), Busy),
    "too many": (SELECT, lambda h, r: reply(h, b"", "", 429), Busy),
    "its own time-out": (SELECT, lambda h, r: reply(h, b"", "", 504), QueryTooExpensive),
    "a time-out in words": (
        SELECT,
        lambda h, r: reply(h, b"Query execution timed out", "text/plain", 500),
        QueryTooExpensive,
    ),
    "silence": (SELECT, lambda h, r: time.sleep(3), QueryTooExpensive),
    "a byte in a while": (SELECT, drip, QueryTooExpensive),
    "cut rows": (SELECT, lambda h, r: reply(h, GOOD, X_SPARQL_MaxRows="2"), QueryTooExpensive),
    "a partial answer": (SELECT, lambda h, r: reply(h, GOOD, X_SQL_State="S1TAT"), QueryTooExpensive),
    "too much": (SELECT, lambda h, r: reply(h, results(*[ROWS] * 5000)), QueryTooExpensive),
    "elsewhere": (SELECT, lambda h, r: reply(h, b"", "", 302, Location="http://127.0.0.1:1/"), EndpointError),
    "no access": (SELECT, lambda h, r: reply(h, b"", "", 401), EndpointError),
    "syntax": (
        SELECT,
        lambda h, r: reply(h, b"Parse error: syntax error at line 1, column 8", "text/plain", 400),
        QuerySyntaxError,
    ),
    "another fault of the query": (SELECT, lambda h, r: reply(h, b"Too many groups", "text/plain", 400), QueryRefused),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_store_is_an_error_in_time_and_never_an_answer(case: str, store: Scripted) -> None:
    text, then, kind = BROKEN[case]
    engine = store.engine(then)
    started = time.monotonic()
    with pytest.raises(StyrkaError) as error:
        engine.run(text, formats.CSV if text is SELECT else formats.TURTLE)
    assert type(error.value) is kind, error.value
    assert time.monotonic() - started < 1.7
    assert store.script.url not in error.value.detail


def test_what_the_store_says_of_a_query_reaches_the_client_shortened(store: Scripted) -> None:
    long = b"Bad aggregate " + b"very " * 200 + b"\x1b[31m bad"
    with pytest.raises(QueryRefused) as error:
        store.engine(lambda h, r: reply(h, long, "text/plain", 400)).run(SELECT, formats.JSON)
    assert "Bad aggregate very" in error.value.detail
    assert len(error.value.detail) < 400
    with pytest.raises(QuerySyntaxError) as misspelt:
        store.engine(BROKEN["syntax"][1]).run(SELECT, formats.JSON)
    assert (misspelt.value.evidence["line"], misspelt.value.evidence["column"]) == (1, 8)
    with pytest.raises(Busy) as busy:
        store.engine(BROKEN["busy"][1]).run(SELECT, formats.JSON)
    assert busy.value.evidence["retry_after"] == 7


@pytest.mark.parametrize("format_", formats.BINDINGS, ids=lambda one: one.suffix)
def test_a_dialect_is_mended_and_any_format_is_made_from_it(format_: formats.Format, store: Scripted) -> None:
    said = results(
        {
            "b": {"type": "bnode", "value": "nodeID://b10"},
            "t": {"type": "typed-literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#boolean"},
            "u": {"type": "uri", "value": "http://example.org/å"},
        }
    )
    body = store.engine(lambda h, r: reply(h, said)).run("SELECT ?b ?t ?u { ?b ?t ?u }", format_).read().decode()
    assert "nodeID" not in body
    assert "true" in body
    ask = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[{"__ASK_RETVAL":{"type":"literal","value":"1"}}]}}'
    if format_ in TRUTHS:
        assert b"true" in store.engine(lambda h, r: reply(h, ask)).run("ASK {}", format_).read()


def test_a_query_is_posted_as_a_form_with_its_dataset(store: Scripted) -> None:
    engine = store.engine(lambda h, r: reply(h, GOOD))
    engine.run(SELECT, formats.CSV)
    plain = store.script.requests[-1]
    assert (plain.method, plain.headers["Content-Type"]) == ("POST", "application/x-www-form-urlencoded")
    assert b"default-graph-uri=https%3A//w3id.org/styrka/graph/union/v1" in plain.body
    assert b"named-graph-uri" not in plain.body
    engine.run("SELECT ?x { GRAPH ?g { ?s ?p ?x } }", formats.CSV)
    looked, asked, again = store.script.requests[-3:]  # which release, before and after
    assert b"hasVersion" in looked.body
    assert b"named-graph-uri=https%3A//w3id.org/styrka/graph/a" in asked.body
    assert b"hasVersion" in again.body
    engine.run("SELECT ?x FROM <http://example.org/g> { ?s ?p ?x }", formats.CSV)
    assert b"graph-uri" not in store.script.requests[-2].body


GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


@pytest.mark.parametrize("switches", [0, 1, 2])
def test_single_graphs_are_answered_from_one_release_or_not_at_all(switches: int) -> None:
    """Another release is published while the query is with the store, once or each time that it is asked."""
    version = 0
    asked: list[int] = []

    def answer(handler: BaseHTTPRequestHandler, request: servers.Request) -> None:
        nonlocal version
        if b"hasVersion" in request.body:
            reply(handler, results({"version": {"type": "literal", "value": f"v{version}"}}))
        elif b"COUNT%28%2A%29+AS+%3Fcount" in request.body:
            reply(handler, results(NAMES))
        else:
            asked.append(version)
            version += len(asked) <= switches
            reply(handler, GOOD)

    with servers.scripted(answer) as script:
        engine = Remote(Endpoint(script.url), SHORT).engine()
        if switches < 2:
            assert engine.run(GRAPHS, formats.CSV).version == f"v{switches}"
        else:
            with pytest.raises(Busy) as error:
                engine.run(GRAPHS, formats.CSV)
            assert error.value.evidence["retry_after"] > 0
        assert asked == list(range(min(switches, 1) + 1))
        assert engine.run(SELECT, formats.CSV).version == f"v{version}"


def test_single_graphs_wait_while_a_release_is_becoming_another(tmp_path: Path) -> None:
    class Stopped(Exception):
        """The publication was interrupted."""

    class Stopping(GraphStore):
        def drop(self, graph: str) -> None:
            raise Stopped

    (tmp_path / "store").mkdir()
    with servers.oxigraph(tmp_path / "store") as store:
        publish_small(store, tmp_path / "r1", "one")
        engine = Remote(store.query, BUDGET).engine()
        other = small_release(tmp_path / "r2", "two", {"data/a": triples("a", 9), "data/c": triples("c", 1)})
        with pytest.raises(Stopped):
            push.push_release(other, Stopping(store.graphs), store.query)
        with pytest.raises(Busy, match="graph by graph"):
            engine.run(GRAPHS, formats.CSV)
        whole = engine.run("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", formats.CSV)
        assert whole.read() == b"n\r\n5\r\n"
        push.push_release(other, GraphStore(store.graphs), store.query)
        assert len(select_rows(engine, GRAPHS)) == 2
        assert engine.version == "two"


def test_more_queries_than_there_is_room_for_are_refused_at_once(store: Scripted) -> None:
    going = threading.Event()
    entered = threading.Event()

    def wait(handler: BaseHTTPRequestHandler, request: servers.Request) -> None:
        entered.set()
        going.wait(3)
        reply(handler, GOOD)

    engine = store.engine(wait, Budget(5, 1, 10_000), Room(queries=1, queue=1, wait=0.2))
    first = threading.Thread(target=lambda: engine.run(SELECT, formats.CSV))
    first.start()
    entered.wait(3)
    assert engine.load.busy == 1
    with pytest.raises(Busy):
        engine.run(SELECT, formats.CSV)
    going.set()
    first.join()
    assert (engine.load.busy, engine.load.waiting) == (0, 0)


def test_a_store_that_is_not_there_is_refused_before_anything_is_served() -> None:
    with pytest.raises(ReleaseError, match="nothing answers"):
        open_remote(f"http://127.0.0.1:{servers.free_port()}/sparql", BUDGET)


def test_a_store_that_goes_and_comes_back_is_busy_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with servers.oxigraph(tmp_path / "store") as store:
        publish_small(store, tmp_path / "r1", "one")
        engine = Remote(store.query, BUDGET).engine()
        assert engine.run(SELECT, formats.CSV).version == "one"
    with pytest.raises(Busy) as error:
        engine.run(SELECT, formats.CSV)
    assert error.value.evidence["retry_after"] > 0
    assert engine.version == "one"


def test_a_new_release_is_taken_up_whole(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with servers.oxigraph(tmp_path / "store") as store:
        publish_small(store, tmp_path / "r1", "one")
        engine = Remote(store.query, BUDGET, every=0.05).engine()
        publish_small(store, tmp_path / "r2", "two")
        deadline = time.monotonic() + 5
        while engine.version != "two" and time.monotonic() < deadline:
            time.sleep(0.02)
        answer = engine.run("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", formats.CSV)
        assert (answer.version, answer.read()) == ("two", b"n\r\n5\r\n")
        assert engine.run("ASK {}", formats.JSON).form is Form.ASK


def test_serve_answers_from_another_store_without_workers_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    port = servers.free_port()
    with servers.oxigraph(tmp_path / "store") as store:
        publish_small(store, tmp_path / "r1", "one")
        command = [
            sys.executable,
            "-m",
            "styrka",
            "serve",
            "--engine",
            store.query.url,
            "--port",
            str(port),
            "--root",
            str(ROOT),
            "--releases",
            str(tmp_path / "none"),
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "service"), "STYRKA_REQUEST_LOG": "none"}
        with servers.running(command, tmp_path, f"http://127.0.0.1:{port}/health/live", environment):
            asked = f"http://127.0.0.1:{port}/sparql?format=csv&query=SELECT(COUNT(*)AS%20?n)%7B?s%20?p%20?o%7D"
            with urllib.request.urlopen(asked, timeout=10) as response:
                assert response.read() == b"n\r\n5\r\n"
                assert "ETag" in response.headers
        assert "release one at 127.0.0.1" in (tmp_path / "server.log").read_text()
    assert not (tmp_path / "none").exists(), "a front end needs no release of its own"


def publish_small(store: Store, folder: Path, version: str, graphs: Mapping[str, Iterable[str]] = SMALL) -> LocalEngine:
    made = small_release(folder, version, graphs)
    push.push_release(made, GraphStore(store.graphs), store.query)
    return open_local(made.dumps, version)
