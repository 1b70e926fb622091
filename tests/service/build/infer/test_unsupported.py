"""Axioms that are not compiled are named, with their place; the reference reasoner reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from styrka.build.infer import compile_rules
from styrka.build.infer.owlrl_reasoner import infer_with_owlrl
from styrka.build.pipeline import build_release, infer_from_tree, read_tree
from styrka.errors import Contradiction, UnsupportedAxiom
from styrka.settings import Settings
from tests.service import trees
from tests.service.build.infer.cases import EX, turtle

# The construct and the term that the message names, and an axiom that uses it.
UNSUPPORTED = [
    ("owl:someValuesFrom", "A", ":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :B ] ."),
    ("owl:someValuesFrom", "A", "[ owl:onProperty :p ; owl:someValuesFrom :B ] rdfs:subClassOf :A ."),
    ("owl:someValuesFrom", "A", ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :B ] ."),
    ("owl:allValuesFrom", "A", ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :B ] ."),
    ("owl:hasValue", "A", ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ] ."),
    ("owl:hasSelf", "A", "[ owl:onProperty :p ; owl:hasSelf true ] rdfs:subClassOf :A ."),
    ("owl:maxCardinality", "A", ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] ."),
    ("owl:cardinality", "A", ":A rdfs:subClassOf [ owl:onProperty :p ; owl:cardinality 1 ] ."),
    (
        "owl:maxQualifiedCardinality",
        "A",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:onClass :B ; owl:maxQualifiedCardinality 1 ] .",
    ),
    ("owl:intersectionOf", "A", "[ owl:intersectionOf ( :B :C ) ] rdfs:subClassOf :A ."),
    ("owl:unionOf", "A", ":A rdfs:subClassOf [ owl:unionOf ( :B :C ) ] ."),
    ("owl:unionOf", "A", ":A owl:unionOf ( :B :C ) ."),
    ("owl:oneOf", "A", ":A owl:equivalentClass [ owl:oneOf ( :b :c ) ] ."),
    ("owl:complementOf", "A", ":A rdfs:subClassOf [ owl:complementOf :B ] ."),
    ("owl:disjointUnionOf", "A", ":A owl:disjointUnionOf ( :B :C ) ."),
    ("owl:hasKey", "A", ":A owl:hasKey ( :p ) ."),
    ("owl:Thing", "A", ":A rdfs:subClassOf owl:Thing ."),
    ("owl:Nothing", "A", ":A rdfs:subClassOf owl:Nothing ."),
    ("owl:inverseOf", "p", ":p rdfs:subPropertyOf [ owl:inverseOf :q ] ."),
    ("owl:inverseOf", "p", ":p owl:propertyChainAxiom ( :q [ owl:inverseOf :r ] ) ."),
    ("owl:propertyDisjointWith", "p", ":p owl:propertyDisjointWith :q ."),
    ("owl:ReflexiveProperty", "p", ":p a owl:ReflexiveProperty ."),
    ("xsd:integer", "p", ":p rdfs:range xsd:integer ."),
    ("owl:onDatatype", "p", ":p rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ] ."),
    ("owl:propertyChainAxiom with an empty or broken list", "p", ":p owl:propertyChainAxiom () ."),
    ("owl:propertyChainAxiom with an empty or broken list", "p", ":p owl:propertyChainAxiom [ rdf:first :q ] ."),
    ("owl:inverseof", "p", ":p owl:inverseof :q ."),
    ("owl:sameAs", "a", ":a owl:sameAs :b ."),
    ("owl:imports", "o", ":o owl:imports <https://example.org/other> ."),
    ("owl:AllDisjointProperties", None, "[] a owl:AllDisjointProperties ; owl:members ( [] [] ) ."),
    ("owl:AllDisjointClasses with no list", None, "[] a owl:AllDisjointClasses ."),
    (
        "owl:NegativePropertyAssertion",
        "a",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :a ; owl:targetValue 1 .",
    ),
]


@pytest.mark.parametrize(("construct", "term", "axiom"), UNSUPPORTED)
def test_an_axiom_that_is_not_compiled_is_named_with_what_would_do(
    construct: str, term: str | None, axiom: str
) -> None:
    with pytest.raises(UnsupportedAxiom) as caught:
        compile_rules(turtle(axiom))
    about = f"<{EX}{term}>" if term else "A node without a name"
    assert caught.value.detail.startswith(f"{about} uses {construct}, which the reasoner does not compile.")
    assert "rdfs:subClassOf, rdfs:subPropertyOf" in caught.value.detail
    assert "--reasoner owlrl" in caught.value.detail
    assert construct in caught.value.detail_sv
    assert "_:" not in caught.value.detail


def test_what_is_supported_is_compiled_beside_it_for_the_reference_reasoner() -> None:
    axioms = turtle(":A rdfs:subClassOf :B, [ owl:onProperty :p ; owl:allValuesFrom :C ] .")
    names = [rule.name for rule in compile_rules(axioms, partly=True)]
    assert names == ["same-as", "subclass-example-org-a-example-org-b"]


def test_the_reference_reasoner_reads_what_is_not_compiled() -> None:
    axioms = turtle("""
        :A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :C ], [ owl:complementOf :D ] .
        :A a owl:Class . :C a owl:Class . :D a owl:Class . :p a owl:ObjectProperty .""")
    rules = compile_rules(axioms, partly=True)
    data = turtle(":a a :A ; :p :b .")
    assert {triple for triple, _ in infer_with_owlrl(data, axioms, rules)} == set(turtle(":b a :C ."))
    with pytest.raises(Contradiction, match="owlrl found"):
        infer_with_owlrl([*data, *turtle(":a a :D .")], axioms, rules)


def test_a_build_names_the_file_and_the_line(tmp_path: Path) -> None:
    root = trees.plant(tmp_path)
    path = root / "ontology" / "axioms.ttl"
    text = path.read_text("utf-8")
    addition = "\nstyrka:Region rdfs:subClassOf [ owl:onProperty styrka:partOf ; owl:allValuesFrom styrka:Region ] .\n"
    path.write_text(text + addition, "utf-8")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if one.startswith("styrka:Region"))
    with pytest.raises(UnsupportedAxiom) as caught:
        build_release(Settings(root=root))
    assert caught.value.detail.startswith(f"ontology/axioms.ttl:{line}: styrka:Region uses owl:allValuesFrom")
    assert (caught.value.evidence["path"], caught.value.evidence["line"]) == ("ontology/axioms.ttl", line)


def test_with_the_reference_reasoner_a_tree_may_use_what_is_not_compiled(tmp_path: Path) -> None:
    prefixes = (
        "@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    )
    axiom = ":A a owl:Class ; rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :b ] . :p a owl:ObjectProperty ."
    trees.put(tmp_path, "ontology/axioms.ttl", prefixes + axiom)
    trees.put(tmp_path, "data/things.ttl", prefixes + ":a a :A .")
    reference = Settings(root=tmp_path, reasoner="owlrl")
    inference = infer_from_tree(read_tree(reference), reference)
    assert {triple for triple, _ in inference} == set(turtle(":a :p :b ."))
    compiled = Settings(root=tmp_path)
    with pytest.raises(UnsupportedAxiom, match=r"ontology/axioms\.ttl:2: <https://example\.org/A> uses owl:hasValue"):
        infer_from_tree(read_tree(compiled), compiled)
