"""The one writer of Turtle: texts that people wrote put in the project's form, graphs written in it.

``format_turtle`` formats a text with its comments, ``change_turtle`` makes a text state other things and preserves the
comments of what stays, ``write_turtle`` writes a graph. A text is read (``reading``) to a ``document``; statements are
put in (``changing``), in brackets (``nesting``) and in their ``order``, and written (``writing``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import pyoxigraph as ox

from styrka.turtle.changing import change
from styrka.turtle.document import from_triples
from styrka.turtle.nesting import nest
from styrka.turtle.order import language_rank
from styrka.turtle.reading import read_document
from styrka.turtle.writing import write_document
from styrka.vocabulary import BASE

__all__ = ["change_turtle", "format_turtle", "write_turtle"]

_Natural = tuple[tuple[str | int, ...], str]
_RDFC = ox.CanonicalizationAlgorithm.RDFC_1_0


def format_turtle(text: str, path: str) -> str:
    """Return the text in the project's form, with its comments; formatting that again changes nothing.

    Parameters:
        text: Turtle; relative IRIs are below the project's base unless it declares another.
        path: the text's name, for errors.

    Raises:
        SyntaxError: For what is not Turtle; from the parser, with ``lineno``.
        SourceError: For what Turtle of RDF 1.1 does not have, such as triple terms.
    """
    stated = _parsed(text)
    document = read_document(text, path)
    nest(document)
    formatted = write_document(document)
    _check(formatted, stated, path)
    return formatted


def change_turtle(text: str, triples: Iterable[ox.Triple], path: str) -> str:
    """Return the text so changed that it states just these triples; the comments of what stays are preserved.

    Raises:
        SyntaxError: As ``format_turtle``.
        SourceError: As ``format_turtle``.
    """
    stated = list(triples)
    document = read_document(text, path)
    nest(document)
    wanted = from_triples(_ordered(stated, ()))
    nest(wanted)
    change(document, wanted)
    changed = write_document(document)
    _check(changed, stated, path)
    return changed


def write_turtle(triples: Iterable[ox.Triple], first: Sequence[str] = ()) -> str:
    """Return a graph in the project's form; the same graph always gives the same text.

    Parameters:
        triples: the statements, in any order.
        first: the IRIs of the subjects that come first, in this order; the others follow by IRI.

    Raises:
        ValueError: For a triple term (RDF 1.2).
    """
    document = from_triples(_ordered(triples, first))
    nest(document)
    return write_document(document)


def _parsed(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=BASE)]


def _check(text: str, stated: Iterable[ox.Triple], path: str) -> None:
    """Raise AssertionError when the text does not state these triples: better no file than another one.

    Raises:
        AssertionError: The result would not state the same graph.
    """
    if _canonical(_parsed(text)) != _canonical(stated):
        raise AssertionError(f"{path} would not read back as the same graph")


def _canonical(triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Return the triples with names for the blank nodes that depend on the graph alone (RDFC-1.0)."""
    plain: set[ox.Triple] = set()
    nameless = []
    for one in triples:
        if isinstance(one.subject, ox.BlankNode) or isinstance(one.object, ox.BlankNode):
            nameless.append(ox.Quad(one.subject, one.predicate, one.object))
        else:
            plain.add(one)
    if nameless:
        dataset = ox.Dataset(nameless)
        dataset.canonicalize(_RDFC)
        plain.update(quad.triple for quad in dataset)
    return plain


def _ordered(triples: Iterable[ox.Triple], first: Sequence[str]) -> list[ox.Triple]:
    """Return the triples by subject, first those that come first, and by object, 2 before 10."""
    places = {ox.NamedNode(iri): number for number, iri in enumerate(first)}
    natural = cache(_natural)

    def key(one: ox.Triple) -> tuple[int, bool, _Natural, int, _Natural]:
        nameless = isinstance(one.subject, ox.BlankNode)
        place = places.get(one.subject, len(places)) if isinstance(one.subject, ox.NamedNode) else len(places)
        return (place, nameless, natural(str(one.subject)), language_rank(one.object), natural(str(one.object)))

    return sorted(_canonical(triples), key=key)


def _natural(text: str) -> _Natural:
    """Return a sort key: text and numbers by turns, and the text itself where two have the same numbers."""
    parts = re.split(r"([0-9]{1,18})", text)
    return tuple(int(part) if number % 2 else part for number, part in enumerate(parts)), text
