"""Workbooks made from the tables, filled in, and read back: no cell is lost, whichever program wrote them."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from styrka.build.tables import read_present, read_schemas
from styrka.build.tables.rows import Table
from styrka.build.tables.taking import take_rows, write_rows
from styrka.build.workbooks.reading import read_workbook, select_new
from styrka.build.workbooks.template import list_nouns, make_template
from styrka.errors import NotFound, SourceError
from tests.conftest import ROOT

LIMIT = 32_000_000
STRATEGY = "strategy/se211-2021"


@pytest.fixture(scope="module")
def present() -> dict[str, Table]:
    return read_present(ROOT, read_schemas(ROOT, LIMIT), LIMIT)


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return make_template(ROOT, LIMIT, "strategy", "en", [STRATEGY])


def read(content: bytes) -> dict[str, Table]:
    tables, faults = read_workbook(content, "x.xlsx", read_schemas(ROOT, LIMIT))
    assert faults == []
    return {table.schema.file: table for table in tables}


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(row.cells) for row in table.rows]


def test_sheet_to_rows_to_sheet_loses_nothing(workbook: bytes, present: dict[str, Table]) -> None:
    tables = read(workbook)
    assert set(tables) == {"strategies.csv", "areas.csv", "sources.csv"}
    for name, of in (("strategies.csv", STRATEGY), ("areas.csv", "area/se211-2021/")):
        own = [dict(row.cells) for row in present[name].rows if row.cells["id"].startswith(of)]
        assert len(own) > 1
        assert cells(tables[name]) == own
    for name, table in tables.items():
        before = (ROOT / "data/tables" / name).read_bytes().decode()
        assert take_rows(before, table) == before
    with pytest.raises(SourceError, match="is in the tables already"):
        select_new(tuple(tables.values()), present, "x.xlsx")


def test_libreoffice_writes_the_same_rows(workbook: bytes, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "in.xlsx").write_bytes(workbook)
    there = tmp_path / "out"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(there), str(tmp_path / "in.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    again = read((there / "in.xlsx").read_bytes())
    assert {name: cells(table) for name, table in again.items()} == {
        name: cells(table) for name, table in read(workbook).items()
    }


def test_a_workbook_explains_its_columns_and_offers_what_may_stand_in_them() -> None:
    book = load_workbook(io.BytesIO(make_template(ROOT, LIMIT, "actor", "sv")))
    assert book.sheetnames == ["läs mig", "actors", "sources", "lists"]
    sheet = book["actors"]
    heads = {cell.value: cell for cell in sheet[1]}
    assert all(cell.comment and len(cell.comment.text) > 3 for cell in heads.values())
    assert "Vem som säger det" in heads["source"].comment.text
    assert "skiljs åt av |" in heads["located_in"].comment.text
    offered = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered[heads["source"].column_letter].startswith("sources!")
    columns = {cell.column_letter for row in book["lists"].iter_rows(max_row=1) for cell in row}
    helix = offered[heads["helix"].column_letter].split("$")[1]
    assert helix in columns
    values = {cell.value for cell in book["lists"][helix]} - {None}
    assert {"academia", "business"} <= values
    assert all(cell.number_format == "@" for cell in sheet[2] if cell.value)


def test_days_numbers_and_moved_columns_are_read_as_the_tables_have_them(workbook: bytes) -> None:
    book = load_workbook(io.BytesIO(workbook))
    sheet = book["strategies"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["adopted_on"]).value = datetime(2026, 6, 15)
    sheet.cell(2, heads["period_start"]).value = 2026
    sheet.cell(2, heads["area_count"]).value = 5.0
    sheet.delete_cols(heads["local_term"])
    sheet.move_range("B1:B9", cols=60)
    held = io.BytesIO()
    book.save(held)
    row = cells(read(held.getvalue())["strategies.csv"])[0]
    assert (row["adopted_on"], row["period_start"], row["area_count"]) == ("2026-06-15", "2026", "5")
    assert row["source"].startswith("rjl-se-")


def test_a_row_that_is_new_is_added_and_one_that_is_there_is_replaced(workbook: bytes) -> None:
    table = read(workbook)["strategies.csv"]
    changed = dict(table.rows[0].cells) | {"name": 'Ett "nytt" namn, med komma'}
    new = changed | {"id": "strategy/se211-2099"}
    made = Table("x", table.schema, [type(table.rows[0])(2, changed), type(table.rows[0])(3, new)])
    before = (ROOT / "data/tables/strategies.csv").read_bytes().decode()
    after = take_rows(before, made)
    lost = set(before.splitlines()) - set(after.splitlines())
    assert len(lost) == 1
    assert after.splitlines()[-1].startswith("strategy/se211-2099,")
    assert take_rows(after, made) == after
    assert write_rows(made).count('"Ett ""nytt"" namn, med komma"') == 2


def test_every_noun_has_a_template_and_others_are_named() -> None:
    nouns = list_nouns(ROOT, LIMIT, "sv")
    assert {"strategy", "region", "actor", "source"} <= set(nouns)
    assert nouns["actor"] == "Aktörer"
    with pytest.raises(NotFound, match="there are source, region"):
        make_template(ROOT, LIMIT, "unicorn", "en")
