"""The mapping tables of the European areas: one for each country, nearly every area decided, none without a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from styrka.build.sssom.table import MappingRow, read_table
from styrka.vocabulary import BASE, PREFIXES, expand
from tests.conftest import ROOT
from tests.data import graphs

MAPPINGS = ROOT / "data/mappings/eu"
SUGGESTED = ROOT / "data/mappings/suggested"
TABLES = sorted(MAPPINGS.glob("*.sssom.tsv"))
# A label that is not plain is left to the matcher; more than one in ten such labels would mean that nobody read them.
PLAIN = 0.9


def rows(table: Path) -> tuple[MappingRow, ...]:
    return read_table(table.read_text(encoding="utf-8"), table.relative_to(ROOT).as_posix())[1]


@cache
def things(kind: str) -> frozenset[str]:
    """The IRIs of all that are of a class."""
    wanted = expand(kind)
    return frozenset(
        str(quad.subject)[1:-1]
        for source in graphs.read()
        for quad in source.quads
        if quad.predicate.value == PREFIXES["rdf"] + "type" and str(quad.object)[1:-1] == wanted
    )


@pytest.fixture(scope="module")
def areas() -> dict[str, set[str]]:
    """The areas of each country's lists, Sweden's left out: their IRIs begin with the country."""
    found: dict[str, set[str]] = defaultdict(set)
    for area in things("styrka:PriorityArea"):
        found[area.removeprefix(BASE + "id/area/")[:2]].add(area)
    assert len(found.pop("se")) == 189
    return found


@pytest.fixture(scope="module")
def decided() -> dict[str, list[MappingRow]]:
    """The decided rows of each area."""
    found: dict[str, list[MappingRow]] = defaultdict(list)
    for table in TABLES:
        for row in rows(table):
            found[expand(row.cells["subject_id"])].append(row)
    return found


def test_every_country_with_areas_has_a_table(areas: dict[str, set[str]]) -> None:
    assert {country for country, found in areas.items() if found} == {path.name.split(".")[0] for path in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name.split(".")[0])
def test_a_table_maps_areas_of_its_country_to_themes_of_the_hub(table: Path, areas: dict[str, set[str]]) -> None:
    known = areas[table.name.split(".")[0]]
    themes = things("styrka:Theme")
    for row in rows(table):
        assert expand(row.cells["subject_id"]) in known, f"{row.path}:{row.line}"
        assert expand(row.cells["object_id"]) in themes, f"{row.path}:{row.line}"


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name.split(".")[0])
def test_a_decision_is_curated_with_a_reason_and_an_honest_confidence(table: Path) -> None:
    for row in rows(table):
        where = f"{row.path}:{row.line}"
        assert row.cells["mapping_justification"] == "semapv:ManualMappingCuration", where
        assert len(row.cells["comment"]) > 15, where
        assert 0.5 <= float(row.cells["confidence"]) <= 0.95, where


def test_every_decided_area_has_one_primary_theme(decided: dict[str, list[MappingRow]]) -> None:
    for area, found in decided.items():
        assert [row.cells["rank"] for row in found].count("primary") == 1, area


def test_an_exact_match_is_the_only_theme_that_counts(decided: dict[str, list[MappingRow]]) -> None:
    for area, found in decided.items():
        counting = [row.cells["predicate_id"] for row in found if row.cells["rank"]]
        assert "skos:exactMatch" not in counting or len(counting) == 1, area


def test_nine_areas_in_ten_are_curated(
    areas: dict[str, set[str]], decided: dict[str, list[MappingRow]], record_property: Callable[[str, object], None]
) -> None:
    every = set().union(*areas.values())
    share = len(every & decided.keys()) / len(every)
    record_property("curated_share", round(share, 4))
    print(f"curated: {len(every & decided.keys())} of {len(every)} European areas ({share:.1%})")
    assert share >= PLAIN


def test_every_area_is_decided_or_suggested(areas: dict[str, set[str]], decided: dict[str, list[MappingRow]]) -> None:
    tables = sorted(SUGGESTED.glob("*.sssom.tsv"))
    if not tables:
        pytest.skip("nothing is suggested yet: data/mappings/suggested has no table")
    suggested = {expand(row.cells["subject_id"]) for table in tables for row in rows(table)}
    for country, found in areas.items():
        left = {area.removeprefix(BASE + "id/area/") for area in found - decided.keys() - suggested}
        assert not left, f"{country}: without any theme: {sorted(left)}"


def test_what_only_sounds_alike_is_distinguished(decided: dict[str, list[MappingRow]]) -> None:
    """Themes by label: what a matcher of words would get wrong."""
    told: dict[str, set[str]] = defaultdict(set)
    for found in decided.values():
        for row in found:
            if row.cells["rank"]:
                told[row.cells["subject_label"].lower()].add(row.cells["object_id"].removeprefix("theme:"))
    assert told["spatial mobility"] == {"mobility"}
    assert told["efficient and sustainable urban space and flows"] == {"sustainable-cities"}
    assert told["turystyka zdrowotna"] == {"tourism"}
    assert told["bezpieczna żywność"] == {"food"}
    assert told["vienna as a metropolis of health"] == {"health"}
    assert told["udržitelná výroba potravin"] == {"food"}
    assert told["viveros de oportunidades"] == {"entrepreneurship"}
