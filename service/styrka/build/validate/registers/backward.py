"""The properties that shapes follow against their direction: from a value to what has it.

Inverse paths do (SHACL section 2.3.1.4), targets that are values, and queries where a pattern's object is known before
its subject. Where a query is more than plain patterns, nobody knows: it may follow any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from styrka.build.validate.shapes import SH, Path, ShapesGraph
from styrka.vocabulary import PREFIXES

_TYPE: Final = PREFIXES["rdf"] + "type"
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?' + r"|'(?:[^'\\]|\\.)*'")
_GROUP: Final = re.compile(r"\([^()]*\)")
_TOKEN: Final = re.compile(r"\s*(<[^<>\s]*>|[?$]\w+|[\w-]*:[\w-]+|[\w\"]+|\S)")
_ENDS: Final = frozenset((*".{}", "FILTER", "NOT", "EXISTS", "OPTIONAL", "UNION", "BIND", "MINUS"))

Pattern = tuple[str, str, str]  # variables without their sign; an object that is none is empty


def find_backward(shapes: ShapesGraph) -> frozenset[ox.NamedNode] | None:
    """Return the properties that a shape may follow from a value to what has it; None where it may be any."""
    names: set[str] = set()
    prefixes = {**PREFIXES, **_read_prefixes(shapes)}
    for node, pairs in shapes.about.items():
        if pairs.get(SH + "path"):
            if (path := shapes.path(node)) is None:
                return None
            names.update(_list_inverted(path, inverted=False))
        for query in (*pairs.get(SH + "select", ()), *pairs.get(SH + "ask", ())):
            found = follow_patterns(getattr(query, "value", ""), prefixes)
            if found is None:
                return None
            names |= found
        names.update(term.value for term in pairs.get(SH + "targetObjectsOf", ()) if isinstance(term, ox.NamedNode))
    return frozenset(map(ox.NamedNode, names))


def _read_prefixes(shapes: ShapesGraph) -> dict[str, str]:
    return {
        prefix.value: namespace.value
        for pairs in shapes.about.values()
        for prefix in pairs.get(SH + "prefix", ())
        for namespace in pairs.get(SH + "namespace", ())
        if isinstance(prefix, ox.Literal) and isinstance(namespace, ox.Literal)
    }


def _list_inverted(path: Path, *, inverted: bool) -> Iterator[str]:
    if path.kind == "predicate" and inverted:
        yield path.predicate
    for part in path.parts:
        yield from _list_inverted(part, inverted=inverted or path.kind == "inverse")


def follow_patterns(query: str, prefixes: Mapping[str, str]) -> set[str] | None:
    """Return the properties that a query follows from object to subject, from ``$this`` on; None where it may be any.

    >>> follow_patterns("SELECT $this { $this a:knows ?one . ?other a:has ?one }", {"a": "urn:"})
    {'urn:has'}
    """
    patterns = _read_patterns(query, prefixes)
    if patterns is None:
        return None
    known, backward = {"this"}, set[str]()
    while True:
        if ahead := {end for start, _, end in patterns if start in known and end} - known:
            known |= ahead
            continue
        # By one pattern at a time: what several lead to, each of them leads to.
        back = next(((start, name) for start, name, end in patterns if end in known and start not in known), None)
        if back is None:
            break
        known.add(back[0])
        backward.add(back[1])
    # What hangs together with nothing, or only by a class, may be anywhere.
    return None if _TYPE in backward or any(start not in known for start, _, _ in patterns) else backward


def _read_patterns(query: str, prefixes: Mapping[str, str]) -> list[Pattern] | None:
    """Return the patterns of a query; None where there is anything else in it."""
    body = _STRING.sub(' "" ', query)
    body = body[body.find("{") : body.rfind("}") + 1]
    while (shorter := _GROUP.sub(" ", body)) != body:
        body = shorter
    patterns: list[Pattern] = []
    place: list[str] = []
    for word in _TOKEN.findall(body):
        if word.upper() in _ENDS or word in ";,":
            if len(place) not in (0, 3, *((1,) if word in ";" else ())):
                return None
            place = place[:1] if word == ";" else place[:2] if word == "," else []
            continue
        if word in "*+?" and len(place) == 2:
            continue  # how often a property is followed does not matter
        if len(place) == 3:
            return None
        place.append(word)
        if len(place) == 3:
            start, name, end = place
            iri = _expand(name, prefixes)
            if not iri or not start.startswith(("?", "$")):
                return None
            patterns.append((start[1:], iri, end[1:] if end.startswith(("?", "$")) else ""))
    return patterns


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    """Return a property's IRI; empty for what is none, as a variable or a longer path."""
    if name == "a":
        return _TYPE
    if name.startswith("<"):
        return name[1:-1]
    prefix, sign, local = name.partition(":")
    return prefixes[prefix] + local if sign and prefix in prefixes else ""
