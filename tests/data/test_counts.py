"""As many regions, lists, areas, actors, programmes and projects as the fact tables have, neither more nor fewer."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE, sparql_prefixes
from tests.data import graphs

# An e-mail address, or a telephone number as it is written in Sweden.
PERSONAL = r"[\w.+-]+@[\w-]+\.\w{2,}|(?<![\w/-])(?:\+46|0046|0\d{1,3}-\d{2,3} )"


# Lists of the second load that restate one that is there, with the areas that it had not got.
RESTATED = {
    "ITG1 2014-2020": ("ITG1 2014-2020 (Eye@RIS3)", {"Sea economy"}),
    "ES51 2014-2020 (RIS3CAT)": ("ES51 2014-2020 (RIS3CAT)", set[str]()),
    "FI194 2014-2020 (approved strategy, publication B:64)": ("FI194 2014-2020", set[str]()),
}


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    """All that is stated."""
    return graphs.union()


def facts(shared: Path, name: str) -> list[dict[str, str]]:
    """The rows of one fact table."""
    with (shared / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(graph: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = graph.query(sparql_prefixes() + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple(term.value for term in row) for row in solutions]


def number(graph: ox.Store, query: str) -> int:
    return len(rows(graph, query))


@pytest.mark.shared
def test_every_nuts_unit_is_there_once(graph: ox.Store, shared: Path) -> None:
    found = rows(graph, "SELECT ?code ?level { ?r a styrka:Region ; skos:notation ?code ; styrka:nutsLevel ?level }")
    assert sorted(found) == sorted((row["code"], row["level"]) for row in facts(shared, "nuts_eu"))
    assert len(found) == 1663


@pytest.mark.shared
@pytest.mark.parametrize(("column", "scheme"), [("in_nuts2021", "2021"), ("in_nuts2024", "2024")])
def test_each_vintage_has_its_units(graph: ox.Store, shared: Path, column: str, scheme: str) -> None:
    query = f"SELECT ?r {{ ?r skos:inScheme <http://data.europa.eu/nuts/scheme/{scheme}> }}"
    assert number(graph, query) == sum(row[column] == "yes" for row in facts(shared, "nuts_eu"))


@pytest.mark.shared
def test_borders_are_those_of_the_fact_table_between_the_smallest_regions(graph: ox.Store, shared: Path) -> None:
    found = rows(graph, "SELECT ?one ?other { ?a styrka:borders ?b . ?a skos:notation ?one . ?b skos:notation ?other }")
    known = {row["code"] for row in facts(shared, "nuts_eu")}
    wanted = {
        (row["code_a"], row["code_b"])
        for row in facts(shared, "new/nuts_neighbours")
        if row["level"] == "3" and known >= {row["code_a"], row["code_b"]}
    }
    assert set(found) == wanted
    assert len(found) == len(wanted) == 3018


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
def test_every_list_has_the_areas_of_its_region_and_version(graph: ox.Store, shared: Path) -> None:
    wanted = Counter(f"{row['nuts']} {row['version']}" for row in facts(shared, "priorities_eu"))
    for row in facts(shared, "new/priorities_more"):
        version = f"{row['nuts']} {row['version']}"
        if version not in RESTATED:
            wanted[version] += 1
        elif row["label_en"] in RESTATED[version][1]:
            wanted[RESTATED[version][0]] += 1
    found = Counter(
        one[0]
        for one in rows(
            graph,
            """SELECT ?id ?area { ?list dcterms:identifier ?id ; styrka:hasPriorityArea ?area
            FILTER(!REGEX(STR(?list), "/se")) }""",
        )
    )
    assert found == wanted
    assert found.total() == 1042 + 78 + 1


@pytest.mark.shared
def test_every_name_of_the_second_load_is_a_name_of_an_area_in_its_language(graph: ox.Store, shared: Path) -> None:
    table = facts(shared, "new/priorities_more")
    assert len(table) == 94
    names = {
        (code, name)
        for code, name in rows(
            graph,
            """SELECT ?code ?name { ?list styrka:coversRegion ?region ; styrka:hasPriorityArea ?area .
            ?region skos:notation ?code . ?area skos:prefLabel|skos:altLabel ?name }""",
        )
    }
    named = {(row["nuts"], row["label_native"] or row["label_en"]) for row in table}
    assert named - names == set()
    # What was added is named in English too; where a list that was there is restated, its own English stays.
    added = {(row["nuts"], row["label_en"]) for row in table if f"{row['nuts']} {row['version']}" not in RESTATED}
    assert added - names == set()


@pytest.mark.shared
def test_every_strategy_of_the_second_load_is_there_and_eight_are_new(graph: ox.Store, shared: Path) -> None:
    table = facts(shared, "new/strategies_more")
    assert len(table) == 25
    titles = {
        (code, title)
        for code, title in rows(
            graph,
            """SELECT ?code ?title { ?s a styrka:Strategy ; skos:prefLabel|skos:altLabel ?title ;
            styrka:coversRegion ?region . ?region skos:notation ?code }""",
        )
    }
    named = {(row["nuts"], row["title_native"]) for row in table}
    # A title with a note in brackets, and one that differs from the one that is there by its dash.
    assert named - titles == {
        ("FI196", "Satakunta-strategia (with the smart specialisation strategy 2021-2027)"),
        ("ITF1", "S3 Abruzzo – Strategia regionale di specializzazione intelligente"),
    }
    new = [row["nuts"] for row in table if row["relation_to_strategies_eu"] in ("new territory", "new period")]
    assert sorted(new) == ["AT22", "FI195", "FI196", "FRJ2", "FRK1", "ITG1", "ITG2", "PT18"]
    assert number(graph, "SELECT ?s { ?s a styrka:Strategy ; styrka:coversRegion region:ITF1 }") == 1


@pytest.mark.shared
def test_an_excerpt_that_is_cut_is_incomplete(graph: ox.Store, shared: Path) -> None:
    cut = {
        f"{row['nuts']} {row['version']}"
        for row in facts(shared, "new/priorities_more")
        if re.search(
            "cut|in part|of (?:four|five|13|15|19)$|level above", row["note"] + row["relation_to_priorities_eu"]
        )
    } - set(RESTATED)
    ids = {
        one[0]
        for one in rows(
            graph,
            """SELECT ?id { ?list dcterms:identifier ?id ; styrka:incompleteFor styrka:hasPriorityArea ;
            styrka:hasPriorityArea ?area }""",
        )
    }
    assert len(cut) == 9
    assert cut - ids == set()


@pytest.mark.shared
def test_every_strategy_row_is_a_strategy_with_its_title(graph: ox.Store, shared: Path) -> None:
    titles = {
        one[0] for one in rows(graph, "SELECT ?title { ?s a styrka:Strategy ; skos:prefLabel|skos:altLabel ?title }")
    }
    named = [row["title_native"] or row["title_en"] for row in facts(shared, "strategies_eu")]
    assert named
    assert [title for title in named if title not in titles] == []


def test_a_strategy_outside_sweden_without_areas_says_that_they_are_not_recorded(graph: ox.Store) -> None:
    assert (
        number(
            graph,
            """SELECT ?s { ?s a styrka:Strategy
        FILTER(!REGEX(STR(?s), "/(se|smaland|stockholm)"))
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
def test_every_actor_but_those_of_low_confidence_is_there(graph: ox.Store, shared: Path) -> None:
    names = {one[0] for one in rows(graph, "SELECT ?name { ?a skos:prefLabel ?name }")}
    assert {row["name"] for row in facts(shared, "actors_se")} - names == {"Alfred Nobel Science Park"}
    assert {row["regional_authority"] for row in facts(shared, "regions_se")} <= names


@pytest.mark.shared
def test_every_verified_identifier_is_there(graph: ox.Store, shared: Path) -> None:
    actors = "SELECT ?match { ?a skos:exactMatch ?match ; a ?class FILTER(?class != styrka:ResearchOrganisation) }"
    found = {one[0] for one in rows(graph, actors)}
    wanted = {row[column] for row in facts(shared, "actor_ids") for column in ("ror_id", "wikidata_iri") if row[column]}
    assert wanted <= found
    assert sum(one.startswith("https://ror.org/") for one in found) == len(facts(shared, "actor_ids")) == 90


@pytest.mark.shared
def test_every_programme_is_there(graph: ox.Store, shared: Path) -> None:
    table = [
        *facts(shared, "programmes"),
        *facts(shared, "programmes_more"),
        *facts(shared, "new/programmes_2021_2027_more"),
    ]
    assert len(table) == 118
    found = {one[0] for one in rows(graph, "SELECT ?cci { ?p a styrka:FundingProgramme ; styrka:cci ?cci }")}
    assert {row["cci"] for row in table if row["cci"]} <= found


@pytest.mark.parametrize("programme", ["vastsverige-erdf-2021-2027", "interreg-central-baltic-2021-2027"])
def test_conflicting_budgets_are_both_kept_each_with_its_source(graph: ox.Store, programme: str) -> None:
    found = rows(
        graph,
        f"""SELECT DISTINCT ?amount {{
        <{BASE}id/programme/{programme}> styrka:hasAmount ?amount . ?claim rdf:object ?amount ; a styrka:Claim }}""",
    )
    amounts = {amount for (amount,) in found}
    stated = {
        str(quad.subject)[1:-1]: graphs.graph_sources()[str(quad.graph_name)[1:-1]]
        for source in graphs.read()
        for quad in source.quads
        if str(quad.subject)[1:-1] in amounts and quad.predicate.value.endswith("#type")
    }
    assert len(amounts) == 2
    assert len(set(stated.values())) == 2


@pytest.mark.shared
def test_every_project_is_there(graph: ox.Store, shared: Path) -> None:
    names = {one[0] for one in rows(graph, "SELECT ?n { ?p a styrka:Project ; skos:prefLabel|skos:altLabel ?n }")}
    table = {row["name"] for row in facts(shared, "projects_se")}
    assert len(table) > 100
    # What has no title of its own in the table is named by what it is about.
    assert {name for name in table - names if "title not stated" not in name} == set()


def test_every_source_that_is_named_exists(graph: ox.Store) -> None:
    missing = rows(graph, "SELECT DISTINCT ?s { ?x dcterms:source ?s FILTER NOT EXISTS { ?s a ?class } }")
    assert missing == []
    assert number(graph, "SELECT ?s { ?s a styrka:Source }") > 600


def test_no_text_holds_an_address_or_number_of_a_person() -> None:
    quads = (quad for source in graphs.read() if source.folder == "data" for quad in source.quads)
    texts = [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]
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
