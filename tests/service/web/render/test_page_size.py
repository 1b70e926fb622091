"""Each page is small enough to arrive at once: a question's example without a map in it, and every theme's."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE, sparql_prefixes
from tests.queries.conftest import QUESTIONS, example

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

MAP = re.compile(r'<figure class="[^"]*\bmap[^"]*">.*?</figure>', re.DOTALL)
WHOLE, COMPRESSED = 100_000, 25_000  # bytes


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("slug", sorted(QUESTIONS))
def test_the_page_of_a_question_is_small(client: FlaskClient, slug: str, language: str) -> None:
    asked = {**example(QUESTIONS[slug]), "lang": language}
    answer = client.get(f"/ask/{slug}", query_string=asked, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    body = MAP.sub("", answer.text).encode()
    assert len(body) < WHOLE
    assert len(gzip.compress(body, 6)) < COMPRESSED


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
