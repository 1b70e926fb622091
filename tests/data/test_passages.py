"""Where a table has several sources for one thing: each says only what it was found to say, where that is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.data.test_coverage import read_table

# The columns of a strategy that a passage about a property is about.
COLUMNS = {
    "adoptedOn": ("adopted_on", "adopted_by", "deciding_body"),
    "periodStart": ("period_start", "period_end"),
    "hasPriorityArea": ("area_count",),
}
TABLES = ROOT / "data" / "tables"
OURS = {"curation", "curators-knowledge"}
NO_FACT = {"id", "source", "language", "type", "confidence", "note"}
OF_AN_AREA = {"list", "order", "name", "part_of_area"}  # what a passage with the areas of a strategy is about
READ = (
    "actors",
    "amounts",
    "areas",
    "claims",
    "expected",
    "involvements",
    "programmes",
    "projects",
    "regions",
    "strategies",
)


@dataclass(frozen=True)
class Cell:
    """A value that a table has under several sources, of which none is ours."""

    table: str
    thing: str
    column: str
    value: str
    sources: frozenset[str]


def list_shared() -> Iterator[Cell]:
    for table in READ:
        found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for row in read_table(TABLES / f"{table}.csv"):
            for column, value in row.items():
                if value and column not in NO_FACT and row["source"] not in OURS:
                    found[row["id"], column, value].add(row["source"])
        for (thing, column, value), sources in found.items():
            if len(sources) > 1:
                yield Cell(table, thing, column, value, frozenset(sources))


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


def find_where_located(cells: Iterable[Cell]) -> dict[Cell, set[str]]:
    """The sources in which a passage was found that is about each cell."""
    located = list_located()
    lists = {row["id"]: row["list"] for row in read_table(TABLES / "areas.csv") if row["list"]}
    things = {row["id"]: row["of"] for row in read_table(TABLES / "amounts.csv") if row["of"]}
    found: dict[Cell, set[str]] = {}
    for cell in cells:
        if cell.table == "areas" and cell.column in OF_AN_AREA:
            found[cell] = located[lists[cell.thing]]["hasPriorityArea"]
        elif cell.table == "amounts":
            found[cell] = located[things[cell.thing]]["hasAmount"]
        else:
            properties = [one for one, columns in COLUMNS.items() if cell.column in columns]
            found[cell] = set().union(*(located[cell.thing][one] for one in properties if cell.table == "strategies"))
    return found


def test_a_page_of_a_thing_that_is_a_source_of_it_is_given_by_that_source_alone() -> None:
    pages = {row["id"]: trim(row["page"]) for row in read_table(TABLES / "sources.csv")}
    for cell in list_shared():
        if cell.column == "page":
            assert not any(pages[source] == trim(cell.value) for source in cell.sources), cell


def trim(address: str) -> str:
    return address.partition("://")[2].removeprefix("www.").rstrip("/").lower()


def test_a_name_in_another_language_than_its_source_is_not_given_where_a_source_in_that_language_has_it() -> None:
    spoken = {row["id"]: row["language"] for row in read_table(TABLES / "sources.csv")}
    areas = read_table(TABLES / "areas.csv")
    own = {(row["id"], row["source"]) for row in areas if row["name"] and row["language"] == spoken.get(row["source"])}
    native = {(row["id"], row["name"]) for row in areas if row["language"] == spoken.get(row["source"])}
    translated = [
        row
        for row in areas
        if row["name"] and row["source"] not in OURS and row["language"] != (spoken[row["source"]] or row["language"])
    ]
    assert translated
    for row in translated:
        assert (row["id"], row["source"]) not in own or (row["id"], row["name"]) not in native, row


def test_the_model_says_how_many_cells_are_not_decided_and_why() -> None:
    shared = list(list_shared())
    located = find_where_located(shared)
    both = [cell for cell in shared if cell.sources <= located[cell]]
    left = [cell for cell in shared if not cell.sources <= located[cell]]
    titled = {row["id"] for row in read_table(TABLES / "sources.csv") if row["title"]}
    unread = [cell for cell in left if not cell.sources <= titled]
    model = " ".join((ROOT / "docs" / "model.md").read_text("utf-8").split())
    assert f"Of {len(shared):,} such cells, {len(both)} were found in each of their sources" in model
    assert f"of the other {len(left)}, {len(unread)} have a source without a recorded title" in model


def test_what_is_quoted_is_word_for_word_what_was_found(shared: Path) -> None:
    found = {" ".join(row["quote"].split()) for row in read_table(shared / "facts" / "new" / "quotations.csv")}
    quoted = read_table(TABLES / "quotations.csv")
    assert len(quoted) > 100
    assert [row["id"] for row in quoted if " ".join(row["text"].split()) not in found] == []
