"""Kohesio's sums and the ERDF's payments are those of their tables, each in a data set of its own, never added up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.data import graphs
from tests.data.registers import read_register, state_registers
from tests.data.test_counts import facts, rows
from tests.queries.conftest import QUESTIONS

SETS = {
    "kohesio-eligible-expenditure": "total_eligible_expenditure_eur",
    "kohesio-eligible-expenditure-per-head": "expenditure_eur_per_head",
    "kohesio-eu-budget": "eu_budget_eur",
    "kohesio-eu-budget-per-head": "eu_budget_eur_per_head",
}
OBSERVED = """SELECT ?region ?set ?year ?value {
  ?one a qb:Observation ; qb:dataSet ?of ; sdmx-dimension:refArea ?place ; sdmx-measure:obsValue ?number
  OPTIONAL { ?one sdmx-dimension:refPeriod ?period }
  BIND(STRAFTER(STR(?place), "/region/") AS ?region) BIND(STRAFTER(STR(?of), "/indicator/") AS ?set)
  BIND(COALESCE(STR(?period), "") AS ?year) BIND(STR(?number) AS ?value) }"""


@pytest.mark.shared
def test_kohesio_has_the_sums_of_its_table_and_no_year(shared: Path) -> None:
    """1 023 rows of four sums, less the 718 cells that are empty."""
    table = facts(shared, "new/kohesio_nuts3")
    found = rows(state_registers("kohesio"), OBSERVED)
    wanted = {(row["nuts3"], name, "", row[column]) for row in table for name, column in SETS.items() if row[column]}
    assert set(found) == wanted
    assert len(found) == len(read_register("kohesio")) == 4 * 1023 - 718
    assert len({row["region"] for row in read_register("kohesio")}) == len(table) == 1023


@pytest.mark.shared
def test_a_code_that_was_found_less_surely_says_so(shared: Path) -> None:
    unsure = {row["nuts3"] for row in facts(shared, "new/kohesio_nuts3") if row["match"] != "gdp+name"}
    assert len(unsure) == 24
    assert {row["region"] for row in read_register("kohesio") if row["confidence"] == "medium"} == unsure


@pytest.mark.shared
def test_the_payments_are_those_of_their_table(shared: Path) -> None:
    table = facts(shared, "new/erdf_payments_nuts2")
    store = state_registers("erdf-payments")
    found = rows(store, OBSERVED)
    assert set(found) == {(row["nuts2"], "erdf-payments", row["year"], row["erdf_eur"]) for row in table}
    assert len(found) == len(read_register("erdf-payments")) == len(table) == 3568
    older = rows(store, "SELECT ?one ?code { ?one styrka:recodedFrom ?code }")
    assert len(older) == sum(len(row["recoded_from"].split("+")) for row in table if row["recoded_from"])


def test_each_data_set_about_money_has_its_unit_time_caveat_and_notice() -> None:
    store = graphs.union()
    found = rows(
        store,
        """SELECT DISTINCT ?set ?unit ?sv ?en ?notice { ?set a qb:DataSet ; qb:structure ?structure ;
          sdmx-attribute:unitMeasure ?unit ; schema:creditText ?notice ; skos:note ?sv , ?en
          FILTER(LANG(?sv) = "sv" && LANG(?en) = "en")
          FILTER(STRENDS(STR(?structure), "/payments") || STRENDS(STR(?structure), "/sums-of-projects")) }""",
    )
    assert {row[0].rsplit("/", 1)[-1] for row in found} == {*SETS, "erdf-payments"}
    assert all("Source: European Commission" in row[-1] for row in found)
    dated = rows(store, "SELECT ?set { ?set a qb:DataSet ; styrka:asOf ?day }")
    assert {row[0].rsplit("/", 1)[-1] for row in dated} == set(SETS)


@pytest.mark.parametrize("slug", sorted(QUESTIONS))
def test_no_question_adds_amounts_of_money(slug: str) -> None:
    text = QUESTIONS[slug].text
    if re.search(r"hasAmount|kohesio|erdf-payments", text):
        assert not re.search(r"\b(SUM|AVG)\s*\(|\?\w+ \+ \?\w+", text)
        assert not re.search(r"\bsum (kohesio|payments|value|euContribution|totalBudget)\b", str(QUESTIONS[slug].page))


def test_the_registers_are_described() -> None:
    for name in ("kohesio", "erdf-payments", "programmes-2014-2020", "amounts-2014-2020"):
        assert (ROOT / "data/registers" / f"{name}.csv-metadata.json").is_file()
