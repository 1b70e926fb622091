"""Tables and registers as statements: their rows are read and checked, and refer to one another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from styrka.build.content import decode_text
from styrka.build.tables.cache import RegisterCache, find_needs
from styrka.build.tables.mapping import TableSource, find_titles, map_rows
from styrka.build.tables.metadata import FOLDER, METADATA, REGISTERS, read_metadata
from styrka.build.tables.rows import ROWS, SHOWN, Table, check_references, read_rows
from styrka.build.tables.schema import TableSchema
from styrka.errors import SourceError


def read_tables(
    contents: Mapping[Path, bytes],
    metadata: str,
    limit: int = ROWS,
    registers: Mapping[Path, tuple[bytes, str]] = MappingProxyType({}),
    cache: RegisterCache | None = None,
) -> tuple[tuple[TableSource, ...], list[SourceError]]:
    """Return the tables as statements, and what is wrong in them; with any fault there is none.

    Parameters:
        contents: the bytes of each table, by path; its name decides what its columns are.
        metadata: the text of the metadata file.
        limit: the most rows of one table.
        registers: the bytes of each register and the text of its own metadata file, by path.
        cache: has the registers as statements, where they are as they were.
    """
    documents: dict[str, tuple[bytes, TableSchema | None]] = {}
    try:
        schemas = read_metadata(metadata, f"{FOLDER}/{METADATA}")
    except SourceError as error:
        return (), [error]
    for path, content in contents.items():
        documents[f"{FOLDER}/{path.name}"] = content, schemas.get(path.name)
    tables, faults = _read_rows(documents, schemas, limit)
    own: dict[str, tuple[bytes, TableSchema | None]] = {}
    for path, (content, described) in registers.items():
        name = f"{REGISTERS}/{path.name}"
        try:
            own[name] = content, _read_own_schema(path.name, described, f"{name}-metadata.json", schemas)
        except SourceError as error:
            faults.append(error)
    key = ""
    if cache is not None and registers and not faults and not _refer_to(tables.values(), registers):
        key = cache.make_key(metadata, registers)
        titles = find_titles(tables)
        if kept := cache.read(key, tables, titles, {name: schema for name, (_, schema) in own.items() if schema}):
            faults += islice(check_references(tables), SHOWN)
            return ((), faults) if faults else ((*_map(tables, documents, titles), *kept), [])
    read, wrong = _read_rows(own, schemas, limit)
    faults += wrong
    tables |= read
    if not faults:
        faults += islice(check_references(tables), SHOWN)
    if faults:
        return (), faults
    titles = find_titles(tables)
    mapped = _map(tables, documents | own, titles)
    if cache is not None and key:
        cache.note(key, find_needs(read.values(), titles), [one for one in mapped if one.path in own])
    return mapped, []


def _read_rows(
    documents: Mapping[str, tuple[bytes, TableSchema | None]], schemas: Iterable[str], limit: int
) -> tuple[dict[str, Table], list[SourceError]]:
    """Return the tables in some documents by file name, and what is wrong with single ones."""
    tables: dict[str, Table] = {}
    faults: list[SourceError] = []
    for name, (content, schema) in documents.items():
        try:
            if schema is None:
                raise SourceError(
                    "the table has no description.",
                    path=name,
                    remedy=f"Describe its columns in {METADATA}; there are {', '.join(schemas)}.",
                )
            tables[schema.file], wrong = read_rows(decode_text(content, name), name, schema, limit)
            faults += wrong
        except SourceError as error:
            faults.append(error)
    return tables, faults


def _refer_to(tables: Iterable[Table], registers: Iterable[Path]) -> bool:
    files = {path.name for path in registers}
    return any(file in files for table in tables for _, file, _ in table.schema.references)


def _map(
    tables: Mapping[str, Table],
    documents: Mapping[str, tuple[bytes, TableSchema | None]],
    titles: Mapping[str, str],
) -> tuple[TableSource, ...]:
    return tuple(
        map_rows(table, hashlib.sha256(documents[table.path][0]).hexdigest(), titles) for table in tables.values()
    )


def _read_own_schema(file: str, described: str, path: str, others: Mapping[str, TableSchema]) -> TableSchema:
    """Return what a register's own metadata file describes.

    Raises:
        SourceError: When it describes another table, or one of the tables has the register's name.
    """
    if file in others:
        raise SourceError(
            f"{FOLDER}/ has a table of the same name.",
            path=path,
            remedy="Give the register a name of its own: tables and registers refer to each other by name.",
        )
    schemas = read_metadata(described, path)
    if set(schemas) != {file}:
        raise SourceError(
            f"the description is of {', '.join(schemas) or 'no table'}, not of {file}.",
            path=path,
            remedy=f'Write "url": "{file}".',
        )
    return schemas[file]
