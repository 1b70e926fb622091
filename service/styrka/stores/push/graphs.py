"""The graphs of a release, one after the other, from its sorted dumps: what is to stand in a store."""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PIECE: Final = 20_000  # triples of one request
_BUFFER: Final = 32_000_000


@dataclass(frozen=True)
class GraphSummary:
    """One graph of a release: how many triples, their SHA-256, and whether it has blank nodes."""

    triples: int
    digest: str
    blank: bool


def split_graphs(dumps: Iterable[Path], union: str = "") -> dict[str, GraphSummary]:
    """Return the graphs in sorted N-Quads files by name, and their union under the name ``union`` when there is one."""
    digests: dict[str, hashlib._Hash] = {}
    counts: dict[str, int] = {}
    blank: set[str] = set()
    for graph, triple in split_lines(dumps, union):
        if graph not in digests:
            digests[graph], counts[graph] = hashlib.sha256(), 0
        digests[graph].update(triple)
        counts[graph] += 1
        if _is_blank(triple):
            blank.add(graph)
    return {graph: GraphSummary(counts[graph], digests[graph].hexdigest(), graph in blank) for graph in sorted(counts)}


def split_lines(dumps: Iterable[Path], union: str) -> Iterator[tuple[str, bytes]]:
    """Yield each quad's graph, and its triple as a line of N-Triples.

    And each triple once for the union, if it is named.

    The files are sorted, and so is what they are merged to: a triple's repetitions follow each other.
    """
    last = b""
    for triple, graph in heapq.merge(*(_quads(path) for path in dumps)):
        if union and triple != last:
            yield union, triple
            last = triple
        yield graph, triple


def _quads(path: Path) -> Iterator[tuple[bytes, str]]:
    with path.open("rb") as lines:
        for line in lines:
            triple, graph, _ = line.rsplit(b" ", 2)
            yield triple + b" .\n", graph[1:-1].decode()


def _is_blank(triple: bytes) -> bool:
    """Return whether there may be a blank node in a line of N-Triples; a literal that looks so does no harm."""
    return triple.startswith(b"_:") or b" _:" in triple


def write_graph_files(dumps: Iterable[Path], union: str, graphs: Iterable[str], folder: Path) -> dict[str, Path]:
    """Return a file of N-Triples for each of the graphs; few bytes are in memory at a time."""
    files = {graph: folder / f"{number}.nt" for number, graph in enumerate(graphs)}
    waiting: dict[str, list[bytes]] = {}
    size = 0

    def flush() -> None:
        for graph, lines in waiting.items():
            with files[graph].open("ab") as out:
                out.writelines(lines)
        waiting.clear()

    for graph, triple in split_lines(dumps, union):
        if graph in files:
            waiting.setdefault(graph, []).append(triple)
            size += len(triple)
            if size > _BUFFER:
                flush()
                size = 0
    flush()
    return files


def cut_into_pieces(path: Path, part: GraphSummary) -> Iterator[bytes]:
    """Yield the lines of a file in pieces for one request each; those that share blank nodes are in one piece."""
    if part.blank:
        with path.open("rb") as lines:
            yield b"".join(line for line in lines if _is_blank(line))
    with path.open("rb") as lines:
        rest = (line for line in lines if not (part.blank and _is_blank(line)))
        for batch in iter(lambda: list(itertools.islice(rest, PIECE)), []):
            yield b"".join(batch)
