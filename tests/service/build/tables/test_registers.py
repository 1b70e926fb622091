"""Registers: tables from elsewhere, each described by a file beside it, that refer to the tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from styrka.build.source_files import find_sources
from styrka.build.sources import read_sources
from styrka.errors import InvalidData, SourceError
from styrka.vocabulary import BASE, PREFIXES
from tests.service.build.tables import small

REGISTER = "data/registers/heights.csv"
DESCRIPTION = f"{REGISTER}-metadata.json"
ROWS = "place,year,height,checked\nhill,2021,12.5,true\nhill,2022,13,\n"
OBSERVATION = PREFIXES["qb"] + "Observation"


def description() -> dict[str, Any]:
    """The register's metadata, to be spoiled."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "heights.csv",
        "dc:title": [{"@value": "Höjder", "@language": "sv"}, {"@value": "Heights", "@language": "en"}],
        "tableSchema": {
            "aboutUrl": BASE + "id/height/{place}/{year}",
            "primaryKey": ["place", "year"],
            "foreignKeys": [
                {
                    "columnReference": "place",
                    "reference": {"resource": "../tables/sources.csv", "columnReference": "id"},
                }
            ],
            "columns": [
                {"name": "place", "required": True, "propertyUrl": "dcterms:spatial", "valueUrl": BASE + "id/{place}"},
                {"name": "year", "required": True, "propertyUrl": "dcterms:date", "datatype": "gYear"},
                {"name": "height", "propertyUrl": "rdf:value", "datatype": "decimal"},
                {"name": "checked", "propertyUrl": "styrka:isChecked", "datatype": "boolean"},
                {"name": "type", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "qb:Observation"},
                {
                    "name": "page",
                    "virtual": True,
                    "propertyUrl": "foaf:page",
                    "valueUrl": "https://example.org/{place}",
                },
                {"name": "source", "virtual": True, "default": "report", "suppressOutput": True},
            ],
        },
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree of two tables and a register."""
    sources = small.SOURCES + "hill,Source,En kulle,2026-01-31,\n"
    for name, text in (
        ("data/tables/csv-metadata.json", json.dumps(small.metadata())),
        ("data/tables/sources.csv", sources),
        ("data/tables/strategies.csv", small.STRATEGIES),
        (REGISTER, ROWS),
        (DESCRIPTION, json.dumps(description())),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_a_row_is_one_thing_with_what_all_rows_have(root: Path) -> None:
    found = {source.path: source for source in read_sources(find_sources(root), root)}
    register = found[REGISTER]

    own = ox.NamedNode(BASE + "id/height/hill/2021")
    stated = {(quad.predicate.value, quad.object) for quad in register.quads if quad.subject == own}
    assert stated == {
        (PREFIXES["rdf"] + "type", ox.NamedNode(OBSERVATION)),
        (PREFIXES["foaf"] + "page", ox.NamedNode("https://example.org/hill")),
        (PREFIXES["dcterms"] + "spatial", ox.NamedNode(BASE + "id/hill")),
        (PREFIXES["dcterms"] + "date", ox.Literal("2021", datatype=ox.NamedNode(PREFIXES["xsd"] + "gYear"))),
        (PREFIXES["rdf"] + "value", ox.Literal("12.5", datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal"))),
        (BASE + "def/isChecked", ox.Literal("true", datatype=ox.NamedNode(PREFIXES["xsd"] + "boolean"))),
    }
    assert {str(quad.graph_name) for quad in register.quads} == {f"<{BASE}graph/registers/heights/report>"}
    assert register.holds(BASE + "graph/registers/heights/report")
    assert register.locate(own.value, PREFIXES["rdf"] + "value") == (2, "height")
    assert register.locate(own.value, PREFIXES["rdf"] + "type") == (2, "")
    assert dict(register.cells)[own.value, PREFIXES["rdf"] + "value"] == (2, "height")
    assert len(register.cells) == len(list(register.cells))
    assert found[DESCRIPTION].quads == ()


def test_a_tree_without_registers_is_whole(root: Path) -> None:
    (root / REGISTER).unlink()
    (root / DESCRIPTION).unlink()

    assert [source.path for source in read_sources(find_sources(root), root) if source.quads] == [
        "data/tables/sources.csv",
        "data/tables/strategies.csv",
    ]


@pytest.mark.parametrize(
    ("rows", "line", "fault"),
    [
        ("hill,2021,1,\nhill,2021,2,\n", 3, "row 2 has the same place 'hill', year '2021'"),
        ("hull,2021,1,\n", 2, "'hull' is not in sources.csv"),
        ("hill,21,1,\n", 2, "'21' is not of type gYear. Write a year as 2023."),
        ("hill,,1,\n", 2, "the cell is empty"),
        ("hill,2021,1,yes\n", 2, "'yes' is not of type boolean. Write true or false."),
        ("hill,2021,\n", 2, "the row has 3 cells"),
    ],
)
def test_a_fault_of_a_row_is_named(root: Path, rows: str, line: int, fault: str) -> None:
    (root / REGISTER).write_text(ROWS.split("\n", 1)[0] + "\n" + rows, "utf-8")

    with pytest.raises(SourceError) as caught:
        read_sources(find_sources(root), root)
    assert fault in str(caught.value)
    assert caught.value.evidence["path"] == REGISTER
    assert caught.value.evidence["line"] == line


def test_a_register_without_description_is_refused(root: Path) -> None:
    (root / DESCRIPTION).unlink()

    with pytest.raises(SourceError, match=r"heights\.csv-metadata\.json"):
        read_sources(find_sources(root), root)


def test_a_description_is_of_its_own_register(root: Path) -> None:
    (root / DESCRIPTION).write_text(json.dumps(description() | {"url": "depths.csv"}), "utf-8")

    with pytest.raises(
        SourceError, match=r'the description is of depths.csv, not of heights.csv.*"url": "heights.csv"'
    ):
        read_sources(find_sources(root), root)


def test_a_register_has_a_name_of_its_own(root: Path) -> None:
    (root / REGISTER).rename(root / "data/registers/sources.csv")
    (root / DESCRIPTION).rename(root / "data/registers/sources.csv-metadata.json")

    with pytest.raises(SourceError, match="has a table of the same name"):
        read_sources(find_sources(root), root)


def test_faults_of_tables_and_registers_come_together(root: Path) -> None:
    (root / REGISTER).write_text("place,year\n", "utf-8")
    (root / "data/tables/sources.csv").write_text("id\n", "utf-8")

    with pytest.raises(InvalidData, match="2 files cannot be read"):
        read_sources(find_sources(root), root)
