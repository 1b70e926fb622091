"""Rows that somebody sends: found out whose they are, and laid over the table: a row with the same key is replaced."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.content import decode_text, name_of, read_content
from styrka.build.tables.mapping import TableSource, find_titles, map_rows
from styrka.build.tables.metadata import FOLDER, METADATA, REGISTERS, find_tables, read_metadata
from styrka.build.tables.rows import SHOWN, Row, Table, check_references, read_rows
from styrka.build.tables.schema import TableSchema
from styrka.errors import SourceError

_SEPARATORS: Final = (",", ";", "\t", "|")
_ALIKE: Final = 0.4  # the share of a table's columns that a header has which is meant to be that table's


@dataclass(frozen=True)
class SentRows:
    """What somebody's rows make of a table.

    Attributes:
        sent: their statements, with the places in what was sent.
        rest: those of the rows that stay.
        replaced: the statements of the rows that they take the place of.
    """

    sent: TableSource
    rest: TableSource
    replaced: tuple[ox.Quad, ...]


def lay_rows_over(content: bytes, name: str, root: Path, limit: int) -> tuple[tuple[SentRows, ...], list[SourceError]]:
    """Return the rows in a document laid over the table below the root that has their columns, and what is wrong.

    Parameters:
        name: what the document is called, for messages; the name of a table decides whose rows they are.
        limit: the largest file that is read, in bytes.

    Raises:
        SourceError: For what is no table, of no table's columns, or has more rows than a table may have; or when a
            table below the root cannot be read.
    """
    table, faults = read_sent_rows(content, name, read_schemas(root, limit))
    return ((), faults) if faults else lay_tables_over([table], content, root, limit)


def read_sent_rows(content: bytes, name: str, schemas: Mapping[str, TableSchema]) -> tuple[Table, list[SourceError]]:
    """Return the rows in a document, CSV with a header, and what is wrong with single ones.

    Parameters:
        name: what the document is called; the name of a table decides whose rows they are, else their header does.
        schemas: the tables that there are, by file name.

    Raises:
        SourceError: For what is no table, of no table's columns, or has more rows than a table may have.
    """
    text = decode_text(content, name)
    return read_rows(text, name, _choose_schema(text, name, schemas))


def read_schemas(root: Path, limit: int) -> Mapping[str, TableSchema]:
    """Return what the tables below the root are, by file name.

    Raises:
        SourceError: When their description cannot be read.
    """
    path = root / FOLDER / METADATA
    described = decode_text(read_content(path, name_of(path, root), limit), name_of(path, root))
    return read_metadata(described, f"{FOLDER}/{METADATA}")


def lay_tables_over(
    tables: Sequence[Table], content: bytes, root: Path, limit: int
) -> tuple[tuple[SentRows, ...], list[SourceError]]:
    """Return the rows of tables, which may refer to one another, laid over those below the root, and what is wrong.

    Parameters:
        tables: at most one of each file.
        content: the document that they were read from.
        limit: the largest file that is read, in bytes.

    Raises:
        SourceError: When a table below the root cannot be read.
    """
    whole = read_present(root, read_schemas(root, limit), limit)
    laid: list[tuple[Table, Table, Table]] = []
    for table in tables:
        schema = table.schema
        own = whole.get(schema.file) or Table(f"{FOLDER}/{schema.file}", schema, ())
        keys = {find_key(row, schema) for row in table.rows}
        stays = replace(own, rows=[row for row in own.rows if find_key(row, schema) not in keys])
        goes = replace(own, rows=[row for row in own.rows if find_key(row, schema) in keys])
        whole[schema.file] = replace(own, rows=[*stays.rows, *table.rows])
        laid.append((table, stays, goes))
    if faults := list(islice((fault for table in tables for fault in check_references(whole, table)), SHOWN)):
        return (), faults
    titles, digest = find_titles(whole), hashlib.sha256(content).hexdigest()
    return tuple(
        SentRows(map_rows(table, digest, titles), map_rows(stays, digest, titles), map_rows(goes, digest, titles).quads)
        for table, stays, goes in laid
    ), []


def find_key(row: Row, schema: TableSchema) -> tuple[str, ...]:
    """Return the values that tell a row from all others of its table."""
    return tuple(row.cells.get(name, "") for name in schema.key)


def read_present(root: Path, schemas: Mapping[str, TableSchema], limit: int) -> dict[str, Table]:
    """Return the tables below the root, by file name.

    Raises:
        SourceError: When one cannot be read.
    """
    tables: dict[str, Table] = {}
    for path in find_tables(root):
        if path.name in schemas:
            name = name_of(path, root)
            tables[path.name] = read_rows(decode_text(read_content(path, name, limit), name), name, schemas[path.name])[
                0
            ]
    return tables


def _choose_schema(text: str, name: str, schemas: Mapping[str, TableSchema]) -> TableSchema:
    """Return the table that a document has the name, or most of the columns, of.

    Raises:
        SourceError: When it is none.
    """
    if (file := Path(name).name) in schemas:
        return schemas[file]
    first = text.split("\n", 1)[0]
    header = max((_split(first, sign) for sign in _SEPARATORS), key=len)
    best = max(schemas.values(), key=lambda schema: _likeness(header, schema))
    if _likeness(header, best) >= _ALIKE:
        return best
    raise SourceError(
        "the first line has the columns of no table.",
        sv=(
            "den första raden har ingen tabells kolumner.",
            f"Börja med rubrikraden i någon av {', '.join(schemas)}, så som den står i {FOLDER}/. Ett register tas "
            f"över helt: lägg filen i {REGISTERS}/ och kör styrka check.",
        ),
        path=name,
        line=1,
        column=1,
        remedy=f"Begin with the header of one of {', '.join(schemas)}, as it is in {FOLDER}/. A register is taken over "
        f"whole: put the file in {REGISTERS}/ and run styrka check.",
    )


def _split(line: str, sign: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=sign), [])]
    except csv.Error:
        return []


def _likeness(header: Iterable[str], schema: TableSchema) -> float:
    wanted, given = {column.name for column in schema.columns}, set(header)
    return len(wanted & given) / len(wanted | given)
