"""The values of an answer on a map, and lines of indicators: each region in its class, with unit, year and source."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from styrka.web.render.map.classes import choose_looks, classify
from styrka.web.render.map.drawing import CLASSES

HTML = {"Accept": "text/html", "Accept-Language": "en"}
SWEDEN = "/ask/indicators-by-theme?theme=energy&country=SE"
EUROPE = "/ask/indicators-by-theme?theme=energy"
COUNTIES = "/ask/organisations-in-a-region?region=SE"
LINES = "/ask/indicators-of-a-region?region=SE122"
LEGEND = re.compile(r'<li><span class="swatch ([\w-]+)"></span> ([^<]*)</li>')
AREA = re.compile(r'<a href="/id/region/([\w-]+)[^"]*" aria-label="([^"]*)">')


def read_page(client: FlaskClient, address: str, language: str = "en") -> str:
    response = client.get(address, headers={**HTML, "Accept-Language": language})
    assert response.status_code == 200, response.text
    return response.text


def read_rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    data = client.get(address.replace("?", ".srj?")).get_json(force=True)
    return [{name: cell["value"] for name, cell in row.items()} for row in data["results"]["bindings"]]


def list_groups(svg: str) -> dict[str, str]:
    """The look of each region, by its code."""
    groups = re.findall(r'<g class="([\w-]+)"[^>]*>((?:<a href.*?</a>)+)</g>', svg)
    return {code: look for look, inside in groups for code in re.findall(r'href="[^"]*/id/region/([\w-]+)', inside)}


@given(st.lists(st.one_of(st.integers(0, 9), st.floats(0, 1e6)), min_size=1, max_size=200))
def test_each_class_has_values_and_no_two_share_one(values: list[float]) -> None:
    starts = classify(values)
    assert starts == sorted(set(starts))
    assert len(starts) < len(CLASSES)
    ends = [min(values), *starts]
    for place, start in enumerate(ends):
        inside = [one for one in values if one >= start and (place + 1 == len(ends) or one < ends[place + 1])]
        assert inside
    looks = choose_looks(len(ends))
    assert sorted(set(looks)) == looks
    assert len(looks) == len(ends)


def test_a_country_s_regions_have_their_values_in_words_and_a_class_that_the_legend_explains(
    client: FlaskClient,
) -> None:
    page, rows = read_page(client, SWEDEN), read_rows(client, SWEDEN)
    areas, looks = dict(AREA.findall(page)), list_groups(page)
    values = {row["region"].rsplit("/", 1)[-1]: row for row in rows}
    assert len(areas) == len(looks) == 21
    for code, row in values.items():
        assert f": {row['value']} per cent of GDP, {row['year']} (the value of " in areas[code]
    assert {code for code, look in looks.items() if look == "country"} == set(areas) - set(values)
    legend = dict(LEGEND.findall(page))
    for look in {looks[code] for code in values}:
        inside = sorted(float(row["value"]) for code, row in values.items() if looks[code] == look)
        ends = [float(one) for one in legend[look].split(" (")[0].split("–")]
        assert (ends[0], ends[-1], f"({len(inside)})") == (inside[0], inside[-1], legend[look].split()[-1])
    assert legend["none"] == "No value recorded: 0"
    assert legend["country"] == f"Not in this answer: {21 - len(values)}"


def test_the_map_says_what_it_measures_when_and_whose_the_values_and_the_shapes_are(client: FlaskClient) -> None:
    page = read_page(client, SWEDEN)
    measured = re.search(r'<p class="measure"><a href="([^"]*)">([^<]*)</a></p>', page)
    assert measured is not None
    assert measured[2].startswith("per cent of GDP, 20")
    assert client.get(measured[1], follow_redirects=True, headers=HTML).status_code == 200
    notice = re.findall(r'<p class="notice">([^<]*)</p>', page)[0]
    assert notice.startswith("Source: Eurostat (tgs00042), own selection of years. ")
    assert "Statistics Sweden" in notice


@pytest.mark.parametrize(("language", "missing"), [("en", "No value recorded: "), ("sv", "Inget värde registrerat: ")])
def test_all_of_europe_is_a_picture_whose_legend_stands_in_the_page_alone(
    client: FlaskClient, language: str, missing: str
) -> None:
    page, rows = read_page(client, EUROPE, language), read_rows(client, EUROPE)
    assert not AREA.findall(page)
    assert "map-view pictured" in page
    address = re.search(r'<img src="(/map\.svg[^"]*)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    picture = client.get(address).text
    assert missing not in picture
    looks = list_groups(picture)
    wanted = {row["region"].rsplit("/", 1)[-1] for row in rows}
    assert {code for code, look in looks.items() if look != "country"} == wanted
    without = {row["region"].rsplit("/", 1)[-1] for row in rows if row["value"] == "not recorded"}
    assert {code for code, look in looks.items() if look == "none"} == without
    assert dict(LEGEND.findall(page))["none"] == f"{missing}{len(without)}"
    assert len(page.encode()) <= 100_000

    file = client.get(address.replace("&legend=none", "")).text
    texts = [one.text or "" for one in ElementTree.fromstring(file).iter() if one.tag.endswith("text")]
    assert f"{missing}{len(without)}" in texts
    assert any("20" in one and ("BNP" in one or "GDP" in one) for one in texts)
    assert "Source: Eurostat (tgs00042), own selection of years." in texts


def test_organisations_are_counted_by_county_and_a_county_without_any_is_a_class_of_its_own(
    client: FlaskClient,
) -> None:
    page, rows = read_page(client, COUNTIES), read_rows(client, COUNTIES)
    areas, looks = dict(AREA.findall(page)), list_groups(page)
    several: dict[str, set[str]] = {}
    for row in rows:
        several.setdefault(row["place"].rsplit("/", 1)[-1], set()).add(row["organisation"])
    assert {code: int(label.rsplit(": ", 1)[1]) for code, label in areas.items() if looks[code] != "none"} == {
        code: len(found) for code, found in several.items()
    }
    assert [code for code, look in looks.items() if look == "none"] == ["SE214"]  # Gotland
    assert areas["SE214"].endswith(": None recorded")
    assert "Organisation: number recorded, June 2026" in page
    assert "Research Organization Registry (ROR), CC0. " in page


def test_a_county_alone_has_no_map(client: FlaskClient) -> None:
    assert "map-view" not in read_page(client, "/ask/organisations-in-a-region?region=SE311")
    missing = client.get("/map.svg?question=organisations-in-a-region&region=SE311")
    assert missing.status_code == 404
    assert "has no map with these values" in missing.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/map.svg?question=no-such", 404),
        ("/map.svg?question=priorities-of-a-region&region=SE122", 404),
        ("/map.svg?question=indicators-by-theme", 400),
        ("/map.svg?question=indicators-by-theme&theme=enrgy", 400),
    ],
)
def test_what_has_no_map_is_an_error(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_the_theme_s_page_has_the_legend_once(client: FlaskClient) -> None:
    page = read_page(client, "/scheme/theme/energy")
    assert "Own strategy: " in page
    address = re.search(r'<img src="(/map\.svg[^"]*)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    assert "Own strategy: " not in client.get(address).text
    assert "Own strategy: " in client.get(address.replace("&legend=none", "")).text


def test_indicators_are_lines_of_time_with_the_last_value_unit_year_and_notice(client: FlaskClient) -> None:
    page, rows = read_page(client, LINES), read_rows(client, LINES)
    figure = page.split('<ul class="lines">', 1)[1].split("</figure>", 1)[0]
    lines = figure.split("<li>")[1:]
    assert len(lines) == figure.count('<svg class="indicator"') == 6  # of the two extracts of one indicator, one
    for line in lines:
        indicator = re.search(r'href="/id/indicator/([\w-]+)"', line)[1]  # type: ignore[index]
        said = re.search(r'<span class="count">([\d,.]+) .* in (\d{4})(?:, ([^<]*))?</span>', line)
        assert said is not None
        fitting = [
            row
            for row in rows
            if row["indicator"].endswith(f"/{indicator}")
            and row["year"] == said[2]
            and float(row["value"]) == float(said[1].replace(",", ""))
        ]
        assert fitting
        assert any((row["whose"] == "the region") == (not said[3]) for row in fitting)
        assert all(row["notice"] in figure for row in fitting)
