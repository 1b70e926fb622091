"""Which files are sources: where they lie, how their names end, and the digest of one."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from styrka.build.content import name_of, read_content
from styrka.build.tables import METADATA
from styrka.errors import SourceError

SOURCE_BYTES: Final = 32_000_000
FOLDERS: Final = {"ontology": (".ttl",), "shapes": (".ttl",), "data": (".ttl", ".trig", ".jsonld", ".sssom.tsv")}
TABLE_FOLDERS: Final = ("data/tables/", "data/registers/")  # what lies here and ends in .csv is a table of rows


def find_sources(root: Path) -> tuple[Path, ...]:
    """Return every source file below ``root``: ontology, shapes and data, each sorted by path.

    Hidden ones are left out.

    Raises:
        SourceError: For a folder that is a link: what is written through it lands elsewhere.
    """
    found = []
    for folder, suffixes in FOLDERS.items():
        _refuse_linked_folders(root, folder)
        paths = (
            path
            for path in (root / folder).rglob("*")
            if path.name.endswith(suffixes) or (folder == "data" and is_table(name_of(path, root)))
        )
        visible = (path for path in paths if not any(part.startswith(".") for part in path.relative_to(root).parts))
        found += sorted(visible, key=lambda path: path.as_posix())
    return tuple(found)


def is_table(name: str) -> bool:
    """Return whether a file is a table of rows, or what describes those tables."""
    return name.startswith(TABLE_FOLDERS) and name.endswith((".csv", METADATA))


def digest_file(path: Path, root: Path, limit: int = SOURCE_BYTES) -> str:
    """Return the SHA-256 of the file's bytes, hexadecimal.

    Raises:
        SourceError: For what is no readable file.
    """
    return hashlib.sha256(read_content(path, name_of(path, root), limit)).hexdigest()


def _refuse_linked_folders(root: Path, folder: str) -> None:
    for above, folders, _ in os.walk(root / folder):
        for name in folders:
            path = Path(above, name)
            if path.is_symlink():
                raise SourceError(
                    "this folder is a link to another place.",
                    path=name_of(path, root),
                    remedy="Put the files themselves here, and remove the link.",
                    sv=("mappen är en länk till en annan plats.", "Lägg själva filerna här, och ta bort länken."),
                )
