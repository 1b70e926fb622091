"""The ontology's triples, arranged for compiling: what is an axiom, what is an annotation, and what is unknown.

Nothing in the owl: and rdfs: namespaces passes unread: a term outside the lists below is an UnsupportedAxiom, and so
is a class expression that no axiom uses (OWL 2 Mapping to RDF Graphs, sections 3.2 and 4).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from styrka import vocabulary
from styrka.build.infer.rules import RDF_TYPE, Constant
from styrka.errors import UnsupportedAxiom

OWL: Final = vocabulary.PREFIXES["owl"]
RDFS: Final = vocabulary.PREFIXES["rdfs"]
RDF: Final = vocabulary.PREFIXES["rdf"]
XSD: Final = vocabulary.PREFIXES["xsd"]

AXIOMS: Final = frozenset(
    {
        OWL + name
        for name in (
            "equivalentClass",
            "disjointWith",
            "equivalentProperty",
            "inverseOf",
            "propertyChainAxiom",
            "propertyDisjointWith",
        )
    }
    | {RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
)
CHARACTERISTICS: Final = frozenset(
    OWL + name
    for name in (
        "TransitiveProperty",
        "SymmetricProperty",
        "AsymmetricProperty",
        "IrreflexiveProperty",
        "FunctionalProperty",
        "InverseFunctionalProperty",
    )
)
COLLECTIONS: Final = frozenset(
    OWL + name
    for name in (
        "AllDisjointClasses",
        "AllDisjointProperties",
        "AllDifferent",
        "NegativePropertyAssertion",
    )
)
CONSTRUCTORS: Final = frozenset(
    OWL + name
    for name in (
        "intersectionOf",
        "unionOf",
        "oneOf",
        "complementOf",
        "someValuesFrom",
        "allValuesFrom",
        "hasValue",
        "maxCardinality",
        "maxQualifiedCardinality",
    )
)
# Parts of an expression or of a collection: read with the constructor that they belong to.
PARTS: Final = frozenset(
    OWL + name
    for name in (
        "onProperty",
        "onClass",
        "members",
        "distinctMembers",
        "sourceIndividual",
        "assertionProperty",
        "targetIndividual",
        "targetValue",
        "annotatedSource",
        "annotatedProperty",
        "annotatedTarget",
    )
)
# owl:differentFrom adds nothing where two names always mean two things.
SILENT: Final = frozenset(
    {
        OWL + name
        for name in (
            "versionIRI",
            "versionInfo",
            "priorVersion",
            "backwardCompatibleWith",
            "incompatibleWith",
            "deprecated",
            "differentFrom",
        )
    }
    | {RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
)
DECLARATIONS: Final = frozenset(
    {
        OWL + name
        for name in (
            "Ontology",
            "Class",
            "ObjectProperty",
            "DatatypeProperty",
            "AnnotationProperty",
            "OntologyProperty",
            "NamedIndividual",
            "Restriction",
            "Axiom",
            "Annotation",
            "DeprecatedClass",
            "DeprecatedProperty",
            "Thing",
        )
    }
    | {RDFS + name for name in ("Class", "Datatype", "Resource")}
    | {RDF + name for name in ("List", "Property")}
)
_BUILT_IN: Final = (OWL, RDFS)


class Ontology:
    """An index of the ontology's triples, in a fixed order whatever order they came in."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Parameters: triples: axioms and annotations; graph names are ignored.

        Raises UnsupportedAxiom for a term of OWL or RDFS that is not among those that are read.
        """
        self._values: dict[tuple[Constant, str], list[Constant]] = defaultdict(list)
        self._pairs: dict[str, list[tuple[Constant, Constant]]] = defaultdict(list)
        self.used: set[Constant] = set()
        unique = {(entry[0], entry[1], entry[2]) for entry in triples}
        for subject, predicate, value in sorted(unique, key=lambda entry: tuple(map(str, entry))):
            _check(subject, predicate.value, value)
            self._values[subject, predicate.value].append(value)
            self._pairs[predicate.value].append((subject, value))

    def pairs(self, predicate: str) -> list[tuple[Constant, Constant]]:
        """Subjects and objects of the predicate, sorted."""
        return self._pairs.get(predicate, [])

    def values(self, subject: Constant, predicate: str) -> list[Constant]:
        """Return the objects of one subject and predicate, sorted."""
        return self._values.get((subject, predicate), [])

    def value(self, subject: Constant, predicate: str) -> Constant:
        """Return the only object; raises UnsupportedAxiom when there is none or more than one.

        Raises:
            UnsupportedAxiom: An axiom is outside the part of OWL 2 RL that the reasoner compiles.
        """
        found = self.values(subject, predicate)
        if len(found) != 1:
            name = vocabulary.shorten(predicate)
            raise UnsupportedAxiom(
                f"{self.show(subject)} has {len(found)} values of {name}; an axiom needs exactly one.",
                term=str(subject),
            )
        return found[0]

    def instances(self, of: str) -> list[Constant]:
        """Return what is stated to be of the type, sorted."""
        return [subject for subject, kind in self.pairs(RDF_TYPE.value) if kind == ox.NamedNode(of)]

    def members(self, head: Constant) -> tuple[Constant, ...]:
        """Return the members of an RDF list (RDF Schema section 5.2); raises UnsupportedAxiom when it is broken.

        Raises:
            UnsupportedAxiom: An axiom is outside the part of OWL 2 RL that the reasoner compiles.
        """
        found: list[Constant] = []
        seen: set[Constant] = set()
        while head != ox.NamedNode(RDF + "nil"):
            if head in seen:
                raise UnsupportedAxiom("A list in the ontology runs in a circle.", term=str(head))
            seen.add(head)
            found.append(self.value(head, RDF + "first"))
            head = self.value(head, RDF + "rest")
        return tuple(found)

    def inverted(self, expression: Constant) -> tuple[ox.NamedNode, bool]:
        """Return a property expression as a named property and whether it is read backwards (ObjectInverseOf).

        Raises:
            UnsupportedAxiom: An axiom is outside the part of OWL 2 RL that the reasoner compiles.
        """
        if isinstance(expression, ox.NamedNode):
            return expression, False
        self.used.add(expression)
        inner = self.value(expression, OWL + "inverseOf")
        if not isinstance(inner, ox.NamedNode):
            raise UnsupportedAxiom("An inverse of an anonymous property is not supported.", term=str(expression))
        return inner, True

    def constructors(self, expression: Constant) -> list[str]:
        """Return the constructors of a class expression, without namespace; none for a named class."""
        return [name.removeprefix(OWL) for name in sorted(CONSTRUCTORS) if self.values(expression, name)]

    def unused(self) -> list[Constant]:
        """Anonymous or named class expressions and inverses that no axiom has read."""
        found = {subject for name in CONSTRUCTORS | {OWL + "onProperty"} for subject, _ in self.pairs(name)}
        found |= {subject for subject, _ in self.pairs(OWL + "inverseOf") if isinstance(subject, ox.BlankNode)}
        return sorted(found - self.used, key=str)

    def text(self, term: Constant, predicate: str, language: str) -> str | None:
        """Return the first value in the language, or None."""
        for value in self.values(term, predicate):
            if isinstance(value, ox.Literal) and (value.language or "").split("-")[0] == language:
                return value.value
        return None

    def label(self, term: Constant, language: str) -> str:
        """Return the label in the language, else in English, else words made from the name's camel case."""
        if not isinstance(term, ox.NamedNode):
            return self.show(term)
        label = self.text(term, RDFS + "label", language) or self.text(term, RDFS + "label", "en")
        return label or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[/#]", term.value)[-1]).lower()

    def show(self, term: Constant) -> str:
        """Return a term or expression in the functional-style syntax of OWL 2, for messages."""
        if isinstance(term, ox.NamedNode):
            short = vocabulary.shorten(term.value)
            return f"<{short}>" if short == term.value else short
        if not isinstance(term, ox.BlankNode):
            return str(term)
        if self.values(term, OWL + "inverseOf"):
            return f"ObjectInverseOf({' '.join(map(self.show, self.values(term, OWL + 'inverseOf')))})"
        parts: list[str] = []
        for name in ("onProperty", *self.constructors(term), "onClass"):
            for value in self.values(term, OWL + name):
                many = name in {"intersectionOf", "unionOf", "oneOf"}
                parts += map(self.show, self.members(value)) if many else [self.show(value)]
        names = self.constructors(term)
        return f"{names[0][0].upper() + names[0][1:] if names else 'Expression'}({' '.join(parts)})"


def _check(subject: Constant, predicate: str, value: Constant) -> None:
    where = f"{vocabulary.shorten(subject.value) if isinstance(subject, ox.NamedNode) else 'An anonymous node'}"
    if predicate == RDF_TYPE.value:
        kind = value.value if isinstance(value, ox.NamedNode) else ""
        if kind.startswith(_BUILT_IN) and kind not in CHARACTERISTICS | COLLECTIONS | DECLARATIONS:
            raise UnsupportedAxiom(
                f"{where} is stated to be a {vocabulary.shorten(kind)}, which the reasoner does not compile.",
                term=str(subject),
                axiom=kind,
            )
    elif predicate.startswith(_BUILT_IN) and predicate not in AXIOMS | CONSTRUCTORS | PARTS | SILENT:
        raise UnsupportedAxiom(
            f"{where} uses {vocabulary.shorten(predicate)}, which the reasoner does not compile. "
            "Say it in OWL 2 RL with other words, as a SHACL shape, or as a query in ontology/computed/.",
            term=str(subject),
            axiom=predicate,
        )
