"""What grows with the registers, over the whole of the shipped data and within the bounds that the service has."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from styrka.ask.tables import load_tables
from styrka.engine.bounds import read_budget
from styrka.engine.local import open_local
from styrka.release import Release
from styrka.settings import Settings
from styrka.web.app import create_app
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def whole(whole_release: Release, settings: Settings) -> Iterator[FlaskClient]:
    budget = read_budget(settings)
    engine = open_local(whole_release.dumps, whole_release.version, budget)
    public = open_local((), whole_release.version, budget)
    with create_app(settings, engine, public=public).test_client() as client:
        yield client


@pytest.mark.parametrize("slug", load_tables(ROOT))
def test_every_table_is_given(whole: FlaskClient, slug: str) -> None:
    found = whole.get(f"/table/{slug}.csv")
    assert found.status_code == 200, found.text
    assert found.data.count(b"\n") > 10


def test_names_are_brought_together_with_those_of_a_register(whole: FlaskClient) -> None:
    queries = {
        "a": {"query": "Karlstad University"},
        "b": {"query": "https://ror.org/04d5vd162"},
        "c": {"query": "SE122"},
    }
    found = whole.get("/reconcile", query_string={"queries": json.dumps(queries)})
    assert found.status_code == 200, found.text
    assert found.json is not None
    first = {key: one["result"][0]["id"] for key, one in found.json.items()}
    assert first == {"a": "id/actor/karlstads-universitet", "b": "id/actor/ai-sweden", "c": "id/region/SE122"}
    extend = {"ids": list(first.values()), "properties": [{"id": "identifier"}, {"id": "page"}]}
    more = whole.get("/reconcile", query_string={"extend": json.dumps(extend)})
    assert more.status_code == 200, more.text
    assert more.json is not None
    assert more.json["rows"]["id/actor/ai-sweden"]["identifier"]
