"""The folder of the tables, read as a whole: the tables refer to one another, and all to one metadata file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from styrka.build.content import decode_text, name_of, read_content
from styrka.build.tables.mapping import TableSource, read_tables
from styrka.build.tables.metadata import FOLDER, METADATA, find_tables
from styrka.errors import SourceError


def read_folder(root: Path, limit: int) -> tuple[tuple[TableSource, ...], list[SourceError]]:
    """Return every table below the root, with the metadata file as one that states nothing, and what is wrong.

    Parameters:
        limit: the largest file that is read, in bytes.
    """
    metadata = root / FOLDER / METADATA
    contents: dict[Path, bytes] = {}
    faults: list[SourceError] = []
    for path in (metadata, *find_tables(root)):
        name = name_of(path, root)
        if path.parent != metadata.parent:
            wrong = "a table does not lie in a folder of its own."
            faults.append(SourceError(wrong, path=name, remedy=f"Move it to {FOLDER}/."))
            continue
        try:
            contents[path] = read_content(path, name, limit)
        except SourceError as error:
            faults.append(error)
    if faults:
        return (), faults
    try:
        described = decode_text(contents[metadata], name_of(metadata, root))
    except SourceError as error:
        return (), [error]
    own = TableSource(f"{FOLDER}/{METADATA}", (), hashlib.sha256(contents.pop(metadata)).hexdigest(), {}, {})
    tables, faults = read_tables(contents, described)
    return (*tables, own), faults
