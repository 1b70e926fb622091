"""Things by their names: in any language, with or without accents, with slips, in other forms, whatever people type."""

from __future__ import annotations

import csv
import statistics
import time
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from styrka.ask.names.combining import find_pair
from styrka.ask.names.finding import MOST, find_things
from styrka.ask.names.index import NameIndex
from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter
from styrka.vocabulary import BASE

# What people type, and what they mean: the examples of the design, and others made from names by rule.
QUERIES = list(csv.DictReader(Path(__file__).with_name("queries.csv").open(encoding="utf-8", newline="")))
FEWEST = 0.95
QUICK = 0.005  # seconds


@pytest.fixture(scope="session")
def index(app: Flask, engine: LocalEngine) -> NameIndex:
    """The index of the shipped release, which the application makes too."""
    found: NameIndex = app.extensions["styrka"].names.index(engine)
    return found


def first(index: NameIndex, text: str) -> list[str]:
    return [hit.thing.iri.removeprefix(BASE) for hit in index.search(text)[:3]]


def test_what_people_type_is_among_the_first_three(index: NameIndex) -> None:
    assert len(QUERIES) >= 150
    missed = [row for row in QUERIES if row["thing"] not in first(index, row["query"])]
    assert len(missed) <= (1 - FEWEST) * len(QUERIES), missed


def test_every_kind_of_query_is_answered_mostly(index: NameIndex) -> None:
    for kind in {row["kind"] for row in QUERIES}:
        rows = [row for row in QUERIES if row["kind"] == kind]
        missed = [row["query"] for row in rows if row["thing"] not in first(index, row["query"])]
        assert len(missed) <= max(1, 0.1 * len(rows)), (kind, missed)


def test_a_search_is_quick(index: NameIndex) -> None:
    took = []
    for row in QUERIES:
        started = time.process_time()
        index.search(row["query"])
        took.append(time.process_time() - started)
    assert statistics.median(took) < QUICK / 2
    assert sorted(took)[int(0.95 * len(took))] < QUICK


@pytest.mark.parametrize("text", ["energi zzzzz", "zzzzz energi"])
def test_what_has_most_of_the_words_is_found_where_nothing_has_all(text: str, index: NameIndex) -> None:
    assert first(index, text)[0] == "scheme/theme/energy"


def test_words_that_join_others_do_not_count(index: NameIndex) -> None:
    assert first(index, "skog och trä") == first(index, "skog trä")


def test_a_theme_comes_before_an_area_of_the_same_name(index: NameIndex) -> None:
    kinds = [hit.thing.kind for hit in index.search("Energi")]
    assert kinds[0] == "Theme"
    assert "PriorityArea" in kinds


def test_an_area_has_its_region_and_year(index: NameIndex) -> None:
    areas = [one for one in index.things if one.kind == "PriorityArea"]
    assert all(one.where("sv") for one in areas)
    assert sum(bool(one.year) for one in areas) > 0.8 * len(areas)


@pytest.mark.parametrize(
    ("text", "theme", "region"),
    [
        ("energi Sörmland", "energy", "SE122"),
        ("Sörmland energi", "energy", "SE122"),
        ("energi i Sörmland", "energy", "SE122"),
        ("artificial intelligence Sweden", "artificial-intelligence", "SE"),
    ],
)
def test_a_theme_and_a_region_are_a_pair(text: str, theme: str, region: str, index: NameIndex) -> None:
    pair = find_pair(index, text)
    assert pair
    assert (pair.theme.code, pair.region.code) == (theme, region)


@pytest.mark.parametrize("text", ["energi", "Sörmland", "Östra Mellansverige", "energi zzzz", "a b c d e f g h i j"])
def test_what_is_no_pair_is_none(text: str, index: NameIndex) -> None:
    assert find_pair(index, text) is None


def test_a_list_that_is_cut_says_so(index: NameIndex) -> None:
    found = find_things(index, "region")
    assert found.cut
    assert len(found.hits) == MOST
    assert len({hit.thing.iri for hit in found.hits}) == MOST


def test_sources_come_when_they_are_asked_for(index: NameIndex) -> None:
    assert "Source" not in {hit.thing.kind for hit in find_things(index, "strategi").hits}
    found = find_things(index, "strategi", "source")
    assert {hit.thing.kind for hit in found.hits} == {"Source"}
    assert found.counts["Source"] >= len(found.hits)


def test_what_is_written_most_alike_is_near_where_nothing_fits(index: NameIndex) -> None:
    found = find_things(index, "södrmnlnd")
    assert not found.hits
    assert "SE122" in [hit.thing.code for hit in found.near]


@pytest.mark.parametrize("text", ["", "  ", "?!", "\u00ad", "x" * 201])
def test_a_text_that_is_no_search_is_refused(text: str, index: NameIndex) -> None:
    with pytest.raises(BadParameter, match=r"no word|characters"):
        find_things(index, text)


@settings(max_examples=150)
@given(text=st.text(max_size=60))
def test_whatever_is_typed_is_looked_for_or_refused(text: str, index: NameIndex) -> None:
    try:
        found = find_things(index, text)
    except BadParameter:
        return
    assert len(found.hits) <= MOST
