"""The feeds over real HTTP, over two releases of a small tree: they agree with each other and with the dumps."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import feedparser
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
import requests
from flask.testing import FlaskClient

from styrka.engine.local import open_local
from styrka.publish.feeds import pages
from styrka.release import DATA, Release, list_releases
from styrka.settings import Settings
from styrka.web.app import create_app
from tests.service import history
from tests.service.history import History
from tests.service.replica import LDES, TREE, Replica
from tests.service.web.conftest import Server, start

pytestmark = pytest.mark.slow

AS = rdflib.Namespace("https://www.w3.org/ns/activitystreams#")
STREAM = rdflib.URIRef("https://w3id.org/styrka/feed/changes")
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def grown(history_with_files: History, tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small tree with two releases."""
    return history.copy(history_with_files, tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def live(grown: History, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server over both."""
    server = start(grown.settings.releases_path, tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def client(grown: History) -> FlaskClient:
    """A client of the newer release."""
    return client_of(grown, grown.new)


def client_of(grown: History, of: Release) -> FlaskClient:
    engine = open_local(of.dumps, of.version, created=of.created)
    return create_app(grown.settings, engine, {}).test_client()


def canonical(statements: Iterable[ox.Triple]) -> list[str]:
    """Statements as canonical lines (RDFC-1.0)."""
    dataset = ox.Dataset(ox.Quad(*one) for one in statements)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def stated(release: Release) -> list[str]:
    """What a release states, graphs aside."""
    return canonical(one.triple for one in ox.parse((release.path / DATA).read_bytes(), ox.RdfFormat.N_QUADS))


def things(release: Release) -> set[str]:
    """What a release states something of."""
    lines = (release.path / DATA).read_text("utf-8").splitlines()
    return {line.split(" ", 1)[0][1:-1] for line in lines if line.startswith("<")}


def copied(replica: Replica) -> list[str]:
    return canonical(replica.whole())


@pytest.mark.parametrize("accept", ["application/trig", "application/n-quads"])
def test_a_replay_from_the_oldest_to_the_newest_is_the_release(live: Server, grown: History, accept: str) -> None:
    replica = Replica()
    replica.follow(live.address + "/feed/changes", accept)
    assert copied(replica) == stated(grown.new)
    assert replica.things.keys() == things(grown.new)
    assert {history.REMOVED, history.RENAMED} <= replica.removed
    assert len(replica.pages) > 5, "more than a page of each"


def test_a_part_of_what_is_shipped_is_replayed_whole(
    little_settings: Settings, little_release: Release, tmp_path: Path
) -> None:
    server = start(little_settings.releases_path, tmp_path)
    try:
        replica = Replica()
        replica.follow(server.address + "/feed/changes", "application/n-quads")
        assert copied(replica) == stated(little_release)
        assert len(replica.things) > 3000
        assert max(replica.sizes) < 1_000_000
        sent = requests.get(replica.pages[1], headers={"Accept": "application/trig"}, timeout=60)
        assert sent.headers["Cache-Control"] == FOREVER
    finally:
        server.stop()


def point(releases_path: Path, version: str) -> None:
    """Publish one of the releases, as a build or a roll-back does."""
    (releases_path / ".next").symlink_to(version)
    (releases_path / ".next").replace(releases_path / "current")


def test_who_has_the_older_release_fetches_only_what_changed(grown: History, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    shutil.copytree(grown.settings.releases_path, root, symlinks=True)
    point(root, grown.old.version)
    server = start(root, tmp_path)
    try:
        replica = follow_twice(server.address, root, grown)
    finally:
        server.stop()
    assert copied(replica) == stated(grown.new)


def follow_twice(address: str, root: Path, grown: History) -> Replica:
    replica = Replica()
    replica.follow(address + "/feed/changes")
    assert copied(replica) == stated(grown.old)
    point(root, grown.new.version)
    while requests.get(address + "/release.json", timeout=60).json()["current"] != grown.new.version:
        time.sleep(0.05)
    first = len(replica.pages)
    known = dict(replica.things)
    replica.follow(address + "/feed/changes")
    assert len(replica.pages) - first == 2, "the root and one page"
    then, now = (
        {
            subject: content
            for subject, content in one.items()
            if not any(isinstance(term, ox.BlankNode) for triple in content for term in triple)
        }
        for one in (known, replica.things)
    )
    old, new = by_thing(grown.old), by_thing(grown.new)
    assert {one for one in then.keys() | now.keys() if then.get(one) != now.get(one)} == {
        one for one in old.keys() | new.keys() if old.get(one) != new.get(one)
    }
    return replica


def by_thing(release: Release) -> dict[str, set[str]]:
    """The statements of a dump by subject, without their graphs."""
    found: dict[str, set[str]] = {}
    for line in (release.path / DATA).read_text("utf-8").splitlines():
        subject, rest = line.split(" ", 1)
        if subject.startswith("<"):
            found.setdefault(subject[1:-1], set()).add(rest.removesuffix(" .").rsplit(" ", 1)[0])
    return found


def read(client: FlaskClient, path: str, suffix: str = "ttl") -> rdflib.Graph:
    response = client.get(f"{path}.{suffix}")
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.text, format={"ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}[suffix])


def test_the_members_are_a_diff_of_the_dumps(client: FlaskClient, grown: History) -> None:
    page = read(client, f"/feed/changes/{grown.new.version}")
    old, new = by_thing(grown.old), by_thing(grown.new)
    replaced = {history.RENAMED}  # all that is left of it says what took its place
    wanted = {
        AS.Create: new.keys() - old.keys(),
        AS.Update: {iri for iri in new.keys() & old.keys() if old[iri] != new[iri]} - replaced,
        AS.Delete: (old.keys() - new.keys()) | replaced,
    }
    members = set(page.objects(STREAM, TREE.member))
    for activity, found in wanted.items():
        own = set(page.subjects(rdflib.RDF.type, activity))
        assert own <= members
        assert {str(page.value(one, AS.object)) for one in own} == set(found)
    assert history.REMOVED in wanted[AS.Delete]
    assert history.NEW in wanted[AS.Create]
    assert history.LIST in wanted[AS.Update]
    (member,) = page.subjects(AS.object, rdflib.URIRef(history.RENAMED))
    assert str(page.value(member, rdflib.DCTERMS.isReplacedBy)) == history.NEW
    log = client.get(f"/release/{grown.new.version}/changes.json").get_json()
    assert len(members) == sum(log["counts"].values())


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "nt"])
def test_the_root_leads_to_each_release(client: FlaskClient, grown: History, suffix: str) -> None:
    root = read(client, "/feed/changes", suffix)
    assert (STREAM, rdflib.RDF.type, LDES.EventStream) in root
    (view,) = root.objects(STREAM, TREE.view)
    relations = list(root.objects(view, TREE.relation))
    nodes = {str(root.value(one, TREE.node)) for one in relations}
    assert nodes == {
        f"http://localhost/feed/changes/{grown.old.version}/whole",
        f"http://localhost/feed/changes/{grown.new.version}",
    }
    assert not root.value(view, LDES.retentionPolicy), "everything that ever was is told"
    assert not [term for triple in root for term in triple if isinstance(term, rdflib.BNode)]


def test_every_member_has_the_shape_that_the_stream_names(client: FlaskClient, grown: History) -> None:
    root = read(client, "/feed/changes")
    for path in (f"/feed/changes/{grown.old.version}/whole", f"/feed/changes/{grown.new.version}"):
        page = read(client, path)
        conforms, _, text = pyshacl.validate(page, shacl_graph=root)
        assert conforms, text
        assert (STREAM, TREE.shape, next(root.objects(STREAM, TREE.shape))) in page
    page.remove((next(page.objects(STREAM, TREE.member)), rdflib.PROV.generatedAtTime, None))
    assert not pyshacl.validate(page, shacl_graph=root)[0]


@pytest.mark.parametrize("suffix", ["trig", "nq", "jsonld", "ttl", "nt", "rdf"])
def test_every_format_says_the_same(client: FlaskClient, grown: History, suffix: str) -> None:
    path = f"/feed/changes/{grown.new.version}"
    formats = {
        "trig": ox.RdfFormat.TRIG,
        "nq": ox.RdfFormat.N_QUADS,
        "jsonld": ox.RdfFormat.JSON_LD,
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "rdf": ox.RdfFormat.RDF_XML,
    }
    page = client.get(f"{path}.{suffix}").data
    found = {quad.triple for quad in ox.parse(page, formats[suffix])}
    assert found == {quad.triple for quad in ox.parse(client.get(f"{path}.nq").data, ox.RdfFormat.N_QUADS)}
    if suffix in ("trig", "nq"):  # another reader finds as much
        dataset = rdflib.Dataset()
        dataset.parse(data=page, format={"trig": "trig", "nq": "nquads"}[suffix])
        assert len(list(dataset.quads())) == len(list(ox.parse(page, formats[suffix])))


def test_a_page_never_changes(client: FlaskClient, grown: History) -> None:
    for path in (f"/feed/changes/{grown.new.version}", f"/feed/changes/{grown.old.version}/whole/2"):
        response = client.get(path, headers={"Accept": "application/trig"})
        assert response.headers["Cache-Control"] == FOREVER
        assert response.data == client_of(grown, grown.new).get(path, headers={"Accept": "application/trig"}).data
        again = client.get(path, headers={"Accept": "application/trig", "If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304
    assert "immutable" not in client.get("/feed/changes").headers["Cache-Control"]


def test_the_first_release_is_at_its_whole(client: FlaskClient, grown: History) -> None:
    response = client.get(f"/feed/changes/{grown.old.version}.nq")
    assert response.status_code == 308
    assert response.headers["Location"] == f"/feed/changes/{grown.old.version}/whole.nq"


@pytest.mark.parametrize(
    "path",
    [
        "2001-01-01-abc",
        "OLD/whole/9999",
        "NEW/2",
        "NEW/0",
        "NEW/x",
        "OLD/since/NEW",
        "NEW/since/2001-01-01-abc",
        "OLD/whole/1/2",
        "NEW/since/.lock",
    ],
)
def test_what_is_no_page_is_not_found(client: FlaskClient, grown: History, path: str) -> None:
    path = path.replace("OLD", grown.old.version).replace("NEW", grown.new.version)
    assert client.get(f"/feed/changes/{path}").status_code == 404


def test_after_a_roll_back_the_later_release_is_not_told(grown: History) -> None:
    root = read(client_of(grown, grown.old), "/feed/changes")
    assert {str(one) for one in root.objects(None, TREE.node)} == {
        f"http://localhost/feed/changes/{grown.old.version}/whole"
    }


def test_where_the_first_release_is_gone_the_next_one_is_told_whole(grown: History, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    shutil.copytree(grown.settings.releases_path, root, symlinks=True)
    settings = replace(grown.settings, releases=root)
    client = client_of(replace(grown, settings=settings), grown.new)
    assert client.get(f"/release/{grown.new.version}/").status_code == 200  # its change log is written now
    shutil.rmtree(root / grown.old.version)
    (told,) = pages.list_first_pages(settings, list_releases(root), "")
    assert told.name == f"{grown.new.version}/whole"
    found = read(client_of(replace(grown, settings=settings), grown.new), "/feed/changes")
    (policy,) = found.objects(None, LDES.retentionPolicy)
    assert str(found.value(policy, LDES.startingFrom)) == str(
        rdflib.Literal(grown.new.created, datatype=rdflib.XSD.dateTime)
    )


def test_where_a_release_between_is_gone_the_next_is_told_since_the_one_before(grown: History, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    shutil.copytree(grown.settings.releases_path, root, symlinks=True)
    settings = replace(grown.settings, releases=root)
    client = client_of(replace(grown, settings=settings), grown.new)
    assert client.get(f"/release/{grown.new.version}/").status_code == 200
    index = root / grown.new.version / "dumps" / "index.json"
    index.write_text(json.dumps({**json.loads(index.read_text()), "previous": "2026-01-01-between"}))
    _, second = pages.list_first_pages(settings, list_releases(root), "")
    assert second.name == f"{grown.new.version}/since/{grown.old.version}"
    members = pages.list_members(settings, second)
    added = {one.iri for one in members if one.kind == "added"}
    assert added == by_thing(grown.new).keys() - by_thing(grown.old).keys()
    assert client.get(f"/feed/changes/{second.name}.ttl").status_code == 200


def test_the_atom_feed_has_every_release_newest_first(live: Server, grown: History) -> None:
    feed = feedparser.parse(live.address + "/feed/releases.atom?lang=sv")
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert [one.title for one in feed.entries] == [grown.new.version, grown.old.version]
    assert [one.updated for one in feed.entries] == [grown.new.created, grown.old.created]
    assert feed.feed.updated == grown.new.created
    assert feed.feed.id
    assert feed.feed.language == "sv"
    assert len({one.id for one in feed.entries}) == 2
    assert f"Sedan {grown.old.version}" in feed.entries[0].summary
    for link in (*feed.feed.links, *(link for entry in feed.entries for link in entry.links)):
        found = requests.get(link.href, headers={"Accept": link.type}, timeout=60)
        assert found.status_code == 200
        assert found.headers["Content-Type"].startswith(link.type)
