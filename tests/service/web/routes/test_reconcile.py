"""``/reconcile``: every answer has the shape that the specification's schemas (0.2) give it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient

from styrka.ask import tables
from styrka.engine.local import LocalEngine
from styrka.settings import Settings
from styrka.vocabulary import sparql_prefixes
from styrka.web.app import create_app
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS
from tests.service.limited import Limited

TEXT = {"type": "string"}
TYPE = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
TEMPLATE: dict[str, Any] = {
    "type": "object",
    "properties": {"url": {**TEXT, "pattern": r".*\{\{id\}\}.*"}},
    "required": ["url"],
}
PLACE = {
    "type": "object",
    "properties": {"service_url": TEXT, "service_path": TEXT},
    "required": ["service_url", "service_path"],
}
MANIFEST = {
    "type": "object",
    "properties": {
        "versions": {"type": "array", "items": TEXT, "contains": {"enum": ["0.2"]}},
        **dict.fromkeys(("name", "identifierSpace", "schemaSpace", "documentation"), TEXT),
        "view": TEMPLATE,
        "preview": {
            "type": "object",
            "properties": {**TEMPLATE["properties"], "width": {"type": "integer"}, "height": {"type": "integer"}},
            "required": ["url", "width", "height"],
        },
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True, "minItems": 4},
        "suggest": {"type": "object", "properties": dict.fromkeys(("entity", "type", "property"), PLACE)},
        "extend": {
            "type": "object",
            "properties": {"propose_properties": PLACE, "property_settings": {"type": "array"}},
        },
    },
    "required": ["versions", "name", "identifierSpace", "schemaSpace", "view", "preview", "suggest", "extend"],
}
FEATURE = {"type": "object", "properties": {"id": TEXT, "value": {"type": ["number", "boolean"]}}}
CANDIDATE = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("id", "name", "description"), TEXT),
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "features": {"type": "array", "items": FEATURE},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": TYPE},
    },
    "required": ["id", "name", "score", "match"],
    "additionalProperties": False,
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
        "required": ["result"],
    },
}
SUGGESTED = {
    "type": "object",
    "properties": {
        "result": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": TEXT, "name": TEXT, "description": TEXT, "notable": {"items": TYPE}},
                "required": ["id", "name"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["result"],
}


def one_of(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


EXTENDED = {
    "type": "object",
    "properties": {
        "meta": {"type": "array", "items": TYPE},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {
                        "oneOf": [
                            one_of(id=TEXT, name=TEXT),
                            one_of(str=TEXT),
                            one_of(int={"type": "integer"}),
                            one_of(float={"type": "number"}),
                            one_of(date={**TEXT, "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}),
                        ]
                    },
                },
            },
        },
    },
    "required": ["meta", "rows"],
}


def read(client: FlaskClient, address: str, shape: dict[str, Any], **options: Any) -> Any:
    response = client.open(address, **options)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"  # section 2: clients are pages of other sites
    jsonschema.validate(response.json, shape)
    return response.json


def test_the_manifest_leads_to_everything(client: FlaskClient) -> None:
    manifest = read(client, "/reconcile", MANIFEST)
    for named in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        assert client.get(named["service_path"], query_string={"prefix": "e"}).status_code == 200
    thing = manifest["view"]["url"].replace("{{id}}", "id/region/SE122").removeprefix("http://localhost")
    assert client.get(thing).status_code == 303


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_batch_is_answered_by_its_keys(client: FlaskClient, method: str) -> None:
    batch = json.dumps({"q0": {"query": "Sormland", "type": "Region", "limit": 2}, "q1": {"query": "zzzzqqqq"}})
    sent = {"query_string": {"queries": batch}} if method == "GET" else {"data": {"queries": batch}}
    found = read(client, "/reconcile", RESULTS, method=method, **sent)
    assert found["q0"]["result"][0]["id"] == "id/region/SE122"
    assert found["q0"]["result"][0]["match"]
    assert len(found["q0"]["result"]) <= 2
    assert not [one for one in found["q1"]["result"] if one["match"]]


@pytest.mark.parametrize(
    "query",
    [
        {"query": "Sörmland", "type": ["Region", "Theme"], "type_strict": "any", "limit": 3.0},
        {"query": "Sörmland", "properties": [{"pid": "country", "v": "SE"}, {"pid": "code", "v": ["SE122", 7, True]}]},
        {"query": "Sörmland", "properties": [{"pid": "part_of", "v": {"id": "id/region/SE12", "name": "Östra"}}]},
        {"query": ""},
        {"properties": [{"pid": "country", "v": "SE"}]},
    ],
    ids=["types", "values", "a thing", "no text", "properties alone"],
)
def test_every_form_of_a_query_that_the_specification_has_is_answered(client: FlaskClient, query: Any) -> None:
    found = read(client, "/reconcile", RESULTS, method="POST", data={"queries": json.dumps({"q": query})})
    assert ("id/region/SE122" in [one["id"] for one in found["q"]["result"]]) is bool(query.get("query"))


def test_names_are_in_the_readers_language(client: FlaskClient) -> None:
    batch = json.dumps({"q": {"query": "energy", "type": "Theme"}})
    found = read(client, "/reconcile", RESULTS, query_string={"queries": batch, "lang": "sv"})
    assert (found["q"]["result"][0]["name"], found["q"]["result"][0]["type"][0]["name"]) == ("Energi", "Tema")


@pytest.mark.parametrize(
    ("of", "prefix", "expected"),
    [("entity", "Norrb", "id/region/SE332"), ("type", "reg", "Region"), ("property", "part", "part_of")],
)
def test_suggestions_begin_as_what_is_typed(client: FlaskClient, of: str, prefix: str, expected: str) -> None:
    found = read(client, f"/reconcile/suggest/{of}", SUGGESTED, query_string={"prefix": prefix})
    assert expected in [one["id"] for one in found["result"]]


def test_columns_are_added_to_what_was_found(client: FlaskClient) -> None:
    wanted = ["name", "country", "level", "part_of", "latitude", "nonsense"]
    asked = {"ids": ["id/region/SE122", "id/region/none"], "properties": [{"id": one} for one in wanted]}
    found = read(client, "/reconcile", EXTENDED, method="POST", data={"extend": json.dumps(asked)})
    assert [one["id"] for one in found["meta"]] == wanted
    row = found["rows"]["id/region/SE122"]
    assert row["country"] == [{"str": "SE"}]
    assert row["level"] == [{"int": 3}]
    assert row["part_of"][0]["id"] == "id/region/SE12"
    assert "float" in row["latitude"][0]
    assert row["nonsense"] == []
    assert set(map(len, found["rows"]["id/region/none"].values())) == {0}


def test_inexact_dates_are_never_made_exact(client: FlaskClient) -> None:
    asked = {"ids": ["id/strategy/se122-2017"], "properties": [{"id": "as_of"}, {"id": "region"}]}
    found = read(client, "/reconcile", EXTENDED, method="POST", data={"extend": json.dumps(asked)})
    for cell in found["rows"]["id/strategy/se122-2017"]["as_of"]:
        assert len(cell.get("str", "2017")) < 8
    assert found["rows"]["id/strategy/se122-2017"]["region"][0]["id"] == "id/region/SE122"


def test_properties_are_proposed_for_a_type(client: FlaskClient) -> None:
    found = client.get("/reconcile/properties", query_string={"type": "Theme", "limit": 6, "lang": "sv"}).json
    assert found is not None
    assert (found["type"], found["limit"], len(found["properties"])) == ("Theme", 6, 6)
    assert {"id": "country", "name": "land"} in found["properties"]


def test_a_preview_stands_in_the_page_of_another_site(client: FlaskClient) -> None:
    response = client.get("/reconcile/preview?id=id/region/SE122&lang=sv")
    assert response.status_code == 200
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Södermanlands län" in response.text
    assert client.get("/reconcile/preview?id=id/region/none").status_code == 404


@pytest.mark.parametrize(
    "address", ["/reconcile?queries=nonsense", "/reconcile?extend=[]", "/reconcile/properties?type=Person"]
)
def test_what_is_wrong_is_a_problem(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


@pytest.fixture(scope="module")
def limited(settings: Settings, engine: LocalEngine) -> FlaskClient:
    """A client of a service that has no room for the whole register of organisations in one answer."""
    whole = sparql_prefixes() + tables.load_tables(ROOT)["organisations"].text
    return create_app(settings, Limited(engine, 100, whole), QUESTIONS).test_client()


@pytest.mark.slow  # it makes a table of ten thousand rows, twice
def test_a_register_that_is_larger_than_an_answer_is_asked_only_for_what_is_wanted(
    limited: FlaskClient, client: FlaskClient
) -> None:
    register = client.get("/table/organisations.json").json
    assert register is not None
    row = next(one for one in register["rows"] if one["town"] and one["identifier"])
    iri, [town, *_] = row["thing"]["iri"], row["town"]
    id_ = iri.removeprefix("https://w3id.org/styrka/")

    batch = json.dumps({"q": {"query": row["identifier"][0]["iri"]}, "r": {"query": "Sormland", "type": "Region"}})
    found = read(limited, "/reconcile", RESULTS, method="POST", data={"queries": batch})
    assert [one["id"] for one in found["q"]["result"]] == [id_]
    assert found["r"]["result"][0]["id"] == "id/region/SE122"

    wanted = [{"id": one} for one in ("town", "kind", "level", "country")]
    asked = {"ids": [id_, "id/region/SE122"], "properties": wanted}
    extended = read(limited, "/reconcile", EXTENDED, method="POST", data={"extend": json.dumps(asked)})
    assert extended["rows"][id_]["town"] == [{"str": town["text"]}]
    kinds = {one["name"] for one in extended["rows"][id_]["kind"]}
    assert kinds == {one["labels"]["en"] for one in row["kind"]}
    assert extended["rows"]["id/region/SE122"]["level"] == [{"int": 3}]
    assert extended == read(client, "/reconcile", EXTENDED, method="POST", data={"extend": json.dumps(asked)})

    for address in ("/reconcile/properties?type=Region", "/reconcile/suggest/property?prefix=ene", "/reconcile"):
        assert limited.get(address).json == client.get(address).json
    assert limited.get("/table/organisations.csv").data == client.get("/table/organisations.csv").data
