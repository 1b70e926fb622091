"""The page of a region has money by data set: each with its year or day, its unit, its caveat and its notice."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section

SETS = (
    "erdf-payments",
    "kohesio-eligible-expenditure",
    "kohesio-eligible-expenditure-per-head",
    "kohesio-eu-budget",
    "kohesio-eu-budget-per-head",
)


def test_each_data_set_stands_apart_with_what_a_reader_must_know(client: FlaskClient) -> None:
    found = section(page(client, "/doc/region/SE312"), "money")
    parts = found.split("<h3>")[1:]
    assert [re.findall(r'href="/id/indicator/([^"?]+)', part)[0] for part in parts] == list(SETS)
    for part in parts:
        assert re.search(r'<span class="figure">[\d,]+ euro( per inhabitant)?</span>', part)
        assert re.search(r"State of July 2024, period not stated: |2022: ", part)
    # What the data sets of one source share is said once, below the last of them.
    for part in (parts[0], parts[-1]):
        assert re.search(r'<p class="caveat">\w', part)
        assert '<p class="notice">Source: European Commission, ' in part
    assert (
        found.count("Projects without a place are missing") == found.count("Source: European Commission, Kohesio") == 1
    )
    assert found.count("distributed over regions and years by a model") == 1
    assert "must not be added up" in found
    # The payments are those of the larger region, and say so.
    assert "North-Central Sweden</a>. 2022: " in parts[0]
    assert "17,846,393 euro" in parts[1]


def test_the_payments_are_there_year_by_year(client: FlaskClient) -> None:
    found = section(page(client, "/doc/region/SE12", "sv"), "money")
    assert re.findall(r'<th scope="row">(\d{4})</th>', found) == [str(year) for year in range(2022, 2006, -1)]
    assert "Varje år från 2007 till 2022" in found
    assert "kohesio" not in found.lower()


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_region_without_money_says_so(client: FlaskClient, language: str) -> None:
    found = section(page(client, "/doc/region/DE1", language), "money")
    assert 'class="none"' in found


def test_why_leads_to_the_data_set_of_a_sum(client: FlaskClient) -> None:
    found = section(page(client, "/doc/region/SE312"), "money")
    for address in re.findall(r'class="why" rel="nofollow" href="([^"]+)"', found):
        answer = client.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert "European Commission" in answer.text
