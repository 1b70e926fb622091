"""A checker of the OWL 2 RL profile over triples (OWL 2 Profiles, section 4.2), for the tests of axioms.ttl."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from tests.ontology.graphs import OWL, RDF, RDFS, TYPE, Node

_CHARACTERISTICS = {
    OWL + kind + "Property"
    for kind in ("Transitive", "Symmetric", "Asymmetric", "Irreflexive", "Functional", "InverseFunctional")
}
_DECLARATIONS = {OWL + kind for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
_N_ARY = {OWL + "AllDisjointClasses", OWL + "AllDisjointProperties"}
_OUTSIDE = {
    OWL + name
    for name in (
        "disjointUnionOf",
        "hasSelf",
        "hasKey",
        "minCardinality",
        "cardinality",
        "minQualifiedCardinality",
        "qualifiedCardinality",
        "onProperties",
        "sameAs",
        "onDatatype",
        "datatypeComplementOf",
    )
}
_OUTSIDE_TYPES = {OWL + "ReflexiveProperty", OWL + "NamedIndividual"}


class Profile:
    """What a set of triples has outside OWL 2 RL: ``problems()`` is empty when it is inside."""

    def __init__(self, triples: Iterable[tuple[Node, str, Node]]) -> None:
        self.triples = tuple(triples)
        self.of: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in self.triples:
            self.of[subject][predicate].append(value)

    def problems(self) -> Iterator[str]:
        """Sentences about axioms outside the profile or about terms that are used and not declared."""
        for subject, predicate, value in self.triples:
            yield from self._axiom(subject, predicate, value)

    def _axiom(self, subject: Node, predicate: str, value: Node) -> Iterator[str]:
        if predicate in _OUTSIDE or (predicate == TYPE and getattr(value, "value", "") in _OUTSIDE_TYPES):
            yield f"{predicate} is not in the profile"
        elif predicate == RDFS + "subClassOf":
            yield from self._sub(subject)
            yield from self._super(value)
        elif predicate == OWL + "equivalentClass":
            for side in (subject, value):  # both sides are subclass and superclass at once
                yield from self._sub(side)
                yield from self._super(side)
        elif predicate == OWL + "disjointWith":
            yield from self._sub(subject)
            yield from self._sub(value)
        elif predicate in {RDFS + "subPropertyOf", OWL + "equivalentProperty", OWL + "propertyDisjointWith"}:
            yield from self._same_kind(subject, value)
        elif predicate == OWL + "inverseOf":
            yield from self._property(subject, "ObjectProperty")
            yield from self._property(value, "ObjectProperty")
        elif predicate == OWL + "propertyChainAxiom":
            steps = self.members(value)
            if len(steps) < 2:
                yield "a chain has two steps or more"
            for step in (subject, *steps):
                yield from self._property(step, "ObjectProperty")
        elif predicate == TYPE and isinstance(value, ox.NamedNode):
            yield from self._typed(subject, value.value)

    def _typed(self, subject: Node, kind: str) -> Iterator[str]:
        if kind in _CHARACTERISTICS:
            data_too = kind == OWL + "FunctionalProperty"
            yield from self._property(subject, "ObjectProperty", *(("DatatypeProperty",) if data_too else ()))
        elif kind in _N_ARY:
            members = self.members(self.of[subject][OWL + "members"][0])
            if len(members) < 2:
                yield f"{kind} needs two members"
            for member in members:
                yield from (
                    self._sub(member)
                    if kind.endswith("Classes")
                    else self._property(member, "ObjectProperty", "DatatypeProperty")
                )
        elif kind.startswith(OWL) and kind not in _DECLARATIONS | {OWL + "Restriction"}:
            yield f"{kind} is not in the profile"

    def _sub(self, node: Node) -> Iterator[str]:
        """A subclass expression: class, oneOf, intersection, union, someValuesFrom, hasValue."""
        if isinstance(node, ox.NamedNode):
            yield from self._class(node, "sub")
            return
        about = self.of[node]
        for constructor in ("intersectionOf", "unionOf"):
            for listed in about.get(OWL + constructor, ()):
                for member in self.members(listed):
                    yield from self._sub(member)
        for filler in about.get(OWL + "someValuesFrom", ()):
            if filler != ox.NamedNode(OWL + "Thing"):
                yield from self._sub(filler)
        allowed = {"intersectionOf", "unionOf", "oneOf", "someValuesFrom", "hasValue"}
        yield from self._only(about, allowed, "a subclass")

    def _super(self, node: Node) -> Iterator[str]:
        """A superclass expression: class, intersection, complement, allValuesFrom, hasValue, max 0 or 1."""
        if isinstance(node, ox.NamedNode):
            yield from self._class(node, "super")
            return
        about = self.of[node]
        for listed in about.get(OWL + "intersectionOf", ()):
            for member in self.members(listed):
                yield from self._super(member)
        for inner in about.get(OWL + "complementOf", ()):
            yield from self._sub(inner)
        for filler in about.get(OWL + "allValuesFrom", ()):
            yield from self._super(filler)
        for number in (*about.get(OWL + "maxCardinality", ()), *about.get(OWL + "maxQualifiedCardinality", ())):
            if number.value not in {"0", "1"}:
                yield f"a maximum of {number.value} is not in the profile"
        allowed = {
            "intersectionOf",
            "complementOf",
            "allValuesFrom",
            "hasValue",
            "maxCardinality",
            "maxQualifiedCardinality",
        }
        yield from self._only(about, allowed, "a superclass")

    def _only(self, about: dict[str, list[Node]], allowed: set[str], place: str) -> Iterator[str]:
        names = {key.removeprefix(OWL) for key in about if key.startswith(OWL)} - {"onProperty", "onClass"}
        if not names:
            yield f"{place} is an empty expression"
        for wrong in sorted(names - allowed):
            yield f"owl:{wrong} cannot be {place}"

    def _class(self, node: ox.NamedNode, place: str) -> Iterator[str]:
        if node.value == OWL + "Thing":
            if place == "sub":
                yield "owl:Thing cannot be a subclass"
        elif ox.NamedNode(OWL + "Class") not in self.of[node][TYPE] and node.value != OWL + "Nothing":
            yield f"{node.value} is not declared as a class"

    def _property(self, node: Node, *kinds: str) -> Iterator[str]:
        if isinstance(node, ox.BlankNode):
            node = self.of[node][OWL + "inverseOf"][0]
        if not any(ox.NamedNode(OWL + kind) in self.of[node][TYPE] for kind in kinds):
            yield f"{node} is not declared as one of {', '.join(kinds)}"

    def _same_kind(self, one: Node, other: Node) -> Iterator[str]:
        kinds = [{kind.value for kind in self.of[node][TYPE]} & _DECLARATIONS for node in (one, other)]
        if not kinds[0] & kinds[1] - {OWL + "AnnotationProperty", OWL + "Class"}:
            yield f"{one} and {other} are not declared as properties of one kind"

    def members(self, node: Node) -> list[Node]:
        """The members of an RDF list."""
        found = []
        while node != ox.NamedNode(RDF + "nil"):
            found += self.of[node][RDF + "first"]
            node = self.of[node][RDF + "rest"][0]
        return found
