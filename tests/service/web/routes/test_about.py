"""``/about``: the limits are those of the settings, and every kind of problem is explained."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from styrka import errors
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.settings import Settings
from styrka.text.problems import make_kind
from styrka.vocabulary import sparql_prefixes
from tests.answers import json_of
from tests.service.web.conftest import MakeApp


def test_the_limits_are_the_settings(make_app: MakeApp) -> None:
    client = make_app(query_seconds=3.5).test_client()
    told = {one["name"]: one for one in json_of(client.get("/about/limits.json"))}
    assert told["query_seconds"]["value"] == 3.5
    assert set(told) == {one.name for one in fields(Settings) if "unit" in one.metadata}
    assert all(one["words"]["en"] and one["words"]["sv"] for one in told.values())
    assert "3.5 s" in client.get("/about/limits", headers={"Accept": "text/html"}).text


def test_no_secret_and_no_path_is_a_limit(client: FlaskClient) -> None:
    told = {one["name"] for one in json_of(client.get("/about/limits", headers={"Accept": "application/json"}))}
    assert not {name for name in told if re.search("token|root|releases|host", name)}


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("address", ["/about/limits", "/about/problems", "/about/sources"])
def test_the_pages_are_in_both_languages(client: FlaskClient, address: str, language: str) -> None:
    page = client.get(address, headers={"Accept": "text/html", "Accept-Language": language})
    assert page.headers["Content-Language"] == language
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_problem_is_explained(client: FlaskClient, language: str) -> None:
    page = client.get("/about/problems", headers={"Accept": "text/html", "Accept-Language": language}).text
    assert "``" not in page
    for told in json_of(client.get("/about/problems.json")):
        assert told["meaning"] != told["meaning_sv"]
        assert escape(told["meaning_sv" if language == "sv" else "meaning"]) in page
    for one in vars(errors).values():
        if isinstance(one, type) and issubclass(one, errors.StyrkaError) and one is not errors.StyrkaError:
            assert f'id="{make_kind(one)}"' in page
            assert one.__doc__


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_notice_of_a_source_is_shown(client: FlaskClient, engine: LocalEngine, language: str) -> None:
    page = client.get("/about/sources", headers={"Accept": "text/html", "Accept-Language": language}).text
    stated = select_rows(
        engine, sparql_prefixes() + "SELECT ?source ?notice { ?source a styrka:Source ; schema:creditText ?notice }"
    )
    assert stated
    told = {one["source"]: one["attribution"] for one in json_of(client.get("/about/sources.json"))}
    for row in stated:
        assert escape(row["notice"].value) in page
        assert told[row["source"].value] == row["notice"].value


def test_who_states_no_terms_is_counted(client: FlaskClient, engine: LocalEngine) -> None:
    every = select_rows(engine, sparql_prefixes() + "SELECT DISTINCT ?source { ?source a styrka:Source }")
    told = json_of(client.get("/about/sources.json"))
    page = client.get("/about/sources", headers={"Accept": "text/html"}).text
    assert f"<p>{len(every) - len(told)} more sources state no licence." in page


def test_each_part_and_the_maps_have_their_terms(client: FlaskClient) -> None:
    page = client.get("/about/sources", headers={"Accept": "text/html"}).text
    assert re.search(
        r'<a href="/dataset/regions">Regions</a></th><td><a href="[^"]+" rel="license">CC BY 4.0</a>', page
    )
    assert "© EuroGeographics for the administrative boundaries" in page
    assert "Source: Statistics Sweden (county boundaries)" in page
