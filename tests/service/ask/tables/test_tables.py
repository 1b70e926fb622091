"""Tables for people: every declared table is filled from the release, and pandas reads what was written."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pandas
import pytest

from styrka.ask import tables
from styrka.ask.answer import answer_question
from styrka.ask.question import load_questions
from styrka.ask.tables.declaration import parse_table
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.errors import QueryTooExpensive, SourceError
from styrka.formats import TSV
from styrka.vocabulary import sparql_prefixes
from tests.conftest import ROOT
from tests.service.limited import Limited

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

DECLARED = tables.load_tables(ROOT)
NOUNS = ["actors", "areas", "mappings", "organisations", "programmes", "projects", "regions", "strategies", "themes"]
SMALL = tables.Table(
    "small",
    {"en": "Small: a [test]", "sv": "Liten"},
    {"en": "", "sv": ""},
    (
        tables.Column("iri", "", {"en": "address", "sv": "adress"}),
        tables.Column("name", "https://example.org/name", {"en": "name", "sv": "namn"}),
        tables.Column("count", "https://example.org/count", {"en": "count"}, "integer"),
        tables.Column("share", "https://example.org/share", {}, "decimal"),
        tables.Column("day", "https://example.org/day", {}, "date"),
    ),
    (
        ("https://example.org/1", "=1+1", -5, Decimal("0.50"), date(2017, 2, 2)),
        ("https://example.org/2", 'Ö, "and"\nmore', None, None, None),
        ("https://example.org/3", "@SUM(A1)\x07", 7, Decimal(3), date(2020, 2, 29)),
    ),
)


@pytest.fixture(scope="module")
def filled(engine: LocalEngine) -> dict[str, tables.Table]:
    return {slug: tables.fill_table(engine, one, "sv") for slug, one in DECLARED.items()}


def test_a_table_that_is_too_large_an_answer_is_read_by_column(engine: LocalEngine) -> None:
    declared = DECLARED["organisations"]
    whole = tables.select_content(engine, declared)
    size = len(engine.run(sparql_prefixes() + declared.text, TSV).read())
    with pytest.raises(QueryTooExpensive):
        Limited(engine, size - 1).run(sparql_prefixes() + declared.text, TSV)
    assert tables.select_content(Limited(engine, size - 1), declared) == whole
    with pytest.raises(QueryTooExpensive):
        tables.select_content(Limited(engine, 100), declared)


@pytest.mark.parametrize("slug", ["regions", "strategies", "organisations"])
def test_some_columns_of_some_things_are_as_in_the_whole_table(engine: LocalEngine, slug: str) -> None:
    declared = DECLARED[slug]
    whole = tables.select_content(engine, declared).terms
    columns = [declared.headings[0].name, declared.headings[3].name]
    things = [thing for thing in sorted(whole) if set(columns) & set(whole[thing])][:3]
    for some_columns, some_things in ((columns, []), ([], things), (columns, things)):
        found = tables.select_content(engine, declared, some_columns, some_things).terms
        expected = {
            thing: {name: set(terms) for name, terms in cells.items() if name in (some_columns or cells)}
            for thing, cells in whole.items()
            if thing in (some_things or whole)
        }
        assert {thing: {name: set(terms) for name, terms in cells.items()} for thing, cells in found.items()} == {
            thing: cells for thing, cells in expected.items() if cells
        }


def test_every_noun_has_a_table() -> None:
    assert list(DECLARED) == NOUNS


@pytest.mark.parametrize("slug", NOUNS)
def test_a_table_has_a_row_for_each_thing_and_a_value_in_each_column(
    slug: str, filled: dict[str, tables.Table], engine: LocalEngine
) -> None:
    table = filled[slug]
    query = sparql_prefixes() + f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a <{DECLARED[slug].class_}> }}"
    assert len(table.rows) == int(select_rows(engine, query)[0]["n"].value) > 0
    for number, column in enumerate(table.columns):
        assert column.title("sv"), column.name
        assert any(row[number] is not None for row in table.rows), f"{column.name} is always empty"
    assert len({column.title("sv") for column in table.columns}) == len(table.columns)


def test_a_table_tells_what_the_documents_say(filled: dict[str, tables.Table]) -> None:
    table = filled["strategies"]
    names = [column.name for column in table.columns]
    found = {str(row[0]).rsplit("/", 1)[-1]: dict(zip(names, row, strict=True)) for row in table.rows}
    sormland = found["se122-2017"]
    assert sormland["region_code"] == "SE122"
    assert sormland["areas"] == 3
    assert str(sormland["adopted_on"]) == "2017-02-02"
    assert sormland["region"] == "Södermanlands län"
    assert sormland["superseded_by"] is None


def test_several_values_stand_in_one_cell(filled: dict[str, tables.Table]) -> None:
    table = filled["themes"]
    column = next(one for one in table.columns if one.name == "other_names")
    cells = [row[table.columns.index(column)] for row in table.rows]
    assert column.several
    assert any("; " in str(cell) for cell in cells)


def test_a_region_is_part_of_the_one_that_is_stated(filled: dict[str, tables.Table]) -> None:
    table = filled["regions"]
    names = [column.name for column in table.columns]
    found = {row[names.index("code")]: row[names.index("part_of")] for row in table.rows}
    assert found["SE122"] == "Östra Mellansverige"


@pytest.mark.parametrize("slug", NOUNS)
def test_pandas_reads_every_format_alike(slug: str, filled: dict[str, tables.Table]) -> None:
    table = filled[slug]
    read: dict[str, Any] = {
        "csv": pandas.read_csv(io.BytesIO(tables.write_table(table, tables.CSV, "sv"))),
        "xlsx": pandas.read_excel(io.BytesIO(tables.write_table(table, tables.XLSX, "sv"))),
        "parquet": pandas.read_parquet(io.BytesIO(tables.write_table(table, tables.PARQUET, "sv"))),
    }
    for frame in read.values():
        assert frame.shape == (len(table.rows), len(table.columns))
        assert list(frame.iloc[:, 0]) == [row[0] for row in table.rows]
    assert list(read["xlsx"].columns) == [one.title("sv") for one in table.columns]
    assert list(read["csv"].columns) == list(read["parquet"].columns) == [one.name for one in table.columns]


def test_headings_of_files_for_programs_are_the_same_in_every_language(engine: LocalEngine) -> None:
    table = tables.fill_table(engine, DECLARED["regions"], "en")
    english, swedish = (
        tables.write_table(tables.fill_table(engine, DECLARED["regions"], tag), tables.CSV, tag).splitlines()[0]
        for tag in ("en", "sv")
    )
    assert english == swedish == ",".join(column.name for column in table.columns).encode()


def test_no_cell_of_csv_is_a_formula() -> None:
    found = list(csv.reader(io.StringIO(tables.write_table(SMALL, tables.CSV, "en").decode(), newline="")))
    assert found[1] == ["https://example.org/1", "'=1+1", "-5", "0.50", "2017-02-02"]
    assert found[2] == ["https://example.org/2", 'Ö, "and"\nmore', "", "", ""]
    assert found[3][1].startswith("'@")


def test_no_cell_of_xlsx_is_a_formula_and_kinds_stay() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(tables.write_table(SMALL, tables.XLSX, "en"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["address", "name", "count", "share", "day"]
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value == "=1+1"
    assert sheet["C2"].value == -5
    assert sheet["E2"].value.date() == date(2017, 2, 2)
    assert sheet["B4"].value == "@SUM(A1)\ufffd"


def test_the_same_table_gives_the_same_bytes() -> None:
    first = {
        format_: tables.write_table(SMALL, format_, "en", "2026-11-22T04:46:47+00:00") for format_ in tables.FORMATS
    }
    time.sleep(2.1)  # archives count in steps of two seconds
    for format_, content in first.items():
        assert tables.write_table(SMALL, format_, "en", "2026-11-22T04:46:47+00:00") == content, format_.name


def test_a_workbook_tells_when_its_release_was_written() -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.write_table(SMALL, tables.XLSX, "sv", "2026-11-22T04:46:47+00:00")))
    assert book.properties.created == datetime(2026, 11, 22, 4, 46, 47)
    assert book.properties.title == "Liten"


def test_a_number_that_a_format_cannot_hold_is_text() -> None:
    table = replace(SMALL, rows=(("https://example.org/1", "x", 2**64, Decimal("0.5"), date(1899, 12, 31)),))
    sheet = openpyxl.load_workbook(io.BytesIO(tables.write_table(table, tables.XLSX, "en"))).active
    assert sheet is not None
    assert [sheet[cell].value for cell in ("C2", "E2")] == [str(2**64), "1899-12-31"]
    frame = pandas.read_parquet(io.BytesIO(tables.write_table(table, tables.PARQUET, "en")))
    assert list(frame["count"]) == [str(2**64)]


def test_parquet_has_numbers_and_days() -> None:
    frame = pandas.read_parquet(io.BytesIO(tables.write_table(SMALL, tables.PARQUET, "en")), dtype_backend="pyarrow")
    assert [str(kind) for kind in frame.dtypes[2:]] == ["int64[pyarrow]", "double[pyarrow]", "date32[day][pyarrow]"]


def test_csv_on_the_web_names_the_properties() -> None:
    said = tables.metadata(SMALL, "https://example.org/small.csv", "https://example.org/licence", "en")
    columns = said["tableSchema"]["columns"]
    assert [one["name"] for one in columns] == ["iri", "name", "count", "share", "day"]
    assert columns[2]["propertyUrl"] == "https://example.org/count"
    assert columns[2]["datatype"] == "integer"
    assert columns[1]["titles"] == "name"
    assert {(one["@language"], one["@value"]) for one in columns[1]["dc:title"]} == {("en", "name"), ("sv", "namn")}


def test_a_name_is_not_said_to_be_the_propertys_value(filled: dict[str, tables.Table]) -> None:
    said = tables.metadata(filled["areas"], "https://example.org/areas.csv", "https://example.org/licence", "en")
    columns = {one["name"]: one for one in said["tableSchema"]["columns"]}
    assert columns["list"]["suppressOutput"]
    assert columns["region_code"]["suppressOutput"]
    assert "suppressOutput" not in columns["list_iri"]
    assert "suppressOutput" not in columns["order"]


def test_an_answer_is_a_table_with_names_and_iris(engine: LocalEngine) -> None:
    query = load_questions(ROOT / "queries")["shared-priorities"]
    answer = answer_question(engine, query, {"theme": "energy", "country": "SE"})
    table = tables.make_answer_table(engine, answer, "sv")
    names = [column.name for column in table.columns]
    assert len(table.rows) == len(answer.rows) > 0
    assert names[:2] == ["region", "region_iri"]
    assert "regionName" not in names
    frame = pandas.read_excel(io.BytesIO(tables.write_table(table, tables.XLSX, "sv")))
    assert "Uppsala län" in set(frame["Region"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("#+ class: styrka:Region\n", "lacks class"),
        ('("code" skos:notation)', "never answers with the column code"),
        ("property: skos:notation, ", "needs a property"),
    ],
)
def test_a_header_that_is_wrong_is_reported_with_its_file(change: str, message: str) -> None:
    text = (ROOT / "queries" / "tables" / "regions.rq").read_text()
    assert change in text
    with pytest.raises(SourceError, match=message) as caught:
        parse_table(text.replace(change, ""), "queries/tables/regions.rq")
    assert caught.value.evidence["path"] == "queries/tables/regions.rq"


def test_a_cell_that_is_not_of_its_datatype_stays_as_it_is(engine: LocalEngine) -> None:
    table = replace(SMALL, rows=())
    assert len(tables.write_table(table, tables.XLSX, "en")) > 0
    assert tables.write_table(table, tables.CSV, "en") == b"iri,name,count,share,day\r\n"
