"""SERVICE over HTTP: true statuses, nothing cached, and no way to what is not public whatever an operator lists."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
import requests
from flask.testing import FlaskClient

from styrka.engine.guard import Limits
from styrka.engine.interface import Budget
from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter
from styrka.http_client.addresses import AddressPolicy
from styrka.release import Release
from styrka.settings import Settings
from styrka.stores.federation.endpoints import read_allowed_endpoints
from styrka.stores.federation.engine import Federated
from styrka.web.app import create_app
from styrka.web.serving.server import serve
from tests.answers import json_of
from tests.conformance import TOKEN, serving
from tests.conftest import ROOT
from tests.servers import Answer, Script, reply, scripted
from tests.service.web.conftest import MakeApp, start

ENERGY = "https://w3id.org/styrka/scheme/theme/energy"
ROWS = json.dumps(
    {
        "head": {"vars": ["theme", "word"]},
        "results": {
            "bindings": [
                {
                    "theme": {"type": "uri", "value": ENERGY},
                    "word": {"type": "literal", "value": "energie", "xml:lang": "nl"},
                }
            ]
        },
    }
).encode()
QUERY = (
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
    "SELECT ?word ?here {{ ?theme skos:prefLabel ?here FILTER(LANG(?here) = 'en') SERVICE <{}> {{ ?theme a ?word }} }}"
)
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@contextmanager
def asking(answer: Answer, settings: Settings, engine: LocalEngine) -> Iterator[tuple[FlaskClient, Script]]:
    """An application beside a server on this machine, and that server."""
    with scripted(answer) as other:
        changed = replace(settings, services=other.url)
        others = replace(
            read_allowed_endpoints(changed), policy=AddressPolicy(permitted=lambda address: address == "127.0.0.1")
        )
        budget = Budget(changed.query_seconds, changed.query_memory, changed.answer_bytes)
        public = Federated(engine, others, budget, Limits(bytes=changed.query_bytes))
        yield create_app(changed, engine, public=public).test_client(), other


def test_an_answer_is_made_anew_each_time_and_kept_by_nobody(settings: Settings, engine: LocalEngine) -> None:
    with asking(lambda handler, _: reply(handler, ROWS), settings, engine) as (client, other):
        query = QUERY.format(other.url)
        for conditions in ({}, {}, {"If-None-Match": "*"}, {"If-Modified-Since": "Sun, 22 Nov 2099 10:00:00 GMT"}):
            found = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv", **conditions})
            assert found.status_code == 200
            assert found.text.splitlines() == ["word,here", "energie,Energy"]
            assert found.headers["Cache-Control"] == "no-store"
            assert "ETag" not in found.headers
            assert "Last-Modified" not in found.headers
            assert found.headers["X-Content-Type-Options"] == "nosniff"
        posted = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
        assert posted.headers["Cache-Control"] == "no-store"
        assert len(other.requests) == 5
        head = client.head("/sparql", query_string={"query": query})
        assert (head.status_code, head.headers["Cache-Control"]) == (200, "no-store")
        beside = client.get("/sparql", query_string={"query": "ASK { BIND('SERVICE' AS ?x) }"})
        assert "ETag" in beside.headers


@pytest.mark.parametrize(
    ("answer", "status", "kind"),
    [
        (lambda handler, _: reply(handler, b"no", "text/plain", 400), 502, "service-error"),
        (lambda handler, _: reply(handler, b"<p>no</p>", "text/html"), 502, "service-error"),
        (lambda handler, _: reply(handler, b"{"), 502, "service-error"),
        (lambda handler, _: reply(handler, b"", status=302, Location="http://e.example/"), 502, "service-error"),
        (lambda handler, _: reply(handler, b" " * 2_000), 503, "query-too-expensive"),
        (lambda handler, _: handler.rfile.read(1), 504, "service-timeout"),
    ],
)
def test_a_failure_has_its_status_and_names_the_endpoint(
    settings: Settings, engine: LocalEngine, answer: Answer, status: int, kind: str
) -> None:
    seconds = 0.3 if status == 504 else 20.0
    with asking(answer, replace(settings, service_seconds=seconds, service_bytes=1_000), engine) as (client, other):
        failed = client.get("/sparql", query_string={"query": QUERY.format(other.url)})
        assert (failed.status_code, failed.mimetype) == (status, "application/problem+json")
        assert json_of(failed)["type"].endswith("#" + kind)
        assert json_of(failed)["endpoint"] == other.url
        assert other.url in json_of(failed)["detail"]
        assert json_of(failed)["line"] == 2
        assert failed.headers["Cache-Control"] == "no-store"
        forgiving = QUERY.replace("SERVICE", "SERVICE SILENT").format(other.url)
        silent = client.get("/sparql", query_string={"query": forgiving})
        assert silent.status_code == 200
        assert silent.headers["Cache-Control"] == "no-store"


def test_the_endpoints_are_told_where_clients_look(make_app: MakeApp) -> None:
    listed = "https://one.example/sparql, https://two.example/q"
    client, plain = make_app(services=listed).test_client(), make_app().test_client()
    told = {one["name"]: one["value"] for one in json_of(client.get("/about/limits.json"))}
    assert told["services"] == listed
    assert {"service_seconds", "service_bytes", "service_rows", "service_calls", "service_queries"} <= set(told)
    for language, word in (("en", "none"), ("sv", "inga")):
        headers = {"Accept": "text/html", "Accept-Language": language}
        assert listed in client.get("/about/limits", headers=headers).text
        assert f"<code>services</code></th><td>{word}" in plain.get("/about/limits", headers=headers).text
    for one, expected in ((client, True), (plain, False)):
        graph = rdflib.Graph().parse(data=one.get("/sparql", headers={"Accept": "text/turtle"}).data, format="turtle")
        assert ((None, SD.feature, SD.BasicFederatedQuery) in graph) is expected


def test_where_nothing_is_listed_service_is_refused_with_what_to_do(client: FlaskClient) -> None:
    refused = client.get("/sparql", query_string={"query": QUERY.format("http://e.example/sparql")})
    assert refused.status_code == 400
    assert "join the answers" in json_of(refused)["detail"]


class Listener:
    """A socket that listens and counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.hits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.hits += 1
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A socket on this machine."""
    made = Listener()
    yield made
    made.close()


def test_the_real_service_reaches_nothing_private_though_it_is_listed(
    little_release: Release, little_settings: Settings, listener: Listener, tmp_path: Path
) -> None:
    urls = [f"http://{host}:{listener.port}/" for host in ("127.0.0.1", "localhost", "0.0.0.0", "127.1")]
    server = start(little_settings.releases_path, tmp_path, STYRKA_SERVICES=" ".join(urls))
    try:
        for url in urls:
            for method in ("get", "post"):
                values = {"params" if method == "get" else "data": {"query": QUERY.format(url)}}
                refused = getattr(requests, method)(server.address + "/sparql", timeout=30, **values)
                assert refused.status_code == 502
                assert refused.json()["detail"] == f"{url} failed: its name leads to an address that is not public."
        silent = {"query": f"SELECT * {{ BIND(1 AS ?x) SERVICE SILENT <{urls[0]}> {{ ?s ?p ?o }} }}", "format": "csv"}
        answered = requests.get(server.address + "/sparql", silent, timeout=30)
        assert answered.text.splitlines()[1] in ("1,,,", ",,,1")
        assert answered.headers["Cache-Control"] == "no-store"
        other = f"http://127.0.0.1:{listener.port}/other"
        refused = requests.get(server.address + "/sparql", {"query": QUERY.format(other)}, timeout=30)
        assert refused.status_code == 400
        assert other in refused.json()["detail"]
        told = requests.get(server.address + "/sparql", headers={"Accept": "text/turtle"}, timeout=30)
        assert "BasicFederatedQuery" in told.text
        assert listener.hits == 0
    finally:
        server.stop()


def test_a_scratch_instance_asks_others_too(listener: Listener, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{listener.port}/"
    with serving("--scratch", root=tmp_path, STYRKA_WRITE_TOKEN=TOKEN, STYRKA_SERVICES=url) as address:
        refused = requests.get(address + "/sparql", {"query": QUERY.format(url)}, timeout=30)
        assert (refused.status_code, refused.json()["endpoint"]) == (502, url)
        assert listener.hits == 0


def test_the_command_line_asks_under_the_same_rules(release: Release, settings: Settings, listener: Listener) -> None:
    url = f"http://127.0.0.1:{listener.port}/"

    def ask(**variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "styrka", "ask", "--releases", str(settings.releases_path), QUERY.format(url)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "service"), **variables}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    plain, refused = ask(), ask(STYRKA_SERVICES=url)
    assert (plain.returncode, refused.returncode) == (2, 4)
    assert "join the answers" in plain.stderr
    assert "not public" in refused.stderr
    assert listener.hits == 0


@pytest.mark.parametrize(
    ("services", "engine", "said"),
    [
        ("one.example", "", "services names 'one.example'"),
        ("https://one.example/", "http://127.0.0.1:9/", "not both"),
    ],
)
def test_a_list_that_cannot_be_served_is_reported_at_the_start(
    settings: Settings, services: str, engine: str, said: str
) -> None:
    with pytest.raises(BadParameter, match=said) as error:
        serve(replace(settings, services=services, engine=engine))
    assert error.value.evidence["parameter"] == "services"
