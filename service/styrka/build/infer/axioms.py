"""OWL 2 RL axioms compiled into rules (OWL 2 Profiles section 4.3, without the rules for owl:sameAs).

Only what concerns things is compiled. The rules that infer new axioms from axioms (section 4.3, table 9) are not
needed: rules run to a fixpoint, so a chain of two subclass axioms is two steps, and an explanation shows both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

import pyoxigraph as ox

from styrka.build.infer import texts
from styrka.build.infer.expressions import (
    NOTHING,
    THING,
    Conclusion,
    Match,
    X,
    compile_conclusions,
    compile_matches,
    fresh_variables,
    make_pattern,
)
from styrka.build.infer.literals import is_datatype
from styrka.build.infer.ontology import OWL, RDFS, Ontology
from styrka.build.infer.rules import RDF_TYPE, Atom, Constant, Rule, Test, make_local_name
from styrka.build.infer.templates import (
    Draft,
    apply_rule_text,
    draft_implication,
    draft_rule,
    make_names_unique,
    make_step_name,
)
from styrka.errors import UnsupportedAxiom

_X, _Y, _Z = X, ox.Variable("y"), ox.Variable("z")
SAME_AS: Final = ox.NamedNode(OWL + "sameAs")
DIFFERENT_FROM: Final = ox.NamedNode(OWL + "differentFrom")


def compile_rules(axioms: Iterable[ox.Triple | ox.Quad]) -> tuple[Rule, ...]:
    """Return the rules of an ontology, sorted by name, whatever order its triples come in.

    Parameters:
        axioms: the triples of the ontology, with labels and annotations; a mere annotation makes no rule.

    Three constraints of the language are always among the rules: nothing is in owl:Nothing, two names mean two things
    (owl:sameAs between them is a contradiction), and no thing differs from itself.

    Raises:
        UnsupportedAxiom: For an axiom or a class expression that is outside OWL 2 RL or is not compiled here:
            owl:hasKey, owl:sameAs, owl:imports, owl:disjointUnionOf, owl:hasSelf, cardinalities other than at most 0 or
            1, faceted datatypes.
    """
    ontology = Ontology(axioms)
    drafts = [
        draft
        for family in (_classes, _properties, _characteristics, _domains, _disjointness, _denials, _language)
        for draft in family(ontology)
    ]
    left_over = ontology.unused()
    if left_over:
        raise UnsupportedAxiom(
            f"No axiom that the reasoner knows uses {ontology.show(left_over[0])}; "
            "write a class expression as a part of rdfs:subClassOf or owl:equivalentClass.",
            term=str(left_over[0]),
        )
    return tuple(apply_rule_text(ontology, rule) for rule in make_names_unique(drafts))


def _classes(ontology: Ontology) -> Iterator[Draft]:
    """rdfs:subClassOf and owl:equivalentClass (cax-sco, cax-eqc and the rules of table 6)."""
    pairs = [(left, right, "SubClassOf") for left, right in ontology.pairs(RDFS + "subClassOf")]
    for left, right in ontology.pairs(OWL + "equivalentClass"):
        pairs += [(left, right, "EquivalentClasses"), (right, left, "EquivalentClasses")]
    for left, right, name in pairs:
        text = texts.make_sentences(
            "subclass", texts.describe_expression(ontology, left), texts.describe_expression(ontology, right)
        )
        shown = sorted((left, right), key=ontology.show) if name == "EquivalentClasses" else (left, right)
        axiom = f"{name}({' '.join(map(ontology.show, shown))})"
        simple = isinstance(left, ox.NamedNode) and isinstance(right, ox.NamedNode)
        kind = "subclass" if simple else "class"
        ends = [make_local_name(end) if isinstance(end, ox.NamedNode) else "expression" for end in (left, right)]
        fresh = fresh_variables()
        for match in compile_matches(ontology, left, _X, fresh):
            for found in compile_conclusions(ontology, right, _X, fresh):
                yield from draft_implication(match, found, f"{kind}-{'-'.join(ends)}", kind, axiom, text)


def _domains(ontology: Ontology) -> Iterator[Draft]:
    """rdfs:domain and rdfs:range (prp-dom, prp-rng); a literal outside its range is a contradiction."""
    for kind, variable in (("domain", _X), ("range", _Y)):
        for prop, of in ontology.pairs(RDFS + kind):
            text = texts.make_sentences(
                kind, texts.describe_path(ontology, [prop]), texts.describe_expression(ontology, of)
            )
            axiom = f"{kind.capitalize()}({ontology.show(prop)} {ontology.show(of)})"
            name = f"{kind}-{make_local_name(prop)}"
            match = Match((make_pattern(ontology, prop, _X, _Y),))
            found = compile_conclusions(ontology, of, variable, fresh_variables())
            if kind == "range" and isinstance(of, ox.NamedNode) and not is_datatype(of) and of != THING:
                found.append(Conclusion(Match(), None, Test("literal", _Y)))
            for conclusion in found:
                yield from draft_implication(match, conclusion, name, kind, axiom, text)


def _properties(ontology: Ontology) -> Iterator[Draft]:
    """rdfs:subPropertyOf, owl:equivalentProperty, owl:inverseOf, owl:propertyChainAxiom (prp-spo, -eqp, -inv)."""
    pairs = [(left, right, "SubPropertyOf") for left, right in ontology.pairs(RDFS + "subPropertyOf")]
    for left, right in ontology.pairs(OWL + "equivalentProperty"):
        pairs += [(left, right, "EquivalentProperties"), (right, left, "EquivalentProperties")]
    for left, right, name in pairs:
        axiom = f"{name}({' '.join(map(ontology.show, (left, right)))})"
        text = texts.make_sentences(
            "subproperty", texts.describe_path(ontology, [left]), texts.describe_path(ontology, [right])
        )
        yield draft_rule(
            f"subproperty-{make_step_name(ontology, left)}-{make_step_name(ontology, right)}",
            "subproperty",
            axiom,
            text,
            [make_pattern(ontology, left, _X, _Y)],
            make_pattern(ontology, right, _X, _Y),
        )
    for left, right in ontology.pairs(OWL + "inverseOf"):
        if isinstance(left, ox.BlankNode):
            continue  # an anonymous inverse: part of another axiom
        axiom = f"InverseObjectProperties({ontology.show(left)} {ontology.show(right)})"
        for one, other in ((left, right), (right, left)):
            text = texts.make_sentences("inverse", texts.quote_label(ontology, other), texts.quote_label(ontology, one))
            yield draft_rule(
                f"inverse-{make_local_name(other)}",
                "inverse",
                axiom,
                text,
                [make_pattern(ontology, one, _X, _Y)],
                make_pattern(ontology, other, _Y, _X),
                tail=make_local_name(one),
            )
    for prop, listed in ontology.pairs(OWL + "propertyChainAxiom"):
        yield _chain(ontology, prop, ontology.members(listed))


def _chain(ontology: Ontology, prop: Constant, steps: tuple[Constant, ...]) -> Draft:
    if not steps:
        raise UnsupportedAxiom(f"The property chain of {ontology.show(prop)} is empty.", term=str(prop))
    places = [ox.Variable(f"x{number}") for number in range(len(steps) + 1)]
    body = [make_pattern(ontology, step, places[at], places[at + 1]) for at, step in enumerate(steps)]
    shown = " ".join(map(ontology.show, steps))
    axiom = f"SubObjectPropertyOf(ObjectPropertyChain({shown}) {ontology.show(prop)})"
    text = texts.make_sentences("chain", texts.describe_path(ontology, [prop]), texts.describe_path(ontology, steps))
    head = make_pattern(ontology, prop, places[0], places[-1])
    return draft_rule(
        f"chain-{make_step_name(ontology, prop)}",
        "chain",
        axiom,
        text,
        body,
        head,
        tail="-".join(make_step_name(ontology, step) for step in steps),
    )


def _characteristics(ontology: Ontology) -> Iterator[Draft]:
    """Transitive and symmetric properties, and the four characteristics that only forbid (prp-trp ... prp-ifp)."""
    for title in ("Transitive", "Symmetric", "Asymmetric", "Irreflexive", "Functional", "InverseFunctional"):
        for prop in ontology.instances(f"{OWL}{title}Property"):

            def step(one: ox.Variable, other: ox.Variable, prop: Constant = prop) -> Atom:
                return make_pattern(ontology, prop, one, other)

            body, head, test = {
                "Transitive": ([step(_X, _Y), step(_Y, _Z)], step(_X, _Z), None),
                "Symmetric": ([step(_X, _Y)], step(_Y, _X), None),
                "Asymmetric": ([step(_X, _Y), step(_Y, _X)], None, None),
                "Irreflexive": ([step(_X, _X)], None, None),
                "Functional": ([step(_X, _Y), step(_X, _Z)], None, Test("distinct", _Y, _Z)),
                "InverseFunctional": ([step(_Y, _X), step(_Z, _X)], None, Test("distinct", _Y, _Z)),
            }[title]
            kind = "inverse-functional" if title == "InverseFunctional" else title.lower()
            text = texts.make_sentences(kind, texts.describe_path(ontology, [prop]))
            axiom = f"{title}ObjectProperty({ontology.show(prop)})"
            yield draft_rule(f"{kind}-{make_step_name(ontology, prop)}", kind, axiom, text, body, head, test)


def _disjointness(ontology: Ontology) -> Iterator[Draft]:
    """Disjoint classes and properties, in pairs or many at once (cax-dw, cax-adc, prp-pdw, prp-adp)."""
    for noun, predicate, many in (
        ("Classes", "disjointWith", "AllDisjointClasses"),
        ("Properties", "propertyDisjointWith", "AllDisjointProperties"),
    ):
        pairs = {tuple(sorted(pair, key=ontology.show)) for pair in ontology.pairs(OWL + predicate)}
        for node in ontology.instances(OWL + many):
            members = ontology.members(ontology.value(node, OWL + "members"))
            pairs |= {tuple(sorted(pair, key=ontology.show)) for pair in combinations(members, 2)}
        for one, other in sorted(pairs, key=lambda pair: tuple(map(ontology.show, pair))):
            axiom = f"Disjoint{noun}({ontology.show(one)} {ontology.show(other)})"
            if noun == "Properties":
                kind = "disjoint-properties"
                text = texts.make_sentences(
                    kind, texts.describe_path(ontology, [one]), texts.describe_path(ontology, [other])
                )
                body = [make_pattern(ontology, one, _X, _Y), make_pattern(ontology, other, _X, _Y)]
                name = f"{kind}-{make_step_name(ontology, one)}-{make_step_name(ontology, other)}"
                yield draft_rule(name, kind, axiom, text, body, None)
                continue
            text = texts.make_sentences(
                "disjoint", texts.describe_expression(ontology, one), texts.describe_expression(ontology, other)
            )
            fresh = fresh_variables()
            ends = [make_local_name(end) if isinstance(end, ox.NamedNode) else "expression" for end in (one, other)]
            for first in compile_matches(ontology, one, _X, fresh):
                for second in compile_matches(ontology, other, _X, fresh):
                    name = f"disjoint-{'-'.join(ends)}"
                    yield from draft_implication(
                        first + second, Conclusion(Match(), None), name, "disjoint", axiom, text
                    )


def _denials(ontology: Ontology) -> Iterator[Draft]:
    """Negative property assertions (prp-npa1, prp-npa2).

    Raises:
        UnsupportedAxiom: An axiom is outside the part of OWL 2 RL that the reasoner compiles.
    """
    for node in ontology.instances(OWL + "NegativePropertyAssertion"):
        subject = ontology.value(node, OWL + "sourceIndividual")
        prop = ontology.value(node, OWL + "assertionProperty")
        objects = ontology.values(node, OWL + "targetIndividual") + ontology.values(node, OWL + "targetValue")
        if len(objects) != 1:
            raise UnsupportedAxiom("A negative property assertion needs exactly one target.", term=str(node))
        axiom = f"NegativePropertyAssertion({' '.join(map(ontology.show, (prop, subject, objects[0])))})"
        text = texts.make_sentences(
            "negative", *(texts.quote_label(ontology, part) for part in (subject, prop, objects[0]))
        )
        body = [make_pattern(ontology, prop, subject, objects[0])]
        name = f"negative-{make_local_name(subject)}-{make_step_name(ontology, prop)}"
        yield draft_rule(name, "negative", axiom, text, body, None)


def _language(_: Ontology) -> Iterator[Draft]:
    """Yield the constraints that hold whatever the ontology says (cls-nothing2, eq-diff1 and unique names)."""
    yield draft_rule(
        "nothing",
        "nothing",
        "SubClassOf(owl:Nothing owl:Nothing)",
        texts.make_sentences("nothing"),
        [Atom(_X, RDF_TYPE, NOTHING)],
        None,
    )
    yield draft_rule(
        "same-as",
        "same-as",
        "DifferentIndividuals(every two names)",
        texts.make_sentences("same-as"),
        [Atom(_X, SAME_AS, _Y)],
        None,
        Test("distinct", _X, _Y),
    )
    yield draft_rule(
        "different-from",
        "different-from",
        "DifferentIndividuals(every two names)",
        texts.make_sentences("different-from"),
        [Atom(_X, DIFFERENT_FROM, _X)],
        None,
    )
