"""Regions border each other at every level as the fact table has it, and neighbours answer across borders."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from styrka.ask.answer import answer_question
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import PREFIXES, sparql_prefixes
from tests.queries.conftest import QUESTIONS

BORDERS = """SELECT DISTINCT ?one ?other ?level ?otherLevel {
  ?a styrka:borders ?b ; skos:notation ?one ; styrka:nutsLevel ?level .
  ?b skos:notation ?other ; styrka:nutsLevel ?otherLevel }"""


def borders(engine: LocalEngine) -> set[tuple[str, ...]]:
    found = select_rows(engine, sparql_prefixes() + BORDERS)
    return {tuple(row[name].value for name in ("one", "other", "level", "otherLevel")) for row in found}


def neighbours(engine: LocalEngine, region: str) -> set[str]:
    rows = answer_question(engine, QUESTIONS["complementary-priorities"], {"region": region}).rows
    return {row["region"].value.removeprefix(PREFIXES["region"]) for row in rows}


@pytest.mark.shared
def test_computed_borders_are_those_of_the_shapes_at_every_level(whole: LocalEngine, shared: Path) -> None:
    found = borders(whole)
    same = {(one, other) for one, other, level, its in found if level == its}
    with (shared / "facts/new/nuts_neighbours.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["code_a"], row["code_b"]) for row in csv.DictReader(file)]
    codes = {code for pair in same for code in pair}
    wanted = {pair for pair in pairs if codes >= set(pair)}
    assert same == wanted | {(other, one) for one, other in wanted}


def test_a_border_has_two_sides_and_none_leads_to_a_region_around(whole: LocalEngine) -> None:
    found = {(one, other) for one, other, _, _ in borders(whole)}
    assert found == {(other, one) for one, other in found}
    assert not [pair for pair in found if pair[0].startswith(pair[1])]


def test_a_neighbour_in_another_larger_region_or_country_answers(whole: LocalEngine) -> None:
    assert neighbours(whole, "SE311") == {"SE124", "SE232", "SE312"}  # three NUTS 1 regions meet there
    assert "FI1D7" in neighbours(whole, "SE332")
    assert neighbours(whole, "SE214") == set()  # an island


def test_of_a_country_and_its_parts_the_parts_answer(whole: LocalEngine) -> None:
    found = neighbours(whole, "DE4")
    assert {"PL42", "PL43"} & found
    assert "PL" not in found


def test_neighbours_share_themes_through_priorities_of_both(whole: LocalEngine) -> None:
    rows = answer_question(whole, QUESTIONS["neighbours-that-share"], {"region": "SE311"}).rows
    found = {row["region"].value.removeprefix(PREFIXES["region"]) for row in rows}
    assert found == {"SE124", "SE232", "SE312"}
    assert {row["border"].value for row in rows} == {"inside the country"}
    energy = {
        row["region"].value.removeprefix(PREFIXES["region"]): row["basis"].value
        for row in rows
        if row["theme"].value.endswith("/energy")
    }
    assert energy == {"SE124": "joint", "SE232": "own", "SE312": "own"}
    assert all(row["areaHereList"].value and row["areaThereList"].value for row in rows)


def test_own_priorities_leave_what_is_shared_through_a_joint_strategy_out(whole: LocalEngine) -> None:
    rows = answer_question(whole, QUESTIONS["neighbours-that-share"], {"region": "SE311", "basis": "own"}).rows
    assert {row["basis"].value for row in rows} == {row["basisHere"].value for row in rows} == {"own"}
    assert "SE124" not in {
        row["region"].value.removeprefix(PREFIXES["region"]) for row in rows if row["theme"].value.endswith("/energy")
    }


def test_a_neighbour_across_a_national_border_is_told_apart(whole: LocalEngine) -> None:
    rows = answer_question(whole, QUESTIONS["neighbours-that-share"], {"region": "SE332", "border": "national"}).rows
    assert {row["region"].value.removeprefix(PREFIXES["region"]) for row in rows} == {"FI1D7"}


def test_of_a_shared_theme_and_a_broader_one_the_narrower_answers(whole: LocalEngine) -> None:
    rows = answer_question(whole, QUESTIONS["neighbours-that-share"], {"region": "SE311"}).rows
    themes = {
        row["theme"].value.rsplit("/", 1)[1] for row in rows if row["region"].value == PREFIXES["region"] + "SE124"
    }
    assert "digital-health" in themes
    assert not {"health", "digital"} & themes
