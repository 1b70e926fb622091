"""Lines of N-Quads in the project's layout: what a source says in the graph of that source, what is added apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from styrka.vocabulary import BASE, CURATION, DEF, PREFIXES

A: Final = PREFIXES["rdf"] + "type"
XSD: Final = PREFIXES["xsd"]
TABLES: Final = (
    "actors",
    "amounts",
    "areas",
    "involvements",
    "programmes",
    "projects",
    "regions",
    "sources",
    "strategies",
)


def iri(path: str) -> str:
    """Return the IRI of a path below the base, as N-Quads has it."""
    return f"<{BASE}{path}>"


def text(words: str, language: str = "") -> str:
    """Return a literal; a plain string when there is no language."""
    return f'"{words}"@{language}' if language else f'"{words}"'


def typed(value: object, datatype: str) -> str:
    """Return a literal of a datatype of XML Schema."""
    return f'"{value}"^^<{XSD}{datatype}>'


class Writer:
    """Gathers the lines of one part, and describes each graph and each source when it first appears."""

    def __init__(self) -> None:
        """Begin without a line."""
        self.lines: list[str] = []
        self._graphs: set[str] = set()
        self._sources: set[str] = set()

    def state(self, table: str, source: str, path: str, class_: str, /, **properties: str | Iterable[str]) -> None:
        """Write what a source says of a thing; a double underscore in a name stands for the colon of a prefix."""
        graph = f"tables/{table}/{source}"
        if graph not in self._graphs:
            self._graphs.add(graph)
            self.describe_graph(graph, f"{BASE}id/source/{source}")
        if source not in self._sources:
            self._sources.add(source)
            self._write(
                "tables/sources/curation",
                f"id/source/{source}",
                rdf__type=f"<{DEF}Source>",
                dcterms__title=text(f"Källan {source}"),
                dcterms__publisher=iri("id/actor/styrka"),
                recordedOn=typed("2026-11-22", "date"),
                foaf__page=f"<https://example.org/{source}>",
            )
        self._write(graph, path, rdf__type=f"<{DEF}{class_}>", **properties)

    def add(self, table: str, path: str, /, **properties: str | Iterable[str]) -> None:
        """Write what the curation adds to a thing."""
        self._write(f"tables/{table}/curation", path, **properties)

    def map(self, graph: str, path: str, /, **properties: str | Iterable[str]) -> None:
        """Write a decision of the curation in a graph of mappings."""
        self._write(graph, path, **properties)

    def describe_graph(self, graph: str, source: str = CURATION) -> None:
        """Write of a graph which source it is."""
        self._write(graph, f"graph/{graph}", rdf__type=f"<{PREFIXES['void']}Dataset>", dcterms__source=f"<{source}>")

    def _write(self, graph: str, path: str, /, **properties: str | Iterable[str]) -> None:
        head, tail = f"<{BASE}{path}> <", f" <{BASE}graph/{graph}> .\n"
        for name, values in properties.items():
            prefix, _, local = name.rpartition("__")
            predicate = (PREFIXES[prefix] if prefix else DEF) + local
            for value in (values,) if isinstance(values, str) else values:
                self.lines.append(f"{head}{predicate}> {value}{tail}")
