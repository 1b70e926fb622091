"""Each page is small enough to arrive at once: one of every kind, and of those that are largest with other values."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from styrka.ask.tables import load_tables
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE, sparql_prefixes
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS, example
from tests.service.web.pages import PAGES

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

TABLES = load_tables(ROOT)
MAP = re.compile(r'<figure class="[^"]*\bmap[^"]*">.*?</figure>', re.DOTALL)
WHOLE, COMPRESSED = 100_000, 25_000  # bytes
# Other pages of the kinds that have most in them.
LARGEST = (
    "/api",
    "/api/shared-priorities",
    "/review",
    "/review?region=DE",
    "/review?region=projects",
    "/review?theme=digital",
    "/review?page=40",
    "/check",
    "/template",
    "/compare?strategy=",
    "/compare?strategy=se311-2015&strategy=se311-2022&strategy=se122-2017&strategy=se12-2023",
    "/compare?region=SE122&region=ITC4&region=DE2&region=FRK",
    "/partners?region=DE2&theme=digital",
    "/partners?region=SE311&theme=health",
    "/find?q=region",
    "/find?q=digital",
    "/doc/region/DE?view=facts",
    "/doc/region/SE?view=facts",
    "/map?theme=digital&lang=sv",
    *(f"/table/{slug}" for slug in TABLES),
)


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("slug", sorted(QUESTIONS))
def test_the_page_of_a_question_is_small(client: FlaskClient, slug: str, language: str) -> None:
    asked = {**example(QUESTIONS[slug]), "lang": language}
    answer = client.get(f"/ask/{slug}", query_string=asked, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    body = MAP.sub("", answer.text).encode()
    assert len(body) < WHOLE
    assert len(gzip.compress(body, 6)) < COMPRESSED


def check(client: FlaskClient, address: str, language: str) -> None:
    """Assert that a page is small: without its map where it has one."""
    answer = client.get(address, headers={"Accept": "text/html", "Accept-Language": language}, follow_redirects=True)
    assert answer.mimetype == "text/html"
    body = MAP.sub("", answer.text).encode()
    assert len(body) < WHOLE, address
    assert len(gzip.compress(body, 6)) < COMPRESSED, address


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_page_of_every_kind_is_small(client: FlaskClient, language: str) -> None:
    for address in (*PAGES, *LARGEST):
        check(client, address, language)


# Values that make the answers of many questions long.
OTHERS: dict[str, Sequence[str]] = {
    "country": ("SE", "DE", "FR", "IT", "ES", "PL"),
    "region": ("SE", "DE", "FR", "SE12", "SE232"),
    "theme": ("health", "digital"),
}


@pytest.mark.parametrize("slug", sorted(QUESTIONS))
def test_the_page_of_a_question_is_small_whatever_it_is_asked_with(client: FlaskClient, slug: str) -> None:
    asked = example(QUESTIONS[slug])
    for one in QUESTIONS[slug].parameters:
        for value in OTHERS.get(one.name, ()):
            check(client, f"/ask/{slug}?{urlencode({**asked, one.name: value, 'lang': 'sv'})}", "sv")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_page_of_every_theme_is_small(client: FlaskClient, engine: LocalEngine, language: str) -> None:
    found = select_rows(engine, sparql_prefixes() + "SELECT ?theme { ?theme a styrka:Theme }")
    sizes = {}
    for address in sorted(row["theme"].value.removeprefix(BASE) for row in found):
        answer = client.get(f"/{address}", query_string={"lang": language}, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        sizes[address] = (len(answer.data), len(gzip.compress(answer.data, 6)))
    assert len(sizes) == 60
    assert {one: size for one, size in sizes.items() if size[0] >= WHOLE or size[1] >= COMPRESSED} == {}


# The regions, lists, programmes and organisations that most is recorded of, by the number of statements about them.
MOST = """SELECT ?x (COUNT(*) AS ?n) { { ?x a %s . ?x ?p ?y } UNION { ?x a %s . ?y ?p ?x } }
  GROUP BY ?x ORDER BY DESC(?n) LIMIT 5"""


@pytest.mark.parametrize("noun", ["StrategyRegion", "PriorityList", "FundingProgramme", "Actor", "Project"])
def test_the_pages_of_what_most_is_recorded_of_are_small(client: FlaskClient, engine: LocalEngine, noun: str) -> None:
    found = select_rows(engine, sparql_prefixes() + MOST.replace("%s", f"styrka:{noun}"))
    assert len(found) == 5
    for row in found:
        address = row["x"].value.removeprefix(BASE).replace("id/", "/doc/", 1)
        answer = client.get(address, query_string={"lang": "sv"}, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert len(answer.data) < WHOLE, address
        assert len(gzip.compress(answer.data, 6)) < COMPRESSED, address
