"""Quads as the sorted lines of a dump, and what such lines count up to.

The same quads always give the same bytes: that is what makes two builds of one tree equal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath
from typing import Any, Final

import pyoxigraph as ox

from styrka.vocabulary import PREFIXES

_TYPE: Final = f"<{PREFIXES['rdf']}type>".encode()


@dataclass(frozen=True)
class Dumps:
    """What a release's files hold.

    Attributes:
        lines: of each file, by its name.
        counts: what they count up to.
    """

    lines: Mapping[str, tuple[bytes, ...]]
    counts: Mapping[str, Any]


def make_dumps(lines: Mapping[str, tuple[bytes, ...]]) -> Dumps:
    """Return the lines of a release's files with their counts."""
    return Dumps(lines, count_statements(lines))


def canonicalise(quads: Iterable[ox.Quad]) -> tuple[bytes, ...]:
    """Return the lines of canonical N-Quads (RDF 1.2 N-Quads section 4), each once, sorted by their bytes."""
    text: bytes = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return tuple(sorted(set(text.splitlines(keepends=True))))


def count_statements(dumps: Mapping[str, tuple[bytes, ...]]) -> dict[str, Any]:
    """Return how much there is, for VoID: statements in each graph, things of each class, uses of each property.

    Parameters:
        dumps: the lines of each file, by its name.
    """
    graphs: Counter[bytes] = Counter()
    properties: Counter[bytes] = Counter()
    classes: defaultdict[bytes, set[bytes]] = defaultdict(set)
    subjects, objects = set(), set()
    for line in chain.from_iterable(dumps.values()):
        # Only an object can hold a space.
        subject, predicate, rest = line.split(b" ", 2)
        thing, graph = rest[:-3].rsplit(b" ", 1)
        graphs[graph] += 1
        properties[predicate] += 1
        subjects.add(subject)
        objects.add(thing)
        if predicate == _TYPE and thing.startswith(b"<"):
            classes[thing].add(subject)
    return {
        "triples": {PurePath(name).stem: len(lines) for name, lines in dumps.items()},
        "subjects": len(subjects),
        "objects": len(objects),
        "classes": {_iri(name): len(things) for name, things in classes.items()},
        **{
            name: {_iri(key): count for key, count in counter.items()}
            for name, counter in (("graphs", graphs), ("properties", properties))
        },
    }


def _iri(term: bytes) -> str:
    return term[1:-1].decode()
