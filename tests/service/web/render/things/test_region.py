"""The page of a region answers: priorities, contact, time, neighbours, likeness, who and what is there."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page


def section(text: str, name: str) -> str:
    """The part of a page below the heading of that name."""
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>\s*(?=<section|<details|$)', text, re.DOTALL)
    assert found, name
    return found.group(1)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Sörmland has 3 priorities of its own (2017) and shares 4 with others in East-Central Sweden (2023)."),
        ("sv", "Sörmland har 3 egna prioriteringar (2017) och delar 4 med andra i Östra Mellansverige (2023)."),
    ],
)
def test_the_sentence_counts_own_and_joint_priorities(client: FlaskClient, language: str, sentence: str) -> None:
    text = page(client, "/doc/region/SE122", language)
    assert f'<p class="sentence">{sentence}</p>' in text
    assert f'<meta name="description" content="{sentence}">' in text
    assert "<h1>Sörmland</h1>" in text


def test_the_larger_regions_are_named_with_their_codes(client: FlaskClient, engine: LocalEngine) -> None:
    rows = select_rows(
        engine,
        sparql_prefixes()
        + "SELECT ?code { region:SE122 styrka:partOf ?r . ?r styrka:nutsLevel ?level ; skos:notation ?code }",
    )
    for path in ("/doc/region/SE122", "/doc/region/SE122/brief"):
        (said,) = re.findall(r'<p class="what">(.*?)</p>', page(client, path))
        assert "East-Central Sweden</a> (SE12)" in said
        assert sorted(re.findall(r"</a> \((\w+)\)", said)) == sorted(row["code"].value for row in rows)


def test_overviews_beside_a_strategy_are_folded_with_their_number_of_areas(client: FlaskClient) -> None:
    listed = section(page(client, "/doc/region/SE124"), "priorities")
    before, *folded = listed.split('<details class="rest">')
    assert "The Örebro region&#39;s innovation strategy for smart specialisation" in before
    assert "Overview by someone else" not in before
    for one in folded[:2]:
        said = re.match(r"<summary>Overview by someone else, not the strategy: .*? \((\d+)\)</summary>", one)
        assert said
        assert one.split("</details>")[0].count('<p class="area">') == int(said[1])


def test_every_area_of_the_region_is_listed_once_with_its_reason(client: FlaskClient, engine: LocalEngine) -> None:
    rows = select_rows(
        engine,
        sparql_prefixes() + "SELECT ?area { region:SE122 styrka:priorityArea ?area . ?list styrka:hasPriorityArea ?area"
        " FILTER NOT EXISTS { ?list styrka:supersededBy ?later } }",
    )
    listed = section(page(client, "/doc/region/SE122"), "priorities")
    areas = re.findall(r'<p class="area"><a href="([^"]+)"', listed)
    assert sorted(areas) == sorted({"/" + row["area"].value.split("styrka/", 1)[1] for row in rows})
    assert listed.count('class="why"') == len(areas)


def test_each_reason_leads_to_an_explanation(client: FlaskClient) -> None:
    listed = section(page(client, "/doc/region/SE122"), "priorities")
    for address in re.findall(r'class="why" rel="nofollow" href="([^"]+)"', listed):
        assert client.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"}).status_code == 200


def test_the_authority_is_named_with_its_site(client: FlaskClient) -> None:
    assert '<a href="https://regionsormland.se">regionsormland.se</a>' in section(
        page(client, "/doc/region/SE122"), "contact"
    )


def test_what_became_of_the_areas_is_told_by_fate(client: FlaskClient) -> None:
    fates = section(page(client, "/doc/region/SE311"), "time")
    counted = {fate: int(number) for fate, number in re.findall(r"<dt>([^<(]+) \((\d+)\)</dt>", fates)}
    assert set(counted) >= {"Continued", "New"}
    rows = client.get("/ask/dropped-or-renamed.srj?region=SE311").json["results"]["bindings"]  # type: ignore[index]
    assert sum(counted.values()) == len(
        {tuple(row[one]["value"] for one in ("earlier", "later", "area")) for row in rows}
    )


def test_neighbours_are_those_across_the_border(client: FlaskClient, engine: LocalEngine) -> None:
    found = section(page(client, "/doc/region/SE122"), "neighbours")
    shown = set(re.findall(r'<th scope="row"><a href="/id/region/(\w+)"', found))
    rows = select_rows(engine, sparql_prefixes() + "SELECT ?r { region:SE122 styrka:borders ?r }")
    assert shown == {row["r"].value.rsplit("/", 1)[-1] for row in rows}
    assert "Bioeconomy" in found
    assert "Bioekonomi" not in found


def test_partners_of_the_same_joint_strategy_stand_apart(client: FlaskClient) -> None:
    found = section(page(client, "/doc/region/SE122"), "like")
    elsewhere, _, partners = found.partition("In the same joint strategy")
    assert {"SE121", "SE123", "SE124", "SE125"} == set(re.findall(r'href="/id/region/(\w+)"', partners))
    assert not {"SE121", "SE123", "SE124", "SE125"} & set(re.findall(r'href="/id/region/(\w+)"', elsewhere))


def test_like_and_unlike_are_regions_of_the_same_level(client: FlaskClient, engine: LocalEngine) -> None:
    found = set(re.findall(r'href="/id/region/(\w+)"', section(page(client, "/doc/region/SE122"), "like")))
    rows = select_rows(engine, sparql_prefixes() + "SELECT ?r { ?r styrka:nutsLevel 3 }")
    assert len(found) > 10
    assert found <= {row["r"].value.rsplit("/", 1)[-1] for row in rows}


def test_only_programmes_that_run_are_open(client: FlaskClient) -> None:
    found = section(page(client, "/doc/region/SE122"), "organisations")
    assert "2021–2027" in found
    assert "2014–2020" not in found


def test_a_region_without_priorities_does_not_count_as_having_none(client: FlaskClient) -> None:
    text = page(client, "/doc/region/DE111")
    assert "No priorities of" in text
    assert "does not mean that it has none" in text


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_region_without_priorities_has_the_documents_that_are_known_and_its_neighbours_that_have_some(
    client: FlaskClient, engine: LocalEngine, language: str
) -> None:
    text = page(client, f"/doc/region/SE331?lang={language}")
    listed = select_rows(
        engine,
        sparql_prefixes() + "SELECT DISTINCT ?one { ?one a styrka:PriorityList ; styrka:coversRegion region:SE331 }",
    )
    words = {"en": "We know of {n} documents", "sv": "Vi känner till {n} dokument"}[language]
    (said,) = re.findall(rf"<p>{words.format(n=len(listed))}.*?</p>", text)
    assert {f"/{row['one'].value.split('styrka/', 1)[1]}" for row in listed} == {
        one.split("?")[0] for one in re.findall(r'href="(/id/strategy/[^"]+)"', said)
    }
    assert f'href="/correct?of=/doc/region/SE331&amp;lang={language}"' in said
    near = section(text, "neighbours")
    assert {"SE332", "SE321", "SE322"} == set(re.findall(r'href="/id/region/(\w+)', near))
    for other in ("SE122", "DE111"):
        assert words.split("{")[0] not in page(client, f"/doc/region/{other}", language)


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("code", ["SE122", "SE331", "PL21"])
def test_what_is_not_recorded_is_what_the_questions_about_gaps_answer(
    client: FlaskClient, language: str, code: str
) -> None:
    found = section(page(client, f"/doc/region/{code}", language), "gaps")
    assert "<li>" in found
    for slug in ("known-gaps", "areas-without-actor-or-project"):
        text = page(client, f"/ask/{slug}?country={code}", language)
        (sentence,) = re.findall(r'<p class="sentence">(.*?)</p>', text)
        has_rows = '<table class="rows">' in text
        assert (sentence in found) == has_rows
        assert (f'href="/ask/{slug}?country={code}"' in found) == has_rows
    assert ":," not in found


@pytest.mark.parametrize("code", ["SE", "SE12", "SE311", "ITC4", "PL21", "FRY1", "DE2"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_kind_of_region_has_its_page(client: FlaskClient, code: str, language: str) -> None:
    text = page(client, f"/doc/region/{code}", language)
    assert '<p class="sentence">' in text
    assert len(text.encode()) < 100_000


def test_all_recorded_facts_are_one_link_away(client: FlaskClient) -> None:
    text = page(client, "/doc/region/SE122")
    assert '<a href="/doc/region/SE122?view=facts">All recorded facts</a>' in text
    assert 'class="facts"' in page(client, "/doc/region/SE122?view=facts")


def test_what_is_known_to_be_missing_is_said_with_the_way_to_all_gaps_of_the_country(client: FlaskClient) -> None:
    text = page(client, "/doc/region/FRJ")
    assert "Known gap: recent list incomplete or a proposal." in text
    assert 'href="/ask/known-gaps?country=FR"' in text
    assert "Known gap" not in page(client, "/doc/region/SE311")
