"""The feeds over HTTP, over two releases of a small tree: they agree with each other and with a diff of the dumps."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from urllib.parse import urlsplit

import pytest
import rdflib
from flask.testing import FlaskClient

from styrka.engine.local import open_local
from styrka.release import DATA, Release
from styrka.web import create_app
from tests.service import history
from tests.service.history import History

ATOM = "{http://www.w3.org/2005/Atom}"
AS = rdflib.Namespace("https://www.w3.org/ns/activitystreams#")
LDES = rdflib.Namespace("https://w3id.org/ldes#")
TREE = rdflib.Namespace("https://w3id.org/tree#")
STREAM = rdflib.URIRef("https://w3id.org/styrka/feed/changes")
PROV_TIME = rdflib.PROV.generatedAtTime


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small tree with two releases."""
    return history.grow(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def client(grown: History) -> FlaskClient:
    """A client of the newer release."""
    engine = open_local(grown.new.dumps, grown.new.version, created=grown.new.created)
    return create_app(grown.settings, engine, {}).test_client()


def read(client: FlaskClient, path: str, suffix: str = "ttl") -> rdflib.Graph:
    response = client.get(f"{path}.{suffix}")
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.text, format={"ttl": "turtle", "jsonld": "json-ld"}[suffix])


def statements(release: Release) -> dict[str, set[str]]:
    """The statements of a dump by subject, without their graphs."""
    found: dict[str, set[str]] = {}
    for line in (release.path / DATA).read_text("utf-8").splitlines():
        subject, rest = line.split(" ", 1)
        if subject.startswith("<"):
            found.setdefault(subject[1:-1], set()).add(rest.removesuffix(" .").rsplit(" ", 1)[0])
    return found


def test_the_atom_feed_has_every_release_newest_first(client: FlaskClient, grown: History) -> None:
    response = client.get("/feed/releases.atom?lang=sv")
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    for name in ("id", "title", "updated"):
        assert feed.findtext(ATOM + name)
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == [grown.new.version, grown.old.version]
    assert [one.findtext(f"{ATOM}updated") for one in entries] == [grown.new.created, grown.old.created]
    assert feed.findtext(f"{ATOM}updated") == grown.new.created
    assert f"Sedan {grown.old.version}" in (entries[0].findtext(f"{ATOM}summary") or "")
    for entry in entries:
        for link in entry.findall(f"{ATOM}link"):
            assert client.get(urlsplit(link.get("href", "")).path).status_code == 200


@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_the_stream_leads_to_a_page_for_each_release(client: FlaskClient, grown: History, suffix: str) -> None:
    root = read(client, "/feed/changes", suffix)
    assert (STREAM, rdflib.RDF.type, LDES.EventStream) in root
    assert root.value(STREAM, LDES.timestampPath) == PROV_TIME
    (view,) = root.objects(STREAM, TREE.view)
    relations = list(root.objects(view, TREE.relation))
    nodes = {str(root.value(one, TREE.node)) for one in relations}
    assert nodes == {f"http://localhost/feed/changes/{one.version}" for one in (grown.old, grown.new)}
    assert all(root.value(one, TREE.path) == PROV_TIME for one in relations)
    assert not [term for triple in root for term in triple if isinstance(term, rdflib.BNode)]


def test_the_members_are_a_diff_of_the_dumps(client: FlaskClient, grown: History) -> None:
    page = read(client, f"/feed/changes/{grown.new.version}")
    old, new = statements(grown.old), statements(grown.new)
    replaced = {history.RENAMED}  # all that is left of it says what took its place
    wanted = {
        AS.Create: new.keys() - old.keys(),
        AS.Update: {iri for iri in new.keys() & old.keys() if old[iri] != new[iri]} - replaced,
        AS.Delete: (old.keys() - new.keys()) | replaced,
    }
    members = set(page.objects(STREAM, TREE.member))
    for activity, things in wanted.items():
        own = set(page.subjects(rdflib.RDF.type, activity))
        assert own <= members
        assert {str(page.value(one, AS.object)) for one in own} == set(things)
    assert history.REMOVED in wanted[AS.Delete]
    assert history.NEW in wanted[AS.Create]
    assert history.LIST in wanted[AS.Update]
    (member,) = page.subjects(AS.object, rdflib.URIRef(history.RENAMED))
    assert str(page.value(member, rdflib.DCTERMS.isReplacedBy)) == history.NEW
    assert {str(page.value(one, PROV_TIME)) for one in members} == {
        str(rdflib.Literal(grown.new.created, datatype=rdflib.XSD.dateTime))
    }


def test_the_stream_agrees_with_the_change_log(client: FlaskClient, grown: History) -> None:
    page = read(client, f"/feed/changes/{grown.new.version}")
    log = client.get(f"/release/{grown.new.version}/changes.json").get_json()
    assert len(set(page.objects(STREAM, TREE.member))) == sum(log["counts"].values())


def test_the_oldest_page_leads_to_the_dump(client: FlaskClient, grown: History) -> None:
    page = read(client, f"/feed/changes/{grown.old.version}")
    assert not list(page.objects(STREAM, TREE.member))
    (dump,) = page.objects(None, rdflib.VOID.dataDump)
    assert client.get(urlsplit(str(dump)).path).status_code == 200


def test_a_page_of_the_stream_never_changes(client: FlaskClient, grown: History) -> None:
    response = client.get(f"/feed/changes/{grown.new.version}", headers={"Accept": "text/turtle"})
    assert "immutable" in response.headers["Cache-Control"]
    again = client.get(f"/feed/changes/{grown.new.version}",
                       headers={"Accept": "text/turtle", "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_an_unknown_release_has_no_page(client: FlaskClient) -> None:
    assert client.get("/feed/changes/2001-01-01-abc").status_code == 404
