"""``/datasets/dcat``, ``/catalog``, ``/dataset/...`` and ``/.well-known/void``, as portals and people ask for them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from styrka.engine.local import open_local
from styrka.publish.catalogue.check import portal, quality
from styrka.publish.catalogue.check.quality import Statements
from styrka.publish.catalogue.dcat import PROFILES
from styrka.vocabulary import BASE
from styrka.web.app import create_app
from tests.answers import json_of
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS
from tests.service import history
from tests.service.history import History
from tests.terms import get_value

pytestmark = pytest.mark.slow

PARSED = {
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}


@pytest.fixture(scope="module")
def grown(history_with_files: History, tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small tree with two releases."""
    return history.copy(history_with_files, tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def client(grown: History) -> FlaskClient:
    """A client of the service over the second release."""
    engine = open_local(grown.new.dumps, grown.new.version, created=grown.new.created)
    return create_app(grown.settings, engine, QUESTIONS).test_client()


def triples(response: TestResponse) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(response.data, PARSED[response.mimetype or ""])}


def test_a_portal_that_says_nothing_gets_rdf_xml(client: FlaskClient) -> None:
    for headers in ({}, {"Accept": "*/*"}):
        response = client.get("/datasets/dcat", headers=headers)
        assert response.status_code == 200
        assert response.mimetype == "application/rdf+xml"
        assert response.headers["Content-Profile"] == "<http://data.europa.eu/r5r/>"
        assert "Accept-Profile" in response.headers["Vary"]


@pytest.mark.parametrize("media_type", PARSED)
@pytest.mark.parametrize("profile", PROFILES)
def test_every_format_and_profile_is_the_same_catalogue(client: FlaskClient, media_type: str, profile: str) -> None:
    plain = triples(client.get(f"/datasets/dcat.nt?profile={profile}"))
    response = client.get(f"/datasets/dcat?profile={profile}", headers={"Accept": media_type})
    assert response.mimetype == media_type
    assert triples(response) == plain
    assert len(plain) > 500


def test_profiles_do_not_get_in_each_others_way(client: FlaskClient) -> None:
    seen = set()
    for accepted in (
        "<http://data.europa.eu/r5r/>",
        "<https://semiceu.github.io/DCAT-AP/releases/2.1.1/>",
        "<https://schema.org/>",
    ):
        for _ in range(2):  # the second comes from the cache
            response = client.get("/datasets/dcat", headers={"Accept-Profile": accepted})
            assert response.headers["Content-Profile"] == accepted
        seen.add(response.headers["ETag"])
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("address", "headers", "status", "said"),
    [
        ("/datasets/dcat?profile=unknown", {}, 400, "dcat-ap-se"),
        ("/datasets/dcat", {"Accept-Profile": "nonsense here"}, 400, "Accept-Profile"),
        ("/datasets/dcat", {"Accept-Profile": "<https://unknown.example/>"}, 406, "schema.org"),
        ("/datasets/dcat", {"Accept": "image/png"}, 406, "text/turtle"),
        ("/datasets/dcat.docx", {}, 400, "ttl"),
        ("/dataset/unknown", {}, 404, "strategies"),
    ],
)
def test_what_there_is_not_is_told_what_there_is(
    client: FlaskClient, address: str, headers: dict[str, str], status: int, said: str
) -> None:
    response = client.get(address, headers=headers)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert said in json_of(response)["detail"]


def test_every_own_address_in_the_catalogue_answers_to_head_and_get(client: FlaskClient) -> None:
    found = {
        term.value
        for one in triples(client.get("/datasets/dcat"))
        for term in one
        if isinstance(term, ox.NamedNode) and term.value.startswith("http://localhost/")
    }
    assert len(found) > 20
    for address in found:
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        assert client.head(path).status_code == 200, address
        assert client.get(path).status_code == 200, address


def test_the_sizes_of_the_services_samples_are_true(client: FlaskClient) -> None:
    said = triples(client.get("/datasets/dcat"))
    sizes = {one.subject: int(get_value(one.object)) for one in said if str(one.predicate).endswith("byteSize>")}
    samples = {
        one.subject: get_value(one.object)
        for one in said
        if str(one.predicate).endswith("downloadURL>") and "/release/" not in get_value(one.object)
    }
    assert len(samples) >= 5
    for distribution, address in samples.items():
        assert len(client.get(address.removeprefix("http://localhost")).data) == sizes[distribution]


@pytest.mark.parametrize("path", ["/catalog", "/dataset/styrka", "/dataset/strategies", "/dataset/ontology"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_pages_hold_data_for_search_engines(client: FlaskClient, path: str, language: str) -> None:
    response = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert response.mimetype == "text/html"
    assert f'<html lang="{language}">' in response.text
    [said] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.DOTALL)
    assert json.loads(said)["@context"] == "https://schema.org/"


@pytest.mark.parametrize("path", ["/catalog", "/dataset/strategies"])
def test_pages_are_graphs_too(client: FlaskClient, path: str) -> None:
    response = client.get(path + ".ttl")
    assert triples(response)
    assert 'rel="alternate"' in response.headers["Link"]


@pytest.mark.parametrize(
    "path",
    [
        "/dataset/strategies/nq",
        "/dataset/strategies/nq/checksum",
        "/dataset/styrka/period",
        "/service/sparql",
        "/catalog/contact",
        "/catalog/rights",
    ],
)
def test_every_node_of_the_catalogue_leads_somewhere(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert client.get(response.headers["Location"], headers={"Accept": "text/html"}).status_code == 200


def test_void_counts_what_the_release_counts(client: FlaskClient, grown: History) -> None:
    said = triples(client.get("/.well-known/void"))
    void = "http://rdfs.org/ns/void#"
    properties = {get_value(one.object) for one in said if one.predicate.value == void + "property"}
    assert properties == set(grown.new.manifest["counts"]["properties"])
    classes = {get_value(one.object) for one in said if one.predicate.value == void + "class"}
    assert classes == set(grown.new.manifest["counts"]["classes"])
    dumps = {get_value(one.object) for one in said if one.predicate.value == void + "dataDump"}
    assert len(dumps) == 15


def test_the_shipped_catalogue_has_every_point_and_keeps_every_promise(app: Flask) -> None:
    client = app.test_client()
    said = Statements(triples(client.get("/datasets/dcat")))
    for distribution in said.instances("Distribution"):
        [address] = said.all(distribution, "dcat:downloadURL")
        content = client.get(address.removeprefix("http://localhost")).data
        assert said.all(distribution, "dcat:byteSize") == (str(len(content)),), address
        for checksum in said.all(distribution, "spdx:checksum"):
            assert said.all(checksum, "spdx:checksumValue") == (hashlib.sha256(content).hexdigest(),), address
    assert {slug.rsplit("/", 1)[1] for slug in said.instances("Dataset")} == {
        "styrka",
        "strategies",
        "regions",
        "actors",
        "organisations",
        "programmes",
        "programmes-2014-2020",
        "projects",
        "calls",
        "erdf-payments",
        "euroscivoc",
        "indicators",
        "kohesio",
        "nace",
        "themes",
        "ontology",
    }
    for suffix in ("csv", "xlsx", "parquet"):
        assert sum(f"/{suffix}/" in one for one in said.instances("Distribution")) == 9 * 2  # nouns and languages
    assert quality.sum_points(quality.rate_indicators(said.triples)) == quality.WHOLE


@pytest.mark.shared
@pytest.mark.parametrize(("profile", "version"), [("dcat-ap-se", "3.0.1"), ("dcat-ap-2", "2.1.1")])
def test_the_shipped_catalogue_conforms(app: Flask, shared: Path, profile: str, version: str) -> None:
    said = triples(app.test_client().get(f"/datasets/dcat.nt?profile={profile}"))
    found = portal.validate_with_shapes(sorted(said, key=str), shared / "conformance/dcat-ap" / version)
    assert [one for verdicts in found.values() for one in verdicts if one.severity == "violation"] == []


@pytest.mark.parametrize(("slug", "language"), [("strategies", "en"), ("styrka", "sv")])
def test_croissant_has_what_its_specification_asks_for(client: FlaskClient, slug: str, language: str) -> None:
    response = client.get(f"/dataset/{slug}/croissant.json?lang={language}")
    assert (response.status_code, response.mimetype) == (200, "application/ld+json")
    found = json_of(response)
    assert found["@type"] == "sc:Dataset"
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert found["@context"]["cr"] == "http://mlcommons.org/croissant/"
    for name in ("name", "description", "license", "url", "creator", "datePublished", "version", "citeAs"):
        assert found[name], name
    files = {one["@id"]: one for one in found["distribution"]}
    assert len(files) == len(found["recordSet"]) > (3 if slug == "styrka" else 0)
    for records in found["recordSet"]:
        names = []
        for field in records["field"]:
            assert field["@id"] == f"{records['@id']}/{field['name']}"
            assert field["dataType"] in ("sc:Text", "sc:URL", "sc:Integer", "sc:Float", "sc:Date")
            names.append(field["source"]["extract"]["column"])
        (file,) = {field["source"]["fileObject"]["@id"] for field in records["field"]}
        assert records["key"]["@id"] in {field["@id"] for field in records["field"]}
        content = client.get(urlsplit(files[file]["contentUrl"]).path).data
        assert hashlib.sha256(content).hexdigest() == files[file]["sha256"]
        assert content.decode().splitlines()[0].split(",") == names
        assert files[file]["contentSize"] == f"{len(content)} B"
        assert files[file]["encodingFormat"] == "text/csv"


def test_croissant_is_led_to_where_there_is_one(client: FlaskClient) -> None:
    assert 'href="/dataset/strategies/croissant.json?lang=en"' in client.get("/dataset/strategies").text
    assert "croissant" not in client.get("/dataset/ontology").text
    refused = client.get("/dataset/ontology/croissant.json")
    assert (refused.status_code, "strategies" in json_of(refused)["detail"]) == (404, True)


def test_each_part_and_its_files_have_the_licence_of_their_own_source(app: Flask) -> None:
    client = app.test_client()
    dcterms, dcat = "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#"
    licensed, part_of = ox.NamedNode(dcterms + "license"), ox.NamedNode(dcat + "distribution")
    own = ox.Store()
    own.bulk_load(path=str(ROOT / "data/datasets.ttl"), format=ox.RdfFormat.TURTLE, base_iri=BASE)
    stated = {str(quad.subject): str(quad.object) for quad in own.quads_for_pattern(None, licensed, None)}
    catalogue = ox.Store()
    catalogue.load(client.get("/catalog.ttl", follow_redirects=True).data, format=ox.RdfFormat.TURTLE)
    offered = {quad.object: str(quad.subject) for quad in catalogue.quads_for_pattern(None, part_of, None)}
    found: dict[str, set[str]] = {}
    for quad in catalogue.quads_for_pattern(None, licensed, None):
        if quad.subject in offered:
            found.setdefault(offered[quad.subject], set()).add(str(quad.object))
    others = {part: licence for part, licence in stated.items() if part.startswith(f"<{BASE}dataset/")}
    assert len(others) >= 8
    assert set(found) == set(offered.values())
    assert found == {part: {others.get(part, "<http://creativecommons.org/licenses/by/4.0/>")} for part in found}
    assert set(others) <= set(found)
    page = client.get("/about/sources", headers={"Accept": "text/html"}).text
    for part, licence in others.items():
        row = page.split(f'href="/dataset/{part[1:-1].rsplit("/", 1)[-1]}"', 1)[1].split("</tr>", 1)[0]
        assert f'<a href="{licence[1:-1]}" rel="license">' in row
