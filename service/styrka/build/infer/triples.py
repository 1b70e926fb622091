"""Triples as people write and read them: ``SE122 prioritises energy``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, cast

import pyoxigraph as ox

from styrka import vocabulary
from styrka.build.infer.rules import RDF_TYPE, Constant
from styrka.errors import BadParameter

_TOKEN: Final = re.compile(
    r"""<[^<>\s]*> | "(?:[^"\\]|\\.)*"(?:@[A-Za-z-]+|\^\^(?:<[^<>\s]*>|[^\s;,]+))? | [^\s<>"]+""", re.VERBOSE
)
_NUTS: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_LITERAL: Final = re.compile(r'"|[+-]?\d+(\.\d+)?$|(true|false)$')
# Where a bare name may live, the likeliest first; NUTS codes are recognised by their form.
_PLACES: Final = (
    "scheme/theme/",
    "id/region/",
    "id/strategy/",
    "id/overview/",
    "id/area/",
    "id/actor/",
    "id/programme/",
    "id/project/",
    "id/call/",
    "id/source/",
)
_HELP: Final = "Write three terms, as in: SE122 prioritises energy, or: region:SE122 styrka:prioritises theme:energy"


def parse_triple(text: str, known: Callable[[ox.NamedNode], bool] | None = None) -> ox.Triple:
    """Return the triple that somebody means.

    Parameters:
        text: three terms, each as in Turtle or N-Triples (``<IRI>``, an IRI relative to the base, ``prefix:name``, a
            literal) or bare: a NUTS code, the last part of a theme's or another thing's IRI, a path such as
            ``id/region/SE122``, the name of a property (``prioritises``) or, after ``a``, of a class.
        known: whether a thing exists; it decides what a bare name means. Without it a bare name is a theme.

    Raises:
        BadParameter: With what would be right, for anything but three terms and for an unknown prefix.
    """
    tokens = _TOKEN.findall(text.strip())
    if tokens and tokens[-1] == ".":
        tokens.pop()
    elif tokens and tokens[-1].endswith(".") and not tokens[-1].startswith(("<", '"')):
        tokens[-1] = tokens[-1][:-1]
    if len(tokens) != 3 or "".join(_TOKEN.sub("", text).split()):
        raise BadParameter(f"“{text}” is not a triple but {len(tokens)} terms. {_HELP}", parameter="triple")
    predicate = _term(tokens[1], _property_places, known)
    if not isinstance(predicate, ox.NamedNode):
        raise BadParameter(f"“{tokens[1]}” is no property. {_HELP}", parameter="triple")
    subject = _term(tokens[0], _thing_places, known)
    if isinstance(subject, ox.Literal):
        raise BadParameter(f"A literal such as {tokens[0]} has no properties. {_HELP}", parameter="triple")
    value = _term(tokens[2], _property_places if predicate == RDF_TYPE else _thing_places, known)
    return ox.Triple(cast(ox.NamedNode, subject), predicate, value)


def format_term(term: Constant) -> str:
    """Return a term in Turtle, short.

    ``styrka:prioritises``, ``region:SE122``, ``<id/area/x/y>`` relative to the base.
    """
    if isinstance(term, ox.NamedNode):
        short = vocabulary.shorten(term.value)
        return f"<{term.value.removeprefix(vocabulary.BASE)}>" if short == term.value else short
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(vocabulary.PREFIXES["xsd"]):
        return str(term).split("^^")[0] + (
            "" if term.datatype.value.endswith("#string") else "^^" + vocabulary.shorten(term.datatype.value)
        )
    return str(term)


def format_triple(triple: ox.Triple) -> str:
    """Return a triple in Turtle, short, without a full stop; ``parse_triple`` reads it."""
    return " ".join(map(format_term, triple))


def _term(token: str, places: Callable[[str], Iterator[str]], known: Callable[[ox.NamedNode], bool] | None) -> Constant:
    if token == "a":  # noqa: S105 (Turtle's word for rdf:type)
        return RDF_TYPE
    if _LITERAL.match(token) or token.startswith("<"):
        return _turtle(token)
    prefix, colon, _ = token.partition(":")
    if colon and (prefix in vocabulary.PREFIXES or "//" not in token):
        if prefix not in vocabulary.PREFIXES:
            raise BadParameter(
                f"The prefix “{prefix}:” is not known.", parameter="triple", allowed=sorted(vocabulary.PREFIXES)
            )
        return _named(vocabulary.expand(token), token)
    if colon:
        return _named(token, token)
    found = [_named(vocabulary.BASE + path, token) for path in places(token)]
    return next((one for one in found if known is not None and known(one)), found[0])


def _property_places(name: str) -> Iterator[str]:
    yield name if "/" in name else "def/" + name


def _thing_places(name: str) -> Iterator[str]:
    if name.split("/")[0] in {"id", "scheme", "def", "graph", "shape"} and "/" in name:
        yield name
        return
    if _NUTS.fullmatch(name):
        yield "id/region/" + name
    yield from (place + name for place in _PLACES)


def _turtle(token: str) -> Constant:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocabulary.PREFIXES.items())
    try:
        text = f"{prefixes}<x:x> <x:x> {token} ."
        quads: list[ox.Quad] = list(ox.parse(text, ox.RdfFormat.TURTLE, base_iri=vocabulary.BASE))
    except SyntaxError as error:
        raise BadParameter(f"{token} is not a term of Turtle. {_HELP}", parameter="triple") from error
    return quads[0].object


def _named(iri: str, token: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise BadParameter(f"“{token}” is no IRI. {_HELP}", parameter="triple") from error
