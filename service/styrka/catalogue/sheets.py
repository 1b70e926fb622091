"""The tables of each part as the catalogue offers them: CSV, with headings in English and in Swedish.

The other formats of tables are led to from the dataset's page: Excel's is not among those that portals count as open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from styrka import tables
from styrka.engine import Engine
from styrka.tables import CSV

LANGUAGES: Final = ("en", "sv")
_PARTS: Final = {"areas": "strategies", "mappings": "themes"}  # the others are called as their part is
_KEPT: Final = 4


@dataclass(frozen=True)
class Sheet:
    """A table in one language: its slug, the part that it belongs to, its words by language, its size and digests."""

    slug: str
    part: str
    language: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    bytes: int
    sha256: str
    sha1: str

    @property
    def path(self) -> str:
        """Its address below the service's."""
        return f"table/{self.slug}.csv?lang={self.language}"


# A release never changes, so what was measured of it stays true; a few are remembered because it takes seconds.
_measured: dict[tuple[str, str, Path], tuple[Sheet, ...]] = {}


def measure(engine: Engine, root: Path) -> tuple[Sheet, ...]:
    """The tables that are declared below the root, as the engine's release fills them."""
    key = (engine.version, engine.edition.created, root)
    if key not in _measured:
        found = tuple(_sheet(engine, declared, language) for declared in tables.load(root).values()
                      for language in LANGUAGES)
        while len(_measured) >= _KEPT:
            _measured.pop(next(iter(_measured)), None)
        _measured[key] = found
    return _measured[key]


def _sheet(engine: Engine, declared: tables.Declared, language: str) -> Sheet:
    filled = tables.filled(engine, declared, language)
    content = tables.write(filled, CSV, language, engine.edition.created)
    return Sheet(
        declared.slug, _PARTS.get(declared.slug, declared.slug), language, declared.title, declared.description,
        len(content), hashlib.sha256(content).hexdigest(), hashlib.sha1(content, usedforsecurity=False).hexdigest(),
    )  # fmt: skip
