"""The page of an organisation answers: what it is, where, and what it takes part in, as what and when."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section

REGION = "/doc/actor/region-vastmanland"


def test_the_sentence_names_kind_place_and_authority(client: FlaskClient) -> None:
    english = "takes part in 6 recorded activities. It is the authority of Västmanland."
    swedish = "medverkar i 6 registrerade verksamheter. Den är myndighet för Västmanland."
    assert f"Region Västmanland (regional authority, Västmanland) {english}</p>" in page(client, REGION)
    assert f"Region Västmanland (regional myndighet, Västmanland) {swedish}</p>" in page(client, REGION, "sv")


@pytest.mark.parametrize("name", ["region-vastmanland", "region-ostergotland", "vinnova"])
def test_each_involvement_is_a_row_with_its_role(client: FlaskClient, engine: LocalEngine, name: str) -> None:
    rows = select_rows(
        engine,
        sparql_prefixes() + f"SELECT DISTINCT ?in ?role {{ ?i styrka:involves <https://w3id.org/styrka/id/actor/{name}>"
        " ; styrka:involvedIn ?in ; styrka:role ?role FILTER NOT EXISTS { ?in a styrka:PriorityArea } }",
    )
    text = section(page(client, f"/doc/actor/{name}"), "involvements")
    shown = re.findall(r'<th scope="row"><a href="(?:/|https://w3id.org/styrka/)([^"]+)".*?<td[^>]*>([^<]+)</td>', text)
    assert sorted(thing for thing, _ in shown) == sorted(row["in"].value.split("styrka/", 1)[1] for row in rows)
    assert len({role for _, role in shown}) == len({row["role"].value for row in rows})


def test_the_money_is_that_of_the_whole_and_has_a_name(client: FlaskClient) -> None:
    text = section(page(client, REGION), "involvements")
    row = next(row for row in text.split("<tr>") if "Smart4U" in row)
    assert 'data-label="Year">2015<' in row
    assert 'EU contribution: <span class="figure">22,000,000 SEK</span>' in row
    assert "cooperating regions" not in text  # a figure, and no money


def test_the_areas_that_it_is_named_for(client: FlaskClient) -> None:
    assert "/id/area/se12-2023/morgondagens-energilosningar" in section(page(client, REGION), "areas_named")


def test_members_and_what_it_is_a_member_of_are_both_shown(client: FlaskClient) -> None:
    members = section(page(client, "/doc/actor/agronoder-i-samverkan"), "facts")
    assert re.search(r'<dt>Members</dt><dd>.*href="/id/actor/agro-orebro"', members)
    found = section(page(client, "/doc/actor/agro-orebro"), "facts")
    assert re.search(r'<dt>Member of</dt><dd>.*href="/id/actor/agronoder-i-samverkan"', found)


def test_the_web_address_has_the_name_of_its_site(client: FlaskClient) -> None:
    found = section(page(client, "/doc/actor/region-sormland"), "facts")
    assert '<a href="https://regionsormland.se">regionsormland.se</a>' in found


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", ["linkopings-universitet", "tillvaxtverket", "akademiska-hus", "styrka"])
def test_every_organisation_has_its_page(client: FlaskClient, name: str, language: str) -> None:
    text = page(client, f"/doc/actor/{name}", language)
    assert '<p class="sentence">' in text
    assert len(text.encode()) < 100_000
    assert f'href="/doc/actor/{name}?view=facts' in text


@pytest.mark.parametrize(("language", "heading"), [("en", "Who takes part"), ("sv", "Vilka som deltar")])
def test_a_hub_has_who_takes_part_in_it_and_what_is_known_to_be_missing(
    client: FlaskClient, language: str, heading: str
) -> None:
    text = page(client, "/doc/actor/health-data-sweden", language)
    found = section(text, "who")
    assert heading in found
    assert len(re.findall(r'<th scope="row"><a href="/id/actor/', found)) == 10
    assert "/id/actor/kungliga-tekniska-hogskolan" in found
    assert "18 partners in all; the list is cut in the excerpt after the tenth." in section(text, "notes")
    assert "/id/actor/health-data-sweden" in section(page(client, "/doc/actor/bron-innovation"), "involvements")
