"""The example files of tests/examples, read with the shapes and the ontology that they are validated with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from styrka.build import sources
from styrka.build.sources import Source
from tests.conftest import ROOT

EXAMPLES = ROOT / "tests" / "examples"
VALID = tuple(sorted((EXAMPLES / "valid").glob("*.ttl")))
INVALID = tuple(sorted((EXAMPLES / "invalid").glob("*.ttl")))


@cache
def folder(name: str) -> tuple[Source, ...]:
    """The sources in ``shapes`` or ``ontology``."""
    return sources.read_sources(
        [path for path in sources.find_sources(ROOT) if path.relative_to(ROOT).parts[0] == name], ROOT
    )


@cache
def valid() -> tuple[Source, ...]:
    """The valid examples: together they are a small complete graph."""
    return sources.read_sources(VALID, ROOT)


def read(path: Path) -> Source:
    """One example."""
    return sources.read_source(path, ROOT)
