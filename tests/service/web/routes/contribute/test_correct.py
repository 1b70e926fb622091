"""``/correct``: the statement with its source and words, the text to send, and the corrected file that is valid."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from styrka.engine.local import LocalEngine
from styrka.settings import Settings
from styrka.vocabulary import BASE
from styrka.web.app import create_app
from tests import hostile
from tests.conftest import ROOT

Stated = dict[str, dict[str, str]]
REGION = BASE + "id/region/SE122"
INFERRED = {"of": "region:SE122", "property": "styrka:prioritises", "value": "theme:energy"}


@pytest.fixture(scope="module")
def stated(engine: LocalEngine) -> Stated:
    """A statement that stands in a Turtle file, and one that stands in a row of a table, from the release itself."""
    from styrka.engine.interface import select_rows

    found = {}
    for name, start in (("turtle", "graph/strategies/"), ("table", "graph/tables/programmes/")):
        query = f"""SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{BASE}{start}")
          && STRENDS(STR(?p), "prefLabel") && STRSTARTS(STR(?s), "{BASE}id/")) }} ORDER BY ?g ?s ?o LIMIT 1"""
        row = select_rows(engine, query)[0]
        found[name] = {"of": row["s"].value, "property": f"<{row['p'].value}>", "value": row["o"].n3()}
    return found


@pytest.fixture(scope="module")
def with_mailbox(settings: Settings, app: Flask, engine: LocalEngine) -> Iterator[FlaskClient]:
    chosen, known = replace(settings, corrections="rattelser@region.example"), app.extensions["styrka"]
    with create_app(chosen, engine, known.questions, names=known.names).test_client() as client:
        yield client


def value_of(literal: str) -> str:
    return literal.split('"')[1]


def test_the_page_shows_the_statement_its_source_and_its_words(client: FlaskClient, stated: Stated) -> None:
    page = client.get("/correct", query_string={**stated["turtle"], "lang": "sv"})
    assert page.status_code == 200, page.text
    text = unescape(page.text)
    assert value_of(stated["turtle"]["value"]) in text
    assert "Vem som säger det" in text
    assert "/id/source/" in text or "/doc/source/" in text or '<ul class="sources">' in text
    assert "Vad är rätt?" in text


def test_what_follows_from_others_leads_to_those(client: FlaskClient) -> None:
    page = client.get("/correct", query_string=INFERRED)
    assert page.status_code == 200, page.text
    assert "it follows from the statements" in page.text
    listed = page.text.split('<ul class="sources">')[1]
    way = next(one for one in listed.split('href="') if one.startswith("/correct?of="))
    asked = parse_qs(urlsplit(unescape(way.split('"')[0])).query)
    assert set(asked) >= {"of", "property", "value"}
    premise = client.get(unescape(way.split('"')[0]))
    assert premise.status_code == 200
    assert "Who says so" in premise.text


@pytest.mark.parametrize(
    "of", ["/doc/region/SE122", "region:SE122", REGION, "http://localhost/doc/region/SE122?lang=sv"]
)
def test_a_thing_is_named_as_people_name_it(client: FlaskClient, of: str) -> None:
    page = client.get("/correct", query_string={"of": of})
    assert page.status_code == 200
    assert "Sörmland" in page.text
    assert page.text.count("/correct?of=region:SE122") > 3


@pytest.mark.parametrize("asked", ["sormland", "Södermanland", "sörmlnd"])
def test_a_thing_is_found_by_its_name_and_its_slips(client: FlaskClient, asked: str) -> None:
    page = client.get("/correct", query_string={"q": asked})
    assert page.status_code == 200
    assert "/correct?of=region:SE122" in page.text
    assert page.text.count("<li><a rel=") <= 20
    first = client.get("/correct").text
    assert first.index('name="q"') < first.index('name="of"')


def test_what_cannot_be_looked_for_is_said_at_the_field(client: FlaskClient) -> None:
    page = client.get("/correct?q=!&lang=sv")
    assert page.status_code == 400
    assert "Det finns inget ord att söka efter" in page.text
    assert 'value="!"' in page.text


def test_the_facts_of_a_thing_are_folded_and_found_by_their_words(client: FlaskClient) -> None:
    whole = client.get("/correct?of=region:SE122&lang=sv").text.split("<main")[1]
    assert whole.count("<details>") > 5
    assert "<details open>" not in whole
    some = client.get("/correct?of=region:SE122&lang=sv&within=latitud").text.split("<main")[1]
    assert "<details open>" in some
    assert 0 < some.count("property=") < whole.count("property=")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"of": "x:y:z"}, 400),
        ({"of": "region:NOWHERE"}, 404),
        ({"of": "region:SE122", "property": "skos:prefLabel"}, 400),
        ({"of": "region:SE122", "property": "skos:prefLabel", "value": '"Elsewhere"@en'}, 404),
        ({"of": "/etc/passwd"}, 404),
        ({"of": "a b"}, 404),
    ],
)
def test_what_is_not_recorded_is_said(client: FlaskClient, asked: dict[str, str], status: int) -> None:
    assert client.get("/correct", query_string=asked).status_code == status


def test_the_text_has_all_that_its_reader_needs(with_mailbox: FlaskClient, stated: Stated) -> None:
    said = {"right": "Det rätta namnet", "where": "Beslutet, sidan 3 <b>"}
    page = with_mailbox.post("/correct?lang=sv", data={**stated["turtle"], **said})
    assert page.status_code == 200, page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "<b>" not in page.text.split("<main")[1]
    link = next(one for one in page.text.split('href="') if one.startswith("mailto:")).split('"')[0]
    parts = urlsplit(unescape(link))
    assert parts.path == "rattelser@region.example"
    sent = parse_qs(parts.query)["body"][0]
    for wanted in (*said.values(), value_of(stated["turtle"]["value"]), "Källa:", "Utgåva"):
        assert wanted in sent


def test_without_a_mailbox_the_text_is_there_to_copy(client: FlaskClient, stated: Stated) -> None:
    page = client.post("/correct", data={**stated["table"], "right": "Another name"})
    assert "mailto:" not in page.text.split("<main")[1].split("</main>")[0]
    assert "Another name" in page.text
    assert "readonly" in page.text


def test_nothing_said_is_said_on_the_form(client: FlaskClient, stated: Stated) -> None:
    page = client.post("/correct", data=stated["turtle"])
    assert page.status_code == 400
    assert "Say what is right" in page.text
    assert client.post("/correct", data={**stated["turtle"], "right": "x" * 5000}).status_code == 400


def test_the_corrected_turtle_differs_in_that_statement_alone(client: FlaskClient, stated: Stated) -> None:
    answer = client.post("/correct/file", data={**stated["turtle"], "right": "Det rätta namnet"})
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/turtle"
    name = answer.headers["Content-Disposition"].split('"')[1]
    new = {quad.triple for quad in ox.parse(answer.data, ox.RdfFormat.TURTLE, base_iri=BASE)}
    olds = (
        {quad.triple for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=BASE)}
        for path in (ROOT / "data").rglob(name)
    )
    old = min(olds, key=lambda one: len(one ^ new))
    assert [one.object.value for one in new - old] == ["Det rätta namnet"]
    assert [one.object.value for one in old - new] == [value_of(stated["turtle"]["value"])]


def test_the_corrected_row_differs_in_that_cell_alone(client: FlaskClient, stated: Stated) -> None:
    answer = client.post("/correct/file", data={**stated["table"], "right": "=Right, name"})
    assert answer.status_code == 200, answer.text
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    with (ROOT / "data/tables/programmes.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert header == table[0]
    differing = [[n for n, (a, b) in enumerate(zip(row, one, strict=True)) if a != b] for one in table[1:]]
    assert [header.index("name")] in differing


def test_a_value_of_another_kind_is_refused(client: FlaskClient, engine: LocalEngine) -> None:
    from styrka.engine.interface import select_rows

    query = f"""SELECT ?s ?o {{ GRAPH ?g {{ ?s <{BASE}def/periodStart> ?o }}
      FILTER(STRSTARTS(STR(?g), "{BASE}graph/tables/")) }} ORDER BY ?s LIMIT 1"""
    row = select_rows(engine, query)[0]
    asked = {"of": row["s"].value, "property": "styrka:periodStart", "value": row["o"].n3()}
    page = client.post("/correct", data={**asked, "right": "some day"})
    assert page.status_code == 400
    assert "is not a date such as 2023" in unescape(page.text)
    answer = client.post("/correct/file", data={**asked, "right": "2031-05"})
    assert b"2031-05" in answer.data


@pytest.mark.parametrize("name", hostile.DOCUMENTS)
def test_a_hostile_body_harms_nobody(client: FlaskClient, stated: Stated, name: str) -> None:
    media_type, body, _ = hostile.DOCUMENTS[name]
    addresses = ("/correct", "/correct/file", "/correct/change")
    for address in addresses:
        assert client.post(address, data=body, content_type=media_type).status_code in {400, 404, 413, 415}
    # Each field with every document, at the addresses in turn.
    for turn, field in enumerate(("of", "property", "value", "right", "where"), list(hostile.DOCUMENTS).index(name)):
        sent = {**stated["turtle"], "right": "x", field: body[:20_000].decode("utf-8", "replace")}
        assert client.post(addresses[turn % 3], data=sent).status_code in {200, 400, 403, 404}, field


def test_every_page_of_a_thing_and_every_explanation_has_the_way(client: FlaskClient) -> None:
    for path in (
        "/doc/region/SE122",
        "/doc/region/SE122?view=facts",
        "/why?s=region:SE122&p=styrka:prioritises&o=theme:energy",
    ):
        text = client.get(path, headers={"Accept": "text/html"}).text
        assert "/correct?of=" in text.split("<footer")[0], path
    rows = client.get("/ask/shared-priorities?theme=energy&country=SE", headers={"Accept": "text/html"}).text
    assert rows.count("Is something wrong here?") > 10
