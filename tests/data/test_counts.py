"""As many regions, lists, areas, actors, programmes and projects as the fact tables have, neither more nor fewer."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.facts import actors, programmes, tables, versions
from styrka.vocabulary import BASE, sparql_prefixes
from tests.conftest import ROOT

CONVERTED = [
    *sorted((ROOT / "data/reference").rglob("*.ttl")),
    ROOT / "data/projects/se.ttl",
    *sorted((ROOT / "data/strategies/eu").glob("*.ttl")),
]
# An e-mail address, or a telephone number as it is written in Sweden.
PERSONAL = r"[\w.+-]+@[\w-]+\.\w{2,}|(?<![\w/-])(?:\+46|0046|0\d{1,3}-\d{2,3} )"


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    """The files that the converter writes, in one store."""
    store = ox.Store()
    for path in CONVERTED:
        store.bulk_extend(
            ox.Quad(quad.subject, quad.predicate, quad.object)
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        )
    return store


@pytest.fixture(scope="module")
def read(shared: Path) -> tables.Tables:
    """The fact tables."""
    return tables.read(shared / "facts")


def rows(graph: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = graph.query(sparql_prefixes() + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple(term.value for term in row) for row in solutions]


def number(graph: ox.Store, query: str) -> int:
    return len(rows(graph, query))


@pytest.mark.shared
def test_every_nuts_unit_is_there_once(graph: ox.Store, read: tables.Tables) -> None:
    found = rows(graph, "SELECT ?code ?level { ?r a styrka:Region ; skos:notation ?code ; styrka:nutsLevel ?level }")
    assert sorted(found) == sorted((row["code"], row["level"]) for row in read["nuts_eu"])
    assert len(found) == 1663


@pytest.mark.shared
@pytest.mark.parametrize(("column", "scheme"), [("in_nuts2021", "2021"), ("in_nuts2024", "2024")])
def test_each_vintage_has_its_units(graph: ox.Store, read: tables.Tables, column: str, scheme: str) -> None:
    query = f"SELECT ?r {{ ?r skos:inScheme <http://data.europa.eu/nuts/scheme/{scheme}> }}"
    assert number(graph, query) == sum(row[column] == "yes" for row in read["nuts_eu"])


def test_only_units_that_ended_are_replaced_and_by_units_that_began(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?old ?new { ?old dcterms:isReplacedBy ?new }")
    assert (f"{BASE}id/region/FI194", f"{BASE}id/region/FI199") in found
    assert (f"{BASE}id/region/PT16", f"{BASE}id/region/PT19") in found
    for vintage, position in (("2024", 0), ("2021", 1)):
        inside = {
            one[0]
            for one in rows(graph, f"SELECT ?r {{ ?r skos:inScheme <http://data.europa.eu/nuts/scheme/{vintage}> }}")
        }
        assert not inside & {pair[position] for pair in found}


@pytest.mark.shared
def test_every_list_has_the_areas_of_its_region_and_version(graph: ox.Store, read: tables.Tables) -> None:
    wanted = Counter(f"{row['nuts']} {row['version']}" for row in read["priorities_eu"])
    found = Counter(
        one[0]
        for one in rows(graph, "SELECT ?id ?area { ?list dcterms:identifier ?id ; styrka:hasPriorityArea ?area }")
    )
    assert found == wanted
    assert found.total() == 1042


@pytest.mark.shared
def test_every_strategy_row_is_a_strategy_with_its_title_and_source(graph: ox.Store, read: tables.Tables) -> None:
    titles = {
        one[0] for one in rows(graph, "SELECT ?title { ?s a styrka:Strategy ; skos:prefLabel|skos:altLabel ?title }")
    }
    missing = [
        row["title_native"] or row["title_en"]
        for row in read["strategies_eu"]
        if (row["title_native"] or row["title_en"]) not in titles
    ]
    assert missing == []
    parts = number(graph, "SELECT ?s { ?s a styrka:Strategy ; dcterms:isPartOf ?whole }")
    assert number(graph, "SELECT ?s { ?s a styrka:Strategy }") == len(versions.plans(read)) + parts
    twice = len(read["strategies_eu"]) - len(versions.plans(read))
    assert twice == 5  # Slovakia, Bulgaria, Abruzzo, Wielkopolskie and Bretagne have a row twice


def test_strategy_without_areas_says_that_they_are_not_recorded(graph: ox.Store) -> None:
    assert (
        number(
            graph,
            """SELECT ?s { ?s a styrka:Strategy
        FILTER NOT EXISTS { ?s styrka:hasPriorityArea ?a }
        FILTER NOT EXISTS { ?s styrka:incompleteFor styrka:hasPriorityArea } }""",
        )
        == 0
    )


def test_strategy_without_areas_keeps_its_time(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?time { <id/strategy/es11-2021-2027> styrka:asOf ?time }".replace("<id", f"<{BASE}id"))
    assert found == [("2022",)]


def test_both_lists_of_sachsen_are_kept(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?kind ?list { ?list styrka:coversRegion region:DED ; a ?kind }")
    assert sorted(kind.rsplit("/", 1)[1] for kind, _ in found) == ["Overview", "Strategy"]


@pytest.mark.shared
def test_every_actor_but_those_of_low_confidence_is_there(graph: ox.Store, read: tables.Tables) -> None:
    names = {one[0] for one in rows(graph, "SELECT ?name { ?a skos:prefLabel ?name ; dcterms:source ?s }")}
    left_out = actors.left_out(read)
    assert left_out == ("Alfred Nobel Science Park",)
    assert {row["name"] for row in read["actors_se"]} - names == set(left_out)
    assert {row["regional_authority"] for row in read["regions_se"]} <= names


@pytest.mark.shared
def test_every_verified_identifier_is_there(graph: ox.Store, read: tables.Tables) -> None:
    found = {one[0] for one in rows(graph, "SELECT ?match { ?a skos:exactMatch ?match }")}
    wanted = {row[column] for row in read["actor_ids"] for column in ("ror_id", "wikidata_iri") if row[column]}
    assert wanted <= found
    assert sum(one.startswith("https://ror.org/") for one in found) == len(read["actor_ids"]) == 90


@pytest.mark.shared
def test_every_programme_is_there_with_every_amount(graph: ox.Store, read: tables.Tables) -> None:
    table = (*read["programmes"], *read["programmes_more"])
    assert len(table) == 87
    assert number(graph, "SELECT ?p { ?p a styrka:FundingProgramme }") == len({programmes.key(row) for row in table})
    stated = sum(bool(row["eu_budget"]) + bool(row["total_budget"]) for row in table)
    found = number(graph, "SELECT ?a { ?p a styrka:FundingProgramme ; styrka:hasAmount ?a }")
    assert found == stated + 7  # those that only a note tells


@pytest.mark.parametrize("programme", ["vastsverige-erdf-2021-2027", "interreg-central-baltic-2021-2027"])
def test_conflicting_budgets_are_both_kept_each_with_its_source(graph: ox.Store, programme: str) -> None:
    found = rows(
        graph,
        f"""SELECT ?amount ?source {{
        <{BASE}id/programme/{programme}> styrka:hasAmount ?amount . ?amount dcterms:source ?source .
        ?claim rdf:object ?amount ; a styrka:Claim }}""",
    )
    assert len({amount for amount, _ in found}) == 2
    assert len({source for _, source in found}) >= 2


@pytest.mark.shared
def test_every_project_is_there_with_its_sums(graph: ox.Store, read: tables.Tables) -> None:
    assert number(graph, "SELECT ?p { ?p a styrka:Project }") == len(read["projects_se"]) == 120
    sums = sum(
        bool(row["eu_or_grant_sum"]) + bool(row["total_budget"]) for row in read["projects_se"] if row["currency"]
    )
    assert number(graph, "SELECT ?a { ?p a styrka:Project ; styrka:hasAmount ?a }") == sums


def test_every_source_that_is_named_exists(graph: ox.Store) -> None:
    by_hand = (
        "id/source/(region-sormland-2018|region-vastmanland-oms|region-varmland|ris3-seminar-2014"
        "|tillvaxtverket-reglab-2017)$"
    )
    missing = rows(graph, "SELECT DISTINCT ?s { ?x dcterms:source ?s FILTER NOT EXISTS { ?s dcterms:title ?t } }")
    assert [one[0] for one in missing if not re.search(by_hand, one[0])] == []


def test_nothing_has_a_blank_node(graph: ox.Store) -> None:
    assert not [quad for quad in graph if ox.BlankNode in (type(quad.subject), type(quad.object))]


def test_no_text_holds_an_address_or_number_of_a_person(graph: ox.Store) -> None:
    texts = [quad.object.value for quad in graph if isinstance(quad.object, ox.Literal)]
    assert not [text for text in texts if re.search(PERSONAL, text)]


@pytest.mark.shared
def test_short_descriptions_of_the_regional_pages_are_kept(graph: ox.Store, shared: Path) -> None:
    with (shared / "facts" / "eye_ris3.csv").open(encoding="utf-8", newline="") as file:
        wanted = {
            row["description_short"]
            for row in csv.DictReader(file)
            if row["nuts"].startswith("FI") and row["description_short"]
        }
    notes = {one[0] for one in rows(graph, "SELECT ?n { ?a a styrka:PriorityArea ; skos:note ?n }")}
    assert wanted <= notes
