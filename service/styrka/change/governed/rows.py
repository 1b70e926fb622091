"""Rows of a table that somebody sends to the graph of their source: each takes the place of the row with its key."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote

from styrka.build.sources import Source
from styrka.build.tables import read_schemas
from styrka.build.tables.mapping import find_default_source
from styrka.build.tables.metadata import FOLDER
from styrka.build.tables.rows import Table, read_rows
from styrka.build.tables.taking import take_rows
from styrka.change.governed.graph_files import TABLES
from styrka.engine.writes import GraphChange
from styrka.errors import InvalidData, SourceError, WriteRefused

_SUFFIX: Final = ".csv"


def put_rows(source: Source, change: GraphChange, root: Path, limit: int) -> dict[str, bytes | None]:
    """Return the new content of a table's file with the rows that are sent; nothing where they are there as they are.

    Parameters:
        source: what the graph is in now.
        change: the rows, as CSV with the table's header, and the graph of the one source that says them.
        root: where the tables lie.
        limit: the largest file that is read, in bytes.

    Raises:
        SourceError: When a row is wrong, or another source says it.
        InvalidData: When several are.
        WriteRefused: For a graph that is not of rows of ``data/tables/``.
    """
    graph = change.graph or ""
    table, _, name = graph.removeprefix(TABLES).partition("/")
    path = f"{FOLDER}/{table}{_SUFFIX}"
    if not graph.startswith(TABLES) or source.path != path or not name:
        raise WriteRefused(
            f"The graph {graph} is in {source.path}, which takes no rows.",
            sv=f"Grafen {graph} finns i {source.path}, som inte tar emot några rader.",
            graph=graph,
        )
    schema = read_schemas(root, limit)[f"{table}{_SUFFIX}"]
    sent, faults = read_rows(change.document, f"{table}{_SUFFIX}", schema)
    faults += _find_others(sent, name)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise InvalidData(
            "\n".join(("The rows cannot be taken:", *map(str, faults))),
            sv="\n".join(("Raderna kan inte tas emot:", *(error.get_detail("sv") for error in faults))),
            errors=[dict(error.evidence) for error in faults],
        )
    before = (root / path).read_bytes().decode("utf-8")
    after = take_rows(before, sent)
    return {} if after == before else {path: after.encode()}


def _find_others(table: Table, name: str) -> list[SourceError]:
    """Return an error for each row that another source says than the one whose graph it is sent to."""
    key = "source" if any(column.name == "source" for column in table.schema.columns) else table.schema.key[0]
    default = find_default_source(table.schema)
    return [
        table.fault(
            row,
            key,
            (f"the row is in the graph of {own}.", f"raden hör till grafen för {own}."),
            (f"Send it to {TABLES}{_stem(table)}/{own}.", f"Skicka den till {TABLES}{_stem(table)}/{own}."),
        )
        for row in table.rows
        if (own := quote(row.cells.get("source", default), safe="")) != name
    ]


def _stem(table: Table) -> str:
    return table.schema.file.removesuffix(_SUFFIX)
