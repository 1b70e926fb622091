"""The pages: a way in for who knows nothing of the data, and ways on that keep the language and fit the thing."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from styrka.vocabulary import BASE, DEF

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
LINK = re.compile(r'<a [^>]*href="([^"]+)"')


def page(client: FlaskClient, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={**BROWSER, "Accept-Language": language})
    assert answer.status_code == 200, address
    return answer.text


def test_the_language_that_was_chosen_goes_along(client: FlaskClient) -> None:
    own = [link for link in LINK.findall(page(client, "/doc/region/SE122?lang=sv")) if re.match(r"/(?!doc/.*\.)", link)]
    assert len(own) > 30
    others = [link for link in own if "lang=" not in link]
    assert not others
    assert all("lang=" not in link or "lang=sv" in link for link in LINK.findall(page(client, "/doc/region/SE122")))


def test_a_thing_leads_to_the_questions_that_fit_it(client: FlaskClient) -> None:
    region, theme = page(client, "/doc/region/SE122"), page(client, "/scheme/theme/energy")
    assert "/ask/priorities-of-a-region?region=SE122" in LINK.findall(region)
    assert "/ask/shared-priorities?theme=energy" in LINK.findall(theme)
    assert "/ask/shared-priorities" not in region.replace("/ask/shared-priorities?", "")


def test_the_questions_that_a_thing_leads_to_are_answered(client: FlaskClient) -> None:
    region = LINK.findall(page(client, "/doc/region/SE312"))
    some = {kind: next(link for link in region if f"/id/{kind}/" in link) for kind in ("strategy", "area")}
    for address in (
        "/doc/region/SE312",
        "/scheme/theme/energy",
        *(at.replace("/id/", "/doc/") for at in some.values()),
    ):
        leads = [link for link in LINK.findall(page(client, address)) if re.match(r"/ask/[^?]+[?]", link)]
        assert leads, address
        for lead in leads:
            page(client, html.unescape(lead))


def test_a_long_list_of_values_is_folded_but_whole(client: FlaskClient) -> None:
    text = page(client, "/doc/region/SE122?view=facts")
    assert "<details><summary>" in text
    subject, predicate = BASE + "id/region/SE122", DEF + "prioritises"
    themes = client.get("/doc/region/SE122.nt").text.count(f"<{subject}> <{predicate}> ")
    section = text.split("def/prioritises", 1)[1].split("</dd>", 1)[0]
    assert section.count("<li>") == themes


def test_each_value_says_how_it_is_known_and_where(client: FlaskClient) -> None:
    text = page(client, "/doc/region/SE122?view=facts")
    assert re.search(r'<a class="basis asserted" rel="nofollow" href="/why\?[^"]+">from a document<', text)
    assert re.search(r'<a class="basis inferred" rel="nofollow" href="/why\?[^"]+">follows by a rule<', text)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT ?r { ?r a styrka:Region } LIMIT 3", "<td><a href="),
        ("ASK { ?r a styrka:Region }", "<strong>Yes</strong>"),
        ("ASK { ?r a styrka:Nothing }", "<strong>No</strong>"),
        ("CONSTRUCT { ?r a styrka:Region } WHERE { ?r a styrka:Region } LIMIT 1", "a styrka:Region"),
        ("SELECT ?r { ?r a styrka:Nothing }", "0 rows"),
        ("SELECT ?x { ?x ?p ?o } LIMIT 1500", "The first 1,000 of 1,500 rows"),
        ('SELECT ("<script>" AS ?x) {}', "&lt;script&gt;"),
    ],
)
def test_a_browser_that_sends_a_query_gets_a_page_with_the_answer(client: FlaskClient, query: str, shown: str) -> None:
    text = f"PREFIX styrka: <{DEF}>\n{query}"
    answer = client.get("/sparql", query_string={"query": text}, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "Accept-Language" in answer.headers["Vary"]
    assert shown in answer.text
    assert "<script>" not in answer.text
    assert client.get("/sparql", query_string={"query": text}).mimetype != "text/html"
    data = re.findall(r'href="(/sparql[?]query=[^"]+format=[^"]+)"', answer.text)
    assert data
    for link in data:
        assert client.get(link.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Without an address of their own: "), ("sv", "Utan egen adress: ")]
)
def test_what_has_no_iri_is_counted_and_not_called_by_a_store_s_name(
    client: FlaskClient, language: str, words: str
) -> None:
    text = page(client, "/profile", language)
    facts = re.findall(r"<dd>(.*?)</dd>", text, re.DOTALL)
    counted = [one for one in facts if words in one]
    assert len(counted) == 2  # what it declares, and who uses its prefixes
    assert not [one for one in counted if "<span>" in one]
