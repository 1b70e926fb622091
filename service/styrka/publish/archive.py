"""What a release states of one thing or one graph, read from its dumps without loading them.

The dumps of a release are canonical N-Quads sorted by their bytes, so the lines of a subject stand together and are
found by bisection; what points to a thing and what stands in a graph is found by looking for the bytes. A release of
ten years ago answers so in milliseconds, and needs no memory. A dump's checksum is compared when it is first read, so
that nothing is reported from one that is damaged.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.errors import ReleaseError
from styrka.labels import PROPERTIES
from styrka.release import DATA, MANIFEST, Release
from styrka.vocabulary import PREFIXES

TYPE: Final = f"<{PREFIXES['rdf']}type>".encode()
REPLACED: Final = f"<{PREFIXES['dcterms']}isReplacedBy>".encode()
LABELS: Final = tuple(f"<{iri}>".encode() for iri in PROPERTIES)
_OPEN: Final = 48  # dumps that stay open


def find_lines_about(release: Release, iri: str, *, stated: bool = False) -> list[bytes]:
    """Return the lines whose subject is a thing, in every dump of a release.

    Or in the one that holds what was stated.
    """
    prefix = f"<{iri}> ".encode()
    return [line for open_dump in _dumps(release, stated) for line in _starting(open_dump, prefix)]


def find_lines_below(release: Release, prefix: str) -> list[bytes]:
    """Return the stated lines whose subject's IRI starts with a prefix."""
    return [line for open_dump in _dumps(release, True) for line in _starting(open_dump, f"<{prefix}".encode())]


def find_lines_pointing_at(release: Release, iri: str, limit: int) -> list[bytes]:
    """Return at most so many lines whose object is a thing."""
    needle = f"> <{iri}> <".encode()
    found: list[bytes] = []
    for dump in _dumps(release):
        for line in _containing(dump, needle):
            if len(found) >= limit:
                return found
            if line.split(b" ", 2)[2].startswith(needle[2:]):
                found.append(line)
    return found


def find_lines_in_graph(release: Release, graph: str) -> list[bytes]:
    """Return the lines of a named graph."""
    needle = f" <{graph}> .\n".encode()
    return [line for open_dump in _dumps(release) for line in _containing(open_dump, needle) if line.endswith(needle)]


def open_dump(release: Release) -> mmap.mmap | bytes:
    """Return the bytes of the dump that holds what was stated; nobody may move its position."""
    return next(_dumps(release, True), b"")


def is_whole(release: Release) -> bool:
    """Return whether the dump that holds what was stated is what was written; looked at once."""
    path = release.path / DATA
    try:
        status = path.stat()
        return _is_whole(path, status.st_ino, status.st_size, status.st_mtime_ns)
    except OSError:
        return False


def find_blank_nodes(release: Release, label: bytes) -> list[bytes]:
    """Return the stated lines whose subject is a blank node, by its label in this release (``_:x``)."""
    return [line for one in _dumps(release, True) for line in _starting(one, label + b" ")]


def find_neighbourhood(release: Release, iri: str, incoming: int) -> list[bytes]:
    """Return all lines that a document about a thing needs.

    Its own, those that point to it, and the labels of what they name.

    Parameters:
        incoming: how many of the lines that point to the thing.
    """
    lines = [*find_lines_about(release, iri), *find_lines_pointing_at(release, iri, incoming)]
    named = {term for line in lines for term in split_terms(line) if term.startswith(b"<")} - {f"<{iri}>".encode()}
    labels = (
        line
        for term in sorted(named)
        for line in find_lines_about(release, term[1:-1].decode(), stated=True)
        if line.split(b" ", 2)[1] in LABELS
    )
    return [*lines, *labels]


def split_terms(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Subject, predicate and object of a line, as they are written."""
    subject, predicate, rest = line.split(b" ", 2)
    return subject, predicate, rest[:-3].rsplit(b" ", 1)[0]


def read_statements(lines: Iterable[bytes]) -> frozenset[bytes]:
    """Return what the lines state, whatever graph it stands in."""
    return frozenset(line[:-3].rsplit(b" ", 1)[0] for line in lines)


def read_labels(lines: Iterable[bytes]) -> dict[str, str]:
    """Return the labels by language among the lines of one subject; ``""`` is the language of a label without one."""
    found: dict[str, str] = {}
    chosen = b"".join(line for line in sorted(lines) if line.split(b" ", 2)[1] in LABELS)
    for quad in ox.parse(chosen, ox.RdfFormat.N_QUADS):
        if isinstance(quad.object, ox.Literal):
            found.setdefault(quad.object.language or "", quad.object.value)
    return found


def find_replacement(lines: Iterable[bytes]) -> str | None:
    """Return what took the place of a thing whose lines these are, when it is no more than a former name.

    A thing that is replaced and still described, as a NUTS code of an earlier vintage, is none: it answers for itself.
    """
    found = [line.split(b" ", 2)[1:] for line in lines]
    if any(predicate == TYPE for predicate, _ in found):
        return None
    return next(
        (
            rest[1 : rest.index(b">")].decode()
            for predicate, rest in found
            if predicate == REPLACED and rest.startswith(b"<")
        ),
        None,
    )


def _dumps(release: Release, stated: bool = False) -> Iterator[mmap.mmap]:
    for path in (release.path / DATA,) if stated else release.dumps:
        try:
            status = path.stat()
            mapped = _mapped(path, status.st_ino, status.st_size, status.st_mtime_ns)
        except OSError:
            raise ReleaseError(
                f"The release {release.path.name} is damaged: {path.name} cannot be read.",
                sv=f"Utgåvan {release.path.name} är skadad: {path.name} kan inte läsas.",
            ) from None
        if mapped is not None:
            yield mapped


@lru_cache(_OPEN)
def _mapped(path: Path, inode: int, size: int, changed: int) -> mmap.mmap | None:
    """Return the bytes of a dump; None for an empty one, which cannot be mapped.

    Raises:
        ReleaseError: For a damaged one.
    """
    if not _is_whole(path, inode, size, changed):
        raise ReleaseError(
            f"The release {path.parent.name} is damaged: {path.name} is not what was written. Write it anew with "
            "`styrka build --force`, or remove it.",
            sv=f"Utgåvan {path.parent.name} är skadad: {path.name} är inte vad som skrevs. Skriv den på nytt med "
            "`styrka build --force`, eller ta bort den.",
            release=path.parent.name,
        )
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else None


@lru_cache(10_000)
def _is_whole(path: Path, inode: int, size: int, changed: int) -> bool:
    """Return whether a dump has the SHA-256 in the manifest; so where there is no manifest.

    Raises:
        OSError: When the dump cannot be read.
    """
    try:
        wanted = json.loads((path.parent / MANIFEST).read_bytes())["files"][path.name]["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return True
    with path.open("rb") as file:
        return bool(hashlib.file_digest(file, "sha256").hexdigest() == wanted)


def _starting(dump: mmap.mmap, prefix: bytes) -> Iterator[bytes]:
    """Yield the lines that start with some bytes: the first is found by bisection."""
    low, high = 0, len(dump)  # the first line that is not smaller begins in [low, high]; both are beginnings of lines
    while low < high:
        middle = dump.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = dump.find(b"\n", middle) + 1 or len(dump)
        if dump[middle : middle + len(prefix)] < prefix:
            low = end
        else:
            high = middle
    while dump[low : low + len(prefix)] == prefix:
        end = dump.find(b"\n", low) + 1 or len(dump)
        yield dump[low:end]
        low = end


def _containing(dump: mmap.mmap, needle: bytes) -> Iterator[bytes]:
    """Yield the lines that hold some bytes, each once."""
    at = dump.find(needle)
    while at >= 0:
        start = dump.rfind(b"\n", 0, at) + 1
        end = dump.find(b"\n", at) + 1 or len(dump)
        yield dump[start:end]
        at = dump.find(needle, end)
