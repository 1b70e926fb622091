"""The statements of one document, and what no document may do: declare entities, or nest without end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.parsers import expat

import pyoxigraph as ox

from styrka.errors import TooLarge

DEPTH: Final = 200  # elements, objects, lists and triple terms inside each other; what people write has below 30
_DECLARATION: Final = re.compile(rb"<!DOCTYPE\b.*?<!ENTITY\b", re.DOTALL)
_JSON: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_OPEN: Final = (b"[", b"{")


def read_statements(content: bytes, form: ox.RdfFormat, base: str, *, rename: bool = False) -> Iterator[ox.Quad]:
    """Yield the statements of a document, in its order.

    Parameters:
        rename: whether blank nodes get new names, so that they are not taken for those of another document.

    Raises:
        TooLarge: For one that nests too deeply.
        SyntaxError: For one that is not well-formed.
        ValueError: For one that cannot be read otherwise.
    """
    if form == ox.RdfFormat.RDF_XML:
        if b"\0" in content:
            raise ValueError("it is not in UTF-8")
        if _DECLARATION.search(content):
            raise ValueError("its DOCTYPE declares entities; write what they stand for, and leave the DOCTYPE out")
        _measure_xml(content)
    elif form == ox.RdfFormat.JSON_LD:
        _measure_json(content)
    for quad in ox.parse(content, form, base_iri=base, rename_blank_nodes=rename):
        if isinstance(quad.object, ox.Triple):
            _measure_term(quad.object)
        yield quad


def are_same(content: bytes, form: ox.RdfFormat, bases: tuple[str, str]) -> bool:
    """Return whether a document states the same below either base.

    Blank nodes without a label get a random one at each reading; the order of the statements is that of the text.
    """
    here, there = (ox.parse(content, form, base_iri=base) for base in bases)
    return all(_shape(one) == _shape(other) for one, other in zip(here, there, strict=True))


def names_graphs(quads: Iterable[ox.Quad]) -> bool:
    """Return whether a statement is in a graph with a name."""
    return any(not isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)


def _shape(quad: ox.Quad) -> tuple[str, ...]:
    terms = (quad.subject, quad.predicate, quad.object)
    return tuple("_:" if isinstance(term, ox.BlankNode) else str(term) for term in terms)


def _too_deep(line: int | None) -> TooLarge:
    where, wo = (f", at line {line}", f", på rad {line}") if line else ("", "")
    return TooLarge(
        f"The document nests more than {DEPTH} levels deep{where}. Write what is inside as statements of their own.",
        sv=f"Dokumentet är nästlat i mer än {DEPTH} nivåer{wo}. Skriv det som ligger inuti som egna påståenden.",
        cause="depth",
        limit=DEPTH,
        **({"line": line} if line else {}),
    )


def _measure_xml(content: bytes) -> None:
    """Look how deep elements nest; what is not well-formed is for the parser of RDF/XML to say."""
    parser, depth = expat.ParserCreate(), 0

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise _too_deep(parser.CurrentLineNumber)

    def leave(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = enter, leave
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return


def _measure_json(content: bytes) -> None:
    depth = 0
    for found in _JSON.finditer(content):
        token = found[0]
        if token in _OPEN:
            depth += 1
            if depth > DEPTH:
                raise _too_deep(content.count(b"\n", 0, found.start()) + 1)
        elif not token.startswith(b'"'):
            depth -= 1


def _measure_term(term: ox.Triple) -> None:
    depth, inside = 0, term
    while isinstance(inside, ox.Triple):
        depth += 1
        if depth > DEPTH:
            raise _too_deep(None)
        inside = inside.object  # type: ignore[assignment]
