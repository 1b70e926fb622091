"""Properties that hold whatever the axioms and the data: tested on random small graphs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from styrka.build.infer import Rule, compile_rules, explain_triple, infer
from styrka.build.infer.explain import Explanation
from styrka.build.infer.owlrl_reasoner import infer_with_owlrl
from styrka.build.infer.proofs import Stated
from styrka.build.infer.rules import Atom, Constant, PatternTerm
from tests.service.build.infer.cases import EX, turtle

CLASSES, PROPERTIES, THINGS = ("A", "B", "C"), ("p", "q", "r"), ("a", "b", "c", "d")
_class, _property, _thing = (st.sampled_from(names) for names in (CLASSES, PROPERTIES, THINGS))
_step = _property.map(":{}".format)
axioms = st.lists(
    st.one_of(
        st.builds(":{} rdfs:subClassOf :{} .".format, _class, _class),
        st.builds(":{} rdfs:subPropertyOf {} .".format, _property, _step),
        st.builds(":{} owl:inverseOf :{} .".format, _property, _property),
        st.builds(":{} a owl:TransitiveProperty .".format, _property),
        st.builds(":{} a owl:SymmetricProperty .".format, _property),
        st.builds(":{} rdfs:domain :{} .".format, _property, _class),
        st.builds(
            lambda prop, steps: f":{prop} owl:propertyChainAxiom ( {' '.join(steps)} ) .",
            _property,
            st.lists(_step, min_size=1, max_size=4),
        ),
        st.builds(":{} owl:equivalentClass :{} .".format, _class, _class),
        st.builds(":{} rdfs:range :{} .".format, _property, _class),
    ),
    max_size=5,
).map("\n".join)
_about_things = (
    st.builds(":{} :{} :{} .".format, _thing, _property, _thing),
    st.builds(":{} a :{} .".format, _thing, _class),
)
_with_literal = st.builds(':{} :{} "{}" .'.format, _thing, _property, st.sampled_from("xy"))
data = st.lists(st.one_of(*_about_things, _with_literal), max_size=12).map("\n".join)
# owlrl goes on from literals as subjects, which are not RDF.
data_without_literals = st.lists(st.one_of(*_about_things), min_size=3, max_size=12).map("\n".join)


def oracle(triples: set[ox.Triple], rules: tuple[Rule, ...]) -> set[ox.Triple]:
    """All that follows, by trying every rule on all triples until nothing is new."""
    known = set(triples)
    while True:
        found = {triple for rule in rules if rule.head for triple in _fired(rule, rule.head, known)} - known
        if not found:
            return known - triples
        known |= found


def _fired(rule: Rule, head: Atom, known: set[ox.Triple]) -> Iterator[ox.Triple]:
    candidates = [[triple for triple in known if triple.predicate == atom.predicate] for atom in rule.body]
    for choice in itertools.product(*candidates):
        pairs = [
            pair
            for atom, triple in zip(rule.body, choice, strict=True)
            for pair in ((atom.subject, triple.subject), (atom.object, triple.object))
        ]
        bound: dict[PatternTerm, Constant] = {term: term for term, _ in pairs if not isinstance(term, ox.Variable)}
        if all(bound.setdefault(term, value) == value for term, value in pairs):
            subject, value = (_fill(term, bound) for term in (head.subject, head.object))
            if not isinstance(subject, ox.Literal):
                yield ox.Triple(subject, head.predicate, value)


def _fill(term: PatternTerm, bound: dict[PatternTerm, Constant]) -> Constant:
    return bound[term] if isinstance(term, ox.Variable) else term


@settings(max_examples=250)
@given(axioms, data)
def test_what_is_inferred_is_what_trying_everything_finds(axioms: str, data: str) -> None:
    rules, stated = compile_rules(turtle(axioms)), turtle(data)
    # The oracle is a product over whole bodies: keep the bodies short.
    rules = tuple(rule for rule in rules if len(rule.body) <= 4)
    inference = infer(stated, rules)
    inferred = [triple for triple, _ in inference]
    assert set(inferred) == oracle(set(stated), rules)
    assert len(inferred) == len(set(inferred))


@settings(max_examples=40)
@given(axioms, data_without_literals)
def test_owlrl_finds_the_same(axioms: str, data: str) -> None:
    schema, stated = turtle(axioms), turtle(data)
    inferred = {triple for triple, _ in infer(stated, compile_rules(schema))}
    assert inferred == {triple for triple, _ in infer_with_owlrl(stated, schema)}


@settings(max_examples=100)
@given(axioms, data)
def test_reasoning_again_adds_nothing(axioms: str, data: str) -> None:
    rules, stated = compile_rules(turtle(axioms)), turtle(data)
    inferred = [triple for triple, _ in infer(stated, rules)]
    assert not set(inferred) & set(stated)
    assert len(infer([*stated, *inferred], rules)) == 0


@settings(max_examples=100)
@given(axioms, data)
def test_every_explanation_ends_in_what_was_stated(axioms: str, data: str) -> None:
    rules, stated = compile_rules(turtle(axioms)), set(turtle(data))
    inference = infer(stated, rules)

    def where(triple: ox.Triple) -> list[Stated]:
        return [Stated(EX + "graph")] if triple in stated else []

    for triple, rule in inference:
        derivation = inference.derivation(triple)
        assert derivation is not None
        assert derivation.rule is rule
        assert len(derivation.premises) == len(rule.body)
        explanation = explain_triple(triple, inference, where)
        leaves = list(explanation.leaves())
        assert leaves
        assert {leaf.triple for leaf in leaves if not leaf.repeated} <= stated
        _has_no_circle(explanation, ())


def _has_no_circle(explanation: Explanation, above: tuple[ox.Triple, ...]) -> None:
    assert explanation.triple not in above
    for premise in explanation.premises:
        _has_no_circle(premise, (*above, explanation.triple))


@settings(max_examples=50)
@given(axioms, data, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(axioms: str, data: str, random: Random) -> None:
    schema, stated = turtle(axioms), turtle(data)
    first = infer(stated, compile_rules(schema))
    random.shuffle(schema)
    random.shuffle(stated)
    again = infer(stated, compile_rules(schema))
    assert first.rules == again.rules
    assert [first.derivation(triple) for triple, _ in first] == [again.derivation(triple) for triple, _ in again]
