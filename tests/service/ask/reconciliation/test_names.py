"""Fifty names of regions and organisations as people write them, with slips: what is found, and what is taken alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from styrka.ask.names.index import NameIndex
from styrka.ask.reconciliation.matching import make_identifiers, match_name
from styrka.ask.reconciliation.reading import NameQuery, read_kinds, read_queries
from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter, TooLarge
from tests.service.ask.reconciliation.measuring import Measure, measure

NAMES = list(csv.DictReader(Path(__file__).with_name("names.csv").open(encoding="utf-8", newline="")))


@pytest.fixture(scope="module")
def index(app: Flask, engine: LocalEngine) -> NameIndex:
    found: NameIndex = app.extensions["styrka"].names.index(engine)
    return found


@pytest.fixture(scope="module")
def measured(index: NameIndex) -> Measure:
    return measure(index, NAMES)


def test_there_are_fifty_names_each_of_a_thing_that_is_there(index: NameIndex) -> None:
    assert len(NAMES) == 50
    assert not [
        one["thing"] for one in NAMES if one["thing"] and index.get("https://w3id.org/styrka/" + one["thing"]) is None
    ]


def test_nearly_all_are_found_and_hardly_any_is_taken_wrongly(measured: Measure) -> None:
    assert measured.first >= 0.9, measured.missed
    assert measured.precision >= 0.95, measured.wrong
    assert measured.recall >= 0.6, measured.unsure


def test_what_is_not_recorded_is_never_taken(measured: Measure) -> None:
    assert not [one for one in measured.wrong if not one["thing"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"query": "AT13"}, "id/region/AT13"),
        ({"query": "id/region/SE122"}, "id/region/SE122"),
        ({"query": "https://w3id.org/styrka/scheme/theme/energy"}, "scheme/theme/energy"),
        ({"query": "energi", "type": "Theme"}, "scheme/theme/energy"),
        ({"query": "Wien", "type": "Region"}, "id/region/AT13"),
        ({"query": "se122-2017", "type": ["Strategy"]}, "id/strategy/se122-2017"),
        ({"query": "http://data.example/Q99", "type": "Region"}, "id/region/SE122"),
        ({"query": "q99", "type": "Region"}, "id/region/SE122"),
    ],
    ids=str,
)
def test_a_code_a_name_or_an_identifier_is_taken_alone(
    index: NameIndex, query: Mapping[str, object], expected: str
) -> None:
    identifiers = make_identifiers([("https://w3id.org/styrka/id/region/SE122", "http://data.example/Q99/")])
    found = match_name(index, identifiers, _read(query), "en")
    assert [one["id"] for one in found if one["match"]] == [expected]
    assert found[0]["id"] == expected


def test_what_else_is_known_of_a_name_decides(index: NameIndex) -> None:
    def best(**known: str) -> str:
        properties = [{"pid": name, "v": value} for name, value in known.items()]
        found = match_name(index, {}, _read({"query": "Limburg", "type": "Region", "properties": properties}), "en")
        return str(found[0]["id"])

    assert best(country="BE") == "id/region/BE22"
    assert best(country="NL") == "id/region/NL42"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"a": 1}',
        '{"a": {}}',
        '{"a": {"properties": []}}',
        '{"a": {"query": 1}}',
        '{"a": {"query": "x", "limit": -1}}',
    ],
)
def test_what_is_no_batch_is_refused(text: str) -> None:
    with pytest.raises(BadParameter):
        read_queries(text)


def test_a_type_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadParameter) as refused:
        read_kinds("Persons")
    assert "Region" in refused.value.detail


def test_too_many_together_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_queries("{" + ",".join(f'"{number}": {{"query": "x"}}' for number in range(101)) + "}")


def _read(query: Mapping[str, object]) -> NameQuery:
    return read_queries(json.dumps({"q": query}))["q"]
