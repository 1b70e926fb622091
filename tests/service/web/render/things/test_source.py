"""The page of a source answers: what it is, where to read it, what is quoted from it, and what it supports."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.service.web.render.test_pages import page
from tests.service.web.render.things.test_region import section

REGION = "/doc/source/region-sormland-2018"


def find_source(engine: LocalEngine, pattern: str) -> str:
    """The page of a source that fits a pattern."""
    rows = select_rows(
        engine, sparql_prefixes() + f"SELECT ?s {{ ?s a styrka:Source ; {pattern} }} ORDER BY ?s LIMIT 1"
    )
    return rows[0]["s"].value.replace("https://w3id.org/styrka/id/", "/doc/")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", r"Smart specialisering \(Region Sörmland, 2018\) supports what is recorded here of (\d+) things\."),
        ("sv", r"Smart specialisering \(Region Sörmland, 2018\) är källa till det .* här om (\d+) saker\."),
    ],
)
def test_the_sentence_counts_what_it_supports(client: FlaskClient, language: str, sentence: str) -> None:
    text = page(client, REGION, language)
    found = re.search(f'<p class="sentence">{sentence}</p>', text)
    assert found
    counts = re.findall(r"<summary>[^<(]+ \((\d+)\)</summary>", section(text, "supported"))
    assert sum(map(int, counts)) == int(found.group(1))


def test_at_most_ten_of_a_noun_are_links(client: FlaskClient, engine: LocalEngine) -> None:
    rows = select_rows(
        engine,
        sparql_prefixes() + "SELECT DISTINCT ?x { ?g dcterms:source"
        " <https://w3id.org/styrka/id/source/region-sormland-2018> GRAPH ?g { ?x ?p ?o } ?x a styrka:Statement }",
    )
    found = section(page(client, REGION), "supported")
    statements = re.search(r"<summary>Statements \((\d+)\)</summary>\s*<ul>(.*?)</ul>\s*(<p>\d+ more</p>)?", found)
    assert statements
    assert int(statements.group(1)) == len(rows) > 10
    assert statements.group(2).count("<a ") == 10
    assert statements.group(3) == f"<p>{len(rows) - 10} more</p>"


def test_a_passage_is_quoted_with_its_place_and_what_it_supports(client: FlaskClient) -> None:
    found = section(page(client, REGION), "quotations")
    assert '<blockquote lang="sv"><p>Smart specialisering innebär' in found
    assert '<p class="place" lang="en">first paragraph</p>' in found
    assert re.search(r'About: <a href="/id/area/se122-2017/[^"]+"', found)


def test_a_source_without_a_title_is_named_so(client: FlaskClient, engine: LocalEngine) -> None:
    path = find_source(engine, "foaf:page ?p FILTER NOT EXISTS { ?s dcterms:title ?t }")
    assert "<h1>Title not recorded</h1>" in page(client, path)
    text = page(client, path, "sv")
    assert "<h1>Titeln är inte registrerad</h1>" in text
    assert "This source" not in text


def test_the_document_itself_is_one_click_away(client: FlaskClient, engine: LocalEngine) -> None:
    path = find_source(engine, "foaf:page ?p")
    address = select_rows(
        engine,
        sparql_prefixes() + f"SELECT ?p {{ <https://w3id.org/styrka/id/{path.removeprefix('/doc/')}> foaf:page ?p }}",
    )[0]["p"].value
    assert re.search(rf'<p class="what"><a href="{re.escape(address)}">Read it at ', page(client, path))
    assert "a link to the document" in section(page(client, REGION), "missing")


def test_a_copy_names_its_original(client: FlaskClient, engine: LocalEngine) -> None:
    path = find_source(engine, "styrka:copyOf ?o")
    text = page(client, path)
    original = select_rows(
        engine,
        sparql_prefixes()
        + f"SELECT ?o {{ <https://w3id.org/styrka/id/{path.removeprefix('/doc/')}> styrka:copyOf ?o }}",
    )[0]["o"].value
    caveat = re.search(r'<p class="caveat">(.*?)</p>', text)
    assert caveat
    assert f'href="{original}"' in caveat.group(1).replace("&amp;", "&")


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", ["region-sormland-2018", "region-vastmanland-oms", "curation", "curators-knowledge"])
def test_every_source_has_its_page(client: FlaskClient, name: str, language: str) -> None:
    text = page(client, f"/doc/source/{name}", language)
    assert '<p class="sentence">' in text
    assert len(text.encode()) < 100_000
    assert f'href="/doc/source/{name}?view=facts' in text


def test_other_kinds_have_the_list_of_their_statements(client: FlaskClient) -> None:
    assert 'class="facts"' in page(client, "/doc/quotation/region-vastmanland-oms-040")


def test_the_terms_of_a_source_stand_with_it(client: FlaskClient) -> None:
    shown = section(page(client, "/doc/source/gisco-nuts-rg-20m-2024"), "facts")
    assert "© EuroGeographics for the administrative boundaries" in shown
    assert '<span lang="en">© Euro' in section(page(client, "/doc/source/gisco-nuts-rg-20m-2024", "sv"), "facts")
    assert "The source states none." in section(page(client, REGION), "facts")


def test_why_shows_the_notice_of_the_source(client: FlaskClient) -> None:
    address = "/why?s=region:SE122&p=styrka:borders&o=region:SE123"
    told = client.get(address, headers={"Accept": "application/json"}).get_json()
    notices = {one["attribution"] for one in told["sources"]}
    assert "© EuroGeographics for the administrative boundaries" in notices
    assert "<small>© EuroGeographics for the administrative boundaries</small>" in page(client, address)
