"""``/partners``: who elsewhere works on a theme, in an order that helps, counted from the question itself."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from tests.service.web.render.test_pages import page

ASKED = "region=SE122&theme=energy"


def find_actors(client: FlaskClient) -> set[str]:
    rows = client.get(f"/ask/partners-for-a-theme.json?{ASKED}").json["results"]["bindings"]  # type: ignore[index]
    return {row["actor"]["value"] for row in rows}


@pytest.mark.parametrize(("language", "words"), [("en", "outside Södermanland"), ("sv", "utanför Södermanlands")])
def test_the_sentence_counts_the_organisations(client: FlaskClient, language: str, words: str) -> None:
    text = page(client, f"/partners?{ASKED}", language)
    assert re.search(rf'<p class="sentence">{len(find_actors(client))} organis\w+ {words}', text)


def test_who_is_named_or_active_lately_comes_first(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/partners.csv?{ASKED}").text)))
    assert {row["actor"] for row in rows} == find_actors(client)
    order = [("strategy" not in row["through"], -int(row["last_year"] or 0)) for row in rows]
    assert order == sorted(order)
    assert len({row["last_year"] for row in rows}) > 2


def test_a_facet_narrows_the_list_and_the_table(client: FlaskClient) -> None:
    whole = client.get(f"/partners.json?{ASKED}").json
    narrow = client.get(f"/partners.json?{ASKED}&through=project").json
    assert whole is not None
    assert narrow == [one for one in whole if "project" in one["through"]]
    text = page(client, f"/partners?{ASKED}&through=project")
    assert text.count('class="why"') >= len(narrow)
    assert "show all" in text


def test_each_reason_leads_to_an_explanation(client: FlaskClient) -> None:
    whys = re.findall(r'class="why" rel="nofollow" href="([^"]+)"', page(client, f"/partners?{ASKED}"))
    assert len(whys) >= len(find_actors(client))
    for address in whys[:6]:
        assert client.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("region", ["SE122", "se122", "sormland", "https://w3id.org/styrka/id/region/SE122"])
def test_a_region_is_taken_by_any_name(client: FlaskClient, region: str) -> None:
    answer = client.get("/partners.json", query_string={"region": region, "theme": "energi"})
    assert {one["actor"] for one in answer.json} == find_actors(client)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "status"),
    [("", 200), ("region=SE122", 400), ("region=SE122&theme=", 400), ("region=nowhere-at-all&theme=energy", 400)],
)
def test_what_is_missing_is_said_at_its_field(client: FlaskClient, asked: str, status: int) -> None:
    answer = client.get(f"/partners?{asked}", headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert ('role="alert"' in answer.text) == (status == 400)
    assert '<form class="compare"' in answer.text
    assert client.get(f"/partners.json?{asked}").status_code == 400
