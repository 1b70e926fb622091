"""What goes into a build: the files of a tree, and the one digest that shows whether anything has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.content import name_of
from styrka.build.dumps import canonicalise
from styrka.build.geometry import find_geometry
from styrka.build.source_files import digest_file, find_sources
from styrka.build.sources import Source
from styrka.build.tables import RegisterCache, TableSource
from styrka.errors import SourceError
from styrka.settings import Settings

_COMPUTED: Final = "ontology/computed"
# What a release's content depends on beside the files: these parts of the program, and these packages.
_PROGRAM: Final = ("build", "release", "vocabulary")
_PACKAGES: Final = ("owlrl", "pyoxigraph", "pyshacl", "rdflib", "shacl-rust")


@dataclass(frozen=True)
class Tree:
    """What goes into a build, read.

    Attributes:
        sources: the files with statements.
        queries: those of ``ontology/computed/`` by path.
        geometry: the files with the shapes for maps by path.
        maps: those shapes as the release has them; empty where there are none.
        cache: where the registers are kept; None where they are not.
    """

    sources: tuple[Source, ...]
    queries: Mapping[str, str]
    geometry: Mapping[str, bytes] = field(default_factory=dict)
    maps: bytes = b""
    cache: RegisterCache | None = None

    def of(self, folder: str) -> tuple[Source, ...]:
        """Return the sources in ``ontology``, ``shapes`` or ``data``."""
        return tuple(source for source in self.sources if source.folder == folder)

    def quads(self) -> Iterator[ox.Quad]:
        """Return every stated quad."""
        return (quad for source in self.sources for quad in source.quads)

    @cached_property
    def lines(self) -> tuple[bytes, ...]:
        """Every stated quad as a line of canonical N-Quads."""
        return canonicalise(self.quads())

    def keep_registers(self) -> None:
        """Keep the registers for the next build, where they were read from their rows."""
        if self.cache is not None:
            # What describes them states nothing, and is no register itself.
            self.cache.write(
                TableSource(one.path, one.quads, one.digest, one.lines, one.cells)
                for one in self.sources
                if one.is_register and one.quads
            )

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of each file by path."""
        return {
            **{source.path: source.digest for source in self.sources},
            **{path: sha256(text.encode()) for path, text in self.queries.items()},
            **{path: sha256(content) for path, content in self.geometry.items()},
        }


def digest_files(settings: Settings) -> dict[str, str]:
    """Return the SHA-256 of each file of the tree by path, without parsing any.

    Raises:
        SourceError: When a file cannot be opened.
    """
    root = settings.root
    limit = settings.source_bytes
    return {
        **{name_of(path, root): digest_file(path, root, limit) for path in find_sources(root)},
        **{path: sha256(text.encode()) for path, text in find_computed_queries(root).items()},
        **{path: sha256(content) for path, content in find_geometry(root, limit).items()},
    }


def find_computed_queries(root: Path) -> dict[str, str]:
    """Return the queries that compute, by path, sorted.

    Raises:
        SourceError: An instance file, ontology file or table cannot be read.
    """
    found = {}
    for path in sorted((root / _COMPUTED).glob("*.rq")):
        name = name_of(path, root)
        try:
            found[name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise SourceError(
                "the file cannot be read.", path=name, remedy="Check that it is a file with the encoding UTF-8."
            ) from None
    return found


def digest_tree(digests: Mapping[str, str], settings: Settings) -> str:
    """Return one digest of the files, of the program that builds, and of the choice of reasoner."""
    return sha256(json.dumps([sorted(digests.items()), digest_program(), settings.reasoner]).encode())


@cache
def digest_program() -> str:
    """Return the digest of what a release depends on beside the files: of the program that this process runs.

    The program's own text, and the packages' versions.
    """
    package = Path(__file__).parents[1]
    files = [path for name in _PROGRAM for path in (package / f"{name}.py", *sorted((package / name).rglob("*.py")))]
    return sha256(
        b"".join(path.read_bytes() for path in files if path.is_file()) + json.dumps(list_tool_versions()).encode()
    )


@cache
def list_tool_versions() -> dict[str, str]:
    """Return the versions of the packages that a release's content depends on."""
    versions = {}
    for name in _PACKAGES:
        with suppress(metadata.PackageNotFoundError):  # shacl-rust has no wheel for some machines
            versions[name] = metadata.version(name)
    return versions


def sha256(content: bytes) -> str:
    """Return the SHA-256 of the bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()
