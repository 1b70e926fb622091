"""Escaped characters in the path of an address, to the real server: each address names one thing, and no other."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from email.message import Message
from urllib.parse import quote, urlsplit

import pytest

from styrka.vocabulary import BASE
from tests.service.web.conftest import Server
from tests.service.web.instances import AUTHORITY, TURTLE, UPDATE, Instance, scratch

# The end of an IRI, and how a client may send it.
NAMES = {
    "q%2Fr": ("q%2Fr", "q%2fr", "%71%2F%72", "..%2f/../q%2Fr"),
    "q/r": ("q/r", "%71/r", "x/../q/r", "x/%2e%2E/q/%2e/r", "./q/r"),
    "q%252Fr": ("q%252Fr", "q%252%46r"),
    "a%3Fb": ("a%3Fb", "a%3fb?utm_source=x"),
    "a%23b": ("a%23b",),
    "100%25": ("100%25",),
    "a%20b": ("a%20b",),
    "a+b": ("a+b", "a%2Bb"),
    "å:b@c~d": ("%C3%A5:b@c~d", "%c3%a5%3Ab%40c%7Ed"),
    "łódź": ("%C5%82%C3%B3d%C5%BA", "%c5%82%C3%b3%64%C5%BA"),
    "..%2Fq": ("..%2Fq", "%2e%2E%2Fq"),
}
SENT = [(name, sent) for name, ways in NAMES.items() for sent in ways]


def send(
    address: str, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, Message, str]:
    """The answer to a request whose path is sent as it is."""
    host = urlsplit(address)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=60)
    try:
        connection.request(method, path, body or None, headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()
    finally:
        connection.close()


def follow(address: str, path: str, accept: str) -> tuple[int, Message, str]:
    """The same at the end of all redirects."""
    for _ in range(5):
        status, headers, text = send(address, "GET", path, headers={"Accept": accept})
        if status not in (303, 308):
            break
        path = headers["Location"]
        assert path.startswith("/")
        assert not path.startswith("//")
    return status, headers, text


@pytest.fixture(scope="module")
def pad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A scratch instance in which each name is a thing with itself as its label."""
    things = "\n".join(
        f'<{BASE}id/test/{name}> <http://www.w3.org/2004/02/skos/core#prefLabel> "[{name}]"@en .' for name in NAMES
    )
    with scratch(tmp_path_factory.mktemp("scratch")) as instance:
        text = f"INSERT DATA {{ {things} GRAPH <{BASE}graph/test> {{ {things} }} }}"
        assert instance.send("POST", "/update", text, UPDATE).status_code == 204
        yield instance


@pytest.mark.parametrize(("name", "sent"), SENT)
@pytest.mark.parametrize("kind", ["id", "doc"])
@pytest.mark.parametrize("accept", ["text/turtle", "text/html"])
def test_a_thing_has_its_own_address(pad: Instance, name: str, sent: str, kind: str, accept: str) -> None:
    status, _, text = follow(pad.address, f"/{kind}/test/{sent}", accept)
    assert status == 200
    assert [one for one in NAMES if f"[{one}]" in text] == [name]


@pytest.mark.parametrize("name", NAMES)
def test_the_links_of_a_document_lead_to_it(pad: Instance, name: str) -> None:
    path = "/doc/test/" + quote(name, safe="/:@+~%")
    status, headers, _ = send(pad.address, "GET", path, headers={"Accept": "text/turtle"})
    assert status == 200
    assert f'<{pad.address}{path}.nt>; rel="alternate"' in headers["Link"]
    assert f"[{name}]" in send(pad.address, "GET", path + ".jsonld")[2]


@pytest.mark.parametrize("sent", ["a%2Fb", "a?b", "a%2520b", "100%2525", "q%2F%2Fr", "q//r", "%2e%2e%2Fq%2F"])
def test_another_address_is_another_s(pad: Instance, sent: str) -> None:
    assert follow(pad.address, "/doc/test/" + sent, "text/turtle")[0] == 404


@pytest.mark.parametrize("name", [name for name in NAMES if name.isascii()])
def test_a_graph_has_its_own_address(pad: Instance, name: str) -> None:
    iri, body = f"{pad.address}/graphs/{name}", f'<http://e/s> <http://e/p> "[{name}]" .'.encode()
    assert send(pad.address, "PUT", f"/graphs/{name}", body, TURTLE)[0] == 201
    try:
        assert iri in pad.values("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        for path in (*(f"/graphs/{sent}" for sent in NAMES[name]), f"/graphs?graph={quote(iri, safe='')}"):
            status, _, text = follow(pad.address, path, "application/n-triples")
            assert (status, f"[{name}]" in text) == (200, True)
        for other in NAMES:
            if other != name:
                assert send(pad.address, "GET", "/graphs/" + quote(other, safe="/:@+~%"))[0] == 404
    finally:
        assert send(pad.address, "DELETE", f"/graphs/{name}", headers=AUTHORITY)[0] == 204


def test_a_graph_is_not_written_by_an_address_that_leads_elsewhere(pad: Instance) -> None:
    before = pad.values("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    status, headers, _ = send(pad.address, "PUT", "/graphs/a/%2e%2e/b", b"<http://e/s> <http://e/p> 1 .", TURTLE)
    assert (status, headers["Location"]) == (308, "/graphs/b")
    assert pad.values("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }") == before


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/doc/region/SE122", 200),
        ("/doc/region%2FSE122", 404),
        ("/doc/%72egion/SE122", 200),
        ("/doc%2Fregion/SE122", 404),
        ("/ask/periods?region=SE122", 200),
        ("/ask/%70eriods%2Ecsv?region=SE122", 200),
        ("/ask%2Fperiods?region=SE122", 404),
        ("/ask/periods%2F?region=SE122", 404),
        ("/data", 200),
        ("/d%61ta", 200),
        ("/data%2F", 404),
        ("/data%3F", 404),
        ("/data%23a", 404),
        ("/table/strategies.csv", 200),
        ("/table%2Fstrategies.csv", 404),
        ("/graph/strategies%2Fx", 404),
        ("/sparql%3Fquery=ASK%7B%7D", 404),
        ("/static/..%2Fserver.py", 404),
        ("/doc/%C3%28", 400),
        ("/doc/a%0Ab", 400),
    ],
)
def test_an_escaped_character_separates_nothing(server: Server, path: str, status: int) -> None:
    for _ in range(2):  # so that what may be cached is
        assert send(server.address, "GET", path)[0] == status
