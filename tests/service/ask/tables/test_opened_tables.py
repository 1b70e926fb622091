"""Programs that people use open the tables: LibreOffice, pandas, DuckDB, and a reader of CSV on the Web.

Cells keep their kinds, letters and numbers, and no cell runs on its reader's machine.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import warnings
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import csvw
import duckdb
import pandas
import pytest

from styrka.ask import tables
from styrka.engine.local import open_local
from styrka.release import Release
from tests.conftest import ROOT

DECLARED = tables.load_tables(ROOT)
LONG = "ö" * 40_000
DANGEROUS = ('=HYPERLINK("https://example.org";"x")', "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1+1", "=cmd|' /C calc'!A0")
ODD = tables.Table(
    "odd",
    {"en": "Odd: what [is] hard", "sv": "Udda: vad som är svårt"},
    {"en": "", "sv": ""},
    (
        tables.Column("iri", "", {"en": "address", "sv": "adress"}, iri=True),
        tables.Column("name", "https://example.org/name", {"en": "name", "sv": "namn på område"}),
        tables.Column("code", "https://example.org/code", {"en": "code", "sv": "kod"}),
        tables.Column("count", "https://example.org/count", {"en": "count", "sv": "antal"}, "integer"),
        tables.Column("share", "https://example.org/share", {"en": "share", "sv": "andel"}, "decimal"),
        tables.Column("day", "https://example.org/day", {"en": "day", "sv": "dag"}, "date"),
        tables.Column("empty", "https://example.org/empty", {"en": "empty", "sv": "tom"}),
    ),
    (
        ("https://example.org/0", "Åre, Älmhult och Örebro", "SE", 1, Decimal("0.25"), date(2017, 2, 28), None),
        ("https://example.org/1", 'He said "no";\nthen yes', "007", -12, Decimal("-1.5"), date(2020, 2, 29), None),
        ("https://example.org/2", LONG, "1e5", 1_234_567, Decimal("1234567.875"), date(1999, 12, 31), None),
        ("https://example.org/3", None, None, None, None, None, None),
        *(
            (f"https://example.org/{4 + number}", text, "x", number, Decimal(number), date(2026, 11, 22), None)
            for number, text in enumerate(DANGEROUS)
        ),
    ),
)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# What a person chooses when LibreOffice asks how to read CSV: comma, double quotes, UTF-8, find dates.
READ_CSV = "--infilter=CSV:44,34,76,1,,1033,false,true"


@dataclass(frozen=True)
class Cell:
    """A cell as LibreOffice holds it: its kind, its value as a file says it, its text, and its formula."""

    kind: str = ""
    value: str = ""
    text: str = ""
    formula: str = ""


Sheet = list[list[Cell]]


@pytest.fixture(scope="module")
def filled(little_release: Release) -> dict[str, tables.Table]:
    """Every noun's table in Swedish, one in English, and the odd one in both: of a part of what there is."""
    engine = open_local(little_release.dumps, little_release.version)
    found = {f"{slug}.sv": tables.fill_table(engine, one, "sv") for slug, one in DECLARED.items()}
    return {**found, "themes.en": tables.fill_table(engine, DECLARED["themes"], "en"), "odd.sv": ODD, "odd.en": ODD}


@pytest.fixture(scope="module")
def opened(filled: dict[str, tables.Table], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheet]:
    """Each table as LibreOffice opens it, by its file's name. Two runs open them all: one for each format."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
    folder = tmp_path_factory.mktemp("office")
    found: dict[str, Sheet] = {}
    for format_, options in ((tables.CSV, [READ_CSV]), (tables.XLSX, [])):
        written = []
        for name, table in filled.items():
            written.append(folder / f"{name}.{format_.suffix}")
            written[-1].write_bytes(tables.write_table(table, format_, name[-2:]))
        out = folder / f"from-{format_.suffix}"
        done = subprocess.run(
            [
                office,
                "--headless",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *options,
                "--convert-to",
                "fods",
                "--outdir",
                out,
                *written,
            ],
            env={**os.environ, "HOME": str(folder)},
            capture_output=True,
            timeout=240,
            check=False,
        )
        for path in written:
            result = out / f"{path.stem}.fods"
            assert result.exists(), f"{path.name}: {done.stderr.decode(errors='replace')}"
            found[path.name] = cells(result)
    return found


def cells(path: Path) -> Sheet:
    """The cells of a flat OpenDocument sheet, without empty rows and columns at its ends."""
    rows: Sheet = []
    for row in ElementTree.parse(path).getroot().iter(f"{TABLE}table-row"):
        made: list[Cell] = []
        for cell in row.iter(f"{TABLE}table-cell"):
            kind = cell.get(f"{OFFICE}value-type", "")
            value = cell.get(f"{OFFICE}date-value") or cell.get(f"{OFFICE}value") or ""
            text = "\n".join(spoken(one) for one in cell.iter(f"{TEXT}p"))
            one = Cell(kind, value, text, cell.get(f"{TABLE}formula", ""))
            repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
            made += [one] * (repeated if kind or repeated < 100 else 1)
        while made and not made[-1].kind:
            made.pop()
        rows.append(made)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def spoken(paragraph: ElementTree.Element) -> str:
    """A paragraph's text, in which spaces and tabs may be elements."""
    said = [paragraph.text or ""]
    for child in paragraph:
        said.append(
            "\t"
            if child.tag == f"{TEXT}tab"
            else " " * int(child.get(f"{TEXT}c", 1))
            if child.tag == f"{TEXT}s"
            else spoken(child)
        )
        said.append(child.tail or "")
    return "".join(said)


def guarded(text: str) -> str:
    """A text as CSV has it: an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_libreoffice_opens_every_table_whole(
    opened: dict[str, Sheet], filled: dict[str, tables.Table], suffix: str
) -> None:
    for name, table in filled.items():
        sheet = opened[f"{name}.{suffix}"]
        assert len(sheet) == len(table.rows) + 1, name
        headings = [column.name if suffix == "csv" else column.title(name[-2:]) for column in table.columns]
        assert [one.text for one in sheet[0]] == headings
        assert [row[0].text for row in sheet[1:]] == [row[0] for row in table.rows], name
        assert not [one for row in sheet for one in row if one.formula], f"{name} has a formula"


def test_libreoffice_shows_swedish_letters(opened: dict[str, Sheet]) -> None:
    for suffix in ("csv", "xlsx"):
        assert "Åre, Älmhult och Örebro" in {one.text for row in opened[f"odd.sv.{suffix}"] for one in row}
        assert "Östra Mellansverige" in {one.text for row in opened[f"regions.sv.{suffix}"] for one in row}
    assert "namn på område" in {one.text for one in opened["odd.sv.xlsx"][0]}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_libreoffice_has_numbers_and_days_as_such(opened: dict[str, Sheet], suffix: str) -> None:
    sheet = opened[f"odd.sv.{suffix}"]
    for row, wanted in zip(sheet[1:4], ODD.rows, strict=False):
        count, share, day = row[3:6]
        assert (count.kind, float(count.value)) == ("float", wanted[3])
        assert (share.kind, float(share.value)) == ("float", float(str(wanted[4])))
        assert (day.kind, day.value[:10]) == ("date", str(wanted[5]))
    assert len(sheet[4]) == 1, "a row with nothing but an address"


def test_libreoffice_takes_no_cell_for_a_formula(opened: dict[str, Sheet]) -> None:
    workbook = [row[1] for row in opened["odd.en.xlsx"][5:]]
    assert {one.kind for one in workbook} == {"string"}
    assert [one.text.strip() for one in workbook] == [text.strip() for text in DANGEROUS]
    plain = [row[1] for row in opened["odd.en.csv"][5:]]
    assert {one.kind for one in plain} == {"string"}
    assert [one.text for one in plain] == [guarded(text) for text in DANGEROUS]


def test_libreoffice_keeps_texts_that_look_like_numbers_and_long_ones(opened: dict[str, Sheet]) -> None:
    workbook = opened["odd.en.xlsx"]
    assert [row[2].text for row in workbook[1:4]] == ["SE", "007", "1e5"]
    assert workbook[3][1].text == LONG[:32_766] + "…"
    assert opened["odd.en.csv"][3][1].text == LONG
    assert workbook[2][1].text == opened["odd.en.csv"][2][1].text == 'He said "no";\nthen yes'


@pytest.mark.parametrize("name", ["odd", *DECLARED])
def test_duckdb_reads_csv_and_parquet_alike(filled: dict[str, tables.Table], name: str, tmp_path: Path) -> None:
    table = filled[f"{name}.sv"]
    read: dict[str, Any] = {}
    for format_, function in ((tables.CSV, "read_csv"), (tables.PARQUET, "read_parquet")):
        path = tmp_path / f"{name}.{format_.suffix}"
        path.write_bytes(tables.write_table(table, format_, "sv"))
        read[format_.suffix] = duckdb.sql(f"SELECT * FROM {function}('{path}')")
        assert read[format_.suffix].shape == (len(table.rows), len(table.columns))
        first = [row[0] for row in read[format_.suffix].fetchall()]
        assert first == [row[0] for row in table.rows]
    assert read["csv"].columns == read["parquet"].columns == [column.name for column in table.columns]
    kinds = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DOUBLE", "date": "DATE"}
    assert [str(one) for one in read["parquet"].types] == [kinds[column.kind] for column in table.columns]


def test_duckdb_finds_the_kinds_of_csv(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(tables.write_table(ODD, tables.CSV, "sv"))
    found = duckdb.sql(f"SELECT * FROM read_csv('{path}')")
    assert found is not None
    assert dict(zip(found.columns, map(str, found.types), strict=True)) | {"empty": ""} == {
        "iri": "VARCHAR",
        "name": "VARCHAR",
        "code": "VARCHAR",
        "count": "BIGINT",
        "share": "DOUBLE",
        "day": "DATE",
        "empty": "",
    }
    rows = found.fetchall()
    assert rows[0][1:6] == ("Åre, Älmhult och Örebro", "SE", 1, 0.25, date(2017, 2, 28))
    assert rows[2][1] == LONG
    assert rows[3][1:] == (None,) * 6
    assert [row[1] for row in rows[4:]] == [guarded(text) for text in DANGEROUS]


def test_pandas_reads_numbers_days_and_empty_cells() -> None:
    plain = pandas.read_csv(io.BytesIO(tables.write_table(ODD, tables.CSV, "sv")), parse_dates=["day"])
    workbook = pandas.read_excel(io.BytesIO(tables.write_table(ODD, tables.XLSX, "sv")))
    parquet = pandas.read_parquet(io.BytesIO(tables.write_table(ODD, tables.PARQUET, "sv")))
    for frame, language in ((plain, ""), (workbook, "sv")):
        heading = {column.name: column.title(language) if language else column.name for column in ODD.columns}
        assert list(frame[heading["count"]][:3]) == [1, -12, 1_234_567]
        assert list(frame[heading["share"]][:3]) == [0.25, -1.5, 1234567.875]
        assert list(frame[heading["day"]][:2]) == [pandas.Timestamp(2017, 2, 28), pandas.Timestamp(2020, 2, 29)]
        assert frame.iloc[3, 1:].isna().all()
        assert frame[heading["empty"]].isna().all()
        assert frame.loc[0, heading["name"]] == "Åre, Älmhult och Örebro"
    assert list(workbook["kod"][:3]) == ["SE", "007", "1e5"]
    assert list(workbook["namn på område"][4:]) == list(DANGEROUS)
    assert list(parquet["name"][4:]) == list(DANGEROUS)
    assert parquet["name"][2] == LONG
    assert list(parquet["day"][:1]) == [date(2017, 2, 28)]


@pytest.mark.parametrize("name", ["odd.sv", "themes.sv", "themes.en", "areas.sv", "strategies.sv"])
def test_a_reader_of_csv_on_the_web_finds_the_description_and_the_kinds(
    filled: dict[str, tables.Table], name: str, tmp_path: Path
) -> None:
    table, language = filled[name], name[-2:]
    plain = tmp_path / f"{name}.csv"
    plain.write_bytes(tables.write_table(table, tables.CSV, language))
    said = tables.metadata(table, plain.name, "https://example.org/licence", language)
    (tmp_path / f"{name}.csv-metadata.json").write_text(json.dumps(said), "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        [found] = csvw.CSVW(str(plain)).tables  # it looks for the description beside the file
        assert found.tableSchema.primaryKey == ["iri"]
        rows = list(found.iterdicts(strict=False))
    assert [column.titles.getfirst() for column in found.tableSchema.columns] == [one.name for one in table.columns]
    assert len(rows) == len(table.rows)
    for number, column in enumerate(table.columns):
        values = [row[column.name] for row in rows]
        wanted = [row[number] for row in table.rows]
        if column.kind != "text":
            days = [one.date() if isinstance(one, datetime) else one for one in values]
            assert [None if one == "" else one for one in days] == wanted
        elif column.several:
            assert [one or [] for one in values] == [guarded(str(one)).split("; ") if one else [] for one in wanted]
        elif column.iri:
            assert [one.unsplit() if one else None for one in values] == wanted
        else:
            assert [str(one or "") for one in values] == [guarded(str(one or "")) for one in wanted]


def test_the_description_makes_iris_of_iris(filled: dict[str, tables.Table]) -> None:
    said = tables.metadata(filled["areas.sv"], "areas.csv", "https://example.org/licence", "sv")
    columns = {one["name"]: one for one in said["tableSchema"]["columns"]}
    assert columns["list_iri"]["datatype"] == "anyURI"
    assert columns["list_iri"]["valueUrl"] == "{+list_iri}"
    assert "valueUrl" not in columns["name"]


def test_the_description_tells_the_language_of_what_is_in_one(filled: dict[str, tables.Table]) -> None:
    said = tables.metadata(filled["themes.sv"], "themes.csv", "https://example.org/licence", "sv")
    columns = {one["name"]: one for one in said["tableSchema"]["columns"]}
    assert said["lang"] == "sv"
    assert "lang" not in columns["name"]
    said = tables.metadata(filled["regions.sv"], "regions.csv", "https://example.org/licence", "sv")
    assert {one["name"]: one.get("lang") for one in said["tableSchema"]["columns"]}["code"] == "und"
