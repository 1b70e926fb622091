"""The sheets of a workbook that are tables, with every cell as text; cells that are merged are a fault.

A sheet is known by its name, which is the table's, or by its header. Columns may stand in any order, and those that
nobody needs may be left out: people hide, move and delete them.
"""

from __future__ import annotations

import difflib
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final

from styrka.build.tables.rows import ROWS, SHOWN, Row, Table, check_table, name_cell
from styrka.build.tables.schema import TableSchema
from styrka.build.workbooks.archive import check_archive, refuse_damaged
from styrka.errors import SourceError
from styrka.extras import needs_extra

SUFFIXES: Final = (".xlsx", ".xlsm")
# Sheets of the template that hold no rows.
BESIDE: Final = ("read me", "läs mig", "lists")
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+[0-9]+)"')
_ALIKE: Final = 0.4
_WIDEST: Final = 200
_LONGEST: Final = 1 << 20  # rows of a sheet (ECMA-376)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its rows with their numbers, each cell as text, and the ranges of its merged cells."""

    title: str
    rows: Sequence[tuple[int, tuple[str, ...]]]
    merged: Sequence[tuple[str, int, str]]


def is_workbook(name: str) -> bool:
    """Return whether a file is called as workbooks are."""
    return name.lower().endswith(SUFFIXES)


def read_workbook(
    content: bytes, name: str, schemas: Mapping[str, TableSchema]
) -> tuple[tuple[Table, ...], list[SourceError]]:
    """Return the tables in a workbook, and what is wrong in them, at the cell.

    Parameters:
        name: what the workbook is called, for messages.
        schemas: the tables that there are, by file name.

    Raises:
        SourceError: For what is no workbook, could harm, or has no sheet that is a table.
        MissingExtra: Where the package that reads workbooks is not installed.
    """
    tables: dict[str, Table] = {}
    faults: list[SourceError] = []
    sheets = [one for one in read_sheets(content, name) if one.title.casefold() not in BESIDE and one.rows]
    for sheet in sheets:
        schema = _choose_schema(sheet, schemas)
        if schema is None:
            continue
        path = f"{name}/{sheet.title}"
        if schema.file in tables:
            remedy = f"Put all rows into one sheet, {_stem(schema)}."
            atgard = f"Lägg alla rader i ett blad, {_stem(schema)}."
            two = f"two sheets have the columns of {schema.file}."
            faults.append(
                SourceError(two, path=path, remedy=remedy, sv=(f"två blad har {schema.file}s kolumner.", atgard))
            )
            continue
        table, wrong = _make_table(sheet, path, schema)
        if table is not None:
            tables[schema.file] = table
        faults += wrong
    if not tables and not faults:
        known = ", ".join(_stem(schema) for schema in schemas.values())
        titles = ", ".join(one.title for one in sheets) or "–"
        raise SourceError(
            f"no sheet is a table; the workbook has {titles}.",
            path=name,
            remedy=f"Name the sheet with the rows after its table, one of {known}, and begin it with its columns.",
            sv=(
                f"inget blad är en tabell; arbetsboken har {titles}.",
                f"Ge bladet med raderna tabellens namn, något av {known}, och börja det med tabellens kolumner.",
            ),
        )
    return tuple(tables.values()), faults


def read_sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook.

    Raises:
        SourceError: For what is no workbook, or could harm.
        MissingExtra: Where the package that reads workbooks is not installed.
    """
    archive = check_archive(content, name)
    with needs_extra("tables"):
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    try:
        with archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it does not read: colours, drop-downs of newer programs
            # What a formula came to, and no links to other files: nothing is computed, nothing fetched.
            book = load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
            return tuple(Sheet(one.title, _read_rows(one, name), _find_merged(archive, one)) for one in book.worksheets)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        SyntaxError,  # what is no XML
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
        EOFError,
        RuntimeError,
    ):
        refuse_damaged(name)


def _read_rows(sheet: Any, name: str) -> list[tuple[int, tuple[str, ...]]]:
    rows = []
    sheet.reset_dimensions()  # what a program wrote of them may be wrong
    for line, cells in enumerate(sheet.iter_rows(max_col=_WIDEST, max_row=_LONGEST, values_only=True), 1):
        texts = tuple(map(_write_cell, cells))
        if any(texts):
            rows.append((line, texts))
        if len(rows) > ROWS:
            path = f"{name}/{sheet.title}"
            sv = (f"bladet har fler än {ROWS} rader.", "Dela det i flera arbetsböcker.")
            raise SourceError(f"the sheet has more than {ROWS} rows.", path=path, remedy="Split it.", sv=sv)
    return rows


def _write_cell(value: object) -> str:
    """Return a cell as the tables have it: a day without its midnight, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _find_merged(archive: zipfile.ZipFile, sheet: Any) -> list[tuple[str, int, str]]:
    # The package tells of merged cells only where it holds all cells in memory.
    found = _MERGED.findall(archive.read(sheet._worksheet_path))
    return [(column.decode(), int(row), end.decode()) for column, row, end in found[:SHOWN]]


def _choose_schema(sheet: Sheet, schemas: Mapping[str, TableSchema]) -> TableSchema | None:
    """Return the table that a sheet is called after, or has most columns of; None for another sheet."""
    named = schemas.get(f"{sheet.title.strip().lower()}.csv")
    if named is not None:
        return named
    header = {cell for cell in sheet.rows[0][1] if cell}

    def likeness(schema: TableSchema) -> float:
        names = {column.name for column in schema.columns}
        return len(names & header) / len(names | header)

    best = max(schemas.values(), key=likeness)
    return best if likeness(best) >= _ALIKE else None


def _stem(schema: TableSchema) -> str:
    return schema.file.removesuffix(".csv")


def _make_table(sheet: Sheet, path: str, schema: TableSchema) -> tuple[Table | None, list[SourceError]]:
    line, header = sheet.rows[0]
    names = [column.name for column in schema.columns]
    faults = list(_check_header(line, header, path, schema))
    faults += (_make_merged(one, path) for one in sheet.merged)
    if faults:
        return None, faults[:SHOWN]
    places = {name: at for at, name in enumerate(header, 1) if name in names}
    rows = [
        Row(line, {name: cells[at - 1] for name, at in places.items() if at <= len(cells) and cells[at - 1]})
        for line, cells in sheet.rows[1:]
    ]
    table = Table(path, schema, [row for row in rows if row.cells], places)
    return table, check_table(table)


def _check_header(line: int, header: Sequence[str], path: str, schema: TableSchema) -> Iterator[SourceError]:
    names = [column.name for column in schema.columns]
    for at, name in enumerate(header, 1):
        if name and (name not in names or name in header[: at - 1]):
            near = difflib.get_close_matches(name, [one for one in names if one not in header], 1)
            yield SourceError(
                f"{name_cell(at, line)}: {name!r} is not a column of {schema.file}, or stands twice.",
                path=path,
                line=line,
                column=at,
                remedy=f"Write {near[0]}." if near else f"Remove the column; there are {', '.join(names)}.",
                sv=(
                    f"{name_cell(at, line)}: {name!r} är ingen kolumn i {schema.file}, eller står två gånger.",
                    f"Skriv {near[0]}." if near else f"Ta bort kolumnen; det finns {', '.join(names)}.",
                ),
            )
    needed = [column.name for column in schema.columns if column.required and column.name not in header]
    for name in needed:
        yield SourceError(
            f"the column {name} is missing.",
            path=path,
            line=line,
            remedy=f"Write {name} in an empty cell of the first row.",
            sv=(f"kolumnen {name} saknas.", f"Skriv {name} i en tom cell i första raden."),
        )


def _make_merged(merged: tuple[str, int, str], path: str) -> SourceError:
    column, line, end = merged
    cells = f"{column}{line}:{end}"
    return SourceError(
        f"the cells {cells} are merged.",
        path=path,
        line=line,
        remedy=f"Unmerge {cells}, and write in each of them what it means.",
        sv=(f"cellerna {cells} är sammanslagna.", f"Dela upp {cells}, och skriv i var och en vad den betyder."),
    )


def select_new(tables: Sequence[Table], present: Mapping[str, Table], name: str) -> tuple[Table, ...]:
    """Return the tables of a workbook without the rows that are as they are in the tables already.

    The template has an example, which may stay in it.

    Raises:
        SourceError: When nothing is left.
    """
    made = []
    for table in tables:
        own = present[table.schema.file].rows if table.schema.file in present else ()
        known = {tuple(sorted(row.cells.items())) for row in own}
        rows = [row for row in table.rows if tuple(sorted(row.cells.items())) not in known]
        if rows:
            made.append(replace(table, rows=rows))
    if not made:
        raise SourceError(
            "every row of the workbook is in the tables already.",
            path=name,
            remedy="Write a row below the example, and save the workbook.",
            sv=(
                "alla rader i arbetsboken finns redan i tabellerna.",
                "Skriv en rad under exemplet, och spara arbetsboken.",
            ),
        )
    return tuple(made)
