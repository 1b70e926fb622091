"""Files become sources: parsed, named by their path, with the line of each subject and a digest of the bytes.

A file is one named graph, except a table (``tables``), which has one for each source of its rows. Turtle, TriG,
JSON-LD, SSSOM and CSV tables are read; what cannot be read gives a SourceError with the file, the line and column where
there is one, and what would be right.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.content import decode_text, name_of, read_content
from styrka.build.line_numbers import find_jsonld_lines, find_prefixes, find_rdfxml_lines, find_turtle_lines
from styrka.build.overlooked import describe_format
from styrka.build.parsing import parse_quads
from styrka.build.remarks import Remark
from styrka.build.source_files import FOLDERS, SOURCE_BYTES, TABLE_FOLDERS, is_table
from styrka.build.sssom.statements import read_sssom
from styrka.build.tables import RegisterCache, RowCells, TableSource, read_folder
from styrka.errors import InvalidData, SourceError
from styrka.vocabulary import BASE, PREFIXES, graph_iri, slug

# RDF/XML is read where somebody sends it to be checked; no file of the tree is in it.
_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}
_TABLE: Final = ".sssom.tsv"
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_DATASET: Final = ox.NamedNode(PREFIXES["void"] + "Dataset")
_NAME: Final = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True)
class Source:
    """One file, read.

    Attributes:
        path: relative to the project's root, with slashes.
        graph: the IRI of the named graph that the file's statements are in.
        quads: the statements, in the file's order.
        digest: the SHA-256 of the file's bytes, hexadecimal.
        lines: the first line on which each IRI is described.
        cells: of a table, the line and the column that state a subject's property.
        prefixes: the prefix of each namespace, and the line that declares it.
        remarks: what its reader passed over, to be reported with the findings.
        withheld: statements of the file that a review elsewhere stands in the place of (``reviews``).
    """

    path: str
    graph: str
    quads: tuple[ox.Quad, ...]
    digest: str
    lines: Mapping[str, int]
    cells: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    prefixes: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    withheld: tuple[ox.Quad, ...] = ()

    @cached_property
    def by_predicate(self) -> Mapping[ox.NamedNode, list[ox.Quad]]:
        """The statements under each property: many checks are about a few, and need not look at a whole register."""
        found: dict[ox.NamedNode, list[ox.Quad]] = {}
        for quad in self.quads:
            found.setdefault(quad.predicate, []).append(quad)
        return found

    def under(self, *predicates: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield the statements under some properties."""
        return chain.from_iterable(self.by_predicate.get(predicate, ()) for predicate in predicates)

    @property
    def is_register(self) -> bool:
        """Whether the file is a table that was taken over from elsewhere as it is."""
        return self.path.startswith("data/registers/")

    @property
    def is_of_rows(self) -> bool:
        """Whether the file is a table of rows, or what describes those."""
        return is_table(self.path)

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs that the file's statements are in."""
        return frozenset(quad.graph_name.value for quad in self.quads if isinstance(quad.graph_name, ox.NamedNode))

    @property
    def folder(self) -> str:
        """What the file is: ``ontology``, ``shapes`` or, wherever else it lies, ``data``."""
        first = self.path.split("/", 1)[0]
        return first if first in FOLDERS else "data"

    def holds(self, graph: str) -> bool:
        """Return whether the file's statements, or some of a table's, are in the graph."""
        # Rows from elsewhere have a name of their own.
        is_table = self.path.startswith(TABLE_FOLDERS) or bool(self.cells)
        return graph == self.graph or (is_table and graph.startswith(self.graph + "/"))

    def locate(self, focus: str, predicate: str, value: str = "") -> tuple[int | None, str]:
        """Return the line that states a property of a thing, else the thing's first, and a table's column.

        Parameters:
            value: in N-Triples syntax; of several columns that state the property, the one that it can be of.
        """
        line, column = self.cells.get((focus, predicate), (self.lines.get(focus), ""))
        if value and column and isinstance(self.cells, RowCells):
            column = self.cells.find_column(predicate, value) or column
        return line, column


def read_source(path: Path, root: Path, limit: int = SOURCE_BYTES) -> Source:
    """Return the source in a file.

    Parameters:
        path: the file; its suffix determines the format.
        root: the project's root: ``path`` relative to it gives the graph's IRI.
        limit: the largest file that is read, in bytes.

    Raises:
        SourceError: For what is not a readable file, not UTF-8, not well-formed, or holds no statement.
    """
    name = name_of(path, root)
    if is_table(name):
        found = read_sources([path], root, limit)
        return found[0]
    return read_document(read_content(path, name, limit), name)


def read_document(content: bytes, name: str) -> Source:
    """Return the source that a document is.

    Parameters:
        content: its bytes.
        name: the file's path; its suffix determines the format.

    Raises:
        SourceError: For what is not UTF-8, not well-formed, of no format that is read, or holds no statement.
    """
    text = decode_text(content, name)
    graph = _graph(name)
    remarks: tuple[Remark, ...] = ()
    own = name.split("/", 1)[0] in FOLDERS
    if name.endswith(_TABLE):
        table, lines, remarks = read_sssom(text, name, graph if own else None)
        quads: tuple[ox.Quad, ...] = tuple(table)
        graph = next(iter(lines))
    else:
        form = find_format(name)
        if form is None:
            en, sv, remedy, remedy_sv = describe_format(Path(name).name)
            raise SourceError(en, path=name, remedy=remedy, sv=(sv, remedy_sv))
        quads = tuple(parse_quads(text, form, name, graph))
        if not quads:
            raise SourceError(
                "the file holds no statement.",
                path=name,
                line=1,
                remedy="Describe at least one thing, or remove the file.",
                sv=("filen säger ingenting.", "Beskriv minst ett ting, eller ta bort filen."),
            )
        if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
            lines = find_turtle_lines(text, BASE)
        else:
            subjects = frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))
            find_lines = find_jsonld_lines if form is ox.RdfFormat.JSON_LD else find_rdfxml_lines
            lines = find_lines(text, subjects, BASE)
    if not own and not name.endswith(_TABLE):
        graph, quads = _named_by_its_head(graph, quads)
    form_name = "table" if name.endswith(_TABLE) else "json" if Path(name).suffix == ".jsonld" else "turtle"
    prefixes = find_prefixes(text, form_name)
    return Source(name, graph, quads, hashlib.sha256(content).hexdigest(), lines, prefixes=prefixes, remarks=remarks)


def find_format(name: str) -> ox.RdfFormat | None:
    """Return the RDF format of a file by its suffix; None where it has none that is read."""
    return _FORMATS.get(Path(name).suffix)


def read_sources(
    paths: Iterable[Path],
    root: Path,
    limit: int = SOURCE_BYTES,
    seen: Callable[[int], None] = lambda done: None,
    cache: RegisterCache | None = None,
) -> tuple[Source, ...]:
    """Return the sources in the files, in the given order.

    Parameters:
        seen: called after each file with the number of files read.
        cache: has the registers as statements, where they are as they were.

    Raises:
        SourceError: When one file cannot be read.
        InvalidData: When several cannot: people mend them all at once.
    """
    sources: list[Source] = []
    broken: list[SourceError] = []
    paths = tuple(paths)
    has_tables = any(is_table(name_of(path, root)) for path in paths)
    rows, faults = _read_tables(root, limit, cache) if has_tables else ({}, [])
    for done, path in enumerate(paths, 1):
        name = name_of(path, root)
        if not is_table(name):
            try:
                sources.append(read_source(path, root, limit))
            except SourceError as error:
                broken.append(error)
        elif name in rows:
            sources.append(rows[name])
        seen(done)
    broken += faults
    if len(broken) == 1:
        raise broken[0]
    if broken:
        files = len({error.evidence["path"] for error in broken})
        first, forst = (
            (f"{files} files cannot be read:", f"{files} filer kan inte läsas:")
            if files > 1
            else ("One file cannot be read:", "En fil kan inte läsas:")
        )
        raise InvalidData(
            "\n".join((first, *map(str, broken))),
            sv="\n".join((forst, *(error.get_detail("sv") for error in broken))),
            errors=[dict(error.evidence) for error in broken],
        )
    return tuple(sources)


def _read_tables(root: Path, limit: int, cache: RegisterCache | None) -> tuple[dict[str, Source], list[SourceError]]:
    """Return every table below the root by path, and what is wrong with them: they refer to one another."""
    tables, faults = read_folder(root, limit, cache)
    return {table.path: make_source(table) for table in tables}, faults


def make_source(table: TableSource, graph: str = "") -> Source:
    """Return the source that a table's statements are, of the graph that its path gives where none is named."""
    graph = graph or graph_iri(table.path)
    return Source(table.path, graph, table.quads, table.digest, table.lines, table.cells)


def _graph(name: str) -> str:
    if name.split("/", 1)[0] not in FOLDERS:
        # Somebody's file from elsewhere, to be checked and not published: its graph only has to be an IRI.
        return graph_iri(f"data/elsewhere/{slug(Path(name).name.split('.', 1)[0])}")
    if not _NAME.fullmatch(name):
        raise SourceError(
            "the file's path cannot be part of an address.",
            path=name,
            remedy="Rename it with the letters a to z, digits, hyphens and underscores only.",
            sv=(
                "filens sökväg kan inte ingå i en adress.",
                "Döp om den med bara bokstäverna a till z, siffror, bindestreck och understreck.",
            ),
        )
    return graph_iri(name)


def _named_by_its_head(graph: str, quads: tuple[ox.Quad, ...]) -> tuple[str, tuple[ox.Quad, ...]]:
    """Return the graph that the head of somebody's file describes, and its statements in that graph."""
    heads = {quad.subject for quad in quads if quad.predicate == _TYPE and quad.object == _DATASET}
    if len(heads) != 1 or not isinstance(head := heads.pop(), ox.NamedNode):
        return graph, quads
    own = ox.NamedNode(graph)
    return head.value, tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object, head) if quad.graph_name == own else quad for quad in quads
    )
