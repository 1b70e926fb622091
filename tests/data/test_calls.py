"""Calls and classifications: as many as their files have, each as there; themes are suggested, and given to none."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.build.source_files import find_sources
from styrka.build.sources import read_sources
from styrka.build.suggestions import CALL_THEMES
from styrka.errors import SourceError
from styrka.vocabulary import sparql_prefixes
from tests.conftest import ROOT
from tests.data import graphs

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

CALLS = ROOT / "data/registers/calls.csv"
FILE = "facts/new/calls_eu_2026-08-10.csv"


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    """All that is stated."""
    return graphs.union()


def rows(graph: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = graph.query(sparql_prefixes() + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple("" if term is None else term.value for term in row) for row in solutions]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
def test_every_call_of_the_file_is_there_as_it_is_there(graph: ox.Store, shared: Path) -> None:
    found = rows(
        graph,
        """SELECT ?topic ?name ?deadline ?status ?least ?most ?number ?page {
        ?call a styrka:Call ; dcterms:identifier ?topic ; skos:prefLabel ?name ; styrka:deadline ?deadline ;
          styrka:status ?state ; foaf:page ?page BIND(STRAFTER(STR(?state), "/status/") AS ?status)
        OPTIONAL { ?call styrka:smallestGrant ?least } OPTIONAL { ?call styrka:largestGrant ?most }
        OPTIONAL { ?call styrka:expectedGrants ?number } }""",
    )
    wanted = [
        (
            row["topic_id"],
            " ".join(row["title"].split()),
            row["deadline"],
            row["status_on_2026_08_10"],
            row["budget_min_eur"],
            row["budget_max_eur"],
            row["expected_grants"],
            row["url"],
        )
        for row in read(shared / FILE)
    ]
    assert sorted(found) == sorted(wanted)


def test_there_are_so_many_calls_and_so_many_were_ahead(graph: ox.Store) -> None:
    deadlines = [one[0] for one in rows(graph, "SELECT ?day { ?call a styrka:Call ; styrka:deadline ?day }")]
    assert len(deadlines) == 629
    assert sum(day >= "2026-11-28" for day in deadlines) == 281


@pytest.mark.shared
def test_each_programme_has_the_calls_of_the_file(graph: ox.Store, shared: Path) -> None:
    found = Counter(one[0] for one in rows(graph, "SELECT ?programme { ?call styrka:callOf ?programme }"))
    assert sorted(found.values()) == sorted(Counter(row["programme"] for row in read(shared / FILE)).values())


def test_each_suggestion_has_its_reason(graph: ox.Store) -> None:
    found = rows(
        graph,
        """SELECT ?suggestion ?there {
        ?suggestion a styrka:Suggestion ; owl:annotatedSource ?call ; owl:annotatedTarget ?theme ;
          sssom:match_string ?text
        BIND(EXISTS { ?suggestion styrka:matchedKeyword ?keyword . ?call dcat:keyword ?keyword }
          || EXISTS { ?suggestion sssom:subject_match_field skos:prefLabel . ?call skos:prefLabel ?title }
          AS ?there) }""",
    )
    assert len(found) == len(read(ROOT / CALL_THEMES)) == 920
    assert [one for one, there in found if there != "true"] == []  # what it rests on is a word of that very call


def test_no_call_is_given_a_theme(graph: ox.Store) -> None:
    given = "VALUES ?how { styrka:theme styrka:primaryTheme styrka:secondaryTheme styrka:relatedTheme styrka:concerns }"
    assert rows(graph, f"SELECT ?call {{ {given} ?call a styrka:Call ; ?how ?theme }}") == []


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scheme", "file", "number"),
    [
        ("http://data.europa.eu/ux2/nace2.1/nace2.1", "nace21", 396),
        ("http://data.europa.eu/8mn/euroscivoc/40c0f173-baa3-48a3-9fe6-d6e8fb366a00", "euroscivoc", 1031),
    ],
)
def test_every_code_is_there_with_its_label(graph: ox.Store, shared: Path, scheme: str, file: str, number: int) -> None:
    query = f"SELECT ?code ?name {{ ?c skos:inScheme <{scheme}> ; skos:notation ?code ; skos:prefLabel ?name }}"
    table = read(shared / f"facts/new/{file}.csv")
    wanted = [(row.get("code") or row["notation"], " ".join(row["label_en"].split())) for row in table]
    assert sorted(rows(graph, query)) == sorted(wanted)
    assert len(wanted) == number


def test_what_themes_match_in_nace_and_euroscivoc_has_a_name(graph: ox.Store) -> None:
    found = rows(
        graph,
        """SELECT ?code ?name {
        ?theme a styrka:Theme ; skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch ?code
        FILTER(STRSTARTS(STR(?code), "http://data.europa.eu/")) OPTIONAL { ?code skos:prefLabel ?name } }""",
    )
    assert len({code for code, _ in found}) > 100
    assert {code for code, name in found if not name} == set()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with one programme and one call of it, to be spoiled."""
    for name in ("data/tables", "data/registers"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(ROOT / "data/tables/csv-metadata.json", tmp_path / "data/tables")
    shutil.copy(f"{CALLS}-metadata.json", tmp_path / "data/registers")
    for name, wanted in (("sources", "funding-tenders-portal-2026-08-10"), ("programmes", "european-defence-fund")):
        lines = (ROOT / f"data/tables/{name}.csv").read_text(encoding="utf-8").splitlines()
        kept = [lines[0], *(line for line in lines if line.startswith(wanted + ","))]
        (tmp_path / f"data/tables/{name}.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"deadline": "1 December 2026"}, "column deadline: '1 December 2026' is"),
        ({"deadline": "2026-13-01"}, "column deadline: '2026-13-01' is not of type date"),
        ({"programme": "european-defense-fund"}, "'european-defense-fund' is not in programmes.csv. Did you mean"),
        ({"grant_min": "3 million"}, "column grant_min: '3 million' is not of type integer"),
        ({"topic": ""}, "column topic: the cell is empty"),
        ({}, "row 2 has the same id"),
    ],
)
def test_a_fault_of_a_call_is_named_with_its_cell(tree: Path, changed: dict[str, str], fault: str) -> None:
    right = next(row for row in read(CALLS) if row["programme"] == "european-defence-fund")
    with (tree / "data/registers/calls.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(right), lineterminator="\n")
        table.writeheader()
        table.writerow(right)
        table.writerow(right | ({"id": "another", "topic": "ANOTHER"} | changed if changed else {}))

    with pytest.raises(SourceError) as caught:
        read_sources(find_sources(tree), tree)
    assert fault in str(caught.value)
    assert caught.value.evidence["line"] == 3
