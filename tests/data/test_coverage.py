"""Every fact of the five documents is in the graphs of the source that data/coverage.csv names, by its ASK.

The source is the document itself; the curation, where it describes the document or adds to it; or both together.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE
from tests.conftest import ROOT
from tests.data import graphs

COLUMNS = ["row", "document", "subject", "predicate", "object", "covered", "graph", "ask", "reason"]
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
NUMBER = re.compile(r"(?<=[\s(])\d+(?=[\s).])")


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header, as dictionaries."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


ROWS = read_table(ROOT / "data" / "coverage.csv")
COVERED = [row for row in ROWS if row["covered"] == "yes"]
# Each twentieth fact, with at least one of every document.
SAMPLE = COVERED[::20]


def name(row: dict[str, str]) -> str:
    """A short name for a row's test: its number, subject and predicate."""
    return f"{row['row']}-{row['subject'][:30]}-{row['predicate'][:20]}"


@pytest.fixture(scope="module")
def stores() -> dict[str, ox.Store]:
    """What each source, or pair of them, that the table names says: nothing of another document, nothing inferred."""
    return {named: graphs.said_by(*list_sources(named)) for named in {row["graph"] for row in COVERED}}


def list_sources(named: str) -> list[str]:
    """The sources that a cell of the column graph names."""
    return [f"{BASE}id/source/{source}" for source in named.split("|")]


def holds(store: ox.Store, ask: str) -> bool:
    """Whether the ASK query is true of the union of all graphs."""
    return bool(store.query(ask, use_default_graph_as_union=True))


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_the_graph_holds_the_fact_or_the_table_says_why_not(stores: dict[str, ox.Store], row: dict[str, str]) -> None:
    if row["covered"] == "yes":
        assert not row["reason"]
        assert holds(stores[row["graph"]], row["ask"]), f"{row['subject']} | {row['predicate']} | {row['object']}"
    else:
        assert row["covered"] == "no"
        assert not row["ask"]
        assert not row["graph"]
        assert len(row["reason"]) > 20


def test_the_table_has_its_columns_and_numbers_its_rows() -> None:
    assert list(ROWS[0]) == COLUMNS
    assert [int(row["row"]) for row in ROWS] == list(range(1, len(ROWS) + 1))


def test_every_row_of_the_documents_is_there_in_order(shared: Path) -> None:
    keys = ("document", "subject", "predicate", "object")
    documents = read_table(shared / "facts" / "documents.csv")
    assert [[row[key] for key in keys] for row in ROWS] == [[row[key] for key in keys] for row in documents]


def test_a_fact_is_in_its_documents_graphs_and_only_what_the_curation_adds_is_in_its(
    stores: dict[str, ox.Store],
) -> None:
    """No source is named that is not needed; few facts are the curation's: what describes a document, and codes."""
    assert all(set(row["graph"].split("|")) <= {row["document"], "curation"} for row in COVERED)
    for row in COVERED:
        if "|" in row["graph"]:
            assert not holds(stores[row["document"]], row["ask"]), row["row"]
            assert not holds(stores["curation"], row["ask"]), row["row"]
        elif row["graph"] == "curation":
            assert not holds(stores[row["document"]], row["ask"]), row["row"]
    assert sum(row["graph"] == row["document"] for row in COVERED) > 9 * len(COVERED) // 10


def test_few_facts_are_left_out() -> None:
    assert len(ROWS) - len(COVERED) <= len(ROWS) // 50


def test_no_two_different_facts_about_one_subject_share_their_proof() -> None:
    """A query that proves two objects of one property would prove neither."""
    seen: dict[str, dict[str, str]] = {}
    for row in COVERED:
        other = seen.setdefault(row["ask"], row)
        same = ("document", "subject", "predicate")
        assert other is row or any(other[key] != row[key] for key in same), (other, row)


def wrong_values(ask: str) -> Iterator[str]:
    """The query with one value made wrong: each literal in turn and the first number, or else the last IRI."""
    head, body = ask.split("ASK {", 1)
    literals = list(LITERAL.finditer(body))
    for found in literals:
        language_or_type = body[found.end() : found.end() + 2]
        value = "1492" if language_or_type == "^^" else found[1] + " (nej)"
        yield f'{head}ASK {{{body[: found.start()]}"{value}"{body[found.end() :]}'
    number = NUMBER.search(LITERAL.sub(lambda found: "x" * len(found[0]), body))
    if number:
        yield f"{head}ASK {{{body[: number.start()]}1492{body[number.end() :]}"
    if not literals and not number:
        iris = list(re.finditer(r"<(id|scheme|http)[^>]+>", body))
        if iris:
            last = iris[-1]
            yield f"{head}ASK {{{body[: last.start()]}<id/nothing>{body[last.end() :]}"


@pytest.mark.parametrize("row", COVERED, ids=name)
def test_a_wrong_value_is_not_found(stores: dict[str, ox.Store], row: dict[str, str]) -> None:
    for wrong in wrong_values(row["ask"]):
        assert not holds(stores[row["graph"]], wrong), wrong


@pytest.mark.parametrize("row", SAMPLE, ids=name)
def test_the_fact_goes_when_its_statement_goes(stores: dict[str, ox.Store], row: dict[str, str]) -> None:
    """Without the words or the thing that the query names, it is false; the store is put right again afterwards."""
    store = stores[row["graph"]]
    body = row["ask"].split("ASK {", 1)[1]
    words = LITERAL.findall(body)
    base = re.search(r"BASE <([^>]+)>", row["ask"])
    assert base is not None
    if words:
        text = words[0].replace('\\"', '"').replace("\\\\", "\\")
        gone = [quad for quad in store if isinstance(quad.object, ox.Literal) and quad.object.value == text]
    else:
        last = re.findall(r"<([^>]+)>", body)[-1]
        thing = ox.NamedNode(last if last.startswith("http") else base[1] + last)
        gone = list(store.quads_for_pattern(None, None, thing)) + list(store.quads_for_pattern(thing, None, None))
    assert gone
    for quad in gone:
        store.remove(quad)
    try:
        assert not holds(store, row["ask"])
    finally:
        store.extend(gone)
    assert holds(store, row["ask"])
