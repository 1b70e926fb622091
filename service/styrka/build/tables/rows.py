"""The rows of a table, checked against its schema: every fault with file, row, column and what would be right."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.build.tables.metadata import RIGHT, Column, TableSchema
from styrka.errors import SourceError

ROWS: Final = 100_000
_SHOWN: Final = 20  # faults of one table: people mend some and look again


@dataclass(frozen=True)
class Row:
    """One row: the line on which it begins (the header is line 1), and its cells by column; empty ones are left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table that was read: its path, its schema, its rows."""

    path: str
    schema: TableSchema
    rows: Sequence[Row]

    def column(self, name: str) -> int:
        """Return the place of a column in the header, from 1."""
        return next(at for at, column in enumerate(self.schema.columns, 1) if column.name == name)

    def fault(self, row: Row, name: str, message: str, remedy: str) -> SourceError:
        """Return the error that a cell is wrong, with the row, and the column by name and number."""
        return SourceError(
            f"column {name}: {message}", path=self.path, line=row.line, column=self.column(name), remedy=remedy
        )


def read_rows(text: str, path: str, schema: TableSchema, limit: int = ROWS) -> tuple[Table, list[SourceError]]:
    """Return the table in a text, and what is wrong with single rows.

    Parameters:
        text: the file's content, without a byte order mark.
        path: the file, for messages.
        schema: what its columns are.
        limit: the most rows that are read.

    Raises:
        SourceError: When it is not CSV, the header is not the schema's, or there are more rows than the limit.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    faults: list[SourceError] = []
    names = [column.name for column in schema.columns]
    try:
        _check_header(next(reader, []), names, path)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(names) and cells:
                faults.append(
                    SourceError(
                        f"the row has {len(cells)} cells; there are {len(names)} columns.",
                        path=path,
                        line=line,
                        column=min(len(cells), len(names)) + 1,
                        remedy="Put a cell that holds a comma between quotation marks.",
                    )
                )
            elif cells:
                rows.append(Row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell}))
            if len(rows) > limit:
                raise SourceError(
                    f"the table has more than {limit} rows.",
                    path=path,
                    line=line,
                    column=1,
                    remedy="Split it into several, each described in csv-metadata.json.",
                )
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            f"this is not CSV: {error}.",
            path=path,
            line=max(reader.line_num, 1),
            remedy="Close the quotation marks, or double those inside a cell.",
        ) from None
    table = Table(path, schema, rows)
    faults += _check_cells(table)
    faults += _check_key(table)
    return table, faults[:_SHOWN]


def check_references(tables: Mapping[str, Table]) -> Iterator[SourceError]:
    """Yield an error for each cell that names a row of another table that is not there."""
    for table in tables.values():
        for name, other, its in table.schema.references:
            separator = next(column.separator for column in table.schema.columns if column.name == name)
            known = {row.cells.get(its, "") for row in tables[other].rows} if other in tables else set()
            for row in table.rows:
                cell = row.cells.get(name, "")
                for value in (cell.split(separator) if separator else [cell]) if cell else ():
                    if value not in known:
                        near = difflib.get_close_matches(value, known, 1, 0.7)
                        hint = f"Did you mean {near[0]}? Else add" if near else "Correct it, or add"
                        yield table.fault(row, name, f"{value!r} is not in {other}.", f"{hint} a row to {other}.")


def _check_header(header: Sequence[str], names: Sequence[str], path: str) -> None:
    if list(header) == list(names):
        return
    if len(header) == 1 and len(names) > 1 and (found := next((sign for sign in ";\t|" if sign in header[0]), "")):
        raise SourceError(
            f"the cells are separated by {'tabs' if found == chr(9) else repr(found)}, not by commas.",
            path=path,
            line=1,
            column=header[0].index(found) + 1,
            remedy="Save the table as CSV with commas.",
        )
    missing = [name for name in names if name not in header]
    unknown = [name for name in header if name not in names]
    if missing:
        near = difflib.get_close_matches(missing[0], unknown, 1)
        raise SourceError(
            f"the column {missing[0]} is missing.",
            path=path,
            line=1,
            column=list(names).index(missing[0]) + 1,
            remedy=f"Rename {near[0]} to {missing[0]}." if near else f"The columns are {', '.join(names)}.",
        )
    wrong = unknown[0] if unknown else next(name for name, right in zip(header, names, strict=False) if name != right)
    raise SourceError(
        f"the column {wrong} is not one of the table's." if unknown else f"the column {wrong} stands in another place.",
        path=path,
        line=1,
        column=list(header).index(wrong) + 1,
        remedy=f"The columns are, in this order, {', '.join(names)}.",
    )


def _check_cells(table: Table) -> Iterator[SourceError]:
    required = [column.name for column in table.schema.columns if column.required]
    typed = [column for column in table.schema.columns if column.datatype in RIGHT]
    texts = [column.name for column in table.schema.columns if _needs_language(column)]
    for row in table.rows:
        for name in required:
            if not row.cells.get(name):
                yield table.fault(row, name, "the cell is empty.", _REQUIRED.get(name, "It must be filled."))
        for column in typed:
            cell = row.cells.get(column.name)
            for value in (cell.split(column.separator) if column.separator else [cell]) if cell else ():
                if not column.is_right(value):
                    kind = "date" if column.datatype not in ("integer", "decimal") else column.datatype
                    yield table.fault(row, column.name, f"{value!r} is not of type {kind}.", RIGHT[column.datatype])
        if not row.cells.get("language"):
            for name in texts:
                if row.cells.get(name):
                    yield table.fault(
                        row, "language", f"the language of {name} is not given.", "Write its code, for example sv."
                    )
                    break


_REQUIRED: Final = {"source": "Name the row's source by its id in sources.csv, or curators-knowledge."}


def _needs_language(column: Column) -> bool:
    return column.datatype.endswith("langString")


def _check_key(table: Table) -> Iterator[SourceError]:
    first: dict[tuple[str, ...], int] = {}
    key = table.schema.key
    for row in table.rows:
        values = tuple(row.cells.get(name, "") for name in key)
        earlier = first.setdefault(values, row.line)
        if earlier != row.line:
            shown = ", ".join(f"{name} {value!r}" for name, value in zip(key, values, strict=True) if value)
            yield table.fault(
                row, key[0], f"row {earlier} has the same {shown}.", "Join the two rows, or correct one of them."
            )
