"""Quads as the sorted lines of a dump, and what such lines count up to.

The same quads always give the same bytes: that is what makes two builds of one tree equal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from pathlib import PurePath
from typing import Any, Final

import pyoxigraph as ox

from styrka.vocabulary import PREFIXES

_CHUNK: Final = 20_000
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
    subjects, objects = set[bytes](), set[bytes]()
    for chunk in _cut(chain.from_iterable(dumps.values())):
        # Only an object can hold a space.
        parts = [line.split(b" ", 2) for line in chunk]
        ends = [part[2][:-3].rsplit(b" ", 1) for part in parts]
        subjects.update(map(itemgetter(0), parts))
        properties.update(map(itemgetter(1), parts))
        objects.update(map(itemgetter(0), ends))
        graphs.update(map(itemgetter(1), ends))
        for (subject, predicate, _), (thing, _) in zip(parts, ends, strict=True):
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


def _cut(lines: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yield lines by many at once: counting them by functions that loop in C takes half as long."""
    rest = iter(lines)
    while chunk := tuple(islice(rest, _CHUNK)):
        yield chunk


def _iri(term: bytes) -> str:
    return term[1:-1].decode()
