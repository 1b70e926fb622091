"""Rows as JSON objects: one form for each kind of value, whoever asks."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from styrka.ask.tables.objects import make_code, make_value
from styrka.engine.interface import Term
from styrka.vocabulary import BASE, PREFIXES
from tests.queries.conftest import QUESTIONS

XSD = PREFIXES["xsd"]
DATE = re.compile(r"[12]\d{3}(-\d{2}(-\d{2})?)?")
LABELS = {BASE + "id/region/SE122": {"sv": "Södermanlands län", "en": "Södermanland County"}}


@pytest.mark.parametrize(
    ("iri", "code"),
    [
        ("id/region/SE122", "SE122"),
        ("scheme/theme/energy", "energy"),
        ("id/area/se12-2023/smart-industri", "se12-2023/smart-industri"),
        ("def/Region", "Region"),
        ("graph/tables/areas", "tables/areas"),
    ],
)
def test_a_code_is_what_a_parameter_takes(iri: str, code: str) -> None:
    assert make_code(BASE + iri) == code
    assert make_code("http://example.org/x") is None


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (Term("literal", "own"), "own"),
        (Term("literal", "12", "", XSD + "integer"), 12),
        (Term("literal", "0.5", "", XSD + "decimal"), 0.5),
        (Term("literal", "NaN", "", XSD + "double"), "NaN"),
        (Term("literal", "many", "", XSD + "integer"), "many"),
        (Term("literal", "true", "", XSD + "boolean"), True),
        (Term("literal", "2018", "", XSD + "gYear"), {"value": "2018", "precision": "year"}),
        (Term("literal", "2018-05", "", XSD + "gYearMonth"), {"value": "2018-05", "precision": "month"}),
        (Term("literal", "2018-05-01", "", XSD + "date"), {"value": "2018-05-01", "precision": "day"}),
        (Term("literal", "Energi", "sv"), {"text": "Energi", "language": "sv"}),
        (
            Term("uri", BASE + "id/region/SE122"),
            {
                "iri": BASE + "id/region/SE122",
                "code": "SE122",
                "labels": {"en": "Södermanland County", "sv": "Södermanlands län"},
            },
        ),
        (Term("uri", "http://example.org/x"), {"iri": "http://example.org/x", "code": None, "labels": {}}),
    ],
)
def test_each_kind_of_value_has_one_form(term: Term | None, value: Any) -> None:
    assert make_value(term, LABELS) == value


def test_an_answer_has_objects_labels_and_what_each_row_rests_on(client: FlaskClient) -> None:
    asked = {"theme": "energy", "country": "SE"}
    answer = client.get("/ask/shared-priorities.json", query_string=asked, headers={"Accept-Language": "sv"})
    assert answer.mimetype == "application/json"
    assert answer.data == client.get("/ask/shared-priorities.json", query_string=asked).data
    found = json.loads(answer.data)
    assert (found["question"], found["parameters"]["theme"], found["total"]) == (
        "shared-priorities",
        "energy",
        len(found["rows"]),
    )
    columns = [one["name"] for one in found["columns"]]
    for row in found["rows"]:
        assert list(row) == [*columns, "evidence"]
        assert row["region"]["labels"]["sv"]
        assert row["region"]["code"].startswith("SE")
        assert row["evidence"][0]["source"].startswith(BASE + "id/source/")
    assert {one["titles"]["sv"] for one in found["columns"]} >= {"Region"}


def test_sparql_results_are_at_srj_and_by_their_media_type(client: FlaskClient) -> None:
    address, asked = "/ask/periods", {"region": "SE12"}
    media_type = "application/sparql-results+json"
    results = client.get(address + ".srj", query_string=asked)
    assert results.mimetype == media_type
    assert set(json.loads(results.data)) == {"head", "results"}
    for headers, wanted in (
        ({"Accept": media_type}, media_type),
        ({"Accept": "application/json"}, "application/json"),
        ({"Accept": f"{media_type};q=0.5, application/json;q=0.9"}, "application/json"),
    ):
        assert client.get(address, query_string=asked, headers=headers).mimetype == wanted
    for name, wanted in (("srj", media_type), ("json", "application/json"), (media_type, media_type)):
        assert client.get(address, query_string={**asked, "format": name}).mimetype == wanted
    assert client.get("/sparql?query=ASK{}&format=json").mimetype == media_type


@pytest.mark.parametrize("slug", QUESTIONS)
def test_every_answer_has_rows_as_objects(client: FlaskClient, slug: str) -> None:
    query = QUESTIONS[slug]
    asked = {one.name: one.example for one in query.parameters if one.example and one.default is None}
    answer = client.get(f"/ask/{slug}.json", query_string={**asked, "limit": 20})
    assert answer.status_code == 200, answer.text
    found = json.loads(answer.data)
    assert [one["name"] for one in found["columns"]] == list(query.columns)
    for row in found["rows"]:
        assert list(row) == [*query.columns, "evidence"]
    for name in query.columns:
        texts = [row[name] for row in found["rows"] if isinstance(row[name], str)]
        dates = [text for text in texts if DATE.fullmatch(text)]
        assert not dates or dates != texts, f"{name} of {slug} has dates: add it to dates in queries/words.yaml"
