"""The tables of a release as files: every noun as CSV, XLSX and Parquet, in English and in Swedish.

Each CSV file has its description as CSV on the Web beside it, at the place where readers look for it (Model for Tabular
Data, section 5.3). The files are made when they are first asked for, and are then the release's for good: their
addresses never change, and neither do their bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from styrka.ask import tables
from styrka.ask.tables import CSV, CSVW, FORMATS
from styrka.build.progress import Progress, show_nothing
from styrka.engine.interface import Engine
from styrka.engine.local import open_local
from styrka.errors import MissingExtra, NotFound, QueryTooExpensive
from styrka.formats import Format
from styrka.publish.files import store
from styrka.release import Release
from styrka.settings import Settings

FOLDER: Final = "tables"
LANGUAGES: Final = ("en", "sv")
_LAYOUT: Final = 1
_PARTS: Final = {"areas": "strategies", "mappings": "themes"}  # the others are called as their part is
_ORDER: Final = {format_.suffix: format_ for format_ in (CSV, CSVW, *FORMATS[1:])}


@dataclass(frozen=True)
class TableFile:
    """A table's file: its name, size and digests; table, part, language and format; the table's words by language.

    ``rows`` and ``columns`` count what is in it, without the headings.
    """

    name: str
    bytes: int
    sha256: str
    sha1: str
    slug: str
    part: str
    language: str
    format: Format
    title: Mapping[str, str]
    description: Mapping[str, str]
    rows: int
    columns: int

    @property
    def described(self) -> str:
        """The name of the file that describes this one as CSV on the Web; empty for what is no CSV."""
        return f"{self.name}-metadata.json" if self.format is CSV else ""


@dataclass(frozen=True)
class TableFiles:
    """The table files of a release; every file is there with its size."""

    release: Release
    files: Mapping[str, TableFile]

    def of(self, part: str) -> tuple[TableFile, ...]:
        """Return the tables of a part, without their descriptions."""
        return tuple(one for one in self.files.values() if one.part == part and one.format is not CSVW)

    def read(self, name: str) -> bytes:
        """Return a file's bytes, whole.

        Raises:
            NotFound: There is no file of that name.
            ReleaseError: Its bytes are not those that were written.
        """
        if name not in self.files:
            raise NotFound(
                f"The release {self.release.version} has no table {name}.", file=name, files=sorted(self.files)
            )
        return store.read_file(self.release, FOLDER, name, self.files[name].sha256)


def find_tables(release: Release) -> TableFiles | None:
    """Return the tables of a release when they are there and whole, else None."""
    try:
        index = store.read_index(release, FOLDER, _LAYOUT)
        files = (
            TableFile(name=name, **{**one, "format": _ORDER[one["format"]]}) for name, one in index["files"].items()
        )
        order = list(_ORDER.values())
        ordered = sorted(files, key=lambda one: (one.slug, order.index(one.format), one.language))
        return TableFiles(release, {one.name: one for one in ordered})
    except (OSError, ValueError, LookupError, TypeError):
        return None


def ensure_tables(
    settings: Settings, release: Release, engine: Engine | None = None, progress: Progress = show_nothing
) -> TableFiles:
    """Return the tables of a release, made when they are not there.

    A table that is too large to be asked of the engine is left out; a release that is loaded has no such limit, so
    that ``styrka files`` makes all, when it is there first.

    Parameters:
        engine: one that answers from some release; where that is another one, or None, the release is loaded.

    Raises:
        ReleaseError: When the folder cannot be written.
        StyrkaError: As ``Engine.run``.
    """
    if (found := find_tables(release)) is not None:
        return found
    with store.lock_folder(release, FOLDER):
        return find_tables(release) or _make(settings, release, engine, progress)


def _make(settings: Settings, release: Release, engine: Engine | None, progress: Progress) -> TableFiles:
    if engine is None or engine.version != release.version:
        engine = open_local(release.dumps, release.version, created=release.created)
    declared = tables.load_tables(settings.root)
    with store.make_folder(release, FOLDER) as partial:
        files: dict[str, dict[str, Any]] = {}
        for done, one in enumerate(declared.values()):
            progress("tables", done, len(declared), one.slug)
            try:
                found = tables.select_content(engine, one)
            except QueryTooExpensive:
                continue
            for language in LANGUAGES:
                files |= dict(_write_table(partial, found.table(language), language, release, settings.licence))
        store.write_json(partial, store.INDEX, {"layout": _LAYOUT, "version": release.version, "files": files})
    progress("tables", 1, 1, f"{len(files)} files")
    made = find_tables(release)
    assert made is not None, "what was just written is whole"
    return made


def _write_table(
    folder: Path, table: tables.Table, language: str, release: Release, licence: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    about = {
        "slug": table.slug,
        "part": _PARTS.get(table.slug, table.slug),
        "language": language,
        "title": dict(table.title),
        "description": dict(table.description),
        "rows": len(table.rows),
        "columns": len(table.columns),
    }
    for format_ in (*FORMATS, CSVW):
        name = f"{table.slug}.{language}.{format_.suffix}"
        if format_ is CSVW:
            # Its address is written relative to the description's, so that both can be copied to another place.
            metadata = tables.metadata(table, f"{table.slug}.{language}.csv", licence, language)
            content = json.dumps(metadata, ensure_ascii=False, indent=1).encode() + b"\n"
        else:
            try:
                content = tables.write_table(table, format_, language, release.created)
            except MissingExtra:
                continue
        yield name, {**store.write_file(folder, name, content), **about, "format": format_.suffix}
