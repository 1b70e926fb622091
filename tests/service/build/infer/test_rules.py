"""Names, graphs and words of rules."""

from __future__ import annotations

import pyoxigraph as ox

from styrka import vocabulary
from styrka.build.infer import Rule, compile_rules
from tests.conftest import ROOT
from tests.service.build.infer.cases import turtle

BUILT_IN = {"same-as"}


def named(axioms: str) -> dict[str, Rule]:
    return {rule.name: rule for rule in compile_rules(turtle(axioms)) if rule.name not in BUILT_IN}


def test_a_rule_is_named_after_what_it_infers() -> None:
    rules = named("""
        styrka:partOf a owl:TransitiveProperty ; owl:inverseOf styrka:hasPart .
        styrka:University rdfs:subClassOf styrka:Actor, org:Organization .
        styrka:theme rdfs:subPropertyOf styrka:concerns .
        styrka:jointPriorityArea owl:propertyChainAxiom ( styrka:partOf styrka:ownPriorityArea ) .
    """)
    assert set(rules) == {
        "transitive-partOf",
        "inverse-hasPart",
        "inverse-partOf",
        "subclass-University-Actor",
        "subclass-University-org-Organization",
        "subproperty-theme-concerns",
        "chain-jointPriorityArea",
    }
    assert rules["chain-jointPriorityArea"].graph.value == vocabulary.BASE + "graph/inferred/chain-jointPriorityArea"
    assert rules["subclass-University-Actor"].graph.value == vocabulary.BASE + "graph/inferred/subclass"
    assert rules["subproperty-theme-concerns"].graph.value == vocabulary.BASE + "graph/inferred/subproperty"


def test_namesakes_are_distinguished_and_share_a_graph() -> None:
    rules = named(":q owl:propertyChainAxiom ( :p1 :p2 ), ( :p2 :p1 ) .")
    assert len(rules) == 2
    assert {rule.group for rule in rules.values()} == {"chain-example-org-q"}
    assert all(name.startswith("chain-example-org-q-example-org-p") for name in rules)


def test_a_rule_has_a_sentence_in_both_languages() -> None:
    rules = named("""
        styrka:partOf a owl:TransitiveProperty ; rdfs:label "part of"@en, "del av"@sv ;
            styrka:ruleText "A part of a part is a part."@en .
        styrka:University rdfs:subClassOf styrka:Actor ; rdfs:label "university"@en, "universitet"@sv .
        styrka:Actor rdfs:label "actor"@en, "aktör"@sv .
    """)
    assert rules["subclass-University-Actor"].sentence("en") == "Whatever is “university” is also “actor”."
    assert rules["subclass-University-Actor"].sentence("sv") == "Det som är ”universitet” är också ”aktör”."
    assert rules["transitive-partOf"].sentence("en") == "A part of a part is a part."
    assert "del av" in rules["transitive-partOf"].sentence("sv")


def test_an_axiom_is_shown_in_functional_syntax() -> None:
    rules = named(
        "styrka:q owl:propertyChainAxiom ( styrka:p styrka:r ) . "
        "styrka:B owl:equivalentClass styrka:A . styrka:r rdfs:range :C ."
    )
    assert {rule.axiom for rule in rules.values()} == {
        "SubObjectPropertyOf(ObjectPropertyChain(styrka:p styrka:r) styrka:q)",
        "EquivalentClasses(styrka:A styrka:B)",
        "Range(styrka:r <https://example.org/C>)",
    }


def test_rules_do_not_depend_on_the_order_of_the_axioms_or_on_blank_labels() -> None:
    text = ":q owl:propertyChainAxiom ( :a :b ), ( :b :c ) . [] a owl:AllDisjointClasses ; owl:members ( :A :B ) ."
    assert compile_rules(turtle(text)) == compile_rules(list(reversed(turtle(text))))


def test_every_rule_of_the_ontology_has_a_name_a_graph_and_its_sentences() -> None:
    axioms = [
        quad
        for path in sorted((ROOT / "ontology").glob("*.ttl"))
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=vocabulary.BASE)
    ]
    rules = compile_rules(axioms)
    assert {"chain-jointPriorityArea", "chain-prioritises", "transitive-partOf", "inverse-hasPart"} <= {
        rule.name for rule in rules
    }
    assert len({rule.name for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.graph.value.startswith(vocabulary.BASE + "graph/inferred/")
        assert "/" not in rule.group
        assert rule.sentence("sv") != rule.sentence("en")
        assert rule.axiom
