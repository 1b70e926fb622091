"""The lists of the main menu, in the order of the reader's alphabet; and the questions, which can be filtered."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.queries.conftest import QUESTIONS
from tests.service.web.render.test_pages import LINK, page

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

COUNTRY = re.compile(r'<h2 id="[A-Z]{2}">([^<]+)</h2>')


@pytest.mark.parametrize(("language", "last"), [("en", "Sweden"), ("sv", "Österrike")])
def test_regions_stand_by_country_in_the_order_of_the_alphabet(client: FlaskClient, language: str, last: str) -> None:
    text = page(client, "/regions", language)
    countries = COUNTRY.findall(text)
    assert countries[-1] == last
    assert len(countries) == 27
    assert len({link for link in LINK.findall(text) if link.startswith("/doc/region/")}) == 201


def test_what_is_not_recorded_of_a_region_is_said(client: FlaskClient) -> None:
    text = page(client, "/regions")
    line = re.search(r'<li><a href="/doc/region/SE331".*?</li>', text, re.DOTALL)
    assert line
    assert "not recorded" in line[0]
    assert "1 joint" not in text.replace("1 joint,", "").replace("1 joint;", "")


def test_themes_are_a_tree_with_the_number_of_regions(client: FlaskClient) -> None:
    text = page(client, "/themes", "sv")
    assert len({link for link in LINK.findall(text) if link.startswith("/scheme/theme/")}) == 60
    assert re.search(r'href="/scheme/theme/energy">Energi</a> <span class="amount">.*?\d+ regioner', text, re.DOTALL)
    assert not re.search(r"\b1 regioner", text)


def test_every_question_is_listed_under_a_group(client: FlaskClient) -> None:
    text = page(client, "/ask", "sv")
    assert {f"/ask/{slug}" for slug in QUESTIONS} <= set(LINK.findall(text))
    assert re.findall(r'<h2 id="group-(\w+)">', text) == ["region", "theme", "strategy", "money", "quality"]


@pytest.mark.parametrize(
    ("asked", "language", "slug"),
    [("LANDER STODER", "sv", ""), ("unika", "sv", ""), ("similar regions", "en", "similar-regions"), ("zzz", "en", "")],
)
def test_questions_are_filtered_by_words(client: FlaskClient, asked: str, language: str, slug: str) -> None:
    text = page(client, f"/ask?q={asked}", language)
    found = [link for link in LINK.findall(text) if link.startswith("/ask/")]
    assert len(found) < len(QUESTIONS) / 2
    if slug:
        assert f"/ask/{slug}" in found
    assert f'value="{asked}"' in text


def test_a_filter_without_words_hides_nothing_and_markup_is_text(client: FlaskClient) -> None:
    assert len([link for link in LINK.findall(page(client, "/ask?q=")) if link.startswith("/ask/")]) >= len(QUESTIONS)
    text = page(client, "/ask?q=%3Cscript%3E")
    assert "<script>" not in text


def test_the_door_to_the_data_has_tables_the_graph_and_the_catalogue(client: FlaskClient) -> None:
    text = page(client, "/data")
    found = set(LINK.findall(text))
    assert {"/table/regions", "/sparql", "/catalog", "/release", "/def"} <= found
    assert "datasets/dcat?profile=dcat-ap-se</code>" in text
    for link in found:
        if link.startswith("/"):
            assert client.get(link, headers={"Accept": "*/*"}, follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize("path", ["/about", "/about/accessibility"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_styrka_is_stands_in_both_languages(client: FlaskClient, path: str, language: str) -> None:
    text = page(client, path, language)
    assert len(re.sub("<[^>]+>", " ", text).split()) > 150
    other = page(client, path, "sv" if language == "en" else "en")
    assert text.count("<h2") == other.count("<h2") > 3
    assert text.count("<li") == other.count("<li")
