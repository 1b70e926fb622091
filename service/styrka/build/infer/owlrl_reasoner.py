"""The reference reasoner: owlrl, over the same axioms and triples (``--reasoner owlrl``).

owlrl also concludes what is no statement about things; that is left out so that the two can be compared: owl:sameAs
of a thing with itself, literals as subjects (and what it reaches through them, by an inverse and back), types in the
rdf:, rdfs: and owl: namespaces (but for rdf:Statement), and all that is about the ontology's own terms. Where it
concludes owl:sameAs between two names, which needs a functional or inverse functional property with two values, this
project reports a contradiction instead (unique names), and what owlrl copies from one name to the other is not
comparable.
"""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Sequence
from typing import Final

import pyoxigraph as ox
import rdflib

from styrka.build.infer.evaluation import infer
from styrka.build.infer.inference import Inference
from styrka.build.infer.ontology import ANNOTATIONS, OWL, RDF, RDFS, XSD
from styrka.build.infer.rules import RDF_TYPE, Constant, Rule
from styrka.errors import Contradiction
from styrka.extras import needs_extra

with needs_extra("check"):
    import owlrl

RULE: Final = Rule(
    name="owlrl",
    group="owlrl",
    kind="reference",
    body=(),
    head=None,
    axiom="OWL 2 RL/RDF rules",
    text=(
        ("en", "The reference reasoner concluded it; it records no premises."),
        ("sv", "Referensresonemanget kom fram till det; det sparar inga premisser."),
    ),
)
_STATEMENT: Final = ox.NamedNode(RDF + "Statement")
_OF_THINGS: Final = (ox.NamedNode(OWL + "Thing"), ox.NamedNode(OWL + "NamedIndividual"), _STATEMENT)
_MESSAGE: Final = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
_LANGUAGE: Final = (OWL, RDFS, RDF, XSD)


def infer_with_owlrl(
    triples: Iterable[ox.Triple | ox.Quad], axioms: Iterable[ox.Triple | ox.Quad], rules: Sequence[Rule] = ()
) -> Inference:
    """Return what owlrl infers from the triples and the axioms, as an Inference whose only rule has no premises.

    Parameters:
        triples: what is stated.
        axioms: the ontology.
        rules: the compiled rules; their constraints are checked on the result, and an explanation of a clash ends at
            the triples that take part.


    Time grows steeply: 15 seconds for 5 000 triples, minutes for 20 000.

    Raises:
        Contradiction: In owlrl's words, when owlrl finds one that these constraints do not: it reads axioms that are
            not compiled.
    """
    stated = {ox.Triple(entry[0], entry[1], entry[2]) for entry in triples}
    schema = {ox.Triple(entry[0], entry[1], entry[2]) for entry in axioms}
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{triple} .\n" for triple in stated | schema), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    # A literal as a subject is not RDF and would not parse; a blank node is part of an axiom.
    lines = "".join(
        f"{subject.n3()} {predicate.n3()} {value.n3()} .\n"
        for subject, predicate, value in graph
        if isinstance(subject, rdflib.URIRef) and not isinstance(value, rdflib.BNode)
    )
    terms_of_schema = {triple.subject for triple in schema if _declares(triple)}
    closure = {ox.Triple(quad[0], quad[1], quad[2]) for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES)}
    found = sorted((one for one in closure - stated - schema if _counts(one, terms_of_schema)), key=str)
    constraints = [rule for rule in rules if rule.head is None]
    clashes = infer([*stated, *found], constraints).clashes if constraints else ()
    messages = sorted({str(message) for message in graph.objects(None, _MESSAGE)})
    if messages and not clashes and rules:
        raise Contradiction("\n".join(("owlrl found:", *messages)), contradictions=messages)
    return _as_inference(found, (RULE, *constraints), tuple((place + 1, matched) for place, matched in clashes))


def _declares(triple: ox.Triple) -> bool:
    """Return whether an axiom makes its subject a class, a property, a datatype or a restriction."""
    if triple.predicate != RDF_TYPE:
        return triple.predicate.value.startswith((OWL, RDFS)) and triple.predicate.value not in ANNOTATIONS
    return _is_language(triple.object) and triple.object not in _OF_THINGS


def _counts(triple: ox.Triple, schema: Container[Constant]) -> bool:
    """Return whether a conclusion is about things, and adds something."""
    if triple.subject in schema or _is_language(triple.subject):
        return False
    if triple.predicate == RDF_TYPE:
        return triple.object == _STATEMENT or not _is_language(triple.object)
    return not triple.predicate.value.startswith(_LANGUAGE)


def _is_language(term: Constant) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(_LANGUAGE)


def _as_inference(
    found: Sequence[ox.Triple], rules: tuple[Rule, ...], clashes: tuple[tuple[int, tuple[ox.Triple, ...]], ...]
) -> Inference:
    terms = sorted({term for triple in found for term in triple}, key=str)
    ranks = {term: rank for rank, term in enumerate(terms)}
    subjects, predicates, objects = (array("I", (ranks[triple[at]] for triple in found)) for at in range(3))
    none = array("I", [0]) * (len(found) + 1)
    return Inference(rules, terms, subjects, predicates, objects, 0, none[:-1], none, array("I"), clashes)
