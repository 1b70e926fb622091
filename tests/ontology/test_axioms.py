"""The axioms stay inside OWL 2 RL, use declared terms only, and say what the model promises."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.vocabulary import DEF
from tests.ontology.graphs import FILES, ONTOLOGY, OWL, RDFS, SKOS, TYPE, name, objects, triples
from tests.ontology.rl import Profile

AXIOMS = ONTOLOGY / "axioms.ttl"
WITHOUT_ALIGNMENTS = [
    triple
    for path in FILES
    if name(path) != "alignments.ttl"
    for triple in triples(path)
    if triple[0].value.find("/graph/") < 0 and triple[2] != ox.NamedNode(OWL + "Ontology")
]

CHAINS = {
    "ownPriorityArea": ["coveredBy", "hasPriorityArea"],
    "jointPriorityArea": ["partOf", "coveredBy", "hasPriorityArea"],
    "prioritises": ["priorityArea", "concerns"],
    "locatedIn": ["locatedIn", "partOf"],
    "participatesIn": ["hasInvolvement", "involvedIn"],
    "concerns": ["concerns", "broader"],
}
DISJOINT = {"Region", "PriorityList", "PriorityArea", "Actor", "FundingProgramme", "Call", "Project", "Theme", "Source"}
OUTSIDE = {
    "an equivalence with someValuesFrom": "s:A owl:equivalentClass [ owl:onProperty s:p ; owl:someValuesFrom s:B ] .",
    "someValuesFrom as a superclass": "s:A rdfs:subClassOf [ owl:onProperty s:p ; owl:someValuesFrom s:B ] .",
    "a union as a superclass": "s:A rdfs:subClassOf [ owl:unionOf ( s:A s:B ) ] .",
    "allValuesFrom as a subclass": "[ owl:onProperty s:p ; owl:allValuesFrom s:B ] rdfs:subClassOf s:A .",
    "a minimum": "s:A rdfs:subClassOf [ owl:onProperty s:p ; owl:minCardinality 1 ] .",
    "a maximum of two": "s:A rdfs:subClassOf [ owl:onProperty s:p ; owl:maxCardinality 2 ] .",
    "a reflexive property": "s:p a owl:ReflexiveProperty .",
    "a disjoint union": "s:A owl:disjointUnionOf ( s:B s:C ) .",
    "an undeclared class": "s:A rdfs:subClassOf s:Unknown .",
    "an undeclared property": "s:p rdfs:subPropertyOf s:unknown .",
    "a transitive data property": "s:d a owl:TransitiveProperty .",
    "owl:Thing as a subclass": "owl:Thing rdfs:subClassOf s:A .",
    "a chain of one": "s:p owl:propertyChainAxiom ( s:p ) .",
    "owl:sameAs": "s:x owl:sameAs s:y .",
}
INSIDE = {
    "someValuesFrom as a subclass": "[ owl:onProperty s:p ; owl:someValuesFrom s:B ] rdfs:subClassOf s:A .",
    "a union as a subclass": "[ owl:unionOf ( s:A s:B ) ] rdfs:subClassOf s:C .",
    "a maximum of one": "s:A rdfs:subClassOf [ owl:onProperty s:p ; owl:maxCardinality 1 ] .",
    "a chain": "s:p owl:propertyChainAxiom ( s:p s:p ) .",
}
_PREAMBLE = """@prefix s: <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
s:A a owl:Class . s:B a owl:Class . s:C a owl:Class . s:p a owl:ObjectProperty . s:d a owl:DatatypeProperty .
"""


def _problems(turtle: str) -> list[str]:
    quads = ox.parse(_PREAMBLE + turtle, format=ox.RdfFormat.TURTLE)
    return list(Profile((quad.subject, quad.predicate.value, quad.object) for quad in quads).problems())


def _term(local: str) -> ox.NamedNode:
    return ox.NamedNode((SKOS if local == "broader" else DEF) + local)


def test_the_ontology_is_inside_owl_2_rl_and_declares_what_its_axioms_use() -> None:
    assert list(Profile(WITHOUT_ALIGNMENTS).problems()) == []


@pytest.mark.parametrize("case", OUTSIDE)
def test_the_checker_refuses(case: str) -> None:
    assert _problems(OUTSIDE[case])


@pytest.mark.parametrize("case", INSIDE)
def test_the_checker_accepts(case: str) -> None:
    assert _problems(INSIDE[case]) == []


@pytest.mark.parametrize("prop", CHAINS)
def test_chain_is_the_promised_one(prop: str) -> None:
    profile = Profile(triples(AXIOMS))
    (listed,) = objects(triples(AXIOMS), _term(prop), OWL + "propertyChainAxiom")
    assert profile.members(listed) == [_term(step) for step in CHAINS[prop]]


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("primaryTheme", "theme"),
        ("secondaryTheme", "theme"),
        ("theme", "concerns"),
        ("ownPriorityArea", "priorityArea"),
        ("jointPriorityArea", "priorityArea"),
        ("priorityArea", "prioritises"),
        ("hasAmount", "hasFigure"),
    ],
)
def test_property_is_narrower_than(narrow: str, wide: str) -> None:
    assert _term(wide) in objects(triples(AXIOMS), _term(narrow), RDFS + "subPropertyOf")


def test_a_related_theme_is_no_theme() -> None:
    assert objects(triples(AXIOMS), _term("relatedTheme"), RDFS + "subPropertyOf") == []


def test_the_nouns_exclude_one_another() -> None:
    (node,) = [s for s, p, o in triples(AXIOMS) if p == TYPE and o == ox.NamedNode(OWL + "AllDisjointClasses")]
    (listed,) = objects(triples(AXIOMS), node, OWL + "members")
    assert set(Profile(triples(AXIOMS)).members(listed)) == {_term(noun) for noun in DISJOINT}


def test_no_two_things_are_said_to_be_the_same() -> None:
    assert [p for path in FILES for _, p, _ in triples(path) if p in {OWL + "sameAs", OWL + "equivalentClass"}] == []
