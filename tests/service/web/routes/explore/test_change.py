"""How strategies change: for all regions that have something to compare, and for one."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html"}


def test_every_region_with_something_to_compare_is_listed_once_for_each_step(client: FlaskClient) -> None:
    page = client.get("/change?lang=en", headers=BROWSER).text
    assert page.count('<a href="/change?region=SE311&amp;lang=en">') == 1  # 2015 to 2022, and no other
    assert page.count('<a href="/change?region=SE332&amp;lang=en">') == 1
    counted = re.search(r"For (\d+) regions", page)
    assert counted
    assert int(counted[1]) == len(set(re.findall(r'<th scope="row"><a href="([^"]*)"', page)))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Värmland from 2015 to 2022: 3 continued, 1 under another name, 3 new, 2 not found again."),
        ("sv", "Värmland från 2015 till 2022: 3 fortsätter, 1 under annat namn, 3 nya, 2 inte återfunna."),
    ],
)
def test_the_change_of_a_region_is_a_sentence_and_a_list(client: FlaskClient, language: str, sentence: str) -> None:
    page = html.unescape(client.get(f"/change?region=SE311&lang={language}", headers=BROWSER).text)
    assert f'<p class="sentence">{sentence}</p>' in page
    assert page.count('<a class="why"') >= 4  # each counterpart is explained


def test_an_undated_strategy_is_called_so(client: FlaskClient) -> None:
    page = client.get("/change?region=SE332&lang=en", headers=BROWSER).text
    assert "Norrbotten from an earlier strategy without a date to a later one without a date: 6 continued" in page


def test_a_region_with_nothing_to_compare_says_what_is_missing(client: FlaskClient) -> None:
    page = client.get("/change?region=SE122&lang=en", headers=BROWSER).text
    assert "That does not mean that nothing has changed." in page
    assert "What is missing: the priorities of a strategy before or after" in page


def test_any_name_leads_to_the_code_and_a_wrong_one_is_an_error_at_the_field(client: FlaskClient) -> None:
    named = client.get("/change?region=v%C3%A4rmland&lang=sv", headers=BROWSER)
    assert (named.status_code, named.headers["Location"]) == (303, "/change?region=SE311&lang=sv")
    wrong = client.get("/change?region=<script>&lang=sv", headers=BROWSER)
    assert wrong.status_code == 400
    assert 'aria-invalid="true" aria-describedby="e-region"' in wrong.text
    assert "<script>" not in wrong.text
