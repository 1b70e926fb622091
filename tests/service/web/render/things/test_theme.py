"""The page of a theme answers: who has it, how it is worded, what it goes together with, and who works on it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section


def test_the_sentence_is_that_of_the_map(client: FlaskClient) -> None:
    lead = re.search(r'<p class="lead">(.*?)</p>', page(client, "/map?theme=energy"))
    assert lead
    assert f'<p class="sentence">{lead.group(1)}</p>' in page(client, "/scheme/theme/energy")


def test_a_country_has_a_bar_as_long_as_its_share(client: FlaskClient) -> None:
    found = section(page(client, "/scheme/theme/energy"), "regions")
    shares = re.findall(r'<summary>[^<]+: (\d+) of (\d+) <svg class="bar".*?<rect width="([\d.]+)"', found)
    assert len(shares) > 3
    assert all(float(width) == pytest.approx(100 * int(has) / int(of), abs=0.06) for has, of, width in shares)
    for basis in ("own", "joint"):
        assert f'href="/ask/shared-priorities?theme=energy&amp;basis={basis}"' in found.replace("&basis", "&amp;basis")


@pytest.mark.parametrize(
    ("language", "narrower"),
    [
        ("en", ["Energy efficiency", "Renewable energy", "Smart energy systems", "Solar energy"]),
        ("sv", ["Energieffektivisering", "Förnybar energi", "Smarta energisystem", "Solenergi"]),
    ],
)
def test_the_narrower_themes_are_tags_that_lead_to_them(
    client: FlaskClient, language: str, narrower: list[str]
) -> None:
    text = page(client, "/scheme/theme/energy", language)
    assert re.findall(r'<a class="theme also" href="/scheme/theme/[^"]+">([^<]+)</a>', text) == narrower
    assert '<p class="themes">' not in page(client, "/scheme/theme/solar-energy", language)


def test_the_programmes_are_those_that_fund_the_projects(client: FlaskClient, engine: LocalEngine) -> None:
    found = section(page(client, "/scheme/theme/energy"), "organisations")
    rows = select_rows(
        engine,
        sparql_prefixes()
        + "SELECT DISTINCT ?one { ?one a styrka:FundingProgramme . ?project styrka:fundedBy ?one ; a styrka:Project ;"
        " styrka:concerns theme:energy }",
    )
    shown = set(re.findall(r'href="/(id/programme/[^"]+)"', found.split("<h3>Programmes that fund")[1]))
    assert shown == {row["one"].value.split("styrka/", 1)[1] for row in rows}
    assert shown


@pytest.mark.parametrize(("language", "last"), [("en", "Sweden"), ("sv", "Österrike")])
def test_the_countries_are_in_order_of_their_names_or_shares(client: FlaskClient, language: str, last: str) -> None:
    by_name, by_share = (
        re.findall(r"<summary>([^<]+): (\d+) of (\d+) <", section(text, "regions").replace(" av ", " of "))
        for text in (page(client, f"/scheme/theme/energy{order}", language) for order in ("", "?sort=share"))
    )
    assert by_name[-1][0] == last
    assert by_share != by_name
    assert sorted(by_share) == sorted(by_name)
    shares = [int(has) / int(of) for _, has, of in by_share]
    assert shares == sorted(shares, reverse=True)
    found = page(client, f"/scheme/theme/energy?sort=share&lang={language}")
    assert re.search(r'<a href="/scheme/theme/energy\?sort=share&amp;lang=..#regions"[^>]*aria-current="true"', found)
    assert f'<a href="/scheme/theme/energy?lang={language}#regions"' in found
    assert 'aria-current="true"' in section(page(client, "/scheme/theme/energy?sort=nothing"), "regions")


def test_every_wording_is_an_area_on_the_theme(client: FlaskClient, engine: LocalEngine) -> None:
    found = section(page(client, "/scheme/theme/energy"), "wordings")
    shown = set(re.findall(r'<li><a href="/(id/area/[^"]+)"', found))
    rows = select_rows(
        engine,
        sparql_prefixes()
        + "SELECT DISTINCT ?area { ?area styrka:concerns theme:energy . ?list styrka:hasPriorityArea ?area ."
        " ?region a styrka:StrategyRegion ; styrka:priorityArea ?area"
        " FILTER NOT EXISTS { ?list styrka:supersededBy ?later } }",
    )
    assert shown == {row["area"].value.split("styrka/", 1)[1] for row in rows}


def test_companions_are_more_common_here_than_elsewhere(client: FlaskClient, engine: LocalEngine) -> None:
    found = section(page(client, "/scheme/theme/energy"), "together")
    first = re.search(
        r'href="/scheme/theme/([\w-]+)">[^<]+</a> <span class="when">([\d.]+) times as often, (\d+)', found
    )
    assert first
    themes: dict[str, set[str]] = {}
    for row in select_rows(
        engine,
        sparql_prefixes() + "SELECT DISTINCT ?r ?t { ?r a styrka:StrategyRegion ; styrka:latestTheme ?t }",
    ):
        themes.setdefault(row["r"].value, set()).add(row["t"].value.rsplit("/", 1)[-1])
    other, lift, both = first.group(1), float(first.group(2)), int(first.group(3))
    here = [several for several in themes.values() if "energy" in several]
    assert both == sum(other in several for several in here)
    share = both / len(here) / (sum(other in several for several in themes.values()) / len(themes))
    assert lift == pytest.approx(share, abs=0.05)


def test_a_match_names_its_vocabulary(client: FlaskClient) -> None:
    assert "EuroVoc: <a" in page(client, "/scheme/theme/energy")


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("theme", ["energy", "games", "energy-systems", "digital"])
def test_every_theme_has_its_page(client: FlaskClient, theme: str, language: str) -> None:
    text = page(client, f"/scheme/theme/{theme}", language)
    assert '<p class="sentence">' in text
    assert len(text.encode()) < 100_000


def test_the_short_name_leads_to_the_theme(client: FlaskClient) -> None:
    answer = client.get("/theme/energy?lang=sv")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/scheme/theme/energy?lang=sv")
