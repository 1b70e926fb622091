"""A workbook to fill in: a sheet for the sources, one for each table of the noun, a sheet that explains, and lists.

Every cell is text, so that no program makes a date or a number of a code. The example is a real row, in the sheet that
is filled in: it may stay, since a row that is in the tables already changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from styrka.build.tables import read_present, read_schemas
from styrka.build.tables.rows import Row, Table, name_cell
from styrka.build.tables.schema import Column, TableSchema
from styrka.build.workbooks.notes import ColumnNotes
from styrka.errors import NotFound
from styrka.extras import needs_extra
from styrka.vocabulary import PREFIXES

# Tables that are filled in together; each other noun has its own and the sources.
_TOGETHER: Final = {"strategies": ("strategies", "areas")}
_SOURCES: Final = "sources"
_TITLE: Final = PREFIXES["dcterms"] + "title"
_FILLED: Final = 2_000  # rows that have the drop-downs
_NO_MOMENT: Final = datetime(1980, 1, 1)
_EXPLAINED: Final = (
    (
        "Fill in one row for what one source says of one thing, below the example, which may stay as it is.",
        "Fyll i en rad för det som en källa säger om ett ting, under exemplet, som får stå som det är.",
    ),
    (
        "Each row names its source, by the id of a row in the sheet sources. Begin there.",
        "Varje rad anger sin källa, med id för en rad i bladet sources. Börja där.",
    ),
    (
        "Hold the pointer over a heading to read what the column means. Columns that are not needed may be removed.",
        "Håll pekaren över en rubrik för att läsa vad kolumnen betyder. Kolumner som inte behövs får tas bort.",
    ),
    (
        "Leave a cell empty where the source says nothing, merge no cells, and name organisations, never persons.",
        "Lämna en cell tom där källan inget säger, slå inte ihop celler, och nämn organisationer, aldrig personer.",
    ),
    (
        "Save the workbook as .xlsx, and check it at /check, or with: styrka check FILE.xlsx",
        "Spara arbetsboken som .xlsx, och kontrollera den på /check, eller med: styrka check FIL.xlsx",
    ),
)


def list_nouns(root: Path, limit: int, language: str) -> dict[str, str]:
    """Return the nouns that there is a template for, each with the title of its table.

    Raises:
        SourceError: When the description of the tables cannot be read.
    """
    return {name_noun(file): _find_title(schema, language) for file, schema in read_schemas(root, limit).items()}


def _find_title(schema: TableSchema, language: str) -> str:
    titles = {kind: text for predicate, text, kind in schema.head if predicate == _TITLE}
    return titles.get(language) or titles.get("en") or schema.file


def name_noun(file: str) -> str:
    """Return what one row of a table is about.

    >>> name_noun("strategies.csv"), name_noun("areas.csv")
    ('strategy', 'area')
    """
    stem = file.removesuffix(".csv")
    return stem[:-3] + "y" if stem.endswith("ies") else stem.removesuffix("s")


def make_template(root: Path, limit: int, noun: str, language: str, things: Sequence[str] = ()) -> bytes:
    """Return a workbook for a noun: with an example, or with all rows of some things, to be corrected.

    Parameters:
        root: where the tables and the ontology are.
        limit: the largest file that is read, in bytes.
        noun: ``strategy``, or the name of its table.
        language: of the notes.
        things: ids whose rows are filled in.

    Raises:
        NotFound: For a noun without a table, and a thing without a row.
        SourceError: When a table, or the ontology, cannot be read.
        MissingExtra: Where the package that writes workbooks is not installed.
    """
    schemas = read_schemas(root, limit)
    files = {name_noun(file): file for file in schemas} | {file.removesuffix(".csv"): file for file in schemas}
    if noun not in files:
        names = ", ".join(map(name_noun, schemas))
        raise NotFound(
            f"There is no template {noun!r}; there are {names}.",
            sv=f"Det finns ingen mall {noun!r}; det finns {names}.",
        )
    stem = files[noun].removesuffix(".csv")
    present = read_present(root, schemas, limit)
    tables = {
        name: Table(name, schemas[f"{name}.csv"], _select_rows(present, f"{name}.csv", things))
        for name in dict.fromkeys((*_TOGETHER.get(stem, (stem,)), _SOURCES))
    }
    if things and not any(tables[name].rows for name in tables if name != _SOURCES):
        raise NotFound(
            f"No row of {stem}.csv has the id {', '.join(things)}.",
            sv=f"Ingen rad i {stem}.csv har id {', '.join(things)}.",
        )
    named = {
        row.cells["source"] for name in tables if name != _SOURCES for row in tables[name].rows if "source" in row.cells
    }
    if stem != _SOURCES:
        own = [row for row in present["sources.csv"].rows if row.cells.get("id") in named]
        tables[_SOURCES] = Table(_SOURCES, schemas["sources.csv"], own)
    return _write(tables, ColumnNotes(root, present), language)


def _select_rows(present: Mapping[str, Table], file: str, things: Sequence[str]) -> list[Row]:
    """Return the rows of some things, and of what lies below them; else the row that says most."""
    rows = present[file].rows if file in present else ()
    if not things:
        return [max(rows, key=lambda row: len(row.cells))] if rows else []
    below = tuple(f"area/{thing.rpartition('/')[2]}/" for thing in things)
    return [row for row in rows if row.cells.get("id") in things or row.cells.get("id", "").startswith(below)]


def _write(tables: Mapping[str, Table], notes: ColumnNotes, language: str) -> bytes:
    with needs_extra("tables"):
        from xlsxwriter import Workbook
    held = io.BytesIO()
    book = Workbook(
        held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": ", ".join(tables), "created": _NO_MOMENT})
    swedish = language == "sv"
    about = book.add_worksheet("läs mig" if swedish else "read me")
    about.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    for line, words in enumerate(_EXPLAINED):
        about.write_string(line, 0, words[1 if swedish else 0])
    sheets = {name: book.add_worksheet(name) for name in tables}
    lists = _Lists(book.add_worksheet("lists"))
    for name, table in tables.items():
        _fill(book, sheets[name], table, notes, language, lists, own_sources=_SOURCES in tables)
    lists.sheet.hide()
    sheets[next(iter(tables))].activate()
    book.close()
    return held.getvalue()


class _Lists:
    """The sheet with what may stand in columns: one list a column, written once."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self._known: dict[tuple[str, ...], str] = {}

    def refer(self, options: tuple[str, ...]) -> str:
        """Return the reference to a list, which is written where it is not there yet."""
        if options not in self._known:
            column = len(self._known)
            for line, option in enumerate(options):
                self.sheet.write_string(line, column, option)
            letters = name_cell(column + 1, 1)[:-1]
            self._known[options] = f"=lists!${letters}$1:${letters}${len(options)}"
        return self._known[options]


def _fill(
    book: Any, sheet: Any, table: Table, notes: ColumnNotes, language: str, lists: _Lists, *, own_sources: bool
) -> None:
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
    columns = table.schema.columns
    # All cells are text, those that nobody has written in yet too.
    sheet.set_column(0, len(columns) - 1, 18, text)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, bold)
        sheet.write_comment(0, place, notes.explain(column, language), {"x_scale": 2.5, "y_scale": 1.6})
        _offer(
            sheet, place, _find_options(table.schema, column, notes, lists, own_sources), loose=bool(column.separator)
        )
        for line, row in enumerate(table.rows, 1):
            if column.name in row.cells:
                sheet.write_string(line, place, row.cells[column.name], text)
    sheet.freeze_panes(1, 1)


def _find_options(schema: TableSchema, column: Column, notes: ColumnNotes, lists: _Lists, own_sources: bool) -> str:
    if column.name == "source" and own_sources:
        return f"={_SOURCES}!$A$2:$A${_FILLED}"
    options = notes.list_options(schema, column)
    return lists.refer(options) if options else ""


def _offer(sheet: Any, place: int, options: str, *, loose: bool) -> None:
    """Give a column its drop-down; where several values may stand, what is not in the list is taken too."""
    if options:
        rule = {"validate": "list", "source": options, "error_type": "warning", "show_error": not loose}
        sheet.data_validation(1, place, _FILLED, place, rule)
