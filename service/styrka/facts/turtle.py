"""Turtle for people: one block for each subject, relative IRIs, a fixed order; the same graph always the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from styrka.vocabulary import BASE, CURATOR, DEF, PREFIXES, expand, graph_iri

MODIFIED: Final = "2026-11-22"
LICENCE: Final = "http://creativecommons.org/licenses/by/4.0/"
_XSD: Final = PREFIXES["xsd"]
_WIDTH: Final = 110

# What a reader looks for first comes first; predicates that are not listed follow in alphabetical order.
_ORDER: Final = (
    "rdf:type",
    "dcterms:title",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:notation",
    "dcterms:identifier",
    "skos:definition",
    "dcterms:description",
    "styrka:kind",
    "styrka:status",
    "styrka:coversRegion",
    "styrka:order",
    "styrka:asOf",
    "styrka:periodStart",
    "styrka:periodEnd",
    "styrka:partOf",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "styrka:amountKind",
    "styrka:value",
    "styrka:currency",
    "styrka:bound",
)
_LAST: Final = ("styrka:hasPriorityArea", "foaf:page", "skos:note", "styrka:confidence", "dcterms:source")

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
        """The statements as triples."""
        return {
            ox.Triple(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), term)
            for subject, block in self.blocks.items()
            for predicate, terms in block.items()
            for term in terms
        }


def iri(value: str) -> ox.NamedNode:
    """An IRI: absolute, or relative to the base (``id/region/SE122``), or a CURIE of a known prefix."""
    if value.startswith(("http://", "https://")):
        return ox.NamedNode(value)
    if re.match(r"[a-z]+:", value):
        return ox.NamedNode(expand(value))
    return ox.NamedNode(BASE + value)


def text(value: str, language: str | None = None) -> ox.Literal | None:
    """A string, with a language when one is given; None when it is empty."""
    return ox.Literal(value, language=language) if value else None


def decimal(value: str | None) -> ox.Literal | None:
    """An xsd:decimal of the lexical form given; None of None."""
    return None if value is None else ox.Literal(value, datatype=ox.NamedNode(_XSD + "decimal"))


def integer(value: int) -> ox.Literal:
    """An xsd:integer."""
    return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "integer"))


def day(value: str | None) -> ox.Literal | None:
    """A date as precise as it is written: xsd:gYear, xsd:gYearMonth or xsd:date; None of None."""
    if not value:
        return None
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
    return ox.Literal(value, datatype=ox.NamedNode(_XSD + kind))


def address(value: str) -> str | None:
    """The absolute address that a text is or begins with, percent-encoded (RFC 3987 section 3.1); None without one."""
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
    """The document as Turtle.

    Raises AssertionError when what would be written does not read back as the same graph.
    """
    blocks = "\n".join(_block(subject, block) for subject, block in document.blocks.items())
    used = sorted({"styrka"} | set(re.findall(r"(?:^|[\s^])([a-z]+):(?=[A-Za-z0-9_])", _bare(blocks))))
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used if name in PREFIXES)
    turtle = f"@base <{BASE}> .\n{prefixes}\n{blocks}"
    back = {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    if back != document.triples():
        raise AssertionError(f"{document.path} does not read back as it was written")
    return turtle


def _bare(turtle: str) -> str:
    """The text without strings and IRIs, in which anything that looks like a prefix is one."""
    return re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', " ", turtle)


def _block(subject: str, block: dict[str, set[Term]]) -> str:
    lines = [_name(subject)]
    for predicate in sorted(block, key=_rank):
        name = "a" if predicate == "rdf:type" else predicate
        objects = sorted((_term(term) for term in block[predicate]), key=_natural)
        line = f"    {name} {', '.join(objects)}"
        if len(line) > _WIDTH and len(objects) > 1:
            line = f"    {name}\n        " + ",\n        ".join(objects)
        lines.append(line)
    return lines[0] + "\n" + " ;\n".join(lines[1:]) + " .\n"


def _rank(predicate: str) -> tuple[int, str]:
    if predicate in _ORDER:
        return _ORDER.index(predicate), predicate
    return (len(_ORDER) + (1 + _LAST.index(predicate) if predicate in _LAST else 0)), predicate


def _natural(value: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which 2 comes before 10."""
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.split(r"(\d+)", value) if part)


def _name(value: str) -> str:
    # Terms of our own are styrka:Region; things are <id/region/SE122>, so that a file reads alike under another base.
    if value.startswith(DEF):
        return "styrka:" + value.removeprefix(DEF)
    if value.startswith(BASE):
        return f"<{value.removeprefix(BASE)}>"
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace) and re.fullmatch(
            r"[A-Za-z0-9_](?:[\w-]*\w)?", value[len(namespace) :], re.ASCII
        ):
            return f"{prefix}:{value[len(namespace) :]}"
    return f"<{value}>"


def _term(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return _name(term.value)
    kind = term.datatype.value.removeprefix(_XSD)
    if kind == "integer" or (kind == "decimal" and re.fullmatch(r"-?\d*\.\d+", term.value)):
        return term.value
    quoted = '"' + "".join(_ESCAPES.get(char, char) for char in term.value) + '"'
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if kind == "string" else f"{quoted}^^xsd:{kind}"


_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents by path."""
    return tuple(sorted(documents, key=lambda document: document.path))
