"""``/why``: a statement with what it follows from, the documents that say so, and their words."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.answers import json_of

BROWSER = {"Accept": "text/html"}
JOINT = {
    "s": "region:SE122",
    "p": "styrka:priorityArea",
    "o": "<id/area/se12-2023/morgondagens-energilosningar>",
}


def test_an_inferred_statement_ends_in_documents_and_their_words(client: FlaskClient) -> None:
    page = client.get("/why", query_string={**JOINT, "lang": "en"}, headers=BROWSER)

    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert "Smart specialisering i Östra Mellansverige" in page.text
    assert "<blockquote" in page.text
    assert "This follows by a rule:" in page.text


def test_the_rule_is_reported_in_the_readers_language(client: FlaskClient) -> None:
    assert "Det följer av en regel:" in client.get("/why", query_string={**JOINT, "lang": "sv"}, headers=BROWSER).text


def test_the_same_as_json(client: FlaskClient) -> None:
    found = json_of(client.get("/why.json", query_string=JOINT))

    assert found["status"] == "inferred"
    assert "https://w3id.org/styrka/id/source/region-vastmanland-oms" in {one["iri"] for one in found["sources"]}
    assert all(one["text"] and len(one["text"]) <= 300 for one in found["quotations"])
    assert found["quotations"]


def test_a_stated_statement_names_its_source(client: FlaskClient) -> None:
    found = json_of(
        client.get(
            "/why.json",
            query_string={"s": "strategy:se122-2017", "p": "styrka:adoptedOn", "o": '"2017-02-02"^^xsd:date'},
        )
    )

    assert found["status"] == "stated"
    assert [place["graph"].rsplit("/", 1)[-1] for place in found["stated"]] == ["region-sormland-2018"]


@pytest.mark.parametrize("missing", ["s", "p", "o"])
def test_a_missing_term_is_400_and_shows_how_it_is_asked(client: FlaskClient, missing: str) -> None:
    answer = client.get("/why.json", query_string={name: term for name, term in JOINT.items() if name != missing})

    assert answer.status_code == 400
    assert "/why?s=" in json_of(answer)["detail"]


def test_what_is_no_term_is_400(client: FlaskClient) -> None:
    assert client.get("/why.json", query_string={**JOINT, "p": "no such thing"}).status_code == 400
    assert client.get("/why.json", query_string={**JOINT, "s": "x" * 3000}).status_code == 400


def test_what_is_not_recorded_is_404(client: FlaskClient) -> None:
    answer = client.get("/why.json", query_string={**JOINT, "s": "region:SE224"})

    assert answer.status_code == 404
    assert "not recorded" in json_of(answer)["detail"]


def test_a_row_leads_to_why_and_data_have_the_evidence(client: FlaskClient) -> None:
    asked = {"theme": "energy", "country": "SE"}
    page = client.get("/ask/shared-priorities", query_string={**asked, "lang": "en"}, headers=BROWSER).text
    found = json_of(client.get("/ask/shared-priorities.json", query_string=asked))

    bindings = json_of(client.get("/ask/shared-priorities.srj", query_string=asked))["results"]["bindings"]

    assert page.count("<details class=evidence>") == len(found["rows"]) == len(bindings)
    assert 'href="/why?' in page
    for row, binding in zip(found["rows"], bindings, strict=True):
        assert {one["source"] for one in row["evidence"]} == set(binding["evidence"]["value"].split())
        assert {"pattern", "subject", "predicate", "object", "graph", "source"} <= set(row["evidence"][0])


def test_each_mark_of_a_thing_leads_to_why(client: FlaskClient) -> None:
    page = client.get(
        "/doc/area/se122-2017/avancerad-tillverkning-for-kravande-miljoer?view=facts", headers=BROWSER
    ).text

    address = page.split('class="basis')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert address.startswith("/why?")
    assert client.get(address, headers=BROWSER).status_code == 200
    assert "Region Sörmland" in page


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("graph/strategies/se122-sormland-2017", "/graph/strategies/se122-2017/region-sormland-2018"),
        ("graph/reference/sources.ttl", "/graph/tables/sources/curation.ttl"),
    ],
)
def test_a_former_graph_leads_to_where_its_statements_are(client: FlaskClient, former: str, present: str) -> None:
    answer = client.get(f"/{former}", headers=BROWSER if not former.endswith("ttl") else {})

    assert (answer.status_code, answer.headers["Location"]) == (308, present)
