"""Rows from elsewhere taken into the text of a table: one with the same key is replaced, the others stay as written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from styrka.build.tables.rows import Table
from styrka.build.tables.sent import find_key

_END: Final = "\n"


def take_rows(text: str, table: Table) -> str:
    """Return the text of a table with some rows in it: in place of those with the same key, else at its end.

    Parameters:
        text: the table as it is, as CSV with a header; only the lines of replaced rows change.
        table: the rows.
    """
    names = [column.name for column in table.schema.columns]
    new = {find_key(row, table.schema): _write([row.cells.get(name, "") for name in names]) for row in table.rows}
    places = [names.index(name) for name in table.schema.key]
    written = []
    for cells, lines in _read(text):
        key = tuple(cells[at].strip() if at < len(cells) else "" for at in places)
        written.append(new.pop(key, lines) if cells else lines)
    if written and not written[-1].endswith(_END):
        written[-1] += _END
    return "".join((*written, *new.values()))


def write_rows(table: Table) -> str:
    """Return rows as a table of their own: CSV with the header of the schema."""
    names = [column.name for column in table.schema.columns]
    return "".join([_write(names), *(_write([row.cells.get(name, "") for name in names]) for row in table.rows)])


def _read(text: str) -> Iterator[tuple[list[str], str]]:
    """Yield the cells of each record, with the lines in which it is written."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines)
    at = 0
    for cells in reader:
        yield cells, "".join(lines[at : reader.line_num])
        at = reader.line_num


def _write(cells: list[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=_END).writerow(cells)
    return out.getvalue()
