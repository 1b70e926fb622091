"""``/partners``: who works on a theme elsewhere, counted from the graph itself, in which order, and wrong values."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page

ASKED = "/partners?region=SE122&theme=energy"


def find_actors(engine: LocalEngine) -> set[str]:
    """The organisations outside Sörmland that take part in an area or a project on energy, or are its example."""
    text = """SELECT DISTINCT ?actor { ?actor a styrka:Actor ; styrka:exampleOf|styrka:participatesIn ?through .
  ?through styrka:concerns|styrka:exampleOf/styrka:concerns <https://w3id.org/styrka/scheme/theme/energy> .
  FILTER NOT EXISTS { ?actor styrka:locatedIn region:SE122 } }"""
    return {row["actor"].value for row in select_rows(engine, sparql_prefixes() + text)}


def list_partners(client: FlaskClient, more: str = "") -> list[dict[str, object]]:
    answer = client.get(ASKED.replace("?", ".json?") + more)
    assert answer.status_code == 200
    return answer.json["organisations"]  # type: ignore[index,no-any-return]


def test_it_finds_every_organisation_and_states_how_many(client: FlaskClient, engine: LocalEngine) -> None:
    actors = find_actors(engine)
    assert {one["iri"] for one in list_partners(client)} == actors
    text = page(client, ASKED)
    assert f"{len(actors)} organisations outside Sörmland work on energy" in text
    assert f"{len(actors)} organisationer utanför Sörmland arbetar med energi" in page(client, ASKED, "sv")
    assert text.count('<h3><a href="/id/actor/') == len(actors)


def test_those_of_a_strategy_come_first_then_the_most_recent_and_never_by_name(client: FlaskClient) -> None:
    found = list_partners(client)

    def rank(one: dict[str, object]) -> tuple[bool, int]:
        reasons: list[dict[str, int]] = one["reasons"]  # type: ignore[assignment]
        return not any(each["strategies"] for each in reasons), -max(each["last_year"] or 0 for each in reasons)

    assert found == sorted(found, key=rank)
    assert rank(found[0])[0] is False
    assert found != sorted(found, key=lambda one: str(one["iri"]))


def test_a_card_states_reason_place_distance_and_evidence(client: FlaskClient) -> None:
    text = page(client, ASKED)
    card = next(one for one in text.split("<li>\n<h3>") if "/id/actor/electrification-hub" in one[:200])
    assert "Named for <a" in card
    assert "Energy solutions of tomorrow" in card
    assert "(2023)" in card
    assert re.search(r"about \d+0 km away", card)
    assert 'href="/why?' in card


def test_who_has_worked_with_the_region_is_marked(client: FlaskClient) -> None:
    met = [one for one in list_partners(client) if one["worked_together"]]
    assert page(client, ASKED).count("Already worked with you") == len(met) > 0


def test_a_facet_leaves_those_that_have_it(client: FlaskClient) -> None:
    universities = list_partners(client, "&kind=university")
    assert 0 < len(universities) < len(list_partners(client))
    assert all("https://w3id.org/styrka/def/University" in one["kinds"] for one in universities)  # type: ignore[operator]
    text = page(client, ASKED + "&kind=university")
    assert text.count('<h3><a href="/id/actor/') == len(universities)
    shown = re.search(r'aria-current="true"[^>]*>University', text)
    assert shown
    assert list_partners(client, "&country=DE") == []


@pytest.mark.parametrize(
    "written",
    [
        "region=sormland&theme=Energi&kind=University",
        "region=S%C3%B6dermanlands+l%C3%A4n&theme=energy&kind=universitet",
        "region=se122&theme=energi&kind=university",
    ],
)
def test_names_lead_to_the_address_with_codes(client: FlaskClient, written: str) -> None:
    answer = client.get(f"/partners?{written}", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/partners?region=SE122&theme=energy&kind=university"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("region=SE122&theme=", 'id="e-theme"'),
        ("region=nosuchplace&theme=energy", 'id="e-region"'),
        ("region=SE122&theme=energy&kind=wizard", "wizard"),
        ("region=SE122&theme=energy&country=Atlantis", "Atlantis"),
        ("region=%3Cscript%3E&theme=%F0%9F%92%A5", "&lt;script&gt;"),
    ],
)
def test_what_is_wrong_stands_on_the_form(client: FlaskClient, asked: str, words: str) -> None:
    answer = client.get(f"/partners?{asked}", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert words in answer.text
    assert '<form action="/partners"' in answer.text
    assert client.get(f"/partners.json?{asked}").status_code == 400


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_form_alone_is_no_error(client: FlaskClient, language: str) -> None:
    text = page(client, "/partners?region=SE122", language)
    assert 'role="alert"' not in text
    assert 'value="SE122" selected' in text


def test_a_theme_that_nobody_works_on_offers_what_to_try(client: FlaskClient) -> None:
    text = page(client, "/partners?region=SE122&theme=games")
    assert "There may be some all the same" in text
    assert "/ask/shared-priorities?theme=games" in text


def test_the_table_has_a_row_for_each_reason_and_one_heading_in_all_languages(client: FlaskClient) -> None:
    heads = set()
    for language in ("en", "sv"):
        answer = client.get(ASKED.replace("?", ".csv?"), headers={"Accept-Language": language})
        heads.add(answer.text.splitlines()[0])
    assert len(heads) == 1
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["organisation"] for row in rows} == {str(one["iri"]) for one in list_partners(client)}
    hub = next(row for row in rows if row["organisation"].endswith("/electrification-hub"))
    assert hub["last_year"] == "2023"
    assert hub["town"] == "Västerås"


def test_those_that_only_the_register_names_come_after_all_others_and_say_so(
    client: FlaskClient, engine: LocalEngine
) -> None:
    answer = client.get(ASKED.replace("?", ".json?")).json
    assert answer is not None
    told = answer["registry_only"]
    iris = [one["iri"] for one in told["organisations"]]
    assert 0 < len(iris) == min(20, told["total"])
    for iri in iris:
        text = f"""SELECT ?name ?seat {{ <{iri}> a styrka:ResearchOrganisation ; skos:prefLabel|skos:altLabel ?name ;
          styrka:seatIn ?seat FILTER NOT EXISTS {{ <{iri}> a styrka:Actor }} }}"""
        rows = select_rows(engine, sparql_prefixes() + text)
        assert any(re.search("(?i)energ", row["name"].value) for row in rows), iri
        assert not any(row["seat"].value.endswith("/SE122") for row in rows)
    order = [(not one["in_region_with_theme"], one["distance_km"]) for one in told["organisations"]]
    assert order == sorted(order)
    shown = page(client, ASKED)
    assert (
        shown.index('id="found"')
        < shown.index('id="registered"')
        < shown.index(f'/id/actor/{iris[0].rpartition("/")[2]}"')
    )
    assert "that they work on it is not recorded" in shown
    assert 'id="registered"' not in page(client, f"{ASKED}&country=FI")
