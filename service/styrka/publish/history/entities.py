"""What a release states, thing by thing, in the order of their IRIs, without loading it.

A thing is described by the statements about it and about the blank nodes that they lead to. What stands about no named
thing at all, such as an axiom that several classes are disjoint, belongs to the graph that it stands in.

The dump is sorted by its bytes and cut into pieces by them, so that any piece of a dump of any size is found at once.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from mmap import mmap
from operator import itemgetter
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.publish import archive
from styrka.release import DATA, Release

PIECE: Final = 256_000  # bytes of the dump in a piece; a thing that is larger has one of its own
Described = tuple[bytes, tuple[bytes, ...]]  # a thing's IRI in angle brackets, and its lines
_NODE: Final = re.compile(rb"_:\S+")


def list_things(release: Release) -> Iterator[Described]:
    """Yield all things, each with the lines about it; those about blank nodes are given by ``add_blank_nodes``.

    Raises:
        ReleaseError: For a dump that is damaged.
    """
    archive.open_dump(release)
    with (release.path / DATA).open("rb") as dump:
        named = (line for line in dump if line.startswith(b"<"))
        yield from _with_strays(_by_subject(named), sorted(_strays_of(release).items()))


def count_pieces(release: Release) -> int:
    """Return in how many pieces the things come; at least one."""
    return max(1, -(-_end(archive.open_dump(release)) // PIECE))


def list_piece(release: Release, number: int) -> list[Described]:
    """Return the things of a piece, the first of which is 1; few or none where one thing fills several pieces."""
    dump, strays = archive.open_dump(release), _strays_of(release)
    start, end = _border(dump, (number - 1) * PIECE), _border(dump, number * PIECE)
    own = list(_by_subject(dump[start:end].splitlines(keepends=True)))
    here = {subject for subject, _ in own}
    placed = {subject: lines for subject, lines in strays.items() if subject in here}
    if number == count_pieces(release):  # graphs of which nothing else is stated
        placed |= {
            subject: lines
            for subject, lines in strays.items()
            if not archive.find_lines_about(release, subject[1:-1].decode(), stated=True)
        }
    return list(_with_strays(own, sorted(placed.items())))


def find_lines_of(release: Release, iri: str) -> tuple[bytes, ...]:
    """Return the lines about one thing; those about blank nodes are given by ``add_blank_nodes``."""
    return (*archive.find_lines_about(release, iri, stated=True), *_strays_of(release).get(f"<{iri}>".encode(), ()))


def add_blank_nodes(release: Release, lines: Iterable[bytes]) -> list[bytes]:
    """Return the lines, and those about every blank node that they lead to."""
    found = list(lines)
    waiting = [node for line in found for node in _nodes(line)]
    seen: set[bytes] = set()
    while waiting:
        if (node := waiting.pop()) in seen:
            continue
        seen.add(node)
        more = [line for line in archive.find_blank_nodes(release, node) if line not in found]
        found += more
        waiting += [other for line in more for other in _nodes(line)]
    return found


def names_blank_node(lines: Iterable[bytes]) -> bool:
    """Return whether a line names a blank node."""
    return any(map(_nodes, lines))


def canonicalise(release: Release, lines: Iterable[bytes]) -> frozenset[bytes]:
    """Return what the lines state, graphs aside.

    With names for blank nodes that are the same wherever the same is stated.
    """
    lines = list(lines)
    if not names_blank_node(lines):
        return archive.read_statements(lines)
    stated = archive.read_statements(add_blank_nodes(release, lines))
    dataset = ox.Dataset(ox.parse(b"".join(one + b" .\n" for one in stated), ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text: bytes = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return frozenset(line.removesuffix(b" .") for line in text.splitlines())


def strip_labels(statements: Iterable[bytes]) -> frozenset[bytes]:
    """Return the statements without the labels of blank nodes, which mean nothing in another release."""
    made = set()
    for one in statements:
        subject, predicate, thing = one.split(b" ", 2)
        made.add(
            b" ".join(
                (
                    b"_:" if subject.startswith(b"_:") else subject,
                    predicate,
                    b"_:" if thing.startswith(b"_:") else thing,
                )
            )
        )
    return frozenset(made)


def _by_subject(lines: Iterable[bytes]) -> Iterator[Described]:
    for subject, found in groupby(lines, key=lambda line: line[: line.index(b" ")]):
        yield subject, tuple(found)


def _with_strays(own: Iterable[Described], strays: Iterable[Described]) -> Iterator[Described]:
    merged = heapq.merge(own, strays, key=itemgetter(0))
    for subject, found in groupby(merged, key=itemgetter(0)):
        yield subject, tuple(line for _, lines in found for line in lines)


def _nodes(line: bytes) -> list[bytes]:
    """Return the blank nodes that a line names: its subject, its object, or both."""
    subject, _, rest = line.split(b" ", 2)
    return [node.group() for term in (subject, rest) if (node := _NODE.match(term))]


def _end(dump: mmap | bytes) -> int:
    """Return where the lines about blank nodes begin: they are the last, for ``_`` comes after ``<``."""
    low, high = 0, len(dump)
    while low < high:
        middle = dump.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if dump[middle : middle + 1] == b"<":
            low = dump.find(b"\n", middle) + 1 or len(dump)
        else:
            high = middle
    return low


def _border(dump: mmap | bytes, at: int) -> int:
    """Return the first place from a place on where the lines of a named thing begin, or where there are no more."""
    end = _end(dump)
    if at <= 0 or at >= end:
        return 0 if at <= 0 else end
    start = dump.rfind(b"\n", 0, at) + 1  # of the line that goes through the place, or begins there
    subject = dump[start : dump.find(b" ", start) + 1]
    if start == at and not dump[dump.rfind(b"\n", 0, start - 1) + 1 : start].startswith(subject):
        return at
    while start < end and dump[start : start + len(subject)] == subject:
        start = dump.find(b"\n", start) + 1 or end
    return start


def _strays_of(release: Release) -> Mapping[bytes, tuple[bytes, ...]]:
    return _strays(release.path, release.created)


@lru_cache(48)
def _strays(path: Path, created: str) -> Mapping[bytes, tuple[bytes, ...]]:
    """Return the lines about blank nodes to which no named thing leads, by the graph that they stand in.

    In angle brackets.
    """
    dump = archive.open_dump(Release("", path, {"created": created}))
    end = _end(dump)
    blank = dict(_by_subject(dump[end:].splitlines(keepends=True)))
    reached: set[bytes] = set()
    waiting = list(_named_nodes(dump, end)) if blank else []
    while waiting:
        if (node := waiting.pop()) not in reached:
            reached.add(node)
            waiting += [other for line in blank.get(node, ()) for other in _nodes(line)]
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for node in blank.keys() - reached:
        for line in blank[node]:
            found[line[:-3].rsplit(b" ", 1)[1]].append(line)
    return {graph: tuple(sorted(lines)) for graph, lines in found.items()}


def _named_nodes(dump: mmap | bytes, end: int) -> Iterator[bytes]:
    """Yield the blank nodes that are objects of statements about named things."""
    needle = b"> _:"
    at = dump.find(needle, 0, end)
    while at >= 0:
        start, stop = dump.rfind(b"\n", 0, at) + 1, dump.find(b"\n", at) + 1
        yield from _nodes(dump[start:stop])
        at = dump.find(needle, stop, end)
