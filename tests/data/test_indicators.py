"""The indicators have the values of the fact table, each once, with its year, its unit and what is remarked on it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE, sparql_prefixes
from tests.conftest import ROOT
from tests.data import graphs

REGISTER = ROOT / "data/registers/indicators.csv"
FLAGS = {"provisional": "p", "estimated": "e", "break": "b", "definition-differs": "d", "low-reliability": "u"}
COUNTS = {
    "gdp-eur-per-head": 8116,
    "gdp-pps-eu27-100": 8116,
    "gerd-pct-gdp": 1834,
    "gdp-pps-eu27-100-2026": 1447,
    "employment-pct-15-64": 1212,
    "tertiary-pct-25-64": 1210,
    "unemployment-pct-15-74": 1198,
}


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    """All that is stated in the tree with cut registers."""
    return graphs.union()


def read_register() -> list[dict[str, str]]:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(graph: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = graph.query(sparql_prefixes() + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple(term.value for term in row) for row in solutions]


def test_each_indicator_has_as_many_values_as_its_source() -> None:
    assert Counter(row["indicator"] for row in read_register()) == COUNTS
    assert sum(COUNTS.values()) == 23_133


@pytest.mark.shared
def test_the_values_are_those_of_the_fact_table(shared: Path) -> None:
    with (shared / "facts/new/indicators.csv").open(encoding="utf-8", newline="") as file:
        wanted = [
            (row["indicator"].replace("_", "-"), row["nuts"], row["year"], row["value"], row["flag"])
            for row in csv.DictReader(file)
        ]
    found = [
        (
            row["indicator"],
            row["region"],
            row["year"],
            row["value"],
            "".join(FLAGS[flag] for flag in filter(None, row["flag"].split("|"))),
        )
        for row in read_register()
    ]
    assert found == wanted


def test_every_value_of_the_cut_register_is_an_observation(graph: ox.Store) -> None:
    found = rows(
        graph,
        """SELECT ?set ?region ?year ?value { ?o a qb:Observation ; qb:dataSet ?set ; sdmx-dimension:refArea ?region ;
        qb:dataSet/qb:structure <https://w3id.org/styrka/scheme/structure/indicators> ;
        sdmx-dimension:refPeriod ?year ; sdmx-measure:obsValue ?value }""",
    )
    known = {(row["indicator"], row["region"], row["year"]): row["value"] for row in read_register()}
    assert len(found) > 1_000
    for dataset, region, year, value in found:
        key = (dataset.removeprefix(BASE + "id/indicator/"), region.removeprefix(BASE + "id/region/"), year)
        assert float(known[key]) == float(value)
    swedish = [one for one in known if one[1].startswith("SE")]
    assert sum(region.startswith(BASE + "id/region/SE") for _, region, _, _ in found) == len(swedish)


def test_an_observation_has_at_most_six_statements_and_a_remark_each_more(graph: ox.Store) -> None:
    found = rows(
        graph,
        """SELECT ?o (COUNT(DISTINCT ?p) AS ?properties) (COUNT(?status) AS ?more)
        { ?o a qb:Observation ; qb:dataSet/qb:structure <https://w3id.org/styrka/scheme/structure/indicators> ; ?p ?any
          OPTIONAL { ?o sdmx-attribute:obsStatus ?status FILTER(?p = rdf:type) } }
        GROUP BY ?o""",
    )
    assert {int(properties) for _, properties, _ in found} <= {5, 6}
    assert {int(more) for _, _, more in found} <= {0, 1, 2}


def test_every_data_set_has_its_code_unit_licence_and_notice_and_is_of_a_source_with_the_same(graph: ox.Store) -> None:
    found = rows(
        graph,
        """SELECT ?set ?code ?unit ?notice { ?set a qb:DataSet ; dcterms:identifier ?code ; dcterms:license ?licence ;
        qb:structure <https://w3id.org/styrka/scheme/structure/indicators> ;
        sdmx-attribute:unitMeasure ?unit ; schema:creditText ?notice ; skos:prefLabel ?en, ?sv .
        ?source a styrka:Source ; schema:creditText ?notice ; dcterms:license ?licence .
        FILTER(LANG(?en) = "en" && LANG(?sv) = "sv") }""",
    )
    assert {one[0].removeprefix(BASE + "id/indicator/") for one in found} == set(COUNTS)
    assert all(code in notice for _, code, _, notice in found)
    assert len(found) == len(COUNTS)


def test_a_code_that_ended_is_only_in_a_data_set_of_its_vintage(graph: ox.Store) -> None:
    conforming = rows(graph, "SELECT ?set ?vintage { ?set a qb:DataSet ; dcterms:conformsTo ?vintage }")
    of_2021 = {one.removeprefix(BASE + "id/indicator/") for one, vintage in conforming if vintage.endswith("/2021")}
    only_2021 = {
        one[0].removeprefix(BASE + "id/region/")
        for one in rows(
            graph,
            """SELECT ?r { ?r skos:inScheme <http://data.europa.eu/nuts/scheme/2021>
            FILTER NOT EXISTS { ?r skos:inScheme <http://data.europa.eu/nuts/scheme/2024> } }""",
        )
    }
    ended = {row["indicator"] for row in read_register() if row["region"] in only_2021}
    assert ended
    assert ended <= of_2021
    assert "gdp-pps-eu27-100-2026" not in ended
