"""The rows of a table, checked against its schema: every fault with file, row, column and what would be right."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import pyoxigraph as ox

from styrka.build.tables.habits import find_habit
from styrka.build.tables.header import check_header
from styrka.build.tables.schema import LANGUAGE_TAGGED, PARTIAL_DATE, RIGHT, Column, TableSchema
from styrka.errors import SourceError

ROWS: Final = 100_000
SHOWN: Final = 20  # faults of one table: people mend some and look again


@dataclass(frozen=True)
class Row:
    """One row: the line on which it begins (the header is line 1), and its cells by column.

    Cells are without spaces at their ends; empty ones are left out.
    """

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table that was read: its path, its schema, its rows.

    ``places`` has the columns of a sheet, which may stand in another order than the schema's; it is empty for CSV.
    """

    path: str
    schema: TableSchema
    rows: Sequence[Row]
    places: Mapping[str, int] = field(default_factory=dict)

    def column(self, name: str) -> int:
        """Return the place of a column in the header, from 1."""
        if name in self.places:
            return self.places[name]
        return next(at for at, column in enumerate(self.schema.columns, 1) if column.name == name)

    def label(self, line: int, name: str) -> str:
        """Return what a column is called in messages: in a sheet with the cell."""
        return f"{name} ({name_cell(self.places[name], line)})" if name in self.places else name

    def fault(self, row: Row, name: str, message: tuple[str, str], remedy: tuple[str, str]) -> SourceError:
        """Return the error that a cell is wrong, with the row, and the column by name and number.

        Parameters:
            message, remedy: in English and Swedish.
        """
        label = self.label(row.line, name)
        return SourceError(
            f"column {label}: {message[0]}",
            sv=(f"kolumn {label}: {message[1]}", remedy[1]),
            path=self.path,
            line=row.line,
            column=self.column(name),
            remedy=remedy[0],
        )


def name_cell(column: int, line: int) -> str:
    """Return the name of a cell in a sheet.

    >>> name_cell(1, 2), name_cell(28, 10)
    ('A2', 'AB10')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{line}"


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
    line = 1
    try:
        check_header(next(reader, []), names, path)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(names) and cells:
                faults.append(
                    SourceError(
                        f"the row has {len(cells)} cells; there are {len(names)} columns.",
                        sv=(
                            f"raden har {len(cells)} celler; det finns {len(names)} kolumner.",
                            _COMMA[1],
                        ),
                        path=path,
                        line=line,
                        column=min(len(cells), len(names)) + 1,
                        remedy=_COMMA[0],
                    )
                )
            elif cells:
                trimmed = (cell.strip() for cell in cells)
                rows.append(Row(line, {name: cell for name, cell in zip(names, trimmed, strict=True) if cell}))
            if len(rows) > limit:
                raise SourceError(
                    f"the table has more than {limit} rows.",
                    sv=(
                        f"tabellen har fler än {limit} rader.",
                        "Dela den i flera, var och en beskriven i csv-metadata.json.",
                    ),
                    path=path,
                    line=line,
                    column=1,
                    remedy="Split it into several, each described in csv-metadata.json.",
                )
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            f"this is not CSV, in the row that begins here: {error}.",
            sv=(
                f"detta är inte CSV, i raden som börjar här: {error}.",
                "Stäng citattecknen, eller dubblera dem som står i en cell.",
            ),
            path=path,
            line=line,
            column=1,
            remedy="Close the quotation marks, or double those inside a cell.",
        ) from None
    table = Table(path, schema, rows)
    return table, [*faults, *check_table(table)][:SHOWN]


def check_table(table: Table) -> list[SourceError]:
    """Return what is wrong with single cells of a table, and with rows that have one key."""
    return [*islice(_check_cells(table), SHOWN), *_check_key(table)][:SHOWN]


def check_references(tables: Mapping[str, Table], only: Table | None = None) -> Iterator[SourceError]:
    """Yield an error for each cell that names a row of another table that is not there.

    Parameters:
        tables: what there is, by file name.
        only: the table to look at; all of them when None.
    """
    for table in (only,) if only is not None else tables.values():
        for name, other, its in table.schema.references:
            column = next(column for column in table.schema.columns if column.name == name)
            known = {row.cells.get(its, "") for row in tables[other].rows} if other in tables else set()
            for row in table.rows:
                for value in column.values(row.cells[name]) if name in row.cells else ():
                    if value not in known:
                        near = difflib.get_close_matches(value, known, 1, 0.7)
                        hint = f"Did you mean {near[0]}? Else add" if near else "Correct it, or add"
                        hjalp = f"Menade du {near[0]}? Lägg annars till" if near else "Rätta den, eller lägg till"
                        place, plats = f"to {other}.", f"i {other}."
                        if table.places:
                            sheet = other.removesuffix(".csv")
                            place = f"with the id {value} to the sheet {sheet}, which is there in the template."
                            plats = f"med id {value} i bladet {sheet}, som finns i mallen."
                        yield table.fault(
                            row,
                            name,
                            (f"{value!r} is not in {other}.", f"{value!r} finns inte i {other}."),
                            (f"{hint} a row {place}", f"{hjalp} en rad {plats}"),
                        )


def _check_cells(table: Table) -> Iterator[SourceError]:
    required = [column.name for column in table.schema.columns if column.required]
    texts = [
        column.name for column in table.schema.columns if column.datatype == LANGUAGE_TAGGED and not column.language
    ]
    # Registers repeat their codes and years some thousand times.
    columns: list[tuple[Column, str, set[str]]] = [(column, column.name, set()) for column in table.schema.columns]
    for row in table.rows:
        cells = row.cells
        for name in required:
            if not cells.get(name):
                yield table.fault(row, name, ("the cell is empty.", "cellen är tom."), _REQUIRED.get(name, _FILL))
        for column, name, right in columns:
            if (cell := cells.get(name)) is None or cell in right:
                continue
            if cell and column.is_free and not column.separator:
                continue
            faults = [fault for value in column.values(cell) if (fault := _find_fault(column, value))]
            yield from (table.fault(row, name, *fault) for fault in faults)
            if not faults:
                right.add(cell)
        if not cells.get("language"):
            for name in texts:
                if cells.get(name):
                    missing = (f"the language of {name} is not given.", f"språket för {name} är inte angivet.")
                    yield table.fault(row, "language", missing, _LANGUAGE)
                    break


def _find_fault(column: Column, value: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Return what is wrong with a value and what would be right, or None; each in English and Swedish."""
    if not value:
        sign = column.separator
        return (
            (f"a value between two {sign} is empty.", f"ett värde mellan två {sign} är tomt."),
            (f"Remove one {sign}.", f"Ta bort ett {sign}."),
        )
    if (habit := find_habit(column, value)) is not None:
        return habit
    if not column.is_right(value):
        kind = "date" if column.datatype == PARTIAL_DATE else column.datatype
        slag = _KINDS_SV.get(kind, kind)
        return (f"{value!r} is not of type {kind}.", f"{value!r} är inte {slag}."), RIGHT[column.datatype]
    try:
        if column.name == "language":
            ox.Literal("", language=value)
        for template in filter(None, (column.about, column.value)):
            ox.NamedNode(template.expand(*(value for _ in template.variables)))
    except ValueError:
        if column.name == "language":
            return (f"{value!r} is not a language code.", f"{value!r} är ingen språkkod."), _LANGUAGE
        return (
            (f"{value!r} is not an address.", f"{value!r} är ingen adress."),
            (
                "Write all of it, for example https://example.org/page.",
                "Skriv hela, till exempel https://example.org/page.",
            ),
        )
    return None


_KINDS_SV: Final = {
    "boolean": "sant eller falskt",
    "date": "ett datum",
    "decimal": "ett decimaltal",
    "gYear": "ett år",
    "integer": "ett heltal",
    "nonNegativeInteger": "ett heltal utan tecken",
}
_COMMA: Final = (
    'Put a cell that holds a comma between straight quotation marks, "so, and so".',
    'Sätt en cell som har ett komma i sig inom raka citattecken, "si, och så".',
)
_FILL: Final = ("It must be filled.", "Den måste fyllas i.")
_LANGUAGE: Final = ("Write its code, for example sv.", "Skriv dess kod, till exempel sv.")
_REQUIRED: Final = {
    "source": (
        "Name the row's source by its id in sources.csv, or curators-knowledge.",
        "Ange radens källa med dess id i sources.csv, eller curators-knowledge.",
    )
}


def _check_key(table: Table) -> Iterator[SourceError]:
    first: dict[tuple[str, ...], int] = {}
    key = table.schema.key
    for row in table.rows:
        values = tuple(row.cells.get(name, "") for name in key)
        earlier = first.setdefault(values, row.line)
        if earlier != row.line:
            shown = ", ".join(f"{name} {value!r}" for name, value in zip(key, values, strict=True) if value)
            yield table.fault(
                row,
                key[0],
                (f"row {earlier} has the same {shown}.", f"rad {earlier} har samma {shown}."),
                ("Join the two rows, or correct one of them.", "Slå ihop de två raderna, eller rätta en av dem."),
            )
