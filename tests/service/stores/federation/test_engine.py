"""SERVICE answers as if the other endpoint's data were here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from styrka.engine.interface import Dataset, Engine, Term, ask_truth, select_rows
from styrka.engine.local import LocalEngine
from styrka.errors import QueryRefused, QuerySyntaxError
from styrka.formats import CSV, JSON, NTRIPLES
from styrka.stores.federation import values as inline
from tests import servers
from tests.servers import Store
from tests.service.stores.peering import beside, put

REMOTE = "http://remote.example/"  # in the embedded engine's own evaluation, a graph with the other endpoint's data
PREFIX = "PREFIX : <http://e.example/> "
HERE = """@prefix : <http://e.example/> .
:a :p :b, :c ; :name "a"@sv . :b :p :c ; :name "b", "b"@en ; :n 1 . :c :name "c" ; :n 2 . :d :p :d ; :n 7 . :x :q :y .
:t :name "tab\\t, quote \\" and \\\\ and \\n"; :n 1.5 ."""
THERE = """@prefix : <http://e.example/> .
:a :q :x, :y ; :name "a"@sv, "A" . :b :q :x ; :size 1, 2.5, 1e0, true ; :when "2026-11-22"^^:day .
:c :q [ :name "nobody" ; :knows :a ] . :d :name "d", "åäö 😀 'x' \\u0001"@sv-se ; :n 7 .
:d :name "tab\\t, quote \\" and \\\\ and \\n" .
:e :q :e ; :odd "x"^^:type, "" ; :n 1 . :p :q "?s { } SERVICE <x:y> { ?a ?b ?c } # }" ."""
FAMILY = {
    "join": "SELECT * { ?s :p ?o . @ { ?o :q ?x } }",
    "join on a literal": "SELECT * { ?s :name ?name . @ { ?t :name ?name } }",
    "no shared variable": "SELECT * { ?s :n ?n . @ { ?t :size ?size } }",
    "alone": "SELECT * { @ { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) } }",
    "first": "SELECT * { @ { ?s :q ?x FILTER(!isBlank(?x)) } ?s :p ?o }",
    "optional there": "SELECT * { ?s :name ?name OPTIONAL { @ { ?s :q ?x FILTER(isIRI(?x)) } } }",
    "optional inside": "SELECT * { ?s :name ?name . @ { ?s ?p ?x OPTIONAL { ?s :size ?size } FILTER(isIRI(?x)) } }",
    "unbound joins": "SELECT * { @ { ?s :name ?l OPTIONAL { ?s :n ?n } } ?s2 :n ?n }",
    "union": "SELECT * { { ?s :p ?o } UNION { @ { ?s :q ?o FILTER(isIRI(?o)) } } }",
    "union of two": "SELECT * { { @ { ?s :q ?o FILTER(isIRI(?o)) } } UNION { @ { ?o :name ?s } } }",
    "sub-select around": "SELECT ?s (COUNT(?x) AS ?n) { { SELECT ?s ?x { ?s :p ?o . @ { ?o :q ?x } } } } GROUP BY ?s",
    "sub-select inside": "SELECT * { ?s :p ?o . @ { { SELECT ?o (COUNT(*) AS ?many) { ?o ?p ?x } GROUP BY ?o } } }",
    "hidden by a sub-select": "SELECT * { ?s :n ?n . @ { { SELECT ?s { ?s :size ?n } } } }",
    "exists": "SELECT * { ?s :name ?name FILTER EXISTS { @ { ?s :q ?x } } }",
    "not exists": "SELECT * { ?s :name ?name FILTER NOT EXISTS { @ { ?s :q ?x } } }",
    "minus": "SELECT * { ?s :name ?name MINUS { @ { ?s :q ?x } } }",
    "filter inside": "SELECT * { ?s :p ?o . @ { ?o :size ?size FILTER(?size > 1) } }",
    "filter on the answer": "SELECT * { ?s :p ?o . @ { ?o :size ?size } FILTER(?size = 1) }",
    "bind after": "SELECT * { @ { ?s :size ?size } BIND(?size * 2 AS ?twice) }",
    "bind inside": "SELECT * { ?s :n ?n . @ { ?t :size ?size BIND(STR(?size) AS ?text) } }",
    "values inside": "SELECT * { @ { VALUES (?s ?l) { (:a UNDEF) (:d 'd') } ?s :name ?l } }",
    "values after": "SELECT * { ?s :p ?o OPTIONAL { @ { ?o :q ?x } } } VALUES ?x { :x :y }",
    "nothing found": "SELECT * { ?s :p ?o . @ { ?o :nothing ?x } }",
    "nothing found, optional": "SELECT * { ?s :p ?o OPTIONAL { @ { ?o :nothing ?x } } }",
    "no variable, true": "SELECT * { ?s :p ?o . @ { :a :q :x } }",
    "no variable, false": "SELECT * { ?s :p ?o . @ { :a :q :z } }",
    "empty group": "SELECT * { ?s :p ?o . @ { } }",
    "a path": "SELECT * { ?s :p ?o . @ { ?o (:q|^:q)+ ?x FILTER(isIRI(?x)) } }",
    "a blank node in the pattern": "SELECT * { ?s :p ?o . @ { ?o :q [ :name ?name ] . _:b :knows ?k } }",
    "order and limit": "SELECT * { ?s :p ?o . @ { ?o :q ?x FILTER(isIRI(?x)) } } ORDER BY ?s ?o ?x LIMIT 3",
    "two endpoints": "SELECT * { @ { ?s :q ?x FILTER(isIRI(?x)) } ?s :p ?o @ { ?s :name ?l } }",
    "ask": "ASK { ?s :p ?o . @ { ?o :q :x } }",
    "ask, no": "ASK { ?s :n 2 . @ { ?s :q :x } }",
    "inside GRAPH": "SELECT * { VALUES ?g { :g } GRAPH ?g { ?s :p ?o . @ { ?o :q ?x } } }",
    "comments and strings": "SELECT * { ?s :p ?o # SERVICE <x:y> {\n @ # }\n { ?o :q ?x # } {\n FILTER(?x != '}') } }",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A real SPARQL server."""
    with servers.oxigraph(tmp_path_factory.mktemp("peer")) as made:
        put(made, THERE.encode())
        yield made


def engine_over(here: str, there: str = "") -> LocalEngine:
    """The embedded engine over triples in the default graph and in ``:g``, and others in the graph ``REMOTE``."""
    engine = ox.Store()
    for graph, content in ((ox.DefaultGraph(), here), (ox.NamedNode("http://e.example/g"), here), (REMOTE, there)):
        name = ox.NamedNode(graph) if isinstance(graph, str) else graph
        engine.load(content.encode(), ox.RdfFormat.TURTLE, to_graph=name)
    return LocalEngine(engine, "v1")


def answer(engine: Engine, query: str, place: str) -> Counter[frozenset[tuple[str, Term]]] | bool:
    """What an engine answers to a query with ``@`` for a place: rows as a multiset, the one blank node as itself."""
    text = PREFIX + query.replace("@ ", place + " ")
    if query.startswith("ASK"):
        return ask_truth(engine, text)
    return Counter(frozenset((name, plain(term)) for name, term in row.items()) for row in select_rows(engine, text))


def plain(term: Term) -> Term:
    return Term("bnode", "") if term.kind == "bnode" or term.value.startswith(inline.GENID) else term


@pytest.mark.parametrize("query", FAMILY.values(), ids=FAMILY)
def test_the_answer_is_that_of_the_merged_data(store: Store, query: str) -> None:
    url = store.query.url
    found = answer(beside(engine_over(HERE), url), query, f"SERVICE <{url}>")
    assert found == answer(engine_over(HERE, THERE), query, f"GRAPH <{REMOTE}>")


things = st.sampled_from([f"<http://e.example/{name}>" for name in "abc"])
values = st.one_of(things, st.sampled_from(["1", "'1'", "'x'@en", "'x'", "true", "'}'"]))
triples = st.lists(st.tuples(things, things, values), max_size=8).map(
    lambda found: "".join(f"{s} {p} {o} .\n" for s, p, o in found)
)
variable = st.sampled_from(["?s", "?p", "?o", "?x"])
pattern = st.tuples(st.one_of(variable, things), st.one_of(variable, things), st.one_of(variable, values)).map(" ".join)


SHAPES = ("triple", "service", "optional", "union", "sub", "exists", "minus")


@st.composite
def groups(draw: st.DrawFn, depth: int = 2) -> str:
    """A group with SERVICE (``@``) at random places in it."""
    pieces = []
    for _ in range(draw(st.integers(1, 2))):
        shape = draw(st.sampled_from(SHAPES if depth else SHAPES[:2]))
        if shape == "triple":
            pieces.append(draw(pattern) + " .")
        elif shape == "service":
            inner = draw(pattern) + draw(st.sampled_from(["", " OPTIONAL { ?s ?q ?x }", " FILTER(isLiteral(?o))"]))
            pieces.append(f"@ {{ {inner} }}")
        else:
            inner = draw(groups(depth=depth - 1))
            pieces.append(
                {
                    "optional": f"OPTIONAL {{ {inner} }}",
                    "union": f"{{ {inner} }} UNION {{ {draw(pattern)} }}",
                    "sub": f"{{ SELECT DISTINCT ?s ?x {{ {inner} }} }}",
                    "exists": f"FILTER EXISTS {{ {inner} }}",
                    "minus": f"MINUS {{ {inner} }}",
                }[shape]
            )
    return " ".join(pieces)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(triples, triples, groups())
def test_any_query_over_any_data_is_answered_as_over_the_merged_data(
    store_of_its_own: Store, here: str, there: str, group: str
) -> None:
    assume(group.count("@") <= 4)
    put(store_of_its_own, there.encode())
    url = store_of_its_own.query.url
    query = f"SELECT * {{ {group} }}"
    expected = answer(engine_over(here, there), query, f"GRAPH <{REMOTE}>")
    assert answer(beside(engine_over(here), url), query, f"SERVICE <{url}>") == expected


@pytest.fixture(scope="module")
def store_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A real SPARQL server that one test fills anew."""
    with servers.oxigraph(tmp_path_factory.mktemp("own")) as made:
        yield made


def test_graphs_are_made_of_the_answer_too(store: Store) -> None:
    url = store.query.url
    engine, expected = beside(engine_over(HERE), url), engine_over(HERE, THERE)
    construct = PREFIX + "CONSTRUCT { ?s :found ?size } WHERE { ?s :p ?o . @ { ?o :size ?size } }"
    describe = PREFIX + "DESCRIBE ?s { ?s :name ?n . @ { ?s :q :x } }"
    for query in (construct, describe):
        found = engine.run(query.replace("@", f"SERVICE <{url}>"), NTRIPLES).read()
        assert found == expected.run(query.replace("@", f"GRAPH <{REMOTE}>"), NTRIPLES).read()
        assert found
    with pytest.raises(QuerySyntaxError):
        engine.run(f"CONSTRUCT WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", NTRIPLES)


def test_a_blank_node_of_an_answer_is_one_thing_with_a_name_of_its_own(store: Store) -> None:
    url = store.query.url
    query = f"SELECT * {{ ?s :p ?c SERVICE <{url}> {{ ?c :q ?who . ?who :name ?name ; :knows ?a }} }}"
    first, again = (select_rows(beside(engine_over(HERE), url), PREFIX + query) for _ in range(2))
    assert [row["name"] for row in first] == [Term("literal", "nobody")] * 2
    (name,) = {row["who"].value for row in first}
    assert name.startswith(inline.GENID)
    assert name not in {row["who"].value for row in again}


def test_the_graphs_that_a_request_names_are_those_here(store: Store) -> None:
    url = store.query.url
    engine = beside(engine_over(HERE, "<http://e.example/only> <http://e.example/p> <http://e.example/b> ."), url)
    text = f"{PREFIX} SELECT ?s ?x {{ ?s :p ?o . SERVICE <{url}> {{ ?o :q ?x }} }}"
    found = engine.run(text, CSV, dataset=Dataset((REMOTE,))).read()
    assert found.decode().splitlines()[1:] == ["http://e.example/only,http://e.example/x"]
    text = text.replace("{", f"FROM <{REMOTE}> {{", 1)
    assert engine.run(text, CSV).read() == found


# Of the W3C's seven, three are refused here: two nest SERVICE in SERVICE, and one names its endpoints by a variable.
W3C = {
    "service01": 200,
    "service02": 200,
    "service04a": 200,
    "service07": 200,
    "service03": 400,
    "service05": 400,
    "service06": 400,
}
QT = "PREFIX qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> "
MANIFEST = "PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> " + QT


@pytest.mark.shared
@pytest.mark.parametrize("name", W3C)
def test_the_federated_tests_of_the_w3c(shared: Path, tmp_path: Path, name: str) -> None:
    folder = shared / "conformance" / "w3c" / "sparql11" / "service"
    if not folder.is_dir():
        pytest.skip("the W3C suite is not in the shared folder")
    manifest = engine_over("@base <x:/> . " + (folder / "manifest.ttl").read_text())
    test = f"?test mf:result ?result ; mf:action ?action . ?action qt:query <x:/{name}.rq>"
    (found,) = select_rows(manifest, f"{MANIFEST} SELECT * {{ {test} OPTIONAL {{ ?action qt:data ?data }} }}")
    peers = select_rows(
        manifest, f"{MANIFEST} SELECT * {{ {test} ; qt:serviceData [ qt:endpoint ?at ; qt:data ?data ] }}"
    )

    def content(row: dict[str, Term], key: str = "data") -> str:
        return (folder / row[key].value.removeprefix("x:/")).read_text() if key in row else ""

    query, listed = (folder / f"{name}.rq").read_text(), ["http://invalid.endpoint.org/sparql"]
    with ExitStack() as running:
        for number, peer in enumerate(peers):
            (tmp_path / str(number)).mkdir()
            store = running.enter_context(servers.oxigraph(tmp_path / str(number)))
            put(store, content(peer).encode())
            query = query.replace(peer["at"].value, store.query.url)
            listed.append(store.query.url)
        engine = beside(engine_over(content(found)), *listed)
        if W3C[name] != 200:
            with pytest.raises(QueryRefused):
                engine.run(query, JSON)
            return
        expected = ox.parse_query_results(content(found, "result"), ox.QueryResultsFormat.XML)
        assert isinstance(expected, ox.QuerySolutions)
        names = [variable.value for variable in expected.variables]
        result = ox.parse_query_results(engine.run(query, JSON).read(), ox.QueryResultsFormat.JSON)
        assert isinstance(result, ox.QuerySolutions)
        assert Counter(tuple(str(row[one]) for one in names) for row in result) == Counter(
            tuple(str(row[one]) for one in names) for row in expected
        )
