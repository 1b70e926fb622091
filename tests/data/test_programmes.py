"""The programmes: each of them once, with its number at the Commission, and where its source says that it is open."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE
from tests.data import graphs
from tests.data.registers import read_register, state_registers
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


@pytest.fixture(scope="module")
def ended() -> ox.Store:
    """The programmes of 2014-2020 as their register states them."""
    return state_registers("programmes-2014-2020")


@pytest.mark.shared
def test_every_programme_of_2014_2020_is_there_as_its_table_has_it(ended: ox.Store, shared: Path) -> None:
    table = facts(shared, "new/programmes_esif_2014_2020")
    wanted = {
        (
            row["cci"],
            " ".join(row["title"].split()),
            # Neither a programme across a border nor one of the United Kingdom has a member state that is known here.
            "" if row["country"] in ("TC", "UK") else row["country"],
            row["nuts_2021"],
        )
        for row in table
    }
    found = rows(
        ended,
        """SELECT ?cci ?title ?state ?region {
          ?p a styrka:FundingProgramme ; styrka:cci ?cci ; skos:altLabel ?title ;
            styrka:periodStart ?start ; styrka:periodEnd ?end
          FILTER(STR(?start) = "2014" && STR(?end) = "2020")
          OPTIONAL { ?p styrka:memberState ?country } OPTIONAL { ?p styrka:eligibleRegion ?place }
          BIND(COALESCE(STRAFTER(STR(?country), "/region/"), "") AS ?state)
          BIND(COALESCE(STRAFTER(STR(?place), "/region/"), "") AS ?region) }""",
    )
    assert set(found) == wanted
    assert len(found) == len(read_register("programmes-2014-2020")) == 541
    assert sum(1 for *_, region in found if region) == 132


def test_a_programme_of_a_table_keeps_its_name_where_the_register_has_it_too(graph: ox.Store) -> None:
    known = {iri for (iri,) in rows(graph, "SELECT ?p { ?p a styrka:FundingProgramme ; styrka:managedBy ?somebody }")}
    both = [row for row in read_register("programmes-2014-2020") if not row["name"]]
    assert len(both) == 20
    assert PROGRAMMES + "vastsverige-erdf-2014-2020" in known
    assert {row["id"] for row in both} >= {"vastsverige-erdf-2014-2020", "interreg-ostersjoregionen-2014-2020"}
    for row in both:
        names = rows(graph, f"SELECT ?name {{ <{PROGRAMMES}{row['id']}> skos:prefLabel ?name }}")
        assert names, row["id"]
        assert (row["title"] + ", 2014–2020",) not in set(names) or row["title"].startswith("Interreg V-A"), row["id"]


def test_a_number_in_the_register_is_of_no_other_programme_of_the_tables(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?cci ?p { ?p a styrka:FundingProgramme ; styrka:cci ?cci }")
    of_tables = {row[0]: row[1] for row in found}
    for row in read_register("programmes-2014-2020"):
        assert of_tables.get(row["cci"], PROGRAMMES + row["id"]) == PROGRAMMES + row["id"]


@pytest.mark.shared
def test_what_was_planned_is_as_its_table_has_it(shared: Path) -> None:
    """An objective for which nothing is planned has no amount: 1 600 cells of the table are 0."""
    kinds = {
        "eu_amount_eur": "eu-contribution",
        "total_amount_eur": "total-budget",
        "eu_to01_research_innovation": "eu-contribution-research-and-innovation",
        "eu_to02_ict": "eu-contribution-ict",
        "eu_to03_sme": "eu-contribution-smes",
        "eu_to04_low_carbon": "eu-contribution-low-carbon",
    }
    funds = {"CF": "cohesion-fund", "IPAE": "ipa"}
    cells = {
        (row["cci"], funds.get(row["fund"], row["fund"].lower()), kind, row[column])
        for row in facts(shared, "new/programmes_esif_2014_2020")
        for column, kind in kinds.items()
    }
    found = rows(
        state_registers("programmes-2014-2020", "amounts-2014-2020"),
        """SELECT ?cci ?fund ?kind ?value { ?p styrka:cci ?cci ; styrka:hasAmount ?amount . ?amount a styrka:Amount ;
          styrka:currency "EUR" ; styrka:bound <https://w3id.org/styrka/scheme/bound/exact> ;
          styrka:fund ?of ; styrka:amountKind ?what ; styrka:value ?number
          BIND(STRAFTER(STR(?of), "/fund/") AS ?fund) BIND(STRAFTER(STR(?what), "/amount-kind/") AS ?kind)
          BIND(STR(?number) AS ?value) }""",
    )
    assert set(found) == {cell for cell in cells if cell[3] != "0"}
    assert len(found) == len(read_register("amounts-2014-2020")) == 2540
    assert sum(cell[3] == "0" for cell in cells) == 690 * 6 - 2540 == 1600


def test_a_part_of_an_amount_is_within_it() -> None:
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in read_register("amounts-2014-2020"):
        sums[row["programme"], row["fund"]][row["kind"]] = int(row["value"])
    for key, planned in sums.items():
        parts = sum(value for kind, value in planned.items() if kind.startswith("eu-contribution-"))
        assert 0 <= parts <= planned["eu-contribution"] <= planned["total-budget"], key
