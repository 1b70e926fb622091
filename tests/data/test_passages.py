"""Where every source of a strategy was read, each says only what a passage of it was found to say."""

from __future__ import annotations

from collections import defaultdict

from tests.conftest import ROOT
from tests.data.test_coverage import read_table

# The columns of a strategy that a passage about a property is about.
COLUMNS = {
    "adoptedOn": ("adopted_on", "adopted_by", "deciding_body"),
    "periodStart": ("period_start", "period_end"),
    "hasPriorityArea": ("area_count",),
}
TABLES = ROOT / "data" / "tables"


def list_located() -> dict[str, dict[str, set[str]]]:
    """The sources in which each property of each strategy was found to stand: by strategy, then by property."""
    located: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in read_table(TABLES / "passages.csv"):
        for thing in row["supports"].split("|"):
            located[thing.removeprefix("id/")][row["property"]].add(row["in"])
    return located


def test_a_source_that_was_read_says_of_a_strategy_only_what_stands_in_it() -> None:
    stated: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_table(TABLES / "strategies.csv"):
        if row["source"] not in ("curation", "curators-knowledge"):
            stated[row["id"]].append(row)
    decided = 0
    for strategy, properties in list_located().items():
        sources = {row["source"] for row in stated[strategy]}
        if len(sources) < 2 or not sources <= set().union(*properties.values()):
            continue
        for property_, columns in COLUMNS.items():
            where = properties[property_] & sources
            for row in stated[strategy] if where else ():
                decided += 1
                filled = [column for column in columns if row[column]]
                assert row["source"] in where or not filled, (
                    f"{row['source']} is not known to say {filled} of {strategy}"
                )
    assert decided >= 6
