"""The process that fills a store on disk, within memory that does not grow with the graph, and ends.

It reads its orders as one JSON object on standard input, and ends without finishing when standard input closes. On
standard output it says one JSON object a line: ``done``, how many quads are in, and ``failed``, why it cannot go on.

Each triple is stored in its graph and, once, in the default graph: on disk these are indexes of their own, so that a
query that speaks of no graph reads nothing twice, and whether a triple stands in two graphs need not be found out.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NoReturn

import pyoxigraph as ox

from styrka.engine.disk.enclosure import allow_files

BATCH: Final = 100_000  # quads that are sorted in memory at a time: about 200 MB


def main() -> NoReturn:
    """Fill the store that standard input names with the files that it names."""
    orders = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    try:
        allow_files()
        for done in fill(Path(orders["store"]), [Path(path) for path in orders["files"]]):
            _say(done=done)
    except OSError as error:
        _say(failed=str(error), errno=error.errno)
        os._exit(1)
    os._exit(0)


def fill(folder: Path, files: Iterable[Path]) -> Iterator[int]:
    """Make a store with the quads of N-Quads files; yields how many are in, after each batch and at the end.

    Raises OSError when a file cannot be read or the store cannot be written.
    """
    store = ox.Store(str(folder))
    quads = _quads(files)
    done = 0
    while batch := list(itertools.islice(quads, BATCH)):
        store.bulk_extend(itertools.chain(batch, map(_outside, batch)))
        done += len(batch)
        yield done
    store.optimize()
    store.flush()
    del store
    for path in (*folder.iterdir(), folder):
        flush(path)
    yield done


def _quads(files: Iterable[Path]) -> Iterator[ox.Quad]:
    for path in files:
        # Parsed here and not by bulk_load(), which would give a blank node another name in each file.
        yield from ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)


def _outside(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _end_with(descriptor: int) -> NoReturn:
    while os.read(descriptor, 4096):
        pass
    os._exit(1)


def _say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
