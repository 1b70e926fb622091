"""Documents from elsewhere, laid over the tree: each takes the place of what it corrects, or is added.

A document whose head is that of a graph of the tree takes the place of that graph's file. Rows of a table take the
place of the rows with the same key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.sources import Source, make_source, read_document
from styrka.build.tables import lay_rows_over
from styrka.build.tree import Tree
from styrka.errors import InvalidData, SourceError

_TABLE: Final = ".csv"


@dataclass(frozen=True)
class Document:
    """A document as it was sent: what it is called, and its bytes. The suffix of its name determines the format."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Overlay:
    """The tree as it would be with some documents.

    Attributes:
        tree: with the documents' statements, each a source of its own.
        sent: the sources that the documents are.
        before: the statements that they take the place of.
    """

    tree: Tree
    sent: tuple[Source, ...]
    before: tuple[ox.Quad, ...]


def lay_over(tree: Tree, documents: Iterable[Document], root: Path, limit: int) -> Overlay:
    """Return the tree with documents laid over it.

    Parameters:
        root: where the tree's tables lie.
        limit: the largest file that is read, in bytes.

    Raises:
        SourceError: When a document cannot be read.
        InvalidData: When several rows of a table, or several documents, cannot.
    """
    sources, sent, before = list(tree.sources), list[Source](), list[ox.Quad]()
    broken: list[SourceError] = []
    for document in documents:
        try:
            if document.name.endswith(_TABLE):
                rows, faults = lay_rows_over(document.content, document.name, root, limit)
                broken += faults
                if rows is None:
                    continue
                rest = make_source(rows.rest)
                sources = [one for one in sources if one.path != rest.path]
                source, replaced, kept = make_source(rows.sent, rest.graph), rows.replaced, [rest]
            else:
                source, kept = read_document(document.content, document.name), []
                same = [one for one in sources if one.graph == source.graph and one.folder == "data"]
                sources = [one for one in sources if one not in same]
                replaced = tuple(quad for one in same for quad in one.quads)
        except SourceError as error:
            broken.append(error)
            continue
        sources += [*kept, source]
        sent.append(source)
        before += replaced
    if len(broken) == 1:
        raise broken[0]
    if broken:
        raise InvalidData(
            "\n".join(("The document cannot be read:", *map(str, broken))),
            sv="\n".join(("Dokumentet kan inte läsas:", *(error.detail_sv or str(error) for error in broken))),
            errors=[dict(error.evidence) for error in broken],
        )
    return Overlay(replace(tree, sources=tuple(sources)), tuple(sent), tuple(before))
