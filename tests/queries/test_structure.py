"""Structural similarity, worked out again from the register alone: the same ten regions, and the same distances.

Nothing of the service is used: the values come from the CSV file, and the arithmetic is Python's.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache

import pytest

from styrka.ask.answer import answer_question
from styrka.engine.local import LocalEngine, open_local
from styrka.release import Release
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS

COMPARED = (
    "gdp-pps-eu27-100-2026",
    "gerd-pct-gdp",
    "tertiary-pct-25-64",
    "employment-pct-15-64",
    "unemployment-pct-15-74",
)
LEAST = 4  # values that two regions have both

pytestmark = pytest.mark.slow


def read(path: str) -> list[dict[str, str]]:
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def list_units() -> frozenset[str]:
    """The codes of NUTS 2 in NUTS 2024."""
    rows = [row for row in read("tables/regions.csv") if row["level"] == "2" and "2024" in row["nuts"].split("|")]
    return frozenset(row["id"] for row in rows)


@cache
def standardise() -> dict[str, dict[str, float]]:
    """The value of each region in each indicator, in mean absolute deviations."""
    values: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in read("registers/indicators.csv"):
        if row["indicator"] in COMPARED and row["region"] in list_units():
            values[row["indicator"]][row["year"]][row["region"]] = float(row["value"])
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for indicator, by_year in values.items():
        everyone = {region for regions in by_year.values() for region in regions}
        year = max(year for year, regions in by_year.items() if len(regions) >= 0.9 * len(everyone))
        column = by_year[year]
        mean = sum(column.values()) / len(column)
        spread = sum(abs(value - mean) for value in column.values()) / len(column)
        for region, value in column.items():
            found[region][indicator] = value / spread
    return found


def find_nearest(region: str) -> list[tuple[str, float]]:
    """The regions with enough values in common, the nearest first, with their distances."""
    points = standardise()
    distances = []
    for other, values in points.items():
        both = values.keys() & points[region].keys()
        if other != region and len(both) >= LEAST:
            distance = sum(abs(values[one] - points[region][one]) for one in both) / len(both)
            distances.append((other, distance))
    return sorted(distances, key=lambda one: (round(one[1], 3), one[0]))


@pytest.fixture(scope="module")
def everything(whole_release: Release) -> LocalEngine:
    """An engine over the whole registers."""
    return open_local(whole_release.dumps, "whole")


@pytest.mark.parametrize("region", ["SE12", "SE31", "ES51", "PL22", "DE21"])
def test_the_ten_nearest_are_the_same_when_worked_out_apart(region: str, everything: LocalEngine) -> None:
    rows = answer_question(everything, QUESTIONS["structurally-similar"], {"region": region}).rows
    expected = find_nearest(region)
    assert [row["region"].value.rsplit("/", 1)[-1] for row in rows[:10]] == [other for other, _ in expected[:10]]
    assert len(rows) == len(expected) > 200
    for row, (_, distance) in zip(rows[:10], expected, strict=False):
        assert float(row["distance"].value) == pytest.approx(distance, abs=0.0006)


def test_the_differences_by_indicator_make_the_distance(everything: LocalEngine) -> None:
    rows = answer_question(everything, QUESTIONS["structurally-similar"], {"region": "SE12"}).rows
    names = ("gdp", "research", "tertiary", "employment", "unemployment")
    lacking = 0
    for row in rows:
        gaps = [float(row[f"{name}Gap"].value) for name in names if row[f"{name}Gap"].value != "not recorded"]
        lacking += len(gaps) < len(names)
        assert int(row["indicators"].value) == len(gaps) >= LEAST
        assert float(row["distance"].value) == pytest.approx(sum(gaps) / len(gaps), abs=0.006)
    assert lacking


def test_a_county_is_compared_as_the_larger_region_that_the_indicators_are_published_for(
    everything: LocalEngine,
) -> None:
    asked = {
        region: answer_question(everything, QUESTIONS["structurally-similar"], {"region": region}).rows
        for region in ("SE12", "SE122")
    }
    assert asked["SE122"] == asked["SE12"]
    assert asked["SE122"][0]["as"].value.endswith("/region/SE12")


def test_a_country_has_no_value_to_be_compared_by(everything: LocalEngine) -> None:
    assert answer_question(everything, QUESTIONS["structurally-similar"], {"region": "SE"}).rows == ()
