"""The pages of terms, rules and schemes: all that they say is of the ontology, the shapes and the data."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from styrka.ask.vocabulary.rules import read_rules
from styrka.ask.vocabulary.terms import read_vocabulary
from styrka.engine.local import LocalEngine
from styrka.formats import JSON
from styrka.turtle import format_turtle
from styrka.vocabulary import BASE, DEF
from tests.service.web.render.test_pages import LINK, page

CODE = re.compile(r"<pre [^>]*><code>(.*?)</code></pre>", re.DOTALL)


def read(client: FlaskClient, address: str, language: str = "en") -> str:
    """The text of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page(client, address, language))))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_term_has_a_page_of_its_own(client: FlaskClient, engine: LocalEngine, language: str) -> None:
    terms = [one for one in read_vocabulary(engine).terms.values() if one.is_ours]
    for one in terms[::8]:
        text = read(client, "/def/" + one.iri.removeprefix(DEF), language)
        assert one.labels[language] in text
        assert one.definitions[language] in text
        assert one.name in text


def test_a_property_tells_what_it_is_for(client: FlaskClient) -> None:
    text = read(client, "/def/coversRegion")
    assert re.search(r"priority list exactly one region covers region", text)
    assert re.search(r"\d+ statements with it in the data", text)
    assert "When was a strategy adopted, and by whom?" in text
    assert "Strategies and overviews : region" in text
    assert "is covered by" in text
    assert "close match: schema:spatialCoverage" in text
    assert "Since version 0.1.0 (2026-11-22)" in text
    assert "Sedan version 0.2.0 (2026-11-30)" in read(client, "/def/borders", "sv")
    assert "precis ett" in read(client, "/def/coversRegion", "sv")
    links = LINK.findall(page(client, "/def/coversRegion"))
    assert {"/shape/PriorityList-coversRegion", "/table/strategies", "/ask/adoption", "/def/Region"} <= set(links)


@pytest.mark.parametrize("address", ["/def/coversRegion", "/def/Strategy", "/def/kind", "/def/asOf", "/def/localName"])
def test_the_example_is_turtle_that_the_data_state(client: FlaskClient, engine: LocalEngine, address: str) -> None:
    (code,) = CODE.findall(page(client, address))
    turtle = html.unescape(code) + "\n"
    assert format_turtle(turtle, "example") == turtle
    body = re.sub(r"@(base|prefix) ([^\n]*) \.\n", lambda one: f"{one[1].upper()} {one[2]}\n", turtle)
    declared, _, stated = body.partition("\n\n")
    assert b"true" in engine.run(f"{declared}\nASK {{ {stated} }}", JSON).read()


def test_a_class_lists_what_its_things_have_also_from_above(client: FlaskClient) -> None:
    text = read(client, "/def/Strategy")
    assert re.search(r"covers region exactly one region", text)
    assert "superseded by none" in text
    assert "a year or a month or a day" in text
    assert "prov:Plan" in text


def test_terms_are_found_by_their_words(client: FlaskClient) -> None:
    assert "styrka:coversRegion" in read(client, "/def?q=joint+list")
    assert "styrka:coversRegion" in read(client, "/def?q=OMFATTAR", "sv")
    assert "No term is called so" in read(client, "/def?q=qqqq")
    whole = page(client, "/def")
    drawing = whole[whole.index('<svg class="nouns"') : whole.index("</svg>", whole.index('<svg class="nouns"'))]
    assert {"/def/Region", "/def/hasPriorityArea", "/def/Theme"} <= set(re.findall(r'href="([^"]+)"', drawing))
    assert whole.count("/def/") > 150


def test_a_rule_is_shown_with_what_keeps_it_and_what_breaks_it(client: FlaskClient) -> None:
    text = read(client, "/shape/PriorityList-coversRegion")
    assert "The list does not cover exactly one region." in text
    assert "The release stops" in text
    right, wrong = CODE.findall(page(client, "/shape/PriorityList-coversRegion"))
    assert "styrka:coversRegion &lt;id/region/" in right
    assert "styrka:coversRegion &lt;id/actor/" in wrong
    assert "what leads here by has priority area" in read(client, "/shape/PriorityArea-list")


def test_every_rule_is_listed_and_has_a_page(client: FlaskClient, engine: LocalEngine) -> None:
    rules = read_rules(engine)
    whole = page(client, "/shape", "sv")
    listed = set(re.findall(r'href="/shape/([^"?]+)"', whole))
    assert {one.slug for one in rules.values()} == listed
    for slug in sorted(listed)[::12]:
        assert client.get(f"/shape/{slug}", headers={"Accept": "text/html"}).status_code == 200


def test_schemes_are_counted_and_themes_are_a_tree(client: FlaskClient) -> None:
    text = read(client, "/scheme")
    assert "Ranks 2 concepts" in text
    assert re.search(r"Energy \d+ regions Renewable energy \d+ regions", text)
    assert re.search(r"primary .* used 1,\d\d\d times", read(client, "/scheme/rank"))
    assert re.search(r"Energi \d+ regioner", read(client, "/scheme/theme", "sv"))


def test_data_is_answered_at_the_same_addresses(client: FlaskClient) -> None:
    for address in ("/def", "/def/coversRegion", "/shape/PriorityList-coversRegion", "/scheme/rank"):
        assert client.get(address, headers={"Accept": "text/turtle"}).mimetype == "text/turtle"
    facts = page(client, "/def/coversRegion?view=facts")
    assert BASE + "def/coversRegion" in facts
