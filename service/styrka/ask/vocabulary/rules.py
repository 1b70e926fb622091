"""The rules of a release: its shapes, each with what it is about, what it wants, how grave it is, and what it says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from styrka.engine.interface import Engine, Term, select_rows
from styrka.vocabulary import BASE, PREFIXES

_SH: Final = PREFIXES["sh"]
_RDF: Final = PREFIXES["rdf"]
_GRAPHS: Final = BASE + "graph/shapes/"
_SHAPE: Final = BASE + "shape/"
_TRIPLES: Final = f'SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{_GRAPHS}")) }}'
# A pattern that wants a concept of a scheme, or a thing of a kind.
_PLACE: Final = re.compile(r"^\^https://w3id\[?\.\]?org/styrka/(scheme/[a-z-]+)/")

Texts = Mapping[str, str]
Graph = Mapping[Term, Mapping[str, Sequence[Term]]]


@dataclass(frozen=True)
class Wanted:
    """What a rule wants of the values of its path.

    Attributes:
        least, most: how many; None where the rule does not say.
        classes, datatypes: of which a value must be one.
        schemes: whose concepts it must be one of.
        kind: ``IRI`` or ``Literal``; empty where either will do.
        values: the only ones that there may be.
        pattern: that the text or the address must fit.
        lowest, highest: bounds of a number; empty where there are none.
    """

    least: int | None = None
    most: int | None = None
    classes: tuple[str, ...] = ()
    datatypes: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    kind: str = ""
    values: tuple[str, ...] = ()
    pattern: str = ""
    lowest: str = ""
    highest: str = ""


@dataclass(frozen=True)
class Rule:
    """One shape.

    Attributes:
        iri: its name.
        names, descriptions, messages: by language.
        severity: ``Violation``, ``Warning`` or ``Info``.
        targets: the classes whose things it is about; the properties whose subjects it is about are ``subjects``.
        path: the properties that it looks at; one that is followed backwards has a ``^`` before it.
        wanted: of their values.
        queried: whether a query of its own decides.
        members: the shapes that it consists of, by IRI.
    """

    iri: str
    names: Texts
    descriptions: Texts
    messages: Texts
    severity: str
    targets: tuple[str, ...]
    subjects: tuple[str, ...]
    path: tuple[str, ...]
    wanted: Wanted
    queried: bool
    members: tuple[str, ...] = field(default=())

    @property
    def slug(self) -> str:
        """The end of its IRI."""
        return self.iri.removeprefix(_SHAPE)


def read_rules(engine: Engine) -> Mapping[str, Rule]:
    """Return the shapes of the release by IRI, in the order in which they name each other. Raises as ``Engine.run``."""
    graph: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in select_rows(engine, _TRIPLES):
        graph[row["s"]][row["p"].value].append(row["o"])
    kinds = (_SH + "NodeShape", _SH + "PropertyShape")
    shapes = [one for one in graph if one.is_iri and any(t.value in kinds for t in graph[one].get(_RDF + "type", ()))]
    holders: dict[str, list[Term]] = defaultdict(list)
    for one in shapes:
        for member in graph[one].get(_SH + "property", ()):
            holders[member.value].append(one)
    rules = {one.value: _read_rule(graph, one, holders[one.value]) for one in shapes}
    return dict(sorted(rules.items(), key=lambda item: item[0]))


def _read_rule(graph: Graph, shape: Term, holders: Sequence[Term]) -> Rule:
    about = graph[shape]
    aimed = (shape, *holders)

    def aim(name: str) -> tuple[str, ...]:
        return tuple(sorted({target.value for one in aimed for target in graph[one].get(_SH + name, ())}))

    severity = about.get(_SH + "severity")
    return Rule(
        iri=shape.value,
        names=_by_language([*about.get(_SH + "name", ()), *about.get(PREFIXES["rdfs"] + "label", ())]),
        descriptions=_by_language(about.get(_SH + "description", ())),
        messages=_by_language(about.get(_SH + "message", ())),
        severity=severity[0].value.removeprefix(_SH) if severity else "Violation",
        targets=aim("targetClass"),
        subjects=aim("targetSubjectsOf"),
        path=tuple(dict.fromkeys(_walk(graph, about.get(_SH + "path", ())))),
        wanted=_read_wanted(graph, shape),
        queried=_SH + "sparql" in about,
        members=tuple(one.value for one in about.get(_SH + "property", ()) if one.is_iri),
    )


def _by_language(texts: Sequence[Term]) -> Texts:
    found: dict[str, str] = {}
    for one in texts:
        found.setdefault(one.language, one.value)
    return found


def _walk(graph: Graph, nodes: Sequence[Term], backwards: str = "") -> Iterator[str]:
    """Yield the properties of a path."""
    for node in nodes:
        if node.is_iri:
            yield backwards + node.value
            continue
        parts = graph.get(node, {})
        yield from _walk(graph, parts.get(_SH + "inversePath", ()), "^")
        for name in ("alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"):
            for one in parts.get(_SH + name, ()):
                yield from _walk(graph, [one] if one.is_iri else list(_list(graph, one)) or [one], backwards)
        yield from _walk(graph, list(_list(graph, node)), backwards)


def _list(graph: Graph, node: Term) -> Iterator[Term]:
    """Yield the members of an RDF list."""
    while first := graph.get(node, {}).get(_RDF + "first"):
        yield first[0]
        rest = graph[node].get(_RDF + "rest")
        if not rest:
            return
        node = rest[0]


def _read_wanted(graph: Graph, shape: Term) -> Wanted:
    about = graph[shape]
    either = [one for head in about.get(_SH + "or", ()) for one in _list(graph, head)]
    parts = [about, *(graph[one] for one in either if one in graph)]

    def gather(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term.value for part in parts for term in part.get(_SH + name, ())))

    def one_of(name: str) -> str:
        found = about.get(_SH + name)
        return found[0].value if found else ""

    least, most, patterns = one_of("minCount"), one_of("maxCount"), gather("pattern")
    schemes = tuple(BASE + found[1] for one in patterns if (found := _PLACE.match(one)))
    values = [one.value for head in about.get(_SH + "in", ()) for one in _list(graph, head)]
    return Wanted(
        least=int(least) if least else None,
        most=int(most) if most else None,
        classes=gather("class"),
        datatypes=gather("datatype"),
        schemes=schemes,
        kind=one_of("nodeKind").removeprefix(_SH),
        values=tuple(values),
        pattern="" if schemes or not patterns else patterns[0],
        lowest=one_of("minInclusive"),
        highest=one_of("maxInclusive"),
    )
