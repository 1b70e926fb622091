"""Rows become statements, each in the graph of its row's source, with the row and column of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from styrka.build.tables.metadata import FOLDER, REGISTERS
from styrka.build.tables.rows import Row, Table
from styrka.build.tables.schema import LANGUAGE_TAGGED, PARTIAL_DATE, Column, TableSchema
from styrka.vocabulary import BASE, CURATION, PREFIXES, graph_iri

_XSD: Final = PREFIXES["xsd"]
_SOURCE: Final = ox.NamedNode(PREFIXES["dcterms"] + "source")
_TITLE: Final = PREFIXES["dcterms"] + "title"
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_DATASET: Final = ox.NamedNode(PREFIXES["void"] + "Dataset")
_SOURCES: Final = BASE + "id/source/"
_CURATION: Final = CURATION.removeprefix(_SOURCES)
_NO_ROW: Final = Row(0, {})
_DATES: Final = {4: _XSD + "gYear", 7: _XSD + "gYearMonth", 10: _XSD + "date"}


class RowCells(Mapping[tuple[str, str], tuple[int, str]]):
    """The row and the column of each subject and predicate of a register, each of whose things has one row.

    They are worked out when asked for: a register has a hundred thousand cells, and a report names a few.
    """

    def __init__(self, lines: Mapping[str, int], columns: Mapping[str, Sequence[Column]]) -> None:
        """Look up in the line of each IRI, and the columns that state each property."""
        self._lines = lines
        self._columns = columns

    def find_column(self, predicate: str, value: str) -> str:
        """Return the column whose cells make a value as N-Triples writes it; empty where none or several do."""
        fitting = [
            column.name
            for column in self._columns.get(predicate, ())
            if column.value is not None and value.startswith(f"<{column.value.texts[0]}")
        ]
        return fitting[0] if len(fitting) == 1 else ""

    def __getitem__(self, place: tuple[str, str]) -> tuple[int, str]:
        """Return the line and the column's name."""
        return self._lines[place[0]], " / ".join(column.name for column in self._columns[place[1]])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield each IRI with each property that a column states."""
        return ((iri, predicate) for iri in self._lines for predicate in self._columns)

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self._lines) * len(self._columns)


@dataclass(frozen=True)
class TableSource:
    """A table as statements.

    Attributes:
        path: relative to the project's root, with slashes.
        quads: the statements, those about the graphs first.
        digest: the SHA-256 of the file's bytes, hexadecimal.
        lines: the first row that each IRI has; of a graph, the first row in it.
        cells: the row and the column of each subject and predicate: the last that states it.
    """

    path: str
    quads: tuple[ox.Quad, ...]
    digest: str
    lines: Mapping[str, int]
    cells: Mapping[tuple[str, str], tuple[int, str]]


def find_titles(tables: Mapping[str, Table]) -> dict[str, str]:
    """Return the title of each source, for the heads of the graphs."""
    rows = tables["sources.csv"].rows if "sources.csv" in tables else ()
    titles: dict[str, str] = {}
    for row in rows:
        if title := row.cells.get("title"):
            titles.setdefault(quote(row.cells.get("id", ""), safe=""), title)
    return titles


def map_rows(table: Table, digest: str, titles: Mapping[str, str]) -> TableSource:
    """Return the statements of a table's rows.

    Parameters:
        digest: of the table's bytes.
        titles: of the sources, by id: the heads of the graphs have them.
    """
    is_register = table.path.startswith(REGISTERS)
    base = graph_iri(table.path) if is_register else graph_iri(f"{FOLDER}/{table.schema.file}")
    heads: dict[str, ox.NamedNode] = {}
    graphs: dict[str, str] = {}
    # As text, which is parsed at once: making a statement of its terms takes twice as long where one is a literal.
    stated: list[str] = []
    lines: dict[str, int] = {}
    cells: dict[tuple[str, str], tuple[int, str]] = {}
    # With each column what it has made of its cells, where that is the same in any row.
    columns: list[tuple[Column, str, dict[str, str] | None]] = [
        (column, f" <{column.predicate}> ", {} if _depends_on_cell_only(column) else None)
        for column in table.schema.columns
        if column.predicate
    ]
    constants = [
        (column, f" <{column.predicate}> ", "" if _depends_on_row(column) else str(_make_constant(column, _NO_ROW)))
        for column in table.schema.virtual
        if column.predicate
    ]
    default = find_default_source(table.schema)
    for row in table.rows:
        said = row.cells
        source = said.get("source", default)
        if (graph := graphs.get(source)) is None:
            key = quote(source, safe="")
            head = heads.setdefault(key, ox.NamedNode(f"{base}/{key}"))
            graph = graphs[source] = f" {head} .\n"
            lines.setdefault(head.value, row.line)
        name = ox.NamedNode(table.schema.name_thing(said)).value
        own = f"<{name}>"
        lines.setdefault(name, row.line)
        for column, predicate, constant in constants:
            stated.append(f"{own}{predicate}{constant or _make_constant(column, row)}{graph}")
        for column, predicate, made in columns:
            if not (cell := said.get(column.name)):
                continue
            for value in column.values(cell) if column.separator else (cell,):
                # Where the cell names the subject: <list> styrka:hasPriorityArea <area>
                about = ox.NamedNode(column.about.expand(value)).value if column.about else name
                if made is None:
                    known = str(make_object(column, value, row))
                elif (known := made.get(value, "")) == "":
                    known = made[value] = str(make_object(column, value, row))
                stated.append(f"<{about}>{predicate}{known}{graph}")
                if column.about:
                    lines.setdefault(about, row.line)
                if not is_register or column.about:
                    cells[about, column.predicate] = (row.line, table.label(row.line, column.name))
    described = [quad for source, head in heads.items() for quad in _head(table, head, source, titles)]
    # Lenient, because the terms are those of a parser already.
    quads = ox.parse("".join(stated).encode(), ox.RdfFormat.N_QUADS, lenient=True)
    places = RowCells(lines, find_stating(table.schema)) if is_register else cells
    return TableSource(table.path, (*described, *quads), digest, lines, places)


def find_stating(schema: TableSchema) -> dict[str, list[Column]]:
    """Return the columns that state each property; two may state one."""
    stating: dict[str, list[Column]] = {}
    for column in schema.columns:
        if column.predicate:
            stating.setdefault(column.predicate, []).append(column)
    return stating


def find_default_source(schema: TableSchema) -> str:
    """Return the id of the source of a row that names none: the table's own, else the curation."""
    return next((column.default for column in schema.virtual if column.name == "source"), _CURATION)


def _depends_on_cell_only(column: Column) -> bool:
    """Return whether a value of the column is the same in any row."""
    if column.value is not None:
        return column.value.variables == (column.name,)
    return column.datatype != LANGUAGE_TAGGED or bool(column.language)


def _depends_on_row(column: Column) -> bool:
    """Return whether what a virtual column states is another of each row."""
    if column.value is not None:
        return bool(column.value.variables)
    return column.datatype == LANGUAGE_TAGGED and not column.language


def _make_constant(column: Column, row: Row) -> ox.NamedNode | ox.Literal:
    """Return what a virtual column states of a row."""
    if column.value is not None:
        return ox.NamedNode(column.value.expand(*(row.cells.get(name, "") for name in column.value.variables)))
    return make_object(column, column.default, row)


def make_object(column: Column, value: str, row: Row) -> ox.NamedNode | ox.Literal:
    """Return what a value in a cell of a row states."""
    if column.value is not None:
        names = column.value.variables
        return ox.NamedNode(
            column.value.expand(*(value if name == column.name else row.cells.get(name, "") for name in names))
        )
    if column.datatype == LANGUAGE_TAGGED:
        return ox.Literal(value, language=column.language or row.cells["language"])
    if column.datatype == PARTIAL_DATE:
        return ox.Literal(value, datatype=_name_node(_DATES[len(value)]))
    if column.datatype == "string":
        return ox.Literal(value)
    return ox.Literal(value, datatype=_name_node(_XSD + column.datatype))


@cache
def _name_node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _head(table: Table, graph: ox.NamedNode, source: str, titles: Mapping[str, str]) -> Iterator[ox.Quad]:
    yield ox.Quad(graph, _TYPE, _DATASET, graph)
    yield ox.Quad(graph, _SOURCE, ox.NamedNode(_SOURCES + source), graph)
    for predicate, text, kind in table.schema.head:
        if kind == "@id":
            value: ox.NamedNode | ox.Literal = ox.NamedNode(text)
        elif kind.startswith("http"):
            value = ox.Literal(text, datatype=ox.NamedNode(kind))
        else:
            title = titles.get(source, source) if predicate == _TITLE else ""
            value = ox.Literal(f"{text}: {title}" if title else text, language=kind)
        yield ox.Quad(graph, ox.NamedNode(predicate), value, graph)
