"""Facts from other sources: a real Oxigraph server, and servers that are slow, broken, full or wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import pyoxigraph as ox
import pytest

from styrka import release
from styrka.build import sources
from styrka.change.harvest import Politeness, constructs, fetching, harvest_source, licences, pages
from styrka.errors import BadParameter, HarvestError, InvalidData
from styrka.http_client.endpoint import Endpoint, read_endpoint
from styrka.http_client.request import AGENT
from styrka.settings import Settings
from styrka.stores.remote.writers import GraphStore
from tests import hostile
from tests.servers import Request, Store, oxigraph, reply, scripted, virtuoso
from tests.service import trees
from tests.terms import get_value

HASTY = Politeness(pause=0.0, tries=3, backoff=0.01, seconds=5.0)
FILE = "data/harvested/example.ttl"
LICENCE = "https://example.org/licence/1"
QUERY = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), "https://w3id.org/styrka/")) } ORDER BY ?s ?p ?o"""


def strategy(name: str, label: str = "Hämtad strategi", region: str = "SE122") -> str:
    """A strategy that the shapes accept, as N-Triples."""
    text = (
        trees.PREFIXES
        + f"""<id/strategy/{name}> a styrka:Strategy ;
    skos:prefLabel "{label}"@sv ; styrka:kind <scheme/strategy-kind/s3> ;
    styrka:coversRegion <id/region/{region}> ;
    styrka:asOf "2019"^^xsd:gYear ; styrka:hasPriorityArea <id/area/{name}/energi> ;
    styrka:confidence <scheme/confidence/high> .
<id/area/{name}/energi> a styrka:PriorityArea ; skos:prefLabel "Energi"@sv, "Energy"@en ; styrka:order 1 ;
    styrka:confidence <scheme/confidence/high> ."""
    )
    return (ox.serialize(ox.parse(text, ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES) or b"").decode()


GOOD = strategy("harvested-one")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as running:
        for number in range(1, 5):
            fill(running, strategy(f"harvested-{number}"))
        yield running


SOURCE = "https://w3id.org/styrka/id/source/harvested-example"


def quad_objects(source: sources.Source, subject: str, name: str) -> set[str]:
    """What the file says of a thing by a property of this local name."""
    return {
        str(quad.object)[1:-1]
        for quad in source.quads
        if str(quad.subject)[1:-1] == subject and quad.predicate.value.endswith("/" + name)
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(root=trees.plant(tmp_path))


def fill(store: Store, triples: str) -> None:
    request = HttpRequest(
        store.graphs.url + "?default",
        data=triples.encode(),
        method="POST",
        headers={"Content-Type": "application/n-triples"},
    )
    urlopen(request, timeout=10).close()


def endpoint(
    solutions: int, *answers: Callable[[BaseHTTPRequestHandler], None]
) -> Callable[[BaseHTTPRequestHandler, Request], None]:
    """An endpoint that says how many solutions there are, and gives these answers to a CONSTRUCT."""
    rest = serving(*answers)

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        if request.method == "GET":
            reply(handler, b"", "text/plain", 404)
        elif b"SELECT" in request.body:
            rows = [str(solutions)] if b"COUNT" in request.body else ["1"] * solutions
            reply(handler, "\n".join(["number", *rows]).encode(), "text/csv")
        else:
            rest(handler, request)

    return answer


def constructs_in(requests: list[Request]) -> list[str]:
    return [body for one in requests if "CONSTRUCT" in (body := one.body.decode())]


def serving(*answers: Callable[[BaseHTTPRequestHandler], None]) -> Callable[[BaseHTTPRequestHandler, Request], None]:
    """Answers in turn; the last one again and again."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler, _: Request) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def triples(text: str, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: reply(handler, text.encode(), "application/n-triples", status, None, **headers)


def failing(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return triples("", status, **headers)


def test_an_endpoint_is_harvested_page_by_page(store: Store, settings: Settings) -> None:
    heard: list[str] = []
    done = harvest_source(
        settings, store.query, "example", QUERY, page=10, licence=LICENCE, manners=HASTY, report=heard.append
    )
    assert done.path == FILE
    assert done.changed
    fetched = [one for one in heard if one.startswith("page ")]
    assert len(fetched) == -(-done.triples // 10) + 1, "the pages, and the empty one that ends them"
    source = sources.read_source(settings.root / FILE, settings.root)
    assert source.graph == "https://w3id.org/styrka/graph/harvested/example"
    said = {
        (quad.predicate.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1], get_value(quad.object))
        for quad in source.quads
        if get_value(quad.subject) == source.graph and not isinstance(quad.object, ox.BlankNode)
    }
    assert ("wasDerivedFrom", store.query.url) in said
    assert any(name == "identifier" and value.startswith("sha256:") for name, value in said)
    assert {"modified", "generatedAtTime", "license"} <= {name for name, _ in said}
    assert sum(get_value(quad.subject) not in (source.graph, SOURCE) for quad in source.quads) == done.triples
    assert quad_objects(source, source.graph, "source") == {SOURCE}
    assert quad_objects(source, SOURCE, "page")


def test_the_same_facts_leave_the_file_as_it_is_whatever_the_pages(store: Store, settings: Settings) -> None:
    harvest_source(settings, store.query, "example", QUERY, page=7, licence=LICENCE, manners=HASTY)
    before = (settings.root / FILE).read_bytes()
    again = harvest_source(settings, store.query, "example", QUERY, page=0, licence=LICENCE, manners=HASTY)
    assert not again.changed
    assert (settings.root / FILE).read_bytes() == before


def test_a_document_is_harvested_through_a_redirect(settings: Settings) -> None:
    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        if request.path == "/old":
            reply(handler, b"", "text/plain", 303, Location="/new.nt")
        else:
            reply(handler, GOOD.encode(), "application/n-triples")

    with scripted(answer) as server:
        done = harvest_source(settings, Endpoint(server.url + "old"), "example", licence=LICENCE, manners=HASTY)
        assert server.requests[0].headers["User-Agent"] == AGENT
    assert done.changed
    assert "https://w3id.org/styrka/" in AGENT


def test_a_busy_source_is_waited_for_as_long_as_it_asks(settings: Settings) -> None:
    with scripted(serving(failing(503, Retry_After="1"), failing(429), triples(GOOD))) as server:
        heard: list[str] = []
        started = time.monotonic()
        done = harvest_source(
            settings, Endpoint(server.url), "example", licence=LICENCE, manners=HASTY, report=heard.append
        )
        assert time.monotonic() - started >= 1.0
    assert done.changed
    assert [one.split(": ")[1].split(";")[0] for one in heard if "trying again" in one] == ["status 503", "status 429"]


def test_a_source_that_asks_for_hours_is_left_alone(settings: Settings) -> None:
    with (
        scripted(serving(failing(503, Retry_After="7200"))) as server,
        pytest.raises(HarvestError, match="left alone for 7200 s"),
    ):
        harvest_source(settings, Endpoint(server.url), "example", licence=LICENCE, manners=HASTY)
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
    "empty": (triples(""), "no statements"),
    "cut by Virtuoso": (triples(GOOD, X_SPARQL_MaxRows="10"), "cut its answer short"),
    "too large": (triples(GOOD + "#" * 200_000), "more than"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_fails_leaves_the_last_good_file(kind: str, settings: Settings) -> None:
    answer, message = BROKEN[kind]
    kept = trees.put(settings.root, FILE, "# the last good one\n")
    hasty = replace(HASTY, seconds=0.4, tries=2, bytes=100_000)
    with scripted(serving(answer)) as server, pytest.raises(HarvestError, match=message) as caught:
        harvest_source(settings, Endpoint(server.url), "example", licence=LICENCE, manners=hasty)
    assert caught.value.get_detail("sv") != caught.value.get_detail("en")
    assert kept.read_text() == "# the last good one\n"


def test_what_is_not_valid_leaves_the_last_good_file(settings: Settings) -> None:
    with scripted(serving(triples(GOOD), triples(strategy("harvested-one", region="SE999")))) as server:
        harvest_source(settings, Endpoint(server.url), "example", licence=LICENCE, manners=HASTY)
        before = (settings.root / FILE).read_bytes()
        with pytest.raises(InvalidData, match=r"data/harvested/example\.ttl"):
            harvest_source(settings, Endpoint(server.url), "example", licence=LICENCE, manners=HASTY)
    assert (settings.root / FILE).read_bytes() == before
    assert [path.name for path in (settings.root / FILE).parent.iterdir()] == ["example.ttl"]


def test_a_harvest_waits_for_whoever_writes_a_release(settings: Settings) -> None:
    with scripted(serving(triples(GOOD))) as server, ThreadPoolExecutor(1) as threads:
        with release.lock_releases(settings.releases_path):
            taken = threads.submit(
                harvest_source, settings, Endpoint(server.url), "example", licence=LICENCE, manners=HASTY
            )
            time.sleep(3)
            assert not taken.done()
            assert not (settings.root / FILE).exists()
        assert taken.result().changed
    assert (settings.root / FILE).exists()


def test_a_broken_harvest_goes_on_from_the_last_whole_page(settings: Settings) -> None:
    half = GOOD.splitlines(keepends=True)
    first, second = "".join(half[:6]), "".join(half[6:])
    pages = (triples(first), failing(502), triples(second), triples(""))
    with scripted(endpoint(len(half), *pages)) as server:
        once = replace(HASTY, tries=1)
        with pytest.raises(HarvestError):
            harvest_source(settings, Endpoint(server.url), "example", QUERY, page=6, licence=LICENCE, manners=once)
        done = harvest_source(settings, Endpoint(server.url), "example", QUERY, page=6, licence=LICENCE, manners=once)
        bodies = constructs_in(server.requests)
    assert done.triples == len(half)
    assert ["OFFSET+0" in body for body in bodies] == [True, False, False, False]
    assert "OFFSET+6" in bodies[1]
    assert "OFFSET+6" in bodies[2]
    assert not (settings.releases_path.parent / "harvest" / "example").exists()


def test_an_endpoint_that_overlooks_the_offset_is_found_out(settings: Settings) -> None:
    with scripted(endpoint(99, triples(GOOD))) as server, pytest.raises(HarvestError, match="same page twice"):
        harvest_source(settings, Endpoint(server.url), "example", QUERY, page=6, licence=LICENCE, manners=HASTY)


def test_blank_nodes_get_the_same_names_each_time(settings: Settings) -> None:
    strategy_iri = "<https://w3id.org/styrka/id/strategy/harvested-one>"
    note = "<http://www.w3.org/2004/02/skos/core#note>"

    def with_node(label: str) -> Callable[[BaseHTTPRequestHandler], None]:
        related = f"{strategy_iri} <http://purl.org/dc/terms/relation> _:{label} .\n"
        return triples(f'{GOOD}_:{label} {note} "x"@sv .\n{related}')

    with scripted(serving(with_node("a"), with_node("zz"))) as server:
        harvest_source(settings, Endpoint(server.url), "example", licence=LICENCE, manners=HASTY)
        assert ".well-known/genid/example/c14n0" in (settings.root / FILE).read_text()
        assert not harvest_source(settings, Endpoint(server.url), "example", licence=LICENCE, manners=HASTY).changed


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "must be a CONSTRUCT"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "ORDER BY"),
    ],
)
def test_a_query_that_cannot_be_paged_is_refused(query: str, message: str, settings: Settings) -> None:
    with pytest.raises(BadParameter, match=message) as caught:
        harvest_source(settings, Endpoint("http://127.0.0.1:9/"), "example", query, licence=LICENCE, manners=HASTY)
    assert "ORDER BY" in caught.value.detail_sv or "ska vara en CONSTRUCT" in caught.value.detail_sv


@pytest.mark.parametrize("name", ["../out", "Example", "a/b", "", "-x"])
def test_a_name_that_is_no_file_is_refused(name: str, settings: Settings) -> None:
    with pytest.raises(BadParameter, match="name"):
        harvest_source(settings, Endpoint("http://127.0.0.1:9/"), name, licence=LICENCE, manners=HASTY)


def test_the_command_tells_what_it_wrote(store: Store, settings: Settings) -> None:
    query = trees.put(settings.root, "harvest.rq", QUERY)
    ran = trees.styrka(
        settings.root,
        "harvest",
        store.query.url,
        "--query",
        query,
        "--graph",
        "example",
        "--json",
        "--licence",
        LICENCE,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["path"] == FILE
    wrong = trees.styrka(settings.root, "harvest", "http://127.0.0.1:9/", "--graph", "example", "--tries", "1", "--sv")
    assert wrong.returncode == 4
    assert "misslyckades 1 gånger" in wrong.stderr


def test_a_page_without_statements_is_not_the_last(settings: Settings) -> None:
    half = GOOD.splitlines(keepends=True)
    pages = (triples("".join(half[:6])), triples(""), triples("".join(half[6:])), triples(""))
    with scripted(endpoint(18, *pages)) as server:
        done = harvest_source(settings, Endpoint(server.url), "example", QUERY, page=6, licence=LICENCE, manners=HASTY)
        assert len(constructs_in(server.requests)) == 4
    assert done.triples == len(half)


def test_an_endpoint_that_does_not_count_is_asked_all_the_same_and_said_so(settings: Settings) -> None:
    heard: list[str] = []
    with scripted(serving(failing(404), failing(404), failing(400), triples(GOOD), triples(""))) as server:
        harvest_source(
            settings,
            Endpoint(server.url),
            "example",
            QUERY,
            page=50,
            licence=LICENCE,
            manners=HASTY,
            report=heard.append,
        )
    assert any("nobody knows what it leaves out" in one for one in heard)


LITERALS = """<https://w3id.org/styrka/id/strategy/typed> a styrka:Strategy ;
    skos:prefLabel "Smart \\"Łódź\\" 日本 😀"@pl, "Två\\nrader"@sv-SE, "Prov"@sv ; dcterms:identifier "plain" ;
    styrka:kind <scheme/strategy-kind/s3> ; styrka:coversRegion <id/region/SE122> ;
    styrka:adoptedOn "2021-02-03"^^xsd:date ;
    styrka:asOf "2021-03"^^xsd:gYearMonth ; styrka:periodStart "2021"^^xsd:gYear ;
    styrka:statedAreaCount 1 ; styrka:hasPriorityArea <id/area/typed/energi> ; skos:note "{long}"@sv ;
    styrka:confidence <scheme/confidence/high> .
<id/area/typed/energi> a styrka:PriorityArea ; skos:prefLabel "Energi"@sv, "Energy"@en ; styrka:order 1 ;
    styrka:confidence <scheme/confidence/high> ."""


def statements(settings: Settings) -> set[ox.Triple]:
    source = sources.read_source(settings.root / FILE, settings.root)
    return {quad.triple for quad in source.quads if get_value(quad.subject) not in (source.graph, SOURCE)}


@pytest.fixture(scope="module", params=[None, 500], ids=["as it comes", "cutting at 500"])
def cutting(request: pytest.FixtureRequest) -> int | None:
    """How many rows a Virtuoso answers with."""
    limit: int | None = request.param
    return limit


@pytest.fixture(scope="module")
def virtuoso_store(cutting: int | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A real Virtuoso with more in it than it puts in order."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), rows=cutting) as running:
        put = GraphStore(running.graphs).put
        text = trees.PREFIXES + LITERALS.replace("{long}", "å" * 5000)
        put(
            "http://example.org/typed",
            [ox.serialize(ox.parse(text, ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES) or b""],
        )
        note = "<http://www.w3.org/2004/02/skos/core#note>"
        lines = (f'<https://w3id.org/styrka/id/area/typed/energi> {note} "{number}"@sv .\n' for number in range(12_000))
        put("http://example.org/many", ["".join(lines).encode()])
        yield running


def of_graph(name: str) -> str:
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <http://example.org/{name}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"


def test_virtuoso_gives_literals_as_they_were(virtuoso_store: Store, settings: Settings) -> None:
    harvest_source(settings, virtuoso_store.query, "example", of_graph("typed"), page=7, licence=LICENCE, manners=HASTY)
    text = trees.PREFIXES + LITERALS.replace("{long}", "å" * 5000)
    assert statements(settings) == {quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)}


def test_virtuoso_gives_more_than_it_puts_in_order_and_more_than_it_gives_at_a_time(
    virtuoso_store: Store, cutting: int | None, tmp_path: Path
) -> None:
    heard: list[str] = []
    found = pages.collect_pages(virtuoso_store.query, of_graph("many"), 5000, tmp_path / "pages", HASTY, heard.append)
    assert {get_value(one.object) for one in found} == {str(number) for number in range(12_000)}
    assert any("at most 500 solutions" in one for one in heard) == bool(cutting)
    assert len([one for one in heard if one.startswith("page ")]) == (25 if cutting else 4)


def test_a_virtuoso_that_cuts_is_not_asked_for_all_at_once(
    virtuoso_store: Store, cutting: int | None, tmp_path: Path
) -> None:
    def collect() -> list[ox.Triple]:
        return pages.collect_pages(virtuoso_store.query, of_graph("many"), 0, tmp_path / "pages", HASTY, lambda _: None)

    if cutting:
        with pytest.raises(HarvestError, match="500 of 12000 solutions"):
            collect()
    else:
        assert len(collect()) == 12_000


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (
            "PREFIX x: <http://e/> CONSTRUCT { ?s x:p '}' } FROM <http://e/g> WHERE { ?s ?p ?o "
            "{ ?o ?q ?r } } ORDER BY ?s",
            (
                "PREFIX x: <http://e/> ",
                "{ ?s x:p '}' }",
                "FROM <http://e/g>",
                "{ ?s ?p ?o { ?o ?q ?r } }",
                " ORDER BY ?s",
            ),
        ),
        ("construct{?s ?p ?o}{?s ?p ?o}", ("", "{?s ?p ?o}", "", "{?s ?p ?o}", "")),
        (
            "CONSTRUCT { ?s ?p ?o } # WHERE {\nWHERE { ?s ?p ?o } ORDER BY DESC(?o)",
            ("", "{ ?s ?p ?o }", "# WHERE {", "{ ?s ?p ?o }", " ORDER BY DESC(?o)"),
        ),
        ("CONSTRUCT WHERE { ?s ?p ?o }", None),
        ("CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?o } GROUP BY ?s ?p", None),
        ("SELECT * { ?s ?p ?o }", None),
        ("CONSTRUCT {", None),
    ],
)
def test_a_query_is_taken_apart(query: str, wanted: tuple[str, ...] | None) -> None:
    found = constructs.split_construct(query)
    assert (None if found is None else tuple(vars(found).values())) == wanted
    if found is not None:
        store = ox.Store()
        for text in (found.counted(), found.bare(5), found.page(5, 0)):
            store.query(text)


def document(triples_: str, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: reply(handler, (GOOD + triples_).encode(), "application/n-triples", 200, None, **headers)


DCT = "http://purl.org/dc/terms/"
OWN = "<{url}> <http://purl.org/dc/terms/license> <https://example.org/own> .\n"
SAYING = {
    "itself": OWN,
    "what it is about": "<{url}> <http://xmlns.com/foaf/0.1/primaryTopic> <https://e.org/d> .\n"
    "<https://e.org/d> <http://creativecommons.org/ns#license> <https://example.org/own> .\n",
    "its only dataset": "<https://e.org/d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    "<http://rdfs.org/ns/void#Dataset> .\n"
    "<https://e.org/d> <http://purl.org/dc/terms/license> <https://example.org/own> .\n",
}


@pytest.mark.parametrize("kind", [*SAYING, "a header"])
def test_the_licence_is_what_the_document_says(kind: str, settings: Settings) -> None:
    def answer(handler: BaseHTTPRequestHandler, _: Request) -> None:
        said = SAYING.get(kind, "").replace("{url}", server.url)
        link = {"Link": '</x>; rel="next", <https://example.org/own>; rel="license"'} if kind == "a header" else {}
        document(said.replace("https://e.org/d", "https://w3id.org/styrka/graph/d"), **link)(handler)

    with scripted(answer) as server:
        fetched = fetching.fetch_document(Endpoint(server.url), HASTY, lambda _: None)
        assert licences.find_document_licences(fetched, server.url) == {"https://example.org/own"}


def test_the_file_says_the_licence_of_the_source_and_never_ours(settings: Settings) -> None:
    link = {"Link": '<https://example.org/own>; rel="license"'}
    with scripted(serving(document("", **link))) as server:
        harvest_source(settings, Endpoint(server.url), "example", manners=HASTY)
    source = sources.read_source(settings.root / FILE, settings.root)
    assert {get_value(quad.object) for quad in source.quads if quad.predicate.value == DCT + "license"} == {
        "https://example.org/own"
    }


def test_where_no_licence_is_known_nothing_is_taken(settings: Settings) -> None:
    for query in (None, QUERY):
        with (
            scripted(endpoint(6, triples(GOOD)) if query else serving(triples(GOOD))) as server,
            pytest.raises(BadParameter, match="does not state under which licence") as error,
        ):
            harvest_source(settings, Endpoint(server.url), "example", query, manners=HASTY)
        assert "--licence" in str(error.value)
        assert not constructs_in(server.requests)
    assert not (settings.root / FILE).exists()


@pytest.mark.parametrize(
    ("known", "given", "result"),
    [
        (["https://e.org/a"], "", "https://e.org/a"),
        (["https://e.org/a"], "http://e.org/a/", "http://e.org/a/"),
        (["https://e.org/a", "https://e.org/b"], "https://e.org/b", "https://e.org/b"),
        ([], "https://e.org/c", "https://e.org/c"),
        (["https://e.org/a", "https://e.org/b"], "", "several licences"),
        (["https://e.org/a"], "https://e.org/b", "Leave --licence out"),
        ([], "cc-by", "give its address"),
        ([], "", "nothing is taken"),
    ],
)
def test_source_and_operator_must_agree_on_the_licence(known: list[str], given: str, result: str) -> None:
    if result.startswith("http"):
        assert licences.choose_licence(frozenset(known), given) == result
    else:
        with pytest.raises(BadParameter, match=result):
            licences.choose_licence(frozenset(known), given)


def test_an_endpoint_says_its_licence_in_its_description_or_its_void() -> None:
    service = "http://www.w3.org/ns/sparql-service-description#"
    described = (
        f"_:s <{service}endpoint> <URL> .\n_:s <{service}defaultDataset> _:d .\n"
        f"_:d <{DCT}license> <https://example.org/own> .\n"
    )
    void = (
        f"<https://e.org/d> <http://rdfs.org/ns/void#sparqlEndpoint> <URL> .\n"
        f"<https://e.org/d> <{DCT}license> <https://example.org/own> .\n"
        f"<https://e.org/other> <{DCT}license> <https://example.org/other> .\n"
    )
    for path, text in (("/", described), ("/.well-known/void", void)):

        def answer(handler: BaseHTTPRequestHandler, request: Request, path: str = path, text: str = text) -> None:
            if request.path == path:
                reply(handler, text.replace("URL", server.url).encode(), "application/n-triples")
            else:
                reply(handler, b"", "text/plain", 404)

        with scripted(answer) as server:
            found = licences.find_endpoint_licences(Endpoint(server.url), HASTY, lambda _: None)
        assert found == {"https://example.org/own"}, path


@pytest.mark.parametrize("name", ["triple terms in Turtle", "entities", "objects", "elements", "Turtle in UTF-16"])
def test_a_hostile_document_is_not_taken_and_harms_nothing(settings: Settings, name: str) -> None:
    media_type, content, _ = hostile.DOCUMENTS[name]
    with (
        scripted(lambda handler, request: reply(handler, content, media_type)) as script,
        pytest.raises(HarvestError, match="The answer"),
    ):
        harvest_source(settings, Endpoint(script.url), "example", licence=LICENCE, manners=HASTY)
    assert not (settings.root / FILE).exists()


def test_a_key_in_the_address_is_left_out_of_the_file_and_that_is_reported(settings: Settings) -> None:
    heard: list[str] = []
    with scripted(lambda handler, request: reply(handler, GOOD.encode(), "application/n-triples")) as script:
        address = Endpoint(script.url + "x?part=1&api_key=not-for-all")
        harvest_source(settings, address, "example", licence=LICENCE, manners=HASTY, report=heard.append)
        assert [request.path for request in script.requests] == ["/x?part=1&api_key=not-for-all"]
    text = (settings.root / FILE).read_text("utf-8")
    assert "not-for-all" not in text
    assert "x?part=1>" in text
    assert any("is left out" in one for one in heard)


def parts(*documents: str, link: bool = False) -> Callable[[BaseHTTPRequestHandler, Request], None]:
    """A document in parts, at /1, /2 ...; each names the next in its statements, or in a Link header."""

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        number = int(request.path.rpartition("/")[2])
        here = f"http://{handler.headers['Host']}"
        headers = {}
        body = documents[number - 1].replace("NEXT", f"{here}/{number + 1}")
        if link and number < len(documents):
            headers["Link"] = f'</{number + 1}>; title="a, b"; rel="next"'
        content = body.encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "text/turtle")
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


CONTROLS = {
    "Hydra": "PREFIX h: <http://www.w3.org/ns/hydra/core#> <> h:next <NEXT> ; a h:PartialCollectionView .",
    "TREE": "PREFIX t: <https://w3id.org/tree#> <> t:relation <#r> . <#r> a t:Relation ; t:node <NEXT> .",
    "ActivityStreams": "<> <https://www.w3.org/ns/activitystreams#next> <NEXT> .",
    "Link header": "",
}


@pytest.mark.parametrize("kind", CONTROLS)
def test_a_document_in_parts_is_taken_whole(settings: Settings, kind: str) -> None:
    documents = (*(strategy(f"harvested-{number}") + CONTROLS[kind] for number in (1, 2)), strategy("harvested-3"))
    with scripted(parts(*documents, link=not CONTROLS[kind])) as running:
        done = harvest_source(settings, Endpoint(f"{running.url}/1"), "example", licence=LICENCE, manners=HASTY)
    text = (settings.root / done.path).read_text("utf-8")
    assert all(f"harvested-{number}" in text for number in (1, 2, 3))
    assert "hydra" not in text
    assert "tree#" not in text


def test_a_document_that_goes_on_at_another_host_is_refused(settings: Settings) -> None:
    with (
        scripted(parts(GOOD + "<> <http://www.w3.org/ns/hydra/core#next> <http://elsewhere.example/2> .")) as running,
        pytest.raises(HarvestError, match=r"another host") as caught,
    ):
        harvest_source(settings, Endpoint(f"{running.url}/1"), "example", licence=LICENCE, manners=HASTY)
    assert "annan värd" in caught.value.detail_sv
    assert not (settings.root / FILE).exists()


def test_parts_in_a_circle_end(settings: Settings) -> None:
    again = GOOD + "<> <http://www.w3.org/ns/hydra/core#next> </1> ."
    with scripted(parts(again)) as running:
        done = harvest_source(settings, Endpoint(f"{running.url}/1"), "example", licence=LICENCE, manners=HASTY)
    assert done.changed


def test_a_licence_that_is_not_open_is_refused_unless_the_rule_is_any(settings: Settings) -> None:
    closed = "https://creativecommons.org/licenses/by-nc-nd/4.0/"
    said: list[str] = []
    with scripted(parts(GOOD, GOOD)) as running:
        to = Endpoint(f"{running.url}/1")
        with pytest.raises(BadParameter, match=r"NC-ND.*STYRKA_HARVEST_LICENCES=any") as caught:
            harvest_source(settings, to, "example", licence=closed, manners=HASTY)
        assert "inte öppen" in caught.value.detail_sv
        assert not (settings.root / FILE).exists()
        free = replace(settings, harvest_licences="any")
        done = harvest_source(free, to, "example", licence=closed, manners=HASTY, report=said.append)
    assert any("not open (NC-ND)" in one for one in said)
    assert done.findings["warning"] >= 1


def test_letters_that_are_not_in_ascii_may_stand_in_the_address(settings: Settings) -> None:
    with scripted(serving(triples(GOOD))) as running:
        to = read_endpoint(f"{running.url}/sörmland?å=1", "ENDPOINT")
        done = harvest_source(settings, to, "example", licence=LICENCE, manners=HASTY)
    assert "s%C3%B6rmland?%C3%A5=1" in (settings.root / done.path).read_text("utf-8")


def test_what_is_not_well_formed_is_explained(settings: Settings) -> None:
    with (
        scripted(parts("<http://e.example/a> <http://e.example/b> “c” .")) as running,
        pytest.raises(HarvestError, match=r"quotation marks.*Write: ") as caught,
    ):
        harvest_source(settings, Endpoint(f"{running.url}/1"), "example", licence=LICENCE, manners=HASTY)
    assert "citattecken" in caught.value.detail_sv
