"""A statement put right, as a file to send: the Turtle of its graph, or the row of its table, with the new value.

Nothing is written here: the file goes to who asked for it, and from there by mail; or, with a token, the way of every
write (``/graphs``), as the change that ``make_change`` returns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import pyoxigraph as ox

from styrka.build.content import decode_text, name_of, read_content
from styrka.build.tables.mapping import make_object
from styrka.build.tables.metadata import FOLDER, METADATA, read_metadata
from styrka.build.tables.rows import Row, read_rows
from styrka.build.tables.schema import Column, TableSchema
from styrka.engine.writes import GraphChange, Precondition, Verb
from styrka.errors import BadParameter
from styrka.turtle import change_turtle
from styrka.vocabulary import BASE, PREFIXES

Value = ox.NamedNode | ox.Literal
_GRAPHS: Final = BASE + "graph/"
_TABLES: Final = _GRAPHS + "tables/"
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_XSD: Final = PREFIXES["xsd"]
_DATES: Final = {4: _XSD + "gYear", 7: _XSD + "gYearMonth", 10: _XSD + "date"}
_DATE: Final = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_NUMBERS: Final = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]+(\.[0-9]+)?"),
}


@dataclass(frozen=True)
class CorrectedFile:
    """A file with a statement put right.

    Attributes:
        path: that of the file which has the statement now, relative to the project's root.
        text: its new text; of a table the header and the one row.
        graph: the IRI of the graph that has the statement.
    """

    path: str
    text: str
    graph: str

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self.path.endswith(".csv")


def read_value(text: str, old: Value) -> Value:
    """Return the value that somebody means by a text, of the kind that the old one is of.

    Raises:
        BadParameter: For a date or number that is none, and for what is no IRI where a thing is wanted.
    """
    if isinstance(old, ox.NamedNode):
        own, whole = old.value.startswith(BASE), "://" in text
        try:
            if own or whole:
                return ox.NamedNode(text.strip("<> ") if whole else BASE + text.strip("<> /"))
        except ValueError:
            pass
        if own:
            raise _unfit(text, "the address of a thing here", "adressen till ett ting här")
        raise _unfit(
            text, "a whole address, such as https://example.org/page", "en hel adress, som https://example.org/sida"
        )
    kind = old.datatype.value
    if kind in _DATES.values():
        if not _DATE.fullmatch(text):
            raise _unfit(
                text, "a date such as 2023, 2023-04 or 2023-04-30", "ett datum som 2023, 2023-04 eller 2023-04-30"
            )
        return ox.Literal(text, datatype=ox.NamedNode(_DATES[len(text)]))
    if kind in _NUMBERS and not _NUMBERS[kind].fullmatch(text):
        raise _unfit(text, "a number in digits", "ett tal i siffror")
    return ox.Literal(text, language=old.language) if old.language else ox.Literal(text, datatype=old.datatype)


def correct_file(root: Path, limit: int, graph: str, triple: ox.Triple, new: Value | None) -> CorrectedFile | None:
    """Return the file of a graph with one statement put right; None where the graph is in no file that can be changed.

    Parameters:
        root: the project's root.
        limit: the largest file that is read, in bytes.
        graph: the IRI of the graph that has the statement.
        new: what its value would be; None where the statement is to go.

    Raises:
        SourceError: When the file cannot be read.
    """
    if graph.startswith(_TABLES):
        return _correct_row(root, limit, graph.removeprefix(_TABLES), triple, new)
    name = graph.removeprefix(_GRAPHS)
    path = root / "data" / f"{name}.ttl"
    if not graph.startswith(_GRAPHS) or not _NAME.fullmatch(name) or not path.is_file():
        return None
    shown = name_of(path, root)
    text = decode_text(read_content(path, shown, limit), shown)
    triples = [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=BASE)]
    if triple not in triples:
        return None
    right = [] if new is None else [ox.Triple(triple.subject, triple.predicate, new)]
    new_text = change_turtle(text, [*(one for one in triples if one != triple), *right], shown)
    return CorrectedFile(shown, new_text, graph)


def make_change(file: CorrectedFile, state: str | None) -> GraphChange:
    """Return the write that makes a correction: of a table the row is sent, of another graph the whole file.

    Parameters:
        state: that of the graph before its file was read; where it is another one by then, nothing is changed.
    """
    verb: Verb = "patch" if file.is_row else "put"
    condition = Precondition(match=None if state is None else (state,))
    return GraphChange(verb, file.graph, document=file.text, condition=condition)


def _correct_row(root: Path, limit: int, name: str, triple: ox.Triple, new: Value | None) -> CorrectedFile | None:
    table, _, source = name.partition("/")
    metadata, path = root / FOLDER / METADATA, root / FOLDER / f"{table}.csv"
    if not re.fullmatch(r"[a-z_-]+", table) or not path.is_file():
        return None
    described = decode_text(read_content(metadata, METADATA, limit), METADATA)
    schema = read_metadata(described, METADATA).get(path.name)
    if schema is None:
        return None
    rows, _ = read_rows(decode_text(read_content(path, path.name, limit), path.name), path.name, schema)
    for row in rows.rows:
        if quote(row.cells.get("source", ""), safe="") not in ("", source):
            continue
        if schema.name_thing(row.cells) != _name(triple.subject):
            continue
        for column in schema.columns:
            cell = row.cells.get(column.name)
            if cell and column.predicate == triple.predicate.value and column.about is None:
                values = column.values(cell)
                places = [at for at, value in enumerate(values) if make_object(column, value, row) == triple.object]
                if places and (written := _write_cell(column, new)) is not None:
                    values[places[0] : places[0] + 1] = [written] if written else []
                    return CorrectedFile(
                        f"{FOLDER}/{path.name}", _write_row(schema, row, column, values), _TABLES + name
                    )
    return None


def _write_cell(column: Column, new: Value | None) -> str | None:
    """Return what stands in a cell for a value, empty for none; None where the column cannot have it."""
    if new is None:
        return ""
    if column.value is None:
        return new.value
    before, after = column.value.texts[0], column.value.texts[-1]
    if not isinstance(new, ox.NamedNode) or not (new.value.startswith(before) and new.value.endswith(after)):
        return None
    inner = new.value[len(before) : len(new.value) - len(after)]
    return inner if column.value.reserved else unquote(inner)


def _write_row(schema: TableSchema, row: Row, changed: Column, values: Sequence[str]) -> str:
    cells = {**row.cells, changed.name: changed.separator.join(values)}
    names = [column.name for column in schema.columns]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([names, [cells.get(name, "") for name in names]])
    return text.getvalue()


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _unfit(text: str, wanted: str, sv: str) -> BadParameter:
    return BadParameter(f"{text!r} is not {wanted}.", sv=f"{text!r} är inte {sv}.", parameter="right")
