"""The register of research organisations: all that ROR has for the EU27, each once, as one with the actor it is."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from styrka.build.validate.agents import is_person
from styrka.build.validate.registers.identifiers import compute_check_digits
from tests.conftest import ROOT

ROR = "https://ror.org/"
# The address has an accent apart from its letter, and nobody has looked whether it leads somewhere: left out.
SPOILT_PAGES = {"01h6z2q77", "029rfe283", "033v1zn65"}
# One address of Wikidata stands in two records of ROR: a centre, and an establishment that is part of it.
SHARED_WIKIDATA = {"Q4393524": {"03n15ch10", "01fv25t22"}}

FIELDS = (
    *("name", "types", "city", "nuts3_2024", "nuts3_2021_if_other", "nuts_method", "wikidata", "established"),
    *("parent_ror", "ror_release"),
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REGISTER = read(ROOT / "data/registers/organisations.csv")
ACTORS = {
    address.removeprefix(ROR): row["id"]
    for row in read(ROOT / "data/tables/actors.csv")
    for address in row["same_as"].split("|")
    if address.startswith(ROR)
}


def _tidy(text: str) -> str:
    """A text with its spaces and letters as the rules want them."""
    return unicodedata.normalize("NFC", " ".join(text.replace("\u200b", "").split()))


def test_the_register_has_every_organisation_once() -> None:
    assert len(REGISTER) == 13_551
    assert len({row["ror"] for row in REGISTER}) == len({row["id"] for row in REGISTER}) == 13_551
    assert [row["ror"] for row in REGISTER if not row["ror"].endswith(compute_check_digits(row["ror"]))] == []


def test_what_is_an_actor_here_is_the_same_thing_and_all_others_have_the_identifier_of_the_registry() -> None:
    merged = {row["ror"]: row["id"] for row in REGISTER if row["id"] != row["ror"]}
    assert merged == {ror: actor for ror, actor in ACTORS.items() if ror in {row["ror"] for row in REGISTER}}
    assert (len(merged), len(ACTORS)) == (86, 90)


def test_no_address_of_wikidata_is_of_two_things() -> None:
    owners: dict[str, set[str]] = {}
    for row in REGISTER:
        if row["wikidata"]:
            owners.setdefault(row["wikidata"], set()).add(row["id"])
    for row in read(ROOT / "data/tables/actors.csv"):
        for address in row["same_as"].split("|"):
            if address.startswith("http://www.wikidata.org/entity/"):
                owners.setdefault(address.rpartition("/")[2], set()).add(row["id"])
    assert {address: things for address, things in owners.items() if len(things) > 1} == SHARED_WIKIDATA


def test_kinds_and_places_are_as_many_as_the_registry_has() -> None:
    kinds = Counter(kind for row in REGISTER for kind in row["kind"].split("|"))
    assert (kinds["education"], kinds["facility"]) == (2_434, 4_849)
    assert len({row["region"] for row in REGISTER}) == 805
    sweden = [row for row in REGISTER if row["region"].startswith("SE")]
    assert (len(sweden), len({row["region"] for row in sweden})) == (359, 20)
    assert sum(row["nearest"] == "true" for row in REGISTER) == 980
    assert sum(bool(row["parent"]) for row in REGISTER) == 5_114
    assert sum(bool(row["parent_elsewhere"]) for row in REGISTER) == 298


def test_what_is_called_like_a_person_is_named_after_one() -> None:
    """Companies and foundations have the names of founders; kind, town and identifier show that they are no persons."""
    named = [row for row in REGISTER if is_person(row["name"]) or is_person(row["other_name"])]
    assert 0 < len(named) < 50
    assert [row["name"] for row in named if not (row["kind"] and row["city"] and row["ror"])] == []
    assert [row["ror"] for row in REGISTER if any("@" in row[name] for name in ("page", "city", "acronym"))] == [
        "051t7v989"
    ]


@pytest.mark.shared
def test_each_row_is_the_facts_row(shared: Path) -> None:
    facts = {row["ror"]: row for row in read(shared / "facts/new/actors_ror_eu.csv")}
    assert facts.keys() == {row["ror"] for row in REGISTER}
    for row in REGISTER:
        fact = facts[row["ror"]]
        parent = row["parent_elsewhere"] or row["parent"]
        assert {
            "name": row["name"],
            "types": row["kind"].replace("|", ";"),
            "city": row["city"],
            "nuts3_2024": row["region"],
            "nuts3_2021_if_other": row["region_2021"],
            "nuts_method": "near" if row["nearest"] else "in",
            "wikidata": row["wikidata"],
            "established": row["founded"],
            "parent_ror": parent if parent not in ACTORS.values() else _find_ror(parent),
            "ror_release": row["release"],
        } == {name: _tidy(fact[name]) for name in FIELDS}
        assert row["page"] == ("" if row["ror"] in SPOILT_PAGES else fact["website"].strip())
        others = {_tidy(fact["name_other"]), _tidy(fact["acronym"])} - {"", row["name"]}
        assert {row["other_name"], row["acronym"]} - {""} == others


def _find_ror(actor: str) -> str:
    return next(row["ror"] for row in REGISTER if row["id"] == actor)
