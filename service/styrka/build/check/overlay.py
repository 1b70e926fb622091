"""Documents from elsewhere, laid over the tree: each takes the place of what it corrects, or is added.

A document whose head is that of a graph of the tree takes the place of that graph's file. Rows of a table take the
place of the rows with the same key, whether they come as CSV or as the sheets of a workbook.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.reviews import settle_reviews
from styrka.build.sources import Source, make_source, read_document
from styrka.build.tables import SentRows, lay_rows_over, lay_tables_over, read_present, read_schemas
from styrka.build.tree import Tree
from styrka.build.workbooks.reading import is_workbook, read_workbook, select_new
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
            if document.name.endswith(_TABLE) or is_workbook(document.name):
                laid, faults = _lay_tables(document, root, limit)
                broken += faults
                for rows in laid:
                    rest = make_source(rows.rest)
                    own = make_source(rows.sent, rest.graph)
                    sources = [*(one for one in sources if one.path != rest.path), rest, own]
                    sent.append(own)
                    before += rows.replaced
                continue
            source = read_document(document.content, document.name)
        except SourceError as error:
            broken.append(error)
            continue
        same = [one for one in sources if one.graph == source.graph and one.folder == "data"]
        sources = [*(one for one in sources if one not in same), source]
        sent.append(source)
        before += (quad for one in same for quad in one.quads)
    if len(broken) == 1:
        raise broken[0]
    if broken:
        raise InvalidData(
            "\n".join(("The document cannot be read:", *map(str, broken))),
            sv="\n".join(("Dokumentet kan inte läsas:", *(error.get_detail("sv") for error in broken))),
            errors=[dict(error.evidence) for error in broken],
        )
    settled = settle_reviews(sources)
    # What a document reviews, its own statements take the place of.
    before += (quad for old, new in zip(sources, settled, strict=True) for quad in new.withheld if quad in old.quads)
    return Overlay(replace(tree, sources=settled), tuple(sent), tuple(before))


def _lay_tables(document: Document, root: Path, limit: int) -> tuple[tuple[SentRows, ...], list[SourceError]]:
    """Return the rows of a table or a workbook, laid over those below the root, and what is wrong with them.

    Raises:
        SourceError: When they cannot be read.
    """
    if not is_workbook(document.name):
        return lay_rows_over(document.content, document.name, root, limit)
    tables, faults = read_workbook(document.content, document.name, read_schemas(root, limit))
    if not faults:
        tables = select_new(tables, read_present(root, read_schemas(root, limit), limit), document.name)
    return ((), faults) if faults else lay_tables_over(tables, document.content, root, limit)
