"""The folders of the tables and of the registers, read as a whole: they refer to one another.

The tables of ``data/tables/`` are what is known of strategies, written by people; one metadata file describes them all.
Those of ``data/registers/`` are taken over from elsewhere as they are, large, and each has its own metadata file beside
it (``NAME.csv-metadata.json``: tabular-data-model, section 5.3). There need be none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from styrka.build.content import decode_text, name_of, read_content
from styrka.build.tables.cache import RegisterCache
from styrka.build.tables.mapping import TableSource
from styrka.build.tables.metadata import FOLDER, METADATA, REGISTERS, find_tables
from styrka.build.tables.reading import read_tables
from styrka.errors import SourceError


def read_folder(
    root: Path, limit: int, cache: RegisterCache | None = None
) -> tuple[tuple[TableSource, ...], list[SourceError]]:
    """Return every table below the root, with the metadata files as such that state nothing, and what is wrong.

    Parameters:
        limit: the largest file that is read, in bytes.
        cache: as of ``read_tables``.
    """
    contents: dict[Path, bytes] = {}
    faults: list[SourceError] = []
    for path in _list_files(root):
        name = name_of(path, root)
        if path.parent not in (root / FOLDER, root / REGISTERS):
            wrong = "a table does not lie in a folder of its own."
            faults.append(SourceError(wrong, path=name, remedy=f"Move it to {FOLDER}/ or {REGISTERS}/."))
            continue
        try:
            contents[path] = read_content(path, name, limit)
        except SourceError as error:
            faults.append(error)
    if faults:
        return (), faults
    described: dict[Path, str] = {}
    for path in [path for path in contents if path.name.endswith(METADATA)]:
        try:
            described[path] = decode_text(contents[path], name_of(path, root))
        except SourceError as error:
            faults.append(error)
    if faults:
        return (), faults
    own = tuple(
        TableSource(name_of(path, root), (), hashlib.sha256(contents.pop(path)).hexdigest(), {}, {})
        for path in described
    )
    registers = {
        path: (contents.pop(path), described[_find_metadata(path)])
        for path in [path for path in contents if path.parent == root / REGISTERS]
    }
    tables, faults = read_tables(contents, described[root / FOLDER / METADATA], registers=registers, cache=cache)
    return (*tables, *own), faults


def _list_files(root: Path) -> Iterator[Path]:
    """Yield each table and what describes it."""
    yield root / FOLDER / METADATA
    yield from find_tables(root)
    for path in find_tables(root, REGISTERS):
        yield path
        yield _find_metadata(path)


def _find_metadata(register: Path) -> Path:
    return register.with_name(f"{register.name}-metadata.json")
