"""Rows become statements, each in the graph of its row's source, with the row and column of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from styrka.build.content import decode_text
from styrka.build.tables.metadata import FOLDER, LANGUAGE_TAGGED, METADATA, PARTIAL_DATE, Column, read_metadata
from styrka.build.tables.rows import ROWS, SHOWN, Row, Table, check_references, read_rows
from styrka.errors import SourceError
from styrka.vocabulary import BASE, CURATION, PREFIXES, graph_iri

_XSD: Final = PREFIXES["xsd"]
_SOURCE: Final = ox.NamedNode(PREFIXES["dcterms"] + "source")
_TITLE: Final = PREFIXES["dcterms"] + "title"
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_DATASET: Final = ox.NamedNode(PREFIXES["void"] + "Dataset")
_SOURCES: Final = BASE + "id/source/"
_CURATION: Final = CURATION.removeprefix(_SOURCES)
_DATES: Final = {4: _XSD + "gYear", 7: _XSD + "gYearMonth", 10: _XSD + "date"}


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


def read_tables(
    contents: Mapping[Path, bytes], metadata: str, limit: int = ROWS
) -> tuple[tuple[TableSource, ...], list[SourceError]]:
    """Return the tables as statements, and what is wrong in them; a table with a fault is left out.

    Parameters:
        contents: the bytes of each table, by path; its name decides what its columns are.
        metadata: the text of the metadata file.
        limit: the most rows of one table.
    """
    faults: list[SourceError] = []
    tables: dict[str, Table] = {}
    try:
        schemas = read_metadata(metadata, f"{FOLDER}/{METADATA}")
    except SourceError as error:
        return (), [error]
    for path, content in contents.items():
        name = f"{FOLDER}/{path.name}"
        try:
            if path.name not in schemas:
                raise SourceError(
                    "the table has no description.",
                    path=name,
                    remedy=f"Describe its columns in {METADATA}; there are {', '.join(schemas)}.",
                )
            tables[path.name], wrong = read_rows(decode_text(content, name), name, schemas[path.name], limit)
            faults += wrong
        except SourceError as error:
            faults.append(error)
    if not faults:
        faults += islice(check_references(tables), SHOWN)
    if faults:
        return (), faults
    titles = find_titles(tables)
    return tuple(
        map_rows(tables[path.name], hashlib.sha256(content).hexdigest(), titles) for path, content in contents.items()
    ), []


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
    base = graph_iri(f"{FOLDER}/{table.schema.file}")
    heads: dict[str, ox.NamedNode] = {}
    quads: list[ox.Quad] = []
    lines: dict[str, int] = {}
    cells: dict[tuple[str, str], tuple[int, str]] = {}
    columns = [(column, ox.NamedNode(column.predicate)) for column in table.schema.columns if column.predicate]
    about = table.schema.about
    for row in table.rows:
        source = quote(row.cells.get("source", _CURATION), safe="")
        graph = heads.setdefault(source, ox.NamedNode(f"{base}/{source}"))
        lines.setdefault(graph.value, row.line)
        own = ox.NamedNode(about.expand(row.cells.get(about.variable, "")))
        lines.setdefault(own.value, row.line)
        for column, predicate in columns:
            cell = row.cells.get(column.name)
            if not cell:
                continue
            for value in column.values(cell):
                # Where the cell names the subject: <list> styrka:hasPriorityArea <area>
                subject = ox.NamedNode(column.about.expand(value)) if column.about else own
                quads.append(ox.Quad(subject, predicate, make_object(column, value, row), graph))
                lines.setdefault(subject.value, row.line)
                cells[subject.value, column.predicate] = (row.line, table.label(row.line, column.name))
    described = [quad for source, graph in heads.items() for quad in _head(table, graph, source, titles)]
    return TableSource(table.path, (*described, *quads), digest, lines, cells)


def make_object(column: Column, value: str, row: Row) -> ox.NamedNode | ox.Literal:
    """Return what a value in a cell of a row states."""
    if column.value is not None:
        variable = column.value.variable
        return ox.NamedNode(column.value.expand(value if variable == column.name else row.cells.get(variable, "")))
    if column.datatype == LANGUAGE_TAGGED:
        return ox.Literal(value, language=column.language or row.cells["language"])
    if column.datatype == PARTIAL_DATE:
        return ox.Literal(value, datatype=ox.NamedNode(_DATES[len(value)]))
    if column.datatype == "string":
        return ox.Literal(value)
    return ox.Literal(value, datatype=ox.NamedNode(_XSD + column.datatype))


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
