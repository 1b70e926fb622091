"""``/about``: the limits are those of the settings, and every kind of problem is explained."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from styrka import errors
from styrka.settings import Settings
from styrka.text.problems import make_kind
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
@pytest.mark.parametrize("address", ["/about/limits", "/about/problems"])
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
