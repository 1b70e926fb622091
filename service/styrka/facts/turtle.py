"""The statements of a file that is to be, and the terms that the cells of the tables give."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from styrka.turtle import write_turtle
from styrka.vocabulary import BASE, CURATOR, PREFIXES, expand, graph_iri

MODIFIED: Final = "2026-11-22"
LICENCE: Final = "http://creativecommons.org/licenses/by/4.0/"
_XSD: Final = PREFIXES["xsd"]

Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Document:
    """One file to be: its path below the project's root and its statements, subjects in the order they came."""

    path: str
    blocks: dict[str, dict[str, set[Term]]] = field(default_factory=dict)

    def add(self, subject: str, predicate: str, *objects: Term | None) -> None:
        """State that the subject (an IRI) has the predicate (a CURIE) with each object; None states nothing."""
        for term in objects:
            if term is not None:
                self.blocks.setdefault(subject, {}).setdefault(predicate, set()).add(term)

    def triples(self) -> set[ox.Triple]:
        """Return the statements as triples."""
        return {
            ox.Triple(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), term)
            for subject, block in self.blocks.items()
            for predicate, terms in block.items()
            for term in terms
        }


def iri(value: str) -> ox.NamedNode:
    """Return an IRI: absolute, or relative to the base (``id/region/SE122``), or a CURIE of a known prefix."""
    if value.startswith(("http://", "https://")):
        return ox.NamedNode(value)
    if re.match(r"[a-z]+:", value):
        return ox.NamedNode(expand(value))
    return ox.NamedNode(BASE + value)


def text(value: str, language: str | None = None) -> ox.Literal | None:
    """Return a string, with a language when one is given; None when it is empty."""
    return ox.Literal(value, language=language) if value else None


def decimal(value: str | None) -> ox.Literal | None:
    """Return an xsd:decimal of the lexical form given; None of None."""
    return None if value is None else ox.Literal(value, datatype=ox.NamedNode(_XSD + "decimal"))


def integer(value: int) -> ox.Literal:
    """Return an xsd:integer."""
    return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "integer"))


def day(value: str | None) -> ox.Literal | None:
    """Return a date as precise as it is written: xsd:gYear, xsd:gYearMonth or xsd:date; None of None."""
    if not value:
        return None
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
    return ox.Literal(value, datatype=ox.NamedNode(_XSD + kind))


def address(value: str) -> str | None:
    """Return the absolute address that a text is or begins with, percent-encoded (RFC 3987 section 3.1).

    None without one.
    """
    found = re.match(r"https?://[^\s<>\"]+\.[^\s<>\"]+", value)
    return quote(found.group(), safe=":/?#[]@!$&'()*+,;=%~-._") if found else None


def head(document: Document, dataset: str, title: tuple[str, str], description: tuple[str, str]) -> None:
    """Begin a data file with what it says about its own graph; title and description in Swedish and English."""
    graph = graph_iri(document.path)
    document.add(graph, "rdf:type", iri("void:Dataset"))
    document.add(graph, "dcterms:title", text(title[0], "sv"), text(title[1], "en"))
    document.add(graph, "dcterms:description", text(description[0], "sv"), text(description[1], "en"))
    document.add(graph, "dcterms:modified", day(MODIFIED))
    document.add(graph, "dcterms:license", iri(LICENCE))
    document.add(graph, "prov:wasAttributedTo", iri(CURATOR))
    document.add(graph, "dcterms:isPartOf", iri(f"dataset/{dataset}"))


def render(document: Document) -> str:
    """Return the document as Turtle, its subjects in the order they came."""
    return write_turtle(document.triples(), first=tuple(document.blocks))


def write_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the documents by path."""
    return tuple(sorted(documents, key=lambda document: document.path))
