"""``/release/...``, and what things looked like then: every release at its address, for ever."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from styrka import release
from styrka.engine.local import open_local
from styrka.publish.history import memento
from styrka.settings import Settings
from styrka.web.app import create_app
from tests.answers import json_of
from tests.queries.conftest import QUESTIONS
from tests.service import history
from tests.service.history import BASE, History

pytestmark = pytest.mark.slow

FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def grown(history_with_files: History, tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small tree with two releases."""
    return history.copy(history_with_files, tmp_path_factory.mktemp("history"))


def client_of(settings: Settings, of: release.Release) -> FlaskClient:
    engine = open_local(of.dumps, of.version, created=of.created)
    return create_app(settings, engine, QUESTIONS).test_client()


@pytest.fixture(scope="module")
def client(grown: History) -> FlaskClient:
    """A client of the service over the second release."""
    return client_of(grown.settings, grown.new)


def doc(iri: str) -> str:
    return iri.replace(BASE + "id/", "/doc/").replace(BASE, "/")


def links(response: TestResponse) -> dict[str, str]:
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', response.headers["Link"])
    return {relation: address for address, relations in found for relation in relations.split()}


def test_the_releases_are_listed_newest_first(client: FlaskClient, grown: History) -> None:
    told = json_of(client.get("/release.json"))
    assert [one["version"] for one in told["releases"]] == [grown.new.version, grown.old.version]
    assert told["current"] == grown.new.version
    assert grown.old.version in client.get("/release", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("rest", ["", "styrka.nq.gz", "manifest.json?x=1"])
def test_latest_leads_to_the_present_release(client: FlaskClient, grown: History, rest: str) -> None:
    response = client.get(f"/release/latest/{rest}")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/release/{grown.new.version}/{rest}"
    assert "immutable" not in response.headers["Cache-Control"]


def test_a_crawl_from_a_release_reaches_every_file_and_each_checksum_holds(client: FlaskClient, grown: History) -> None:
    for version in (grown.old.version, grown.new.version):
        told = json_of(client.get(f"/release/{version}/", headers={"Accept": "application/json"}))
        dumps, sheets = 5 * 3, 9 * 2 * 4  # parts and formats; nouns, languages, and formats with CSV's description
        assert len(told["files"]) == dumps + sheets
        for name, file in told["files"].items():
            response = client.get(file["address"].removeprefix("http://localhost"))
            assert response.status_code == 200
            assert hashlib.sha256(response.data).hexdigest() == file["sha256"], name
            assert len(response.data) == file["bytes"]
            assert response.headers["Cache-Control"] == FOREVER
            digest = b64encode(bytes.fromhex(file["sha256"])).decode()
            assert response.headers["Repr-Digest"] == f"sha-256=:{digest}:"
            assert "Content-Encoding" not in response.headers
        for address in told["also"]:
            assert client.get(address.removeprefix("http://localhost")).headers["Cache-Control"] == FOREVER
        sums = client.get(f"/release/{version}/SHA256SUMS").text
        assert {line.split("  ")[1]: line.split("  ")[0] for line in sums.splitlines()} == {
            name: file["sha256"] for name, file in told["files"].items()
        }


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("areas.sv.csv", "text/csv; charset=utf-8; header=present"),
        ("areas.sv.csv-metadata.json", "application/csvm+json"),
        ("areas.en.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("areas.en.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_a_table_belongs_to_its_release(client: FlaskClient, grown: History, name: str, content_type: str) -> None:
    response = client.get(f"/release/{grown.old.version}/{name}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Language"] == name.split(".")[1]
    if not name.endswith("json"):  # its columns are the same
        assert response.data != client.get(f"/release/{grown.new.version}/{name}").data  # an area was removed
    if name.endswith(".csv"):
        described = f'<http://localhost/release/{grown.old.version}/{name}-metadata.json>; rel="describedby"'
        assert described in response.headers["Link"]
        assert "Livsmedel" in response.text


def test_a_part_of_a_table_can_be_asked_for(client: FlaskClient, grown: History) -> None:
    path = f"/release/{grown.new.version}/areas.en.parquet"
    whole = client.get(path)
    assert whole.headers["Accept-Ranges"] == "bytes"
    end = client.get(path, headers={"Range": "bytes=-4"})
    assert (end.status_code, end.data) == (206, b"PAR1")
    assert end.headers["Content-Range"] == f"bytes {len(whole.data) - 4}-{len(whole.data) - 1}/{len(whole.data)}"
    beyond = client.get(path, headers={"Range": f"bytes={len(whole.data)}-"})
    assert beyond.status_code == 416
    stale = client.get(path, headers={"Range": "bytes=0-3", "If-Range": '"another"'})
    assert (stale.status_code, stale.data) == (200, whole.data)


def test_a_file_is_not_sent_to_who_has_it(client: FlaskClient, grown: History) -> None:
    path = f"/release/{grown.old.version}/strategies.ttl.gz"
    tag = client.get(path).headers["ETag"]
    response = client.get(path, headers={"If-None-Match": tag})
    assert (response.status_code, response.data) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(client.get(path).data)


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Added", "Changed", "Removed")), ("sv", ("Tillkommet", "Ändrat", "Borttaget"))]
)
def test_the_page_of_a_release_tells_what_changed(
    client: FlaskClient, grown: History, language: str, words: tuple[str, ...]
) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    text = client.get(f"/release/{grown.new.version}/", headers=headers).text
    assert all(word in text for word in words)
    assert "Sörmlands strategi" in text
    assert ("Livsmedel" if language == "sv" else "Food") in text
    assert grown.old.version in text
    assert client.get(f"/release/{grown.old.version}/", headers=headers).status_code == 200


def test_the_report_of_the_shapes_belongs_to_the_release(client: FlaskClient, grown: History) -> None:
    report = client.get(f"/release/{grown.new.version}/report.json")
    assert report.data == (grown.new.path / "report.json").read_bytes()
    turtle = client.get(f"/release/{grown.new.version}/report.ttl")
    assert list(ox.parse(turtle.data, ox.RdfFormat.TURTLE))


@pytest.mark.parametrize(
    "path",
    [
        "/release/unknown/",
        "/release/unknown/styrka.nq.gz",
        "/release/.lock/",
        "/release/current/",
        "/release/..%2Fx",
        "/release/VERSION/..%2F..%2Fx",
        "/release/VERSION/unknown.gz",
        "/release/VERSION/data.nq",
        "/release/VERSION/dumps/index.json",
        "/release/VERSION/doc/region/XX",
        "/timemap/doc/region/XX",
        "/timemap/sparql",
    ],
)
def test_what_there_is_not_is_not_found(client: FlaskClient, grown: History, path: str) -> None:
    response = client.get(path.replace("VERSION", grown.new.version))
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_a_half_written_release_is_not_given(grown: History, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    shutil.copytree(grown.settings.releases_path, root, symlinks=True)
    half = root / "2026-12-01-half"
    half.mkdir()
    (half / "data.nq").write_bytes(b"<x:a> <x:b> <x:c> <x:d> .\n")
    (root / grown.old.version / "data.nq").write_bytes(b"")
    from dataclasses import replace

    client = client_of(replace(grown.settings, releases=root), grown.new)
    for version in (half.name, grown.old.version):
        for rest in ("", "styrka.nq.gz", "manifest.json", "doc/region/SE122"):
            response = client.get(f"/release/{version}/{rest}")
            assert response.status_code == 503, rest
            assert version in json_of(response)["detail"]
    assert [one["version"] for one in json_of(client.get("/release.json"))["releases"]] == [grown.new.version]
    assert client.get(doc(history.LIST) + ".ttl").status_code == 200
    assert client.get("/datasets/dcat").status_code == 200


def moments(grown: History) -> list[tuple[str, str]]:
    """Accept-Datetime headers, and the release that each leads to."""
    first, second = memento.read_moment(grown.old), memento.read_moment(grown.new)
    return [
        (memento.format_http_date(when), of.version)
        for when, of in (
            (first - timedelta(days=3650), grown.old),
            (first, grown.old),
            (second - timedelta(seconds=1), grown.old),
            (second, grown.new),
            (second + timedelta(days=3650), grown.new),
        )
    ]


@pytest.mark.parametrize("suffix", ["", ".ttl", ".html"])
def test_a_document_is_asked_for_as_it_was(client: FlaskClient, grown: History, suffix: str) -> None:
    for when, version in moments(grown):
        response = client.get(doc(history.LIST) + suffix, headers={"Accept-Datetime": when})
        assert response.status_code == 302
        assert response.headers["Location"] == f"/release/{version}{doc(history.LIST)}{suffix}"
        assert "Accept-Datetime" in response.headers["Vary"]
        assert "original" in links(response)
        remembered = client.get(response.headers["Location"], headers={"Accept": "text/turtle"} if not suffix else {})
        assert remembered.status_code == 200
        of = grown.old if version == grown.old.version else grown.new
        assert remembered.headers["Memento-Datetime"] == memento.format_http_date(memento.read_moment(of))
        name = "Sörmlandsstrategin" if of is grown.old else "Sörmlands strategi"
        assert name in remembered.text
        assert {"original", "timegate", "timemap", "first", "last", "memento"} <= set(links(remembered))


@pytest.mark.parametrize("path", [doc(history.LIST), "/doc/region/SE122", "/scheme/theme/energy", "/def/Strategy"])
def test_the_memento_of_the_present_release_is_the_document(client: FlaskClient, grown: History, path: str) -> None:
    now = client.get(path + ".nt")
    then = client.get(f"/release/{grown.new.version}{path}.nt")
    assert set(then.data.splitlines()) == set(now.data.splitlines())
    assert then.headers["Cache-Control"] == FOREVER


@pytest.mark.parametrize("graph", ["graph/strategies/se122-test", "graph/ontology/theme"])
def test_the_memento_of_a_graph_is_what_the_dump_holds(client: FlaskClient, grown: History, graph: str) -> None:
    for of in (grown.old, grown.new):
        dump = gzip.decompress(client.get(f"/release/{of.version}/styrka.nq.gz").data)
        wanted = {quad for quad in ox.parse(dump, ox.RdfFormat.N_QUADS) if quad.graph_name.value == BASE + graph}
        response = client.get(f"/release/{of.version}/{graph}.nq")
        assert set(ox.parse(response.data, ox.RdfFormat.N_QUADS)) == wanted
        assert "Memento-Datetime" in response.headers


def test_a_document_tells_where_its_past_is(client: FlaskClient, grown: History) -> None:
    response = client.get(doc(history.LIST) + ".ttl")
    assert links(response)["timemap"] == f"http://localhost/timemap{doc(history.LIST)}"
    assert "Accept-Datetime" in response.headers["Vary"]
    timemap = client.get(links(response)["timemap"].removeprefix("http://localhost"))
    assert timemap.mimetype == "application/link-format"
    for of in (grown.old, grown.new):
        assert f"/release/{of.version}{doc(history.LIST)}" in timemap.text


def test_a_kept_answer_does_not_hide_the_past(client: FlaskClient, grown: History) -> None:
    path = doc(history.LIST) + ".ttl"
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert client.get(path, headers={"Accept-Datetime": moments(grown)[0][0]}).status_code == 302


@pytest.mark.parametrize("when", ["yesterday", "2026-11-22", "Sun, 99 Nov 2026 00:00:00 GMT", ""])
def test_a_malformed_moment_is_refused_in_words(client: FlaskClient, when: str) -> None:
    response = client.get(doc(history.LIST), headers={"Accept-Datetime": when})
    assert response.status_code == 400
    assert "GMT" in json_of(response)["detail"]


def test_what_was_removed_answers_410_with_its_last_description(client: FlaskClient, grown: History) -> None:
    response = client.get(doc(history.REMOVED) + ".ttl")
    assert response.status_code == 410
    assert "Livsmedel" in response.text
    assert list(ox.parse(response.data, ox.RdfFormat.TURTLE))
    assert links(response)["last"] == f"http://localhost/release/{grown.old.version}{doc(history.REMOVED)}"
    for language, word in (("en", "no longer recorded"), ("sv", "inte längre registrerat")):
        page = client.get(doc(history.REMOVED), headers={"Accept": "text/html", "Accept-Language": language})
        assert page.status_code == 410
        assert word in page.text
    assert client.get("/" + history.LOST_GRAPH.removeprefix(BASE) + ".ttl").status_code == 410


def test_what_was_replaced_answers_308(client: FlaskClient) -> None:
    for suffix in ("", ".ttl", ".html"):
        response = client.get(doc(history.RENAMED) + suffix)
        assert response.status_code == 308
        assert response.headers["Location"] == doc(history.NEW) + suffix
        assert "Accept-Datetime" in response.headers["Vary"], "asked for as it was, it answers otherwise"
        assert links(response)["timegate"] == f"http://localhost{doc(history.RENAMED)}"
        assert links(response)["timemap"] == f"http://localhost/timemap{doc(history.RENAMED)}"


def test_what_never_was_is_not_found(client: FlaskClient) -> None:
    assert client.get("/doc/area/never/was").status_code == 404
    assert client.get("/graph/never/was").status_code == 404


def test_the_past_of_what_is_gone_can_be_asked_for(client: FlaskClient, grown: History) -> None:
    response = client.get(doc(history.REMOVED), headers={"Accept-Datetime": moments(grown)[-1][0]})
    assert response.headers["Location"] == f"/release/{grown.old.version}{doc(history.REMOVED)}"
    page = client.get(response.headers["Location"], headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert grown.old.version in page.text


def test_after_a_roll_back_the_later_release_is_not_the_past(grown: History) -> None:
    client = client_of(grown.settings, grown.old)
    assert client.get(doc(history.NEW)).status_code == 404
    assert client.get(doc(history.REMOVED) + ".ttl").status_code == 200


def test_ids_of_a_release_lead_to_its_documents(client: FlaskClient, grown: History) -> None:
    response = client.get(f"/release/{grown.old.version}/id/region/SE122")
    assert response.status_code == 303
    assert response.headers["Location"] == f"/release/{grown.old.version}/doc/region/SE122"


def test_the_change_log_is_a_file(client: FlaskClient, grown: History) -> None:
    log = json.loads(client.get(f"/release/{grown.new.version}/changes.json").data)
    assert log["previous"] == grown.old.version
