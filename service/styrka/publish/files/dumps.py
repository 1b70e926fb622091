"""The files of a release that people and portals take away, with their checksums and the change log.

A release that was written before there were downloads, or by an update that had no time for them, gets them when they
are first asked for.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from styrka.build.progress import Progress, show_nothing
from styrka.engine.local import find_used_prefixes
from styrka.engine.serialisation import serialise_statements
from styrka.errors import NotFound
from styrka.formats import JSONLD, NQUADS, TURTLE, Format
from styrka.publish import archive
from styrka.publish import datasets as parts
from styrka.publish.files import store
from styrka.publish.history import changes
from styrka.release import Release
from styrka.settings import Settings

FOLDER: Final = "dumps"
CHECKSUMS: Final = "SHA256SUMS"
CHANGES: Final = "changes.json"
FORMATS: Final = (NQUADS, TURTLE, JSONLD)
PACKED: Final = ".gz"
_LAYOUT: Final = 1


@dataclass(frozen=True)
class Download:
    """One download: its file's name, size and digests; the part and the format that it has; its size unpacked.

    SHA-1 is there for catalogues after DCAT-AP 2, which know no other.
    """

    name: str
    bytes: int
    sha256: str
    sha1: str
    part: str
    format: Format
    plain: int


@dataclass(frozen=True)
class PartFacts:
    """What the catalogue states of a part: graphs, triples, dates (ISO 8601; empty: none) and the RDFC-1.0 hash."""

    graphs: int
    triples: int
    modified: str
    start: str
    end: str
    canonical: str


@dataclass(frozen=True)
class Downloads:
    """The downloads of a release; every file is there with its size. ``log`` is the SHA-256 of the change log."""

    release: Release
    path: Path
    files: Mapping[str, Download]
    parts: Mapping[str, PartFacts]
    previous: str | None
    log: str

    def of(self, part: str) -> tuple[Download, ...]:
        """Return the downloads of a part, in the order of ``FORMATS``."""
        found = (file for file in self.files.values() if file.part == part)
        return tuple(sorted(found, key=lambda file: FORMATS.index(file.format)))

    def changes(self) -> dict[str, Any]:
        """Return the change log; see ``make_change_log``."""
        log: dict[str, Any] = json.loads(self.change_log())
        return log

    def change_log(self) -> bytes:
        """Return the file of the change log, whole.

        Raises:
            ReleaseError: When it is not what was written.
        """
        return store.read_file(self.release, FOLDER, CHANGES, self.log)

    def read(self, name: str) -> bytes:
        """Return a file's bytes, whole.

        Raises:
            NotFound: There is no file of that name.
            ReleaseError: Its bytes are not those that were written.
        """
        if name not in self.files:
            raise NotFound(
                f"The release {self.release.version} has no file {name}.", file=name, files=sorted(self.files)
            )
        return store.read_file(self.release, FOLDER, name, self.files[name].sha256)


def find_dumps(release: Release) -> Downloads | None:
    """Return the downloads of a release when they are there and whole, else None."""
    try:
        index = store.read_index(release, FOLDER, _LAYOUT)
        formats = {offer.suffix: offer for offer in FORMATS}
        files = {
            name: Download(
                name, one["bytes"], one["sha256"], one["sha1"], one["part"], formats[one["format"]], one["plain"]
            )
            for name, one in index["files"].items()
        }
        facts = {slug: PartFacts(**one) for slug, one in index["parts"].items()}
        folder = release.path / FOLDER
        log = index["log"]
        whole = (folder / CHECKSUMS).is_file() and (folder / CHANGES).stat().st_size == log["bytes"]
        return Downloads(release, folder, files, facts, index["previous"], log["sha256"]) if whole else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def ensure_dumps(settings: Settings, release: Release, progress: Progress = show_nothing) -> Downloads:
    """Return the downloads of a release, made when they are not there.

    Raises:
        ReleaseError: When the folder cannot be written.
    """
    if (found := find_dumps(release)) is not None:
        return found
    with store.lock_folder(release, FOLDER):
        return find_dumps(release) or _make(settings, release, progress)


def hash_canonical(lines: Iterable[bytes]) -> str:
    """Return the SHA-256 of the canonical form of a dataset (RDFC-1.0), from lines of canonical N-Quads.

    The names that blank nodes get depend on the quads that mention them and on no other (RDFC-1.0 section 4.4.3), so
    only those are given to the algorithm: a few thousand, where there are hundreds of thousands.
    """
    plain: list[bytes] = []
    nameless: list[bytes] = []
    for line in lines:
        (nameless if _names_a_blank_node(line) else plain).append(line)
    dataset = ox.Dataset(ox.parse(b"".join(nameless), ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text: bytes = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    # The canonical form is in code point order, which is the order of UTF-8's bytes.
    return hashlib.sha256(b"".join(sorted({*plain, *text.splitlines(keepends=True)}))).hexdigest()


def _names_a_blank_node(line: bytes) -> bool:
    return line.startswith(b"_:") or line.split(b" ", 2)[2].startswith(b"_:")


def _make(settings: Settings, release: Release, progress: Progress) -> Downloads:
    with store.make_folder(release, FOLDER) as partial:
        found = parts.split_release(release)
        files: dict[str, dict[str, Any]] = {}
        for done, part in enumerate(found.values()):
            progress("files", done, len(found), part.slug)
            files |= dict(_write_part(partial, part))
        previous = changes.find_previous_release(settings, release)
        facts = {
            slug: {
                "graphs": part.graphs,
                "triples": len(archive.read_statements(part.lines)),
                "modified": part.modified,
                "start": part.start,
                "end": part.end,
                "canonical": hash_canonical(part.lines),
            }
            for slug, part in found.items()
        }
        log = store.write_json(partial, CHANGES, changes.make_change_log(previous, release))
        store.write_file(
            partial, CHECKSUMS, "".join(f"{one['sha256']}  {name}\n" for name, one in files.items()).encode()
        )
        store.write_json(
            partial,
            store.INDEX,
            {
                "layout": _LAYOUT,
                "version": release.version,
                "previous": previous.version if previous else None,
                "parts": facts,
                "files": files,
                "log": log,
            },
        )
    progress("files", 1, 1, f"{len(files)} files")
    made = find_dumps(release)
    assert made is not None, "what was just written is whole"
    return made


def _write_part(folder: Path, part: parts.DatasetPart) -> Iterator[tuple[str, dict[str, Any]]]:
    quads = list(ox.parse(b"".join(part.lines), ox.RdfFormat.N_QUADS))
    statements = sorted(archive.read_statements(part.lines))
    triples = [one.triple for one in ox.parse(b"".join(one + b" .\n" for one in statements), ox.RdfFormat.N_TRIPLES)]
    for format_ in FORMATS:
        if format_ is NQUADS:
            plain = b"".join(sorted(part.lines))
        elif format_ is TURTLE:
            plain = serialise_statements(triples, format_, find_used_prefixes(triples))
        else:
            plain = serialise_statements(quads, format_)
        name = f"{part.slug}.{format_.suffix}{PACKED}"
        packed = gzip.compress(plain, 6, mtime=0)  # no time stamp: the same bytes for the same graph
        yield (
            name,
            {
                **store.write_file(folder, name, packed),
                "part": part.slug,
                "format": format_.suffix,
                "plain": len(plain),
            },
        )
