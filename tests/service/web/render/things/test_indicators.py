"""The region in figures: each indicator with its last value, its year and unit, and where it comes from."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section

NOTICE = "own selection of years"


def find_line(text: str, indicator: str) -> str:
    found = re.search(rf'<li>\s*<h3><a href="[^"]*/id/indicator/{indicator}[?"].*?</li>', text, re.DOTALL)
    assert found
    return found.group()


def test_a_value_has_its_year_its_unit_its_remark_and_its_notice(client: FlaskClient) -> None:
    line = find_line(section(page(client, "/doc/region/SE12"), "figures"), "gerd-pct-gdp")
    assert '<p class="latest">4.27 per cent of GDP in 2023</p>' in line
    assert "Source: Eurostat (tgs00042), own selection of years" in line
    assert "The country: not recorded. EU27: not recorded." in line
    assert "Published for larger regions only" not in line
    assert '<svg class="indicator"' in line
    assert 'aria-hidden="true"' in line
    assert "36.6 (break in the series)" in find_line(
        section(page(client, "/doc/region/SE12"), "figures"), "tertiary-pct-25-64"
    )


def test_the_country_and_the_union_stand_beside_where_they_are_recorded(client: FlaskClient) -> None:
    line = find_line(section(page(client, "/doc/region/SE12"), "figures"), "gdp-pps-eu27-100-2026")
    assert re.search(r"The country: \d+ in 2023\. EU27: 100\.", line)
    assert '<path class="eu"' in line
    assert '<path class="country"' in line


def test_what_is_published_for_larger_regions_only_says_which(client: FlaskClient) -> None:
    figures = section(page(client, "/doc/region/SE122", "sv"), "figures")
    line = find_line(figures, "employment-pct-15-64")
    assert "Ges bara ut för större regioner: värdet är det för Östra Mellansverige." in line
    assert "procent år 2024" in line
    assert "Ges bara ut" not in find_line(figures, "gdp-eur-per-head")


def test_two_extracts_of_one_indicator_never_stand_together(client: FlaskClient) -> None:
    for code, shown in (("SE122", "gdp-pps-eu27-100"), ("SE12", "gdp-pps-eu27-100-2026")):
        figures = section(page(client, f"/doc/region/{code}"), "figures")
        assert set(re.findall(r"/id/indicator/(gdp-pps[\w-]+)", figures)) == {shown}
        assert figures.count(NOTICE) >= 6


@pytest.mark.parametrize("code", ["SE12", "SE122"])
def test_what_is_structurally_alike_says_as_what_it_was_compared(client: FlaskClient, code: str) -> None:
    figures = section(page(client, f"/doc/region/{code}"), "figures")
    assert len(re.findall(r"<li><a [^>]+>[^<]+</a>, distance [\d.]+</li>", figures)) == 5
    assert "East-Central Sweden is compared with regions of NUTS 2" in figures


def test_a_region_without_indicators_says_that_none_is_recorded(client: FlaskClient) -> None:
    figures = section(page(client, "/doc/region/malardalen"), "figures")
    assert "No indicator of it is recorded here." in figures
    assert "<svg" not in figures
