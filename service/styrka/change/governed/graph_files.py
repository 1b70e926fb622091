"""The file of a graph: its path, its state, its text, and how it comes into its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from styrka.build.sssom.statements import REVIEWED
from styrka.errors import BadParameter, WriteRefused
from styrka.files import write_durably
from styrka.vocabulary import BASE

if TYPE_CHECKING:
    from styrka.build.sources import Source
    from styrka.build.tree import Tree

GRAPHS: Final = BASE + "graph/"
TABLES: Final = GRAPHS + "tables/"
TABLE: Final = ".sssom.tsv"
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_PATH: Final = 1000
_PART: Final = 200  # file systems have names of 255 bytes; a file being written has a longer one than the graph
_NOT_DATA: Final = {
    "ontology": "part of the ontology, which is changed in its files",
    "shapes": "part of the shapes, which are changed in their files",
    "mappings": "made from a table of mappings (SSSOM); change the table",
    "inferred": "inferred from the others",
    "computed": "computed from the others",
}


def find_source(tree: Tree, graph: str | None) -> Source | None:
    """Return the file that a graph is in now; None where there is none."""
    return next((source for source in tree.sources if graph and source.holds(graph)), None)


def check_name(graph: str | None) -> str:
    """Return the path of a graph's name, which a file below ``data/`` can have.

    Raises:
        BadParameter: For a name that no file can have.
        WriteRefused: For the graphs that are not data, and for names of no graph.
    """
    if graph is None:
        raise WriteRefused("The default graph is all graphs together. Write to one of them, with ?graph=.")
    name = graph.removeprefix(GRAPHS)
    first = name.split("/")[0]
    if first in _NOT_DATA and graph.startswith(GRAPHS) and not graph.startswith(REVIEWED):
        raise WriteRefused(f"The graph {graph} is {_NOT_DATA[first]}.", graph=graph)
    if not graph.startswith(GRAPHS) or not _NAME.fullmatch(name):
        raise WriteRefused(
            f"A graph's IRI is {GRAPHS} and a path of letters, digits, hyphens and underscores, for example "
            f"{GRAPHS}strategies/se122-sormland-2017; this one is {graph}.",
            graph=graph,
        )
    if len(name) > _PATH or max(map(len, name.split("/"))) > _PART:
        raise BadParameter(
            f"The graph's name has {len(name)} characters. It may have {_PATH}, and {_PART} between two slashes.",
            sv=f"Grafens namn har {len(name)} tecken. Det får ha {_PATH}, och {_PART} mellan två snedstreck.",
            parameter="graph",
        )
    return name


def find_path(graph: str | None, source: Source | None) -> str:
    """Return the file of a graph.

    Raises:
        BadParameter: For a name that no file can have.
        WriteRefused: For one that is stored neither in a Turtle file below ``data/`` nor in the table of a review.
    """
    name = check_name(graph)
    first = name.split("/")[0]
    if first in ("tables", "registers") and source is None:
        raise WriteRefused(
            f"The graph {graph} would be rows of a table, and data/{first} has none of that name.", graph=graph
        )
    path = f"data/{name}{TABLE if f'{GRAPHS}{name}'.startswith(REVIEWED) else '.ttl'}"
    if source is not None and source.path != path:
        rows = f", in the rows whose source is {name.rsplit('/', 1)[1]}" if source.path.endswith(".csv") else ""
        raise WriteRefused(f"The graph {graph} is in {source.path}{rows}. Change that file.", graph=graph)
    return path


def digest_state(digest: str) -> str:
    """Return what distinguishes one content of a file from another: its digest."""
    return digest[:24]


@contextmanager
def replace_files(root: Path, files: Mapping[str, bytes | None]) -> Iterator[None]:
    """Replace the files, each by one rename, and put the old ones back when the block fails."""
    before = {name: (root / name).read_bytes() if (root / name).exists() else None for name in files}
    try:
        for name, content in files.items():
            _place(root / name, content)
        yield
    except BaseException:
        for name, content in before.items():
            _place(root / name, content)
        raise


def _place(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_durably(path, content)
