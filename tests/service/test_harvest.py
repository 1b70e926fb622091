"""Facts from other sources: a real Oxigraph server, and servers that are slow, broken, full or wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import pyoxigraph as ox
import pytest

from styrka import sources
from styrka.engine.endpoint import Endpoint
from styrka.errors import BadParameter, HarvestError, InvalidData
from styrka.harvest import Manners, harvest
from styrka.harvest.fetching import AGENT
from styrka.settings import Settings
from tests.servers import Request, Store, oxigraph, reply, scripted
from tests.service import trees

HASTY = Manners(pause=0.0, tries=3, backoff=0.01, seconds=5.0)
FILE = "data/harvested/example.ttl"
QUERY = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), "https://w3id.org/styrka/")) } ORDER BY ?s ?p ?o"""


def strategy(name: str, label: str = "Hämtad strategi", region: str = "SE122") -> str:
    """A strategy that the shapes accept, as N-Triples."""
    text = trees.PREFIXES + f"""<id/strategy/{name}> a styrka:Strategy ;
    skos:prefLabel "{label}"@sv ; styrka:kind <scheme/strategy-kind/s3> ;
    styrka:coversRegion <id/region/{region}> ; styrka:regionAssignedBy <id/actor/styrka> ;
    styrka:asOf "2019"^^xsd:gYear ; styrka:hasPriorityArea <id/area/{name}/energi> ;
    dcterms:source <id/source/page> ; styrka:confidence <scheme/confidence/high> .
<id/area/{name}/energi> a styrka:PriorityArea ; skos:prefLabel "Energi"@sv, "Energy"@en ; styrka:order 1 ;
    dcterms:source <id/source/page> ; styrka:confidence <scheme/confidence/high> ."""
    return (ox.serialize(ox.parse(text, ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES) or b"").decode()


GOOD = strategy("harvested-one")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as running:
        for number in range(1, 5):
            fill(running, strategy(f"harvested-{number}"))
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(root=trees.plant(tmp_path))


def fill(store: Store, triples: str) -> None:
    request = HttpRequest(store.graphs.url + "?default", data=triples.encode(), method="POST",
                          headers={"Content-Type": "application/n-triples"})
    urlopen(request, timeout=10).close()


def serving(*answers: Callable[[BaseHTTPRequestHandler], None]) -> Callable[[BaseHTTPRequestHandler, Request], None]:
    """Answers in turn; the last one again and again."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler, _: Request) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def triples(text: str, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: reply(handler, text.encode(), "application/n-triples", status, **headers)


def failing(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return triples("", status, **headers)


def test_an_endpoint_is_harvested_page_by_page(store: Store, settings: Settings) -> None:
    heard: list[str] = []
    done = harvest(settings, store.query, "example", QUERY, page=10, manners=HASTY, told=heard.append)
    assert done.path == FILE
    assert done.changed
    assert len(heard) == -(-done.triples // 10) + 1, "the pages, and the empty one that ends them"
    source = sources.read(settings.root / FILE, settings.root)
    assert source.graph == "https://w3id.org/styrka/graph/harvested/example"
    said = {(quad.predicate.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1], quad.object.value) for quad in source.quads
            if quad.subject.value == source.graph and not isinstance(quad.object, ox.BlankNode)}
    assert ("wasDerivedFrom", store.query.url) in said
    assert any(name == "identifier" and value.startswith("sha256:") for name, value in said)
    assert {"modified", "generatedAtTime", "license"} <= {name for name, _ in said}
    assert sum(quad.subject.value != source.graph for quad in source.quads) == done.triples


def test_the_same_facts_leave_the_file_as_it_is_whatever_the_pages(store: Store, settings: Settings) -> None:
    harvest(settings, store.query, "example", QUERY, page=7, manners=HASTY)
    before = (settings.root / FILE).read_bytes()
    again = harvest(settings, store.query, "example", QUERY, page=0, manners=HASTY)
    assert not again.changed
    assert (settings.root / FILE).read_bytes() == before


def test_a_document_is_harvested_through_a_redirect(settings: Settings) -> None:
    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        if request.path == "/old":
            reply(handler, b"", "text/plain", 303, Location="/new.nt")
        else:
            reply(handler, GOOD.encode(), "application/n-triples")

    with scripted(answer) as server:
        done = harvest(settings, Endpoint(server.url + "old"), "example", manners=HASTY)
        assert server.requests[0].headers["User-Agent"] == AGENT
    assert done.changed
    assert "https://w3id.org/styrka/" in AGENT


def test_a_busy_source_is_waited_for_as_long_as_it_asks(settings: Settings) -> None:
    with scripted(serving(failing(503, Retry_After="1"), failing(429), triples(GOOD))) as server:
        heard: list[str] = []
        started = time.monotonic()
        done = harvest(settings, Endpoint(server.url), "example", manners=HASTY, told=heard.append)
        assert time.monotonic() - started >= 1.0
    assert done.changed
    assert [one.split(": ")[1].split(";")[0] for one in heard] == ["status 503", "status 429"]


def test_a_source_that_asks_for_hours_is_left_alone(settings: Settings) -> None:
    with (
        scripted(serving(failing(503, Retry_After="7200"))) as server,
        pytest.raises(HarvestError, match="left alone for 7200 s"),
    ):
        harvest(settings, Endpoint(server.url), "example", manners=HASTY)
    assert len(server.requests) == 1


def slow(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/n-triples")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b"#")
        handler.wfile.flush()
        time.sleep(0.05)


def unframed(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/n-triples")
    handler.end_headers()
    handler.wfile.write(GOOD.encode())


BROKEN = {
    "down": (failing(500), "failed 2 times"),
    "slow": (slow, "no whole answer within"),
    "cut off": (lambda one: reply(one, GOOD.encode(), "application/n-triples", length=99_999), "failed 2 times"),
    "without an end": (unframed, "where its answer ends"),
    "forbidden": (failing(403), "status 403"),
    "a web page": (lambda handler: reply(handler, b"<html>", "text/html"), "no RDF"),
    "not well-formed": (triples("<https://example.org/s> <p"), "not well-formed"),
    "empty": (triples(""), "nothing to say"),
    "cut by Virtuoso": (triples(GOOD, X_SPARQL_MaxRows="10"), "cut its answer short"),
    "too large": (triples(GOOD + "#" * 200_000), "more than"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_fails_leaves_the_last_good_file(kind: str, settings: Settings) -> None:
    answer, message = BROKEN[kind]
    kept = trees.put(settings.root, FILE, "# the last good one\n")
    hasty = replace(HASTY, seconds=0.4, tries=2, bytes=100_000)
    with scripted(serving(answer)) as server, pytest.raises(HarvestError, match=message):
        harvest(settings, Endpoint(server.url), "example", manners=hasty)
    assert kept.read_text() == "# the last good one\n"


def test_what_is_not_valid_leaves_the_last_good_file(settings: Settings) -> None:
    with scripted(serving(triples(GOOD), triples(strategy("harvested-one", region="SE999")))) as server:
        harvest(settings, Endpoint(server.url), "example", manners=HASTY)
        before = (settings.root / FILE).read_bytes()
        with pytest.raises(InvalidData, match=r"data/harvested/example\.ttl"):
            harvest(settings, Endpoint(server.url), "example", manners=HASTY)
    assert (settings.root / FILE).read_bytes() == before
    assert [path.name for path in (settings.root / FILE).parent.iterdir()] == ["example.ttl"]


def test_a_broken_harvest_goes_on_from_the_last_whole_page(settings: Settings) -> None:
    half = GOOD.splitlines(keepends=True)
    first, second = "".join(half[:6]), "".join(half[6:])
    with scripted(serving(triples(first), failing(502), triples(second), triples(""))) as server:
        once = replace(HASTY, tries=1)
        with pytest.raises(HarvestError):
            harvest(settings, Endpoint(server.url), "example", QUERY, page=6, manners=once)
        done = harvest(settings, Endpoint(server.url), "example", QUERY, page=6, manners=once)
        bodies = [one.body.decode() for one in server.requests]
    assert done.triples == len(half)
    assert ["OFFSET+0" in body for body in bodies] == [True, False, False, False]
    assert "OFFSET+6" in bodies[1]
    assert "OFFSET+6" in bodies[2]
    assert not (settings.releases_path.parent / "harvest" / "example").exists()


def test_an_endpoint_that_overlooks_the_offset_is_found_out(settings: Settings) -> None:
    with scripted(serving(triples(GOOD))) as server, pytest.raises(HarvestError, match="same page twice"):
        harvest(settings, Endpoint(server.url), "example", QUERY, page=6, manners=HASTY)


def test_blank_nodes_get_the_same_names_each_time(settings: Settings) -> None:
    strategy_iri = "<https://w3id.org/styrka/id/strategy/harvested-one>"
    note = "<http://www.w3.org/2004/02/skos/core#note>"

    def with_node(label: str) -> Callable[[BaseHTTPRequestHandler], None]:
        related = f"{strategy_iri} <http://purl.org/dc/terms/relation> _:{label} .\n"
        return triples(f'{GOOD}_:{label} {note} "x"@sv .\n{related}')

    with scripted(serving(with_node("a"), with_node("zz"))) as server:
        harvest(settings, Endpoint(server.url), "example", manners=HASTY)
        assert ".well-known/genid/example/c14n0" in (settings.root / FILE).read_text()
        assert not harvest(settings, Endpoint(server.url), "example", manners=HASTY).changed


@pytest.mark.parametrize(("query", "message"), [
    ("SELECT * WHERE { ?s ?p ?o }", "must be a CONSTRUCT"),
    ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "ORDER BY"),
])  # fmt: skip
def test_a_query_that_cannot_be_paged_is_refused(query: str, message: str, settings: Settings) -> None:
    with pytest.raises(BadParameter, match=message):
        harvest(settings, Endpoint("http://127.0.0.1:9/"), "example", query, manners=HASTY)


@pytest.mark.parametrize("name", ["../out", "Example", "a/b", "", "-x"])
def test_a_name_that_is_no_file_is_refused(name: str, settings: Settings) -> None:
    with pytest.raises(BadParameter, match="name"):
        harvest(settings, Endpoint("http://127.0.0.1:9/"), name, manners=HASTY)


def test_the_command_tells_what_it_wrote(store: Store, settings: Settings) -> None:
    query = trees.put(settings.root, "harvest.rq", QUERY)
    ran = trees.styrka(settings.root, "harvest", store.query.url, "--query", query, "--graph", "example", "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["path"] == FILE
    wrong = trees.styrka(settings.root, "harvest", "http://127.0.0.1:9/", "--graph", "example", "--tries", "1")
    assert wrong.returncode == 4
    assert "failed 1 times" in wrong.stderr
