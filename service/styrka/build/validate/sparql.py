"""The triple patterns of a constraint's query: what it reads, without evaluating it (SHACL section 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from styrka.build.validate.shapes import Path, ShapesGraph, Term


class Pattern(NamedTuple):
    """A triple pattern: variables as ``?name``, other terms in N-Triples syntax; no path where it is a variable."""

    subject: str
    path: Path | None
    object: str


def declared_prefixes(shapes: ShapesGraph, node: Term) -> dict[str, str]:
    """Return the prefixes that ``sh:prefixes`` and ``sh:declare`` give to a query (SHACL section 5.2.1)."""
    found = {}
    for owner in shapes.values(node, "prefixes"):
        for declaration in shapes.values(owner, "declare"):
            prefix, namespace = (shapes.values(declaration, name) for name in ("prefix", "namespace"))
            if prefix and namespace:
                found[getattr(prefix[0], "value", "")] = getattr(namespace[0], "value", "")
    return found


def queries(shapes: ShapesGraph, node: Term) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the text and prefixes of each SPARQL constraint at a shape."""
    for constraint in shapes.values(node, "sparql"):
        prefixes = tuple(sorted(declared_prefixes(shapes, constraint).items()))
        for text in shapes.values(constraint, "select"):
            yield (text.value if isinstance(text, ox.Literal) else ""), prefixes


@cache
def patterns(text: str, prefixes: tuple[tuple[str, str], ...]) -> tuple[Pattern, ...]:
    """Return every triple pattern of a SELECT query, also those inside OPTIONAL, NOT EXISTS and UNION.

    Raises:
        ValueError: When it is not a SPARQL 1.1 query.
    """
    # Imported here: it takes a third of a second, which only changed shapes and changed files need to spend.
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    head = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in prefixes)
    try:
        algebra = translateQuery(parseQuery(head + text)).algebra
    except Exception as error:
        raise ValueError(re.sub(r"\s+", " ", str(error))) from None
    return tuple(Pattern(_term(s), _path(p), _term(o)) for s, p, o in _triples(algebra))


def _triples(part: Any) -> Iterator[tuple[Any, Any, Any]]:
    if isinstance(part, dict):
        name = getattr(part, "name", "")
        if name == "BGP":
            yield from part["triples"]
        elif name == "TriplesBlock":
            # What is inside EXISTS stays as it was parsed: flat lists of subject, predicate, object and so on.
            for flat in part["triples"]:
                yield from zip(*[iter(flat)] * 3, strict=True)
        for key, value in part.items():
            if key != "triples":
                yield from _triples(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from _triples(value)


def _term(term: Any) -> str:
    return str(term.n3())


def _path(path: Any) -> Path | None:
    from rdflib import URIRef, paths

    if isinstance(path, URIRef):
        return Path("predicate", str(path))
    if isinstance(path, paths.InvPath):
        kind, parts = "inverse", [path.arg]
    elif isinstance(path, paths.SequencePath):
        kind, parts = "sequence", path.args
    elif isinstance(path, paths.AlternativePath):
        kind, parts = "alternative", path.args
    elif isinstance(path, paths.MulPath):
        kind, parts = {"*": "zeroOrMore", "+": "oneOrMore", "?": "zeroOrOne"}[str(path.mod)], [path.path]
    else:
        return None
    inner = [_path(part) for part in parts]
    return Path(kind, parts=tuple(part for part in inner if part)) if all(inner) else None
