"""Rows become statements in the graph of their source; what they break is blamed on a row and column."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from csvw import CSVW, TableGroup
from hypothesis import given
from hypothesis import strategies as st

from styrka import release
from styrka.build.pipeline import build_release
from styrka.build.sources import read_sources
from styrka.build.tables.metadata import find_tables
from styrka.build.tables.reading import read_tables
from styrka.errors import InvalidData, SourceError
from styrka.settings import Settings
from styrka.vocabulary import BASE, DEF, PREFIXES, expand
from tests.conftest import ROOT
from tests.service import trees
from tests.service.build.tables import small
from tests.service.build.tables.test_rows import CELL, table

METADATA = ROOT / "data/tables/csv-metadata.json"
STRATEGY = BASE + "id/strategy/se122-report"
TABLE = "data/tables/strategies.csv"


def node(path: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + path)


def test_a_row_is_in_the_graph_of_its_source_and_the_head_names_that_source() -> None:
    quads = set(small.read()[0][1].quads)

    for source, year, kind in (("report", "2021", "gYear"), ("news", "2021-02", "gYearMonth")):
        graph = node(f"graph/tables/strategies/{source}")
        start = ox.Literal(year, datatype=ox.NamedNode(PREFIXES["xsd"] + kind))
        assert ox.Quad(ox.NamedNode(STRATEGY), ox.NamedNode(DEF + "periodStart"), start, graph) in quads
        assert {
            quad.object for quad in quads if quad.predicate.value.endswith("terms/source") and quad.subject == graph
        } == {node(f"id/source/{source}")}
    title = ox.NamedNode(PREFIXES["dcterms"] + "title")
    report = node("graph/tables/strategies/report")
    assert ox.Quad(report, title, ox.Literal("Strategies: En rapport", language="en"), report) in quads


def test_a_table_without_sources_is_the_curation_s() -> None:
    sources = small.read()[0][0]

    assert {quad.graph_name for quad in sources.quads} == {node("graph/tables/sources/curation")}


def test_a_cell_with_a_separator_is_several_statements() -> None:
    names = {quad.object for quad in small.read()[0][1].quads if quad.predicate.value.endswith("altLabel")}

    assert names == {ox.Literal("Rapporten", language="sv"), ox.Literal("Planen", language="sv")}


def test_a_column_about_another_thing_states_it_of_that_thing() -> None:
    metadata = small.metadata()
    column = metadata["tables"][1]["tableSchema"]["columns"][6]
    column["aboutUrl"], column["valueUrl"] = column["valueUrl"], BASE + "id/strategy/{id}"
    (_, found), faults = small.read(described=metadata)

    assert faults == []
    region = BASE + "id/region/SE122"
    quad = ox.Quad(
        ox.NamedNode(region),
        ox.NamedNode(DEF + "coversRegion"),
        ox.NamedNode(STRATEGY),
        node("graph/tables/strategies/report"),
    )
    assert quad in found.quads
    assert found.lines[region] == 2
    assert found.cells[region, DEF + "coversRegion"] == (2, "covers")


def test_a_source_whose_id_is_no_part_of_an_address_is_escaped_everywhere() -> None:
    found, faults = small.read(
        small.STRATEGIES.replace(",news,", ",en nyhet/2,"), small.SOURCES.replace("news,", "en nyhet/2,")
    )

    assert faults == []
    described = {quad.subject.value for quad in found[0].quads if isinstance(quad.subject, ox.NamedNode)}
    named = {str(quad.object)[1:-1] for quad in found[1].quads if quad.predicate.value.endswith("terms/source")}
    assert BASE + "id/source/en%20nyhet%2F2" in named
    assert named < described


@given(CELL.filter(bool))
def test_any_text_becomes_a_literal_with_the_same_text(text: str) -> None:
    (_, found), faults = small.read(table({"name": text}))

    assert faults == []
    assert [quad.object for quad in found.quads if quad.predicate.value.endswith("prefLabel")] == [
        ox.Literal(text, language="sv")
    ]


@given(st.lists(CELL, min_size=len(small.CELLS), max_size=len(small.CELLS)))
def test_any_cells_are_statements_or_faults_with_a_row(cells: list[str]) -> None:
    tables, faults = small.read(table(dict(zip(small.STRATEGIES.splitlines()[0].split(","), cells, strict=True))))

    assert bool(tables) != bool(faults)
    assert all(fault.evidence["line"] and fault.evidence["remedy"] for fault in faults)


def test_a_table_without_a_description_is_refused() -> None:
    metadata = small.metadata()
    metadata["tables"].pop()

    tables, (error,) = small.read(described=metadata)

    assert tables == ()
    assert str(error) == (
        f"{TABLE}: the table has no description. Describe its columns in csv-metadata.json; there are sources.csv."
    )


# --- In a tree.


def test_two_sources_that_contradict_are_a_finding_with_row_and_column(tree: Settings) -> None:
    first = build_release(tree)
    trees.put(
        tree.root,
        TABLE,
        table({}, {"source": "news", "type": "", "name": "", "count": "", "period_start": "2022"}),
    )

    with pytest.raises(InvalidData) as caught:
        build_release(tree)

    (finding,) = [one for one in caught.value.evidence["findings"] if one["severity"] == "violation"]
    assert finding["focus"] == STRATEGY
    assert finding["shape"] == BASE + "shape/Period-periodStart"
    assert (finding["source"], finding["line"], finding["column"]) == (TABLE, 3, "period_start")
    assert f"{TABLE}:3" in str(caught.value)
    assert release.open_current(tree.releases_path) == first


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("data/tables/csv-metadata.json", "{", "data/tables/csv-metadata.json:1:2: this is not JSON"),
        ("data/tables/more.csv", "id\n", "data/tables/more.csv: the table has no description."),
        ("data/tables/sub/sources.csv", small.SOURCES, "data/tables/sub/sources.csv: a table does not lie in a folder"),
        (TABLE, "", f"{TABLE}:1: the file is empty."),
    ],
)
def test_a_fault_of_a_whole_file_names_it(tree: Settings, name: str, content: str, fault: str) -> None:
    trees.put(tree.root, name, content)

    with pytest.raises(SourceError) as caught:
        build_release(tree)

    assert str(caught.value).startswith(fault)


def test_faults_of_several_tables_are_told_together(tree: Settings) -> None:
    trees.change(tree.root, TABLE, ",2021,2", ",2021,two")
    trees.change(tree.root, "data/tables/sources.csv", "id,type", "iden,type")

    with pytest.raises(InvalidData, match="2 files cannot be read") as caught:
        build_release(tree)

    assert f"{TABLE}:2:9: column count" in str(caught.value)
    assert "data/tables/sources.csv:1:1: the column id is missing. Rename iden to id." in str(caught.value)


def test_a_hidden_file_is_no_table(tree: Settings) -> None:
    trees.put(tree.root, "data/tables/.strategies.csv", "nothing")

    assert build_release(tree)


def test_one_table_is_read_alone_as_with_the_others(tree: Settings) -> None:
    (alone,) = read_sources([tree.root / TABLE], tree.root)

    assert alone.holds(BASE + "graph/tables/strategies/report")
    assert alone.holds(BASE + "graph/tables/strategies")
    assert not alone.holds(BASE + "graph/tables/sources/curation")


# --- Against csvw, an independent reader of CSV on the Web.


def test_the_shipped_metadata_is_valid_csv_on_the_web() -> None:
    read = CSVW(str(METADATA), validate=True)

    assert [str(warning.message) for warning in read.warnings] == []
    assert read.is_valid


def test_the_shipped_tables_have_the_cells_that_csvw_reads() -> None:
    tables, faults = read_tables({path: path.read_bytes() for path in find_tables(ROOT)}, METADATA.read_text("utf-8"))
    assert faults == []
    ours = {found.path.rsplit("/", 1)[1]: _texts(found.quads) for found in tables}
    theirs: dict[str, Counter[tuple[str, str]]] = {}
    for read in TableGroup.from_file(METADATA).tables:
        columns = [
            (column.name, expand(column.inherit("propertyUrl").uri), column.inherit("valueUrl"))
            for column in read.tableSchema.columns
            if column.inherit("propertyUrl") and not column.suppressOutput
        ]
        texts: Counter[tuple[str, str]] = Counter()
        for row in read.iterdicts(strict=True):
            for name, predicate, template in columns:
                cell = row[name]
                for value in cell if isinstance(cell, list) else [] if cell is None else [cell]:
                    texts[predicate, template.expand({**row, name: value}) if template else str(value)] += 1
        theirs[str(read.url)] = texts

    assert ours.keys() == theirs.keys()
    for name, texts in ours.items():
        assert texts == theirs[name], name


def _texts(quads: tuple[ox.Quad, ...]) -> Counter[tuple[str, str]]:
    return Counter(
        (quad.predicate.value, quad.object.value)
        for quad in quads
        if quad.subject != quad.graph_name and isinstance(quad.object, ox.NamedNode | ox.Literal)
    )
