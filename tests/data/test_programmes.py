"""The programmes: each of them once, with its number at the Commission, and where its source says that it is open."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE
from tests.data import graphs
from tests.data.test_counts import facts, rows

PROGRAMMES = BASE + "id/programme/"


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    """All that is stated."""
    return graphs.union()


def _group(found: list[tuple[str, ...]]) -> dict[str, set[str]]:
    """The values of the second column by those of the first."""
    grouped = defaultdict(set)
    for key, value in found:
        grouped[key].add(value)
    return grouped


def test_a_number_is_of_one_programme_and_a_programme_has_one_number(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?cci ?p { ?p a styrka:FundingProgramme ; styrka:cci ?cci }")
    assert {cci: several for cci, several in _group(found).items() if len(several) > 1} == {}
    assert {p: several for p, several in _group([(p, cci) for cci, p in found]).items() if len(several) > 1} == {}
    assert len(found) > 40


def test_a_name_is_of_one_programme(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?name ?p { ?p a styrka:FundingProgramme ; skos:prefLabel ?name }")
    assert {name: several for name, several in _group(found).items() if len(several) > 1} == {}


@pytest.mark.parametrize(
    ("programme", "cci"),
    [
        ("interreg-nordsjoregionen-2021-2027", "2021TC16RFTN004"),
        ("interreg-europe-2021-2027", "2021TC16RFIR001"),
        ("urbact-iv-2021-2027", "2021TC16FFIR001"),
        ("espon-2030-2021-2027", "2021TC16RFIR004"),
    ],
)
def test_a_programme_that_was_there_got_its_number(graph: ox.Store, programme: str, cci: str) -> None:
    assert rows(graph, f"SELECT ?cci {{ <{PROGRAMMES}{programme}> styrka:cci ?cci }}") == [(cci,)]


@pytest.mark.shared
def test_interreg_is_open_to_the_regions_that_its_source_names_and_to_no_other(graph: ox.Store, shared: Path) -> None:
    found = _group(
        rows(
            graph,
            """SELECT ?cci ?code { ?p styrka:cci ?cci ; styrka:eligibleRegion ?region . ?region skos:notation ?code
            FILTER(STRSTARTS(?cci, "2021TC")) }""",
        )
    )
    table = [row for row in facts(shared, "new/programmes_2021_2027_more") if row["cci"]]
    assert len(table) == 28
    for row in table:
        assert found.get(row["cci"], set()) == set(filter(None, row["nuts"].split("; "))), row["cci"]
