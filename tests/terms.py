"""What a test reads of an RDF term. The type that the test counts on is asserted: another one fails there and then."""

from __future__ import annotations

from typing import TypeVar

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Kind = TypeVar("Kind")


def get_value(term: Term | ox.DefaultGraph) -> str:
    """Return the text of an IRI, a blank node or a literal."""
    assert not isinstance(term, ox.Triple | ox.DefaultGraph), term
    return term.value


def get_node(term: Term) -> ox.NamedNode:
    """Return a term that is an IRI."""
    assert isinstance(term, ox.NamedNode), term
    return term


def get_literal(term: Term) -> ox.Literal:
    """Return a term that is a literal."""
    assert isinstance(term, ox.Literal), term
    return term


def get_bytes(written: bytes | None) -> bytes:
    """Return what pyoxigraph wrote; it gives None only where it writes to a file."""
    assert written is not None
    return written


def get_python(term: Node | None, kind: type[Kind]) -> Kind:
    """Return the Python value of one of rdflib's literals."""
    assert isinstance(term, rdflib.Literal), term
    value = term.toPython()
    assert isinstance(value, kind), value
    return value
