"""The start page: a door that leads on, answers that the release gives, and no link in vain."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from styrka.ask.overview import count_lists, list_regions, list_themes
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import LINK, page


@pytest.mark.parametrize(
    ("language", "theme", "region", "first"),
    [("en", "Energy", "Dalarna", "Austria"), ("sv", "Energi", "Dalarna", "Sverige")],
)
def test_the_door_offers_regions_by_country_and_themes(
    client: FlaskClient, language: str, theme: str, region: str, first: str
) -> None:
    start = page(client, "/", language)
    assert f'<option value="energy">{theme}</option>' in start
    assert f'<option value="SE312">{region}</option>' in start
    assert re.findall(r'<optgroup label="([^"]+)"', start)[0] == first
    assert start.count("<option") > 250


@pytest.mark.parametrize(
    ("chosen", "leads"),
    [
        ("region=SE122&theme=", "/doc/region/SE122"),
        ("region=&theme=energy", "/scheme/theme/energy"),
        ("region=SE122&theme=energy", "/ask/shared-priorities?theme=energy&country=SE&region=SE122"),
        ("region=SE122&theme=energy&lang=sv", "/ask/shared-priorities?theme=energy&country=SE"),
        ("", "/regions"),
        ("region=sormland&theme=energi", "/ask/shared-priorities?theme=energy&country=SE&region=SE122"),
        ("region=S%C3%B6dermanlands+l%C3%A4n", "/doc/region/SE122"),
        ("theme=Vindkraft", "/scheme/theme/"),
        ("region=nosuchplace&theme=energi", "/ask/shared-priorities?theme=energy&country=nosuchplace"),
        ("region=se/../x%0dy&theme=", "/find?q=se%2F..%2Fx%0Dy"),
    ],
)
def test_the_door_leads_to_what_was_chosen(client: FlaskClient, chosen: str, leads: str) -> None:
    answer = client.get(f"/show?{chosen}")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(leads)
    assert ("lang=sv" in answer.headers["Location"]) == ("lang=sv" in chosen)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_link_on_the_start_page_resolves(client: FlaskClient, language: str) -> None:
    found = {html.unescape(link) for link in LINK.findall(page(client, "/", language))}
    assert len(found) > 25
    for link in found:
        if link.startswith("/"):
            answer = client.get(link, headers={"Accept": "text/html"}, follow_redirects=True)
            assert answer.status_code == 200, link


def test_the_answers_are_counted_on_the_release(client: FlaskClient, engine: LocalEngine) -> None:
    query = """SELECT (COUNT(DISTINCT ?region) AS ?all) (COUNT(DISTINCT ?with) AS ?n) {
      ?region a styrka:StrategyRegion ; styrka:partOf <https://w3id.org/styrka/id/region/SE>
      OPTIONAL { ?region styrka:latestTheme <https://w3id.org/styrka/scheme/theme/energy> BIND(?region AS ?with) }
    }"""
    row = select_rows(engine, sparql_prefixes() + query)[0]
    start = page(client, "/")
    assert f"{row['n'].value} of the {row['all'].value} regions in Sweden have energy as a priority" in start
    assert len(re.findall(r'<ul class="cards">.*?</ul>', start, re.DOTALL)[0].split("<li>")) == 4
    assert "1 priorities" not in start


def test_what_there_is_is_counted(client: FlaskClient, engine: LocalEngine) -> None:
    lists, regions = count_lists(engine), list_regions(engine)
    start = page(client, "/")
    assert 0 < lists.dated < lists.total
    assert re.fullmatch(r"20\d\d(-\d\d){0,2}", lists.newest)
    assert f">{lists.strategies} strategies<" in start
    assert f">{len(regions)} regions<" in start
    without = sum(1 for one in regions if not one.own + one.joint)
    assert f"{without} of the {len(regions)} regions" in start


@pytest.mark.parametrize("language", ["en", "sv"])
def test_each_number_leads_to_a_list_of_as_many(client: FlaskClient, language: str) -> None:
    start = html.unescape(page(client, "/", language).split('id="much"')[1].split("</section>")[0])
    links = dict(re.findall(r'<a href="(/ask/areas-per-list\?[^"]+)">([^<]+)</a>', start))
    assert len(links) == 3
    for address, words in links.items():
        numbers = [int(one) for one in re.findall(r"\d+", words)]
        data = client.get(address.replace("?", ".json?")).get_json()["rows"]
        dates = [row["asOf"]["value"] for row in data if isinstance(row["asOf"], dict)]
        if "sort=" in address:
            assert numbers[:2] == [len(dates), len(data)]
            assert dates == sorted(dates, reverse=True)
        else:
            assert numbers == [len(data)]


def test_every_region_lies_in_a_country_and_the_newest_date_counts(engine: LocalEngine) -> None:
    regions = {one.code: one for one in list_regions(engine)}
    assert not {code for code, one in regions.items() if len(one.country.rsplit("/", 1)[-1]) != 2}
    assert regions["SE122"].own > 0 < regions["SE122"].joint
    assert regions["berlin-brandenburg"].country.endswith("/DE")
    assert sum(1 for one in regions.values() if one.date) > 100


def test_a_broader_theme_counts_the_regions_of_its_narrower_ones(engine: LocalEngine) -> None:
    themes = {one.iri: one for one in list_themes(engine)}
    below = [one for one in themes.values() if one.broader]
    assert below
    assert all(one.regions <= themes[one.broader].regions for one in below)


def test_the_maps_are_one_link_each_with_words_for_who_does_not_see_them(client: FlaskClient) -> None:
    start = page(client, "/", "sv")
    found = re.findall(r'<a href="(/map[^"]*)"><img src="(/map.svg[^"]+)" alt="([^"]+)"', start)
    assert len(found) == 2
    for (address, picture, words), name in zip(found, ("Europa", "Sverige"), strict=True):
        assert name in words
        assert "lang=sv" in picture
        svg = client.get(html.unescape(picture))
        assert svg.mimetype == "image/svg+xml"
        assert "Egen strategi: " not in svg.text  # the legend stands once, below the pictures
        assert page(client, html.unescape(address), "sv")
    figure = start[start.index("<figure") : start.index("</figure>")]
    assert re.search(r'class="swatch own"></span> Egen strategi: \d+', figure)
    assert "regioner som beslutar om prioriteringar har temat" in figure
    assert "EuroGeographics" in figure
