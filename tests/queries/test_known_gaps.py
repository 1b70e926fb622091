"""What is missing of each territory is computed as the second load found it, or the difference has its reason."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from styrka.ask.answer import answer_question
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import PREFIXES, sparql_prefixes
from tests.queries.conftest import QUESTIONS

STATES = {
    "current complete": "none",
    "current incomplete or proposed": "incomplete",
    "only pre-2021": "before-2021",
    "only pre-2021 (and undated)": "before-2021",
    "undated only": "undated",
    "no row in priorities_eu": "no-list",
}
# The table is the state of priorities_eu.csv; here are priorities_more.csv, conflicts.md and the joint strategies too.
ADDED, JOINT, MENDED = "a list was added", "a joint strategy of a larger region", "conflicts.md"
EXPLAINED = {
    "AT12": ("undated", "the list of ten areas has no date: a process from 2012"),
    "AT31": ("none", ADDED),
    "DE3": ("absent", "the list is that of Berlin and Brandenburg together"),
    "ES43": ("incomplete", ADDED),
    "FI195": ("incomplete", ADDED),
    "FI1B1": ("before-2021", "the list is of 2020, and no end is recorded"),
    "FI1D1": ("none", JOINT),
    "FI1D2": ("none", JOINT),
    "FI1D3": ("none", JOINT),
    "FI1D5": ("none", JOINT),
    "FI1D7": ("none", JOINT),
    "FI1D8": ("none", JOINT),
    "FI1D9": ("none", JOINT),
    "FRC1": ("none", JOINT),
    "FRF3": ("incomplete", JOINT),
    "FRJ": ("incomplete", ADDED),
    "FRJ1": ("incomplete", JOINT),
    "FRJ2": ("incomplete", ADDED),
    "HR": ("none", "the seven areas of the draft are confirmed for the adopted strategy"),
    "ITG1": ("none", ADDED),
    "ITG2": ("incomplete", ADDED),
    "ITI4": ("incomplete", MENDED),
    "NL2": ("before-2021", MENDED),
    "PL": ("incomplete", ADDED),
    "PT18": ("incomplete", ADDED),
}


@pytest.fixture(scope="module")
def gaps(whole: LocalEngine) -> dict[str, str]:
    """What is missing of each territory that decides or is expected to; "none" where nothing is known to be."""
    query = """SELECT ?region ?gap {
      { ?region a styrka:StrategyRegion } UNION { ?region styrka:expectedFor styrka:coveredBy }
      OPTIONAL { ?region styrka:knownGap ?gap } }"""
    return {
        row["region"].value.removeprefix(PREFIXES["region"]): row["gap"].value.rsplit("/", 1)[1]
        if "gap" in row
        else "none"
        for row in select_rows(whole, sparql_prefixes() + query)
    }


@pytest.mark.shared
def test_each_territory_of_the_table_is_in_its_state_or_the_difference_has_a_reason(
    gaps: dict[str, str], shared: Path
) -> None:
    with (shared / "facts/new/priority_gaps.csv").open(encoding="utf-8", newline="") as file:
        table = {row["nuts"]: STATES[row["current_status"]] for row in csv.DictReader(file)}
    assert len(table) == 196
    differing = {code: gaps.get(code, "absent") for code, state in table.items() if gaps.get(code, "absent") != state}
    assert differing == {code: state for code, (state, _) in EXPLAINED.items()}


def test_swedish_counties_without_a_whole_recent_list_are_known(gaps: dict[str, str]) -> None:
    assert {code: gap for code, gap in gaps.items() if code.startswith("SE") and gap != "none"} == {
        "SE224": "before-2021",
        "SE313": "undated",
        "SE321": "undated",
        "SE331": "no-list",
        "SE332": "undated",
    }


def test_the_question_has_each_territory_once_with_what_is_missing(whole: LocalEngine, gaps: dict[str, str]) -> None:
    rows = answer_question(whole, QUESTIONS["known-gaps"], {}).rows
    found = {row["region"].value.removeprefix(PREFIXES["region"]): row["gap"].value for row in rows}
    assert len(rows) == len(found)
    assert found == {code: gap for code, gap in gaps.items() if gap != "none"}


def test_the_kind_of_gap_and_the_country_narrow_the_answer(whole: LocalEngine, gaps: dict[str, str]) -> None:
    rows = answer_question(whole, QUESTIONS["known-gaps"], {"country": "FR", "gap": "no-list"}).rows
    codes = {row["region"].value.removeprefix(PREFIXES["region"]) for row in rows}
    assert codes == {code for code, gap in gaps.items() if code.startswith("FR") and gap == "no-list"}
    assert {row["expected"].value for row in rows} == {"expected by the curator", "decides on priorities"}
    assert Counter(gaps.values())["no-list"] > len(codes) > 5
