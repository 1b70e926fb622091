"""European digital innovation hubs: as many members as the fact table has, each one with the actor that was there."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE, PREFIXES, sparql_prefixes
from tests.data import graphs
from tests.terms import get_value

HUB = f"{BASE}id/actor/health-data-sweden"
NEW = {"eit-digital", "eit-health-scandinavia"}  # of the members, those that no other source names
MEMBERS = f"""SELECT ?actor ?role ?name ?note ?involvement {{
  ?involvement styrka:involvedIn <{HUB}> ; styrka:involves ?actor ; styrka:role ?role .
  ?actor skos:prefLabel|skos:altLabel ?name .
  OPTIONAL {{ ?involvement skos:note ?note }}
}}"""


@pytest.fixture(scope="module")
def members() -> dict[str, dict[str, set[str]]]:
    """What is stated of each member, by the end of its IRI."""
    solutions = graphs.union().query(sparql_prefixes() + MEMBERS)
    assert isinstance(solutions, ox.QuerySolutions)
    found: dict[str, dict[str, set[str]]] = {}
    for row in solutions:
        its = found.setdefault(row["actor"].value.rsplit("/", 1)[-1], {})
        for column in ("role", "name", "note", "involvement"):
            if row[column] is not None:
                its.setdefault(column, set()).add(row[column].value)
    return found


def test_the_hub_has_one_coordinator_and_nine_partners_of_which_two_are_new_here(
    members: dict[str, dict[str, set[str]]],
) -> None:
    roles = sorted(role.rsplit("/", 1)[-1] for its in members.values() for role in its["role"])
    assert roles == ["coordinator", *["partner"] * 9]
    assert set(members) >= NEW
    solutions = graphs.union().query(
        sparql_prefixes() + "SELECT ?hub { ?hub a styrka:DigitalInnovationHub ; skos:prefLabel ?name }"
    )
    assert isinstance(solutions, ox.QuerySolutions)
    assert [row["hub"].value for row in solutions] == [HUB]


@pytest.mark.shared
def test_each_row_of_the_facts_is_one_member_by_name_role_and_source(
    members: dict[str, dict[str, set[str]]], shared: Path
) -> None:
    with (shared / "facts/new/edih_se.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(members) == 10
    for row in rows:
        named = {f"name in the source: {row['member']}", row["member"]}
        fitting = [
            actor
            for actor, its in members.items()
            if (its["name"] | its.get("note", set())) & named
            and {role.rsplit("/", 1)[-1] for role in its["role"]} == {row["role"]}
            and all(_find_pages(involvement) == {row["source"]} for involvement in its["involvement"])
        ]
        assert len(fitting) == 1, row["member"]


@cache
def _list_pages() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The documents that say who takes part, by involvement, and the addresses of each document."""
    involves, page = ox.NamedNode(PREFIXES["styrka"] + "involves"), ox.NamedNode(PREFIXES["foaf"] + "page")
    saying, pages = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for quad in (quad for source in graphs.read() for quad in source.quads):
        if quad.predicate == involves and isinstance(quad.graph_name, ox.NamedNode):
            saying[get_value(quad.subject)].add(graphs.graph_sources()[quad.graph_name.value])
        elif quad.predicate == page and isinstance(quad.object, ox.NamedNode):
            pages[get_value(quad.subject)].add(quad.object.value)
    return saying, pages


def _find_pages(involvement: str) -> set[str]:
    """The addresses of the documents that say who takes part."""
    saying, pages = _list_pages()
    return {page for document in saying[involvement] for page in pages[document]}
