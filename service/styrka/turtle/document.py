"""A Turtle document as a tree: blocks of statements in the order of the text, with the comments where they belong.

Terms are pyoxigraph's; a blank node that is written in brackets is a ``Blank``, a list in parentheses a ``Collection``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from styrka.vocabulary import PREFIXES

TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
FIRST = ox.NamedNode(PREFIXES["rdf"] + "first")
REST = ox.NamedNode(PREFIXES["rdf"] + "rest")
NIL = ox.NamedNode(PREFIXES["rdf"] + "nil")


@dataclass(slots=True, eq=False)
class Node:
    """An object or a member of a list.

    Attributes:
        above: the comments on the lines before it.
        after: the comment at the end of its line.
    """

    term: TurtleTerm = NIL
    above: list[str] = field(default_factory=list)
    after: str = ""


@dataclass(slots=True, eq=False)
class Property:
    """A predicate with its objects, and the comments on the lines before it."""

    predicate: ox.NamedNode
    nodes: list[Node] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Blank:
    """A blank node in brackets; ``end`` are the comments before the closing bracket."""

    properties: list[Property] = field(default_factory=list)
    end: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Collection:
    """A list in parentheses (Turtle section 2.8); ``end`` are the comments before the closing one."""

    members: list[Node] = field(default_factory=list)
    end: list[str] = field(default_factory=list)


TurtleTerm = ox.NamedNode | ox.BlankNode | ox.Literal | Blank | Collection


@dataclass(slots=True, eq=False)
class Block:
    """A subject with its properties, up to the full stop.

    Attributes:
        above: the comments before it; an empty string is a blank line.
        end: the comments before the full stop.
    """

    subject: TurtleTerm
    properties: list[Property] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    end: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Document:
    """A whole text.

    Attributes:
        prefixes: the namespace of each prefix that the text declares.
        head: the comments above and between the declarations; an empty string is a blank line.
        notes: the comment at the end of a declaration's line, by prefix ("@base" for the base).
        end: the comments after the last block.
    """

    blocks: list[Block] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    head: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    end: list[str] = field(default_factory=list)


def from_triples(triples: Iterable[ox.Triple]) -> Document:
    """Return a document with a block for each subject, in the order in which subjects first appear.

    Raises:
        ValueError: For a triple term (RDF 1.2), for which this form has no place.
    """
    blocks: dict[ox.NamedNode | ox.BlankNode, dict[ox.NamedNode, Property]] = {}
    for triple in triples:
        subject, thing = triple.subject, triple.object
        if isinstance(subject, ox.Triple) or isinstance(thing, ox.Triple):
            raise ValueError("a statement about a statement (RDF 1.2) is not written as Turtle here")
        found = blocks.setdefault(subject, {})
        found.setdefault(triple.predicate, Property(triple.predicate)).nodes.append(Node(thing))
    return Document([Block(subject, list(properties.values())) for subject, properties in blocks.items()])
