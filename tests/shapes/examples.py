"""The example files of tests/examples, read with the shapes and the ontology that they are validated with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from styrka.build import source_files, sources
from styrka.build.sources import Source
from styrka.vocabulary import BASE, PREFIXES
from tests.conftest import ROOT
from tests.terms import Term

EXAMPLES = ROOT / "tests" / "examples"
VALID = tuple(sorted((EXAMPLES / "valid").glob("*.ttl")))
INVALID = tuple(sorted((EXAMPLES / "invalid").glob("*.ttl")))
CONCEPT = ox.NamedNode(PREFIXES["skos"] + "Concept")


@cache
def folder(name: str) -> tuple[Source, ...]:
    """The sources in ``shapes`` or ``ontology``."""
    return sources.read_sources(
        [path for path in source_files.find_sources(ROOT) if path.relative_to(ROOT).parts[0] == name], ROOT
    )


@cache
def valid() -> tuple[Source, ...]:
    """The valid examples: together they are a small complete graph."""
    return sources.read_sources(VALID, ROOT)


@cache
def read(path: Path) -> Source:
    """One example."""
    return sources.read_source(path, ROOT)


def select_concepts(data: Sequence[Source]) -> tuple[Source, ...]:
    """The ontology without the concepts that no data name, nor any narrower one: nothing is asked about them."""
    concepts, broader = _list_concepts()
    kept: set[Term] = {quad.object for source in data for quad in source.quads} & concepts
    while more := {above for below, above in broader if below in kept} - kept:
        kept |= more
    left = concepts - kept
    return tuple(
        replace(source, quads=tuple(quad for quad in source.quads if left.isdisjoint((quad.subject, quad.object))))
        for source in folder("ontology")
    )


@cache
def _list_concepts() -> tuple[frozenset[Term], tuple[tuple[Term, Term], ...]]:
    """The concepts of the ontology, and which of them is broader than which."""
    stated = [quad for source in folder("ontology") for quad in source.quads]
    types = (quad for quad in stated if quad.object == CONCEPT and quad.predicate.value.endswith("#type"))
    broader = (quad for quad in stated if quad.predicate.value.endswith("core#broader"))
    return frozenset(quad.subject for quad in types), tuple((quad.subject, quad.object) for quad in broader)


@cache
def find_things(path: Path) -> frozenset[ox.NamedNode]:
    """Return the things that an example describes or names."""
    terms = [term for quad in read(path).quads for term in (quad.subject, quad.object)]
    return frozenset(
        term for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(BASE + "id/")
    ) | _described(read(path))


@cache
def find_own_things(path: Path) -> frozenset[ox.NamedNode]:
    """Return the things that an example describes, and those that it names and the valid examples do not describe."""
    others = frozenset(thing for source in valid() for thing in _described(source))
    return (find_things(path) - others) | _described(read(path))


def _described(source: Source) -> frozenset[ox.NamedNode]:
    return frozenset(quad.subject for quad in source.quads if isinstance(quad.subject, ox.NamedNode))


@cache
def _batches() -> tuple[tuple[Path, ...], ...]:
    batches: list[tuple[list[Path], set[ox.NamedNode]]] = []
    for path in INVALID:
        things = find_own_things(path)
        paths, taken = next((one for one in batches if not one[1] & things), ([], set()))
        if not paths:
            batches.append((paths, taken))
        paths.append(path)
        taken |= things
    return tuple(tuple(paths) for paths, _ in batches)


def batch_of(path: Path) -> tuple[Path, ...]:
    """Return the invalid examples that are validated together with this one: no two are about the same thing."""
    return next(batch for batch in _batches() if path in batch)
