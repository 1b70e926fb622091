"""The ontology's triples, arranged for compiling: what is an axiom, what is an annotation, and what is not compiled.

The reasoner compiles the axioms in ``SUPPORTED``, between named classes and named properties. Nothing else in the owl:
and rdfs: namespaces passes unread: it is in ``Ontology.unsupported`` (OWL 2 Mapping to RDF Graphs, sections 3.2 and 4).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

import pyoxigraph as ox

from styrka import vocabulary
from styrka.build.infer.rules import RDF_TYPE, Constant

OWL: Final = vocabulary.PREFIXES["owl"]
RDFS: Final = vocabulary.PREFIXES["rdfs"]
RDF: Final = vocabulary.PREFIXES["rdf"]
XSD: Final = vocabulary.PREFIXES["xsd"]

_CHAIN: Final = OWL + "propertyChainAxiom"
_ALL_DISJOINT: Final = OWL + "AllDisjointClasses"
_CLASS_AXIOMS: Final = frozenset({RDFS + "subClassOf", OWL + "equivalentClass", OWL + "disjointWith"})
_CLASS_OF_A_PROPERTY: Final = frozenset({RDFS + "domain", RDFS + "range"})
_PROPERTY_AXIOMS: Final = frozenset({RDFS + "subPropertyOf", OWL + "equivalentProperty", OWL + "inverseOf", _CHAIN})
CHARACTERISTICS: Final = ("Transitive", "Symmetric", "Asymmetric", "Irreflexive", "Functional", "InverseFunctional")
_CHARACTERISTICS: Final = frozenset(f"{OWL}{name}Property" for name in CHARACTERISTICS)
_AXIOMS: Final = _CLASS_AXIOMS | _CLASS_OF_A_PROPERTY | _PROPERTY_AXIOMS
SUPPORTED: Final = tuple(
    sorted(vocabulary.shorten(iri) for iri in (*_AXIOMS, *_CHARACTERISTICS, _ALL_DISJOINT))
)  # the names, for messages

# Terms that make no rule. owl:differentFrom adds nothing where two names always mean two things.
ANNOTATIONS: Final = frozenset(
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
            "annotatedSource",
            "annotatedProperty",
            "annotatedTarget",
        )
    }
    | {RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
)
# Parts of an axiom: read with the axiom or the class expression that they belong to.
_PARTS: Final = frozenset(OWL + name for name in ("members", "distinctMembers", "onProperty", "onClass"))
_DECLARATIONS: Final = frozenset(
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
            "AllDifferent",
            "DeprecatedClass",
            "DeprecatedProperty",
            "Thing",
        )
    }
    | {RDFS + name for name in ("Class", "Datatype", "Resource")}
)
_BUILT_IN: Final = (OWL, RDFS)
_NO_CLASSES: Final = (OWL, RDFS, XSD, RDF + "langString", RDF + "PlainLiteral")
_NO_PROPERTIES: Final = (OWL, XSD)
_READ: Final = (OWL, RDFS, RDF, vocabulary.DEF)


class Unsupported(NamedTuple):
    """A triple that states what the reasoner does not compile.

    Attributes:
        construct: the term of OWL that is not compiled, such as ``owl:someValuesFrom``.
        term: the named class or property that it is about; None where there is none.
        triple: where it stands.
    """

    construct: str
    term: ox.NamedNode | None
    triple: ox.Triple


class Ontology:
    """An index of the ontology's triples, in a fixed order whatever order they came in."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Parameters: triples: axioms and annotations; graph names are ignored."""
        self._values: dict[tuple[Constant, str], list[Constant]] = defaultdict(list)
        self._axioms: dict[str, list[tuple[Constant, Constant]]] = defaultdict(list)
        self.unsupported: list[Unsupported] = []
        unique = {ox.Triple(entry.subject, entry.predicate, entry.object) for entry in triples if _is_read(entry)}
        ordered = sorted(unique, key=lambda triple: tuple(map(str, triple)))
        for triple in ordered:
            self._values[triple.subject, triple.predicate.value].append(triple.object)
        self._about: dict[Constant, list[ox.Triple]] = defaultdict(list)
        for triple in ordered:
            for end in {triple.subject, triple.object}:
                if isinstance(end, ox.BlankNode):
                    self._about[end].append(triple)
        for triple in ordered:
            construct = self._find_unsupported(triple)
            if construct:
                self.unsupported.append(Unsupported(construct, self._find_name(triple), triple))
            else:
                self._axioms[triple.predicate.value].append((triple.subject, triple.object))

    def pairs(self, predicate: str) -> list[tuple[Constant, Constant]]:
        """Return the subjects and objects of the predicate in supported axioms, sorted."""
        return self._axioms.get(predicate, [])

    def values(self, subject: Constant, predicate: str) -> list[Constant]:
        """Return the objects of one subject and predicate, sorted."""
        return self._values.get((subject, predicate), [])

    def instances(self, of: str) -> list[Constant]:
        """Return what is stated to be of the type, sorted."""
        return [subject for subject, kind in self.pairs(RDF_TYPE.value) if kind == ox.NamedNode(of)]

    def members(self, head: Constant) -> tuple[Constant, ...]:
        """Return the members of an RDF list (RDF Schema section 5.2); none when the list is broken."""
        found: list[Constant] = []
        seen: set[Constant] = set()
        while head != ox.NamedNode(RDF + "nil"):
            first, rest = self.values(head, RDF + "first"), self.values(head, RDF + "rest")
            if head in seen or len(first) != 1 or len(rest) != 1:
                return ()
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return tuple(found)

    def disjoint_classes(self, node: Constant) -> tuple[Constant, ...]:
        """Return the members of an owl:AllDisjointClasses; none when it does not have exactly one unbroken list."""
        lists = self.values(node, OWL + "members")
        return self.members(lists[0]) if len(lists) == 1 else ()

    def text(self, term: Constant, predicate: str, language: str) -> str | None:
        """Return the first value in the language, or None."""
        for value in self.values(term, predicate):
            if isinstance(value, ox.Literal) and (value.language or "").split("-")[0] == language:
                return value.value
        return None

    def label(self, term: Constant, language: str) -> str:
        """Return the label in the language, else in English, else words made from the name's camel case."""
        label = self.text(term, RDFS + "label", language) or self.text(term, RDFS + "label", "en")
        return label or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[/#]", _iri(term))[-1]).lower()

    def _find_unsupported(self, triple: ox.Triple) -> str:
        """Return the construct that makes the triple an axiom that is not compiled; empty for every other triple."""
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if triple.predicate == RDF_TYPE:
            return self._find_unsupported_type(subject, _iri(value))
        if predicate in _CLASS_AXIOMS:
            return self._find_unnamed((subject, value), _NO_CLASSES)
        if predicate in _CLASS_OF_A_PROPERTY:
            return self._find_unnamed((subject,), _NO_PROPERTIES) or self._find_unnamed((value,), _NO_CLASSES)
        if predicate == _CHAIN:
            steps = self.members(value)
            if not steps:
                return "owl:propertyChainAxiom with an empty or broken list"
            return self._find_unnamed((subject, *steps), _NO_PROPERTIES)
        if predicate in _PROPERTY_AXIOMS:
            return self._find_unnamed((subject, value), _NO_PROPERTIES)
        if predicate.startswith(_BUILT_IN) and predicate not in ANNOTATIONS | _PARTS:
            return vocabulary.shorten(predicate)
        return ""

    def _find_unsupported_type(self, subject: Constant, kind: str) -> str:
        if kind == _ALL_DISJOINT:
            members = self.disjoint_classes(subject)
            return self._find_unnamed(members, _NO_CLASSES) if members else f"{vocabulary.shorten(kind)} with no list"
        if kind in _CHARACTERISTICS:
            return self._find_unnamed((subject,), _NO_PROPERTIES)
        return vocabulary.shorten(kind) if kind.startswith(_BUILT_IN) and kind not in _DECLARATIONS else ""

    def _find_unnamed(self, ends: Iterable[Constant], excluded: tuple[str, ...]) -> str:
        """Return what stands where a named class or property is due; empty when all are named."""
        for end in ends:
            if isinstance(end, ox.BlankNode):
                here = {triple.predicate.value for triple in self._about[end] if triple.subject == end}
                constructors = sorted(one for one in here - _PARTS if one.startswith(OWL))
                return vocabulary.shorten(constructors[0]) if constructors else "a class or property without a name"
            if not isinstance(end, ox.NamedNode) or end.value.startswith(excluded):
                return vocabulary.shorten(_iri(end)) or str(end)
        return ""

    def _find_name(self, triple: ox.Triple) -> ox.NamedNode | None:
        """Return the named term that a triple is about: its subject, or what is nearest through nodes without names."""
        todo: list[Constant] = [triple.subject]
        for node in todo:
            if isinstance(node, ox.NamedNode):
                return node
            axioms_first = sorted(self._about[node], key=lambda one: one.predicate.value not in _CLASS_AXIOMS)
            around = [end for one in axioms_first for end in (one.subject, one.object) if end not in todo]
            todo += [end for end in around if not _iri(end).startswith((*_NO_CLASSES, RDF))]
        return None


def _is_read(entry: ox.Triple | ox.Quad) -> bool:
    """Return whether a triple can be of an axiom, or of its words: most of an ontology are the texts of concepts."""
    return (
        entry.predicate.value.startswith(_READ)
        or isinstance(entry.subject, ox.BlankNode)
        or isinstance(entry.object, ox.BlankNode)
    )


def show(term: Constant) -> str:
    """Return a term in the functional-style syntax of OWL 2, for messages."""
    short = vocabulary.shorten(_iri(term))
    return f"<{short}>" if short == _iri(term) else short


def _iri(term: Constant) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
