"""Regions as GeoJSON (RFC 7946), one by one and as rows of an answer, with the notice that the outlines ask for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.answers import json_of
from tests.service.web.conftest import MakeApp

TYPE = "application/geo+json"
BASE = "https://w3id.org/styrka/id/region/"


def check_geometry(geometry: dict[str, Any]) -> None:
    assert geometry["type"] == "MultiPolygon"
    for polygon in geometry["coordinates"]:
        for ring in polygon:
            assert len(ring) >= 4
            assert ring[0] == ring[-1]
            assert all(-32 < x < 45 and 27 < y < 72 for x, y in ring)


def test_a_region_is_a_feature(client: FlaskClient) -> None:
    answer = client.get("/doc/region/SE122.geojson")
    assert answer.mimetype == TYPE == client.get("/doc/region/SE122", headers={"Accept": TYPE}).mimetype
    found = json.loads(answer.data)
    assert (found["type"], found["id"]) == ("Feature", BASE + "SE122")
    assert found["properties"]["code"] == "SE122"
    assert found["properties"]["level"] == 3
    assert "Södermanland" in found["properties"]["name_sv"]
    check_geometry(found["geometry"])
    for notice in (found["attribution"]["en"], found["properties"]["attribution"]):
        assert "© EuroGeographics for the administrative boundaries" in notice
    assert "© EuroGeographics för administrativa gränser" in found["attribution"]["sv"]
    assert "commercially" in found["note"]


def test_a_part_in_an_inset_is_left_out_and_noted(client: FlaskClient) -> None:
    assert "left out" in json.loads(client.get("/doc/region/ES.geojson").data)["properties"]["note"]
    far = json.loads(client.get("/doc/region/ES70.geojson").data)
    assert far["geometry"] == {"type": "Point", "coordinates": [-16.5834, 28.3112]}
    assert "point" in far["properties"]["note"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/doc/region/SE999.geojson", 404), ("/doc/actor/styrka.geojson", 400), ("/doc/strategy/se122-2017.geojson", 400)],
)
def test_what_has_no_outline_is_refused(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_an_answer_about_regions_is_a_collection(client: FlaskClient) -> None:
    asked = {"theme": "energy", "country": "SE"}
    answer = client.get("/ask/shared-priorities.geojson", query_string=asked)
    assert (answer.status_code, answer.mimetype) == (200, TYPE)
    found = json.loads(answer.data)
    rows = json_of(client.get("/ask/shared-priorities.json", query_string=asked))["rows"]
    assert found["type"] == "FeatureCollection"
    assert [one["id"] for one in found["features"]] == [row["region"]["iri"] for row in rows]
    for feature in found["features"]:
        check_geometry(feature["geometry"])
        assert feature["properties"]["region"]
        assert "EuroGeographics" in feature["properties"]["attribution"]
    assert "EuroGeographics" in found["attribution"]["en"]


def test_a_page_leads_to_it_where_there_are_regions(client: FlaskClient) -> None:
    page = client.get("/ask/shared-priorities?theme=energy&country=SE", headers={"Accept": "text/html"}).text
    assert 'href="/ask/shared-priorities.geojson?theme=energy&amp;country=SE"' in page
    assert ".geojson" not in client.get("/ask/adoption", headers={"Accept": "text/html"}).text


def test_a_question_without_regions_has_none(client: FlaskClient) -> None:
    assert client.get("/ask/adoption.geojson").status_code == 400


def test_one_that_is_too_large_is_refused_with_a_way_out(make_app: MakeApp) -> None:
    client = make_app(answer_bytes=20_000).test_client()
    refused = client.get("/ask/shared-priorities.geojson?theme=energy&country=SE")
    assert refused.status_code == 503
    assert "limit=" in json_of(refused)["detail"]
    assert client.get("/ask/shared-priorities.geojson?theme=energy&country=SE&limit=1").status_code == 200
