"""Publishing to real stores: whole, once, resumable, verified; and clear errors where a store is broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from styrka import release
from styrka.cli import main
from styrka.engine.interface import select_rows
from styrka.errors import EndpointError, ReleaseError
from styrka.http_client.credentials import Credentials
from styrka.http_client.endpoint import Endpoint
from styrka.release import Release
from styrka.stores import push
from styrka.stores.push import graphs as parts
from styrka.stores.remote.engine import Remote
from styrka.stores.remote.release import UNIONS
from styrka.stores.remote.writers import GraphStore, Updates
from tests import servers
from tests.servers import Store, reply
from tests.service.stores.running import BUDGET, counts, small_release, triples

LIST = (
    '_:a <http://example.org/first> "1" .',
    "<http://example.org/x> <http://example.org/list> _:a .",
    *triples("x", 3),
)


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A real store; tests leave their graphs behind for the next publication to replace."""
    with getattr(servers, request.param)(tmp_path_factory.mktemp(request.param)) as started:
        yield started


@pytest.fixture(scope="module")
def cutting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A Virtuoso that gives ten rows."""
    with servers.virtuoso(tmp_path_factory.mktemp("cutting"), rows=10) as started:
        yield started


@pytest.fixture
def first(tmp_path: Path) -> Release:
    """A release with a triple in two graphs, and blank nodes."""
    return small_release(
        tmp_path / "one",
        "one",
        {
            "data/a": triples("a", 5),
            "data/b": [*triples("a", 1), *triples("b", 2)],
            "data/list": LIST,
            "inferred/rule": triples("i", 4),
        },
    )


@pytest.fixture
def second(tmp_path: Path) -> Release:
    """The release after: one graph as before, one changed, one removed, one new."""
    return small_release(
        tmp_path / "two",
        "two",
        {
            "data/a": triples("a", 6),
            "data/list": LIST,
            "inferred/rule": triples("i", 4),
            "computed/new": triples("c", 2),
        },
    )


class Stopped(Exception):
    """The publication was interrupted."""


class Stopping:
    """A writer that stops after so many writes; ``killed``: from then on nothing is written, as when a process dies."""

    def __init__(self, store: Store, writes: int, *, killed: bool) -> None:
        self.writer = GraphStore(store.graphs, pauses=())
        self.left = writes
        self.killed = killed
        self.put_graphs: list[str] = []

    def put(self, graph: str, pieces: Iterable[bytes]) -> None:
        if self.left <= 0 and (self.killed or not graph.endswith("/release")):
            raise Stopped
        self.left -= 1
        self.put_graphs.append(graph)
        self.writer.put(graph, pieces)

    def drop(self, graph: str) -> None:
        self.writer.drop(graph)


def publish(store: Store, given: Release) -> push.Published:
    return push.push_release(given, GraphStore(store.graphs, pauses=()), store.query)


def test_a_release_is_published_once_and_replaced_graph_by_graph(store: Store, first: Release, second: Release) -> None:
    assert len(publish(store, first).written) == 5
    whole = {"a": 5, "b": 3, "list": 5, "inferred/rule": 4}
    assert counts(store.query) == {**whole, "union/one": 16}
    again = publish(store, first)
    assert (again.written, again.removed, again.unchanged) == ((), (), 5)
    engine = Remote(store.query, BUDGET).engine()
    assert engine.version == "one"
    assert select_rows(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value == "16"
    assert select_rows(engine, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"].value == "17"

    replaced = publish(store, second)
    assert set(replaced.written) == {f"{push.GRAPHS}{name}" for name in ("a", "computed/new", "union/two")}
    assert [name.rsplit("/", 1)[-1] for name in replaced.removed] == ["b"]
    assert counts(store.query) == {
        "a": 6,
        "list": 5,
        "inferred/rule": 4,
        "computed/new": 2,
        "union/two": 17,
        "union/one": 16,
    }
    # Readers that have not looked yet still have the release before, whole.
    assert select_rows(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value == "16"
    assert publish(store, second).written == ()
    assert publish(store, first).removed == (push.GRAPHS + "computed/new",)
    assert "union/one" in counts(store.query)


def test_the_union_is_written_while_the_old_release_still_stands(store: Store, first: Release, second: Release) -> None:
    publish(store, first)
    stopping = Stopping(store, 2, killed=True)
    with pytest.raises(Stopped):
        push.push_release(second, stopping, store.query)
    assert stopping.put_graphs == [UNIONS + "two", push.GRAPHS + "release"]
    engine = Remote(store.query, BUDGET).engine()
    assert engine.version == "one"
    assert select_rows(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value == "16"
    assert select_rows(engine, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"].value == "17"
    assert UNIONS + "two" not in publish(store, second).written


@pytest.mark.parametrize("killed", [False, True], ids=["interrupted", "killed"])
def test_what_was_interrupted_goes_on_where_it_stopped(
    store: Store, first: Release, second: Release, killed: bool
) -> None:
    publish(store, first)
    stopping = Stopping(store, 4, killed=killed)  # the union and its note, the note of what becomes, and a graph
    with pytest.raises(Stopped):
        push.push_release(second, stopping, store.query)
    version = Remote(store.query, BUDGET).engine().version
    assert version == "one.becoming.two", "readers must not take answers over changed graphs for the old release's"
    resumed = publish(store, second)
    left = {f"{push.GRAPHS}{name}" for name in ("a", "computed/new")}
    assert set(resumed.written) == (left if killed else left - set(stopping.put_graphs))
    assert Remote(store.query, BUDGET).engine().version == "two"
    assert counts(store.query)["a"] == 6


def test_a_graph_that_was_changed_behind_its_back_is_written_again(store: Store, first: Release) -> None:
    publish(store, first)
    GraphStore(store.graphs).put(push.GRAPHS + "a", [b'<http://example.org/z> <http://example.org/p> "z" .\n'])
    assert publish(store, first).written == (push.GRAPHS + "a",)


def test_blank_nodes_and_large_graphs_survive_being_cut_in_pieces(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PIECE", 2)
    made = small_release(tmp_path / "pieces", "pieces", {"data/list": LIST, "data/long": triples("long", 7)})
    publish(store, made)
    engine = Remote(store.query, BUDGET).engine()
    joined = 'SELECT ?x { ?x <http://example.org/list> ?list . ?list <http://example.org/first> "1" }'
    assert [row["x"].value for row in select_rows(engine, joined)] == ["http://example.org/x"]
    assert counts(store.query)["long"] == 7


def test_an_update_endpoint_does_as_well(tmp_path: Path, first: Release, second: Release) -> None:
    with servers.oxigraph(tmp_path) as store:
        writer = Updates(store.update, pauses=())
        push.push_release(first, writer, store.query)
        push.push_release(second, writer, store.query)
        assert counts(store.query)["a"] == 6
        assert "b" not in counts(store.query)


def test_virtuoso_refuses_the_wrong_password_with_a_clear_error(cutting: Store, first: Release) -> None:
    to = Endpoint(cutting.graphs.url, Credentials("digest", "dba", "wrong"))
    with pytest.raises(EndpointError, match="credentials"):
        push.push_release(first, GraphStore(to, pauses=()), cutting.query)


def test_a_virtuoso_that_cuts_answers_is_refused(
    cutting: Store, first: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(cutting, first)
    with pytest.raises(ReleaseError, match="ResultSetMaxRows"):
        Remote(cutting.query, BUDGET)
    monkeypatch.setattr("styrka.stores.remote.release._PROBED", 10)  # as many as the message asks for suffice
    assert Remote(cutting.query, BUDGET).engine().version == first.version


def test_a_file_holds_the_release_its_union_and_its_version(tmp_path: Path, first: Release) -> None:
    push.write_dump(first, tmp_path / "out.nq")
    graphs: dict[str, int] = {}
    for quad in ox.parse(path=tmp_path / "out.nq", format=ox.RdfFormat.N_QUADS):
        graphs[quad.graph_name.value] = graphs.get(quad.graph_name.value, 0) + 1
    assert graphs[UNIONS + "one"] == 16
    assert graphs[push.GRAPHS + "release"] == 3 + 5
    assert sum(graphs.values()) == 17 + 16 + 8


def test_the_counts_of_a_store_that_loses_triples_are_reported(tmp_path: Path, first: Release) -> None:
    class Losing(GraphStore):
        def put(self, graph: str, pieces: Iterable[bytes]) -> None:
            lines = b"".join(pieces).splitlines(keepends=True)
            super().put(graph, [b"".join(lines[:-1] if graph.endswith("/a") else lines)])

    with servers.oxigraph(tmp_path) as store:
        with pytest.raises(EndpointError, match="graph/a has 4 statements instead of 5"):
            push.push_release(first, Losing(store.graphs, pauses=()), store.query)
        with pytest.raises(ReleaseError, match="no release"):
            Remote(store.query, BUDGET)
        assert publish(store, first).written == (push.GRAPHS + "a",)


def test_a_store_that_is_busy_is_tried_again() -> None:
    def answer(handler: BaseHTTPRequestHandler, request: servers.Request) -> None:
        reply(handler, b"", "", 503 if len(script.requests) < 3 else 204)

    told: list[str] = []
    with servers.scripted(answer) as script:
        GraphStore(Endpoint(script.url), told.append, pauses=(0.01, 0.01)).put("http://example.org/g", [b"x"])
        assert [one.method for one in script.requests] == ["PUT"] * 3
        assert script.requests[0].path == "/?graph=http://example.org/g"
    assert len(told) == 2
    assert "503" in told[0]


@pytest.mark.parametrize(
    ("status", "says"),
    [(500, "status 500"), (401, "credentials"), (404, "no such endpoint"), (302, "has moved"), (413, "larger")],
)
def test_a_store_that_refuses_is_a_clear_error(status: int, says: str) -> None:
    with servers.scripted(lambda handler, request: reply(handler, b"no", "text/plain", status)) as script:
        writer = GraphStore(Endpoint(script.url, Credentials("basic", "reader", "secret-word")), pauses=())
        with pytest.raises(EndpointError, match=says) as error:
            writer.put("http://example.org/g", [b"x"])
        assert "secret-word" not in str(error.value) + json.dumps(dict(error.value.evidence))


def test_the_command_publishes_and_says_what_it_did(tmp_path: Path) -> None:
    files = {
        name: (lambda path, text=text: path.write_text(text))
        for name, text in {
            release.DATA: f'<http://e/a> <http://e/p> "1" <{push.GRAPHS}a> .\n',
            release.INFERRED: "",
            release.COMPUTED: "",
        }.items()
    }
    with release.lock_releases(tmp_path / "releases"):
        release.write_release(tmp_path / "releases", "2026-11-22-abc", files, {"tree": hashlib.sha256(b"").hexdigest()})
    run = CliRunner().invoke
    (tmp_path / "store").mkdir()
    with servers.oxigraph(tmp_path / "store") as store:
        common = ["publish", "--releases", str(tmp_path / "releases"), "--to", store.graphs.url]
        told = run(main, [*common, "--json"])
        assert told.exit_code == 0, told.output
        assert json.loads(told.stdout)["version"] == "2026-11-22-abc"
        assert "2 as they were" in run(main, common).output
    gone = run(main, [*common, "--json"])
    assert gone.exit_code == EndpointError.exit_code
    assert "cannot be reached" in json.loads(gone.stdout)["detail"]
    assert run(main, ["publish"]).exit_code == 2
