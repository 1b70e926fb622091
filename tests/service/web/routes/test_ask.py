"""``/ask``: each question as a page and as data, with parameters that are checked."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT

BROWSER = {"Accept": "text/html"}
SLUGS = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))


def test_every_question_is_in_the_gallery(client: FlaskClient) -> None:
    page = client.get("/ask", headers=BROWSER).text
    assert all(f'href="/ask/{slug}"' in page for slug in SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_has_a_page_or_a_form(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/ask/{slug}", headers=BROWSER)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_shared_priorities_as_page_json_and_csv(client: FlaskClient) -> None:
    values = {"theme": "energy"}
    page = client.get("/ask/shared-priorities", query_string=values, headers=BROWSER)
    rows = client.get("/ask/shared-priorities.json", query_string=values).json["results"]["bindings"]
    table = list(csv.reader(io.StringIO(client.get("/ask/shared-priorities.csv", query_string=values).text)))
    assert page.status_code == 200
    assert "/id/region/SE122" in page.text
    assert len(rows) == len(table) - 1 > 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"theme": "enrgy"}, "energy"),
        ({"theme": "energy", "basis": "both"}, "own"),
        ({"theme": "energy", "colour": "red"}, "colour"),
        ({}, "theme"),
    ],
)
def test_a_wrong_parameter_is_400_and_says_what_would_be_right(
    client: FlaskClient, values: dict[str, str], says: str
) -> None:
    answer = client.get("/ask/shared-priorities.json", query_string=values)
    assert answer.status_code == 400
    assert says in answer.json["detail"]


def test_a_near_slug_is_proposed(client: FlaskClient) -> None:
    assert "shared-priorities" in client.get("/ask/shared-priority").json["near"]


def test_the_readme_lists_every_question() -> None:
    readme = Path(ROOT / "README.md").read_text("utf-8")
    missing = [slug for slug in SLUGS if f"`{slug}`" not in readme]
    assert not missing


def test_a_page_says_which_portion_it_shows_and_leads_to_the_others(client: FlaskClient) -> None:
    values = {"fund": "erdf", "limit": "10", "offset": "10", "lang": "en"}
    text = client.get("/ask/projects-of-a-fund", query_string=values, headers=BROWSER).text
    assert "Number of projects: 11 to 20 of " in text
    assert 'offset=0" rel="prev"' in text
    assert 'offset=20" rel="next"' in text
    assert ">In all<" not in text
    beyond = client.get("/ask/projects-of-a-fund", query_string={**values, "offset": "5000"}, headers=BROWSER).text
    assert "There are not as many as you skip." in beyond
    assert "Nothing recorded fits" not in beyond
