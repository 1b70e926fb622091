"""The ontology's axioms compiled into rules (OWL 2 Profiles section 4.3).

It is the part of OWL 2 RL that an ontology of smart specialisation uses: axioms between named classes and properties.
Only what concerns things is compiled. The rules that infer new axioms from axioms (section 4.3, table 9) are not
needed: rules run to a fixpoint, so a chain of two subclass axioms is two steps, and an explanation shows both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

import pyoxigraph as ox

from styrka.build.infer import texts
from styrka.build.infer.ontology import CHARACTERISTICS, OWL, RDFS, SUPPORTED, Ontology, Unsupported, show
from styrka.build.infer.rules import RDF_TYPE, Atom, Condition, Constant, Rule, make_local_name
from styrka.build.infer.templates import Draft, apply_rule_text, draft_rule, make_names_unique
from styrka.errors import UnsupportedAxiom

_X, _Y, _Z = (ox.Variable(name) for name in "xyz")
SAME_AS: Final = ox.NamedNode(OWL + "sameAs")


def compile_rules(axioms: Iterable[ox.Triple | ox.Quad], *, partly: bool = False) -> tuple[Rule, ...]:
    """Return the rules of an ontology, sorted by name, whatever order its triples come in.

    Parameters:
        axioms: the triples of the ontology, with labels and annotations; a mere annotation makes no rule.
        partly: leave out what is not compiled, for owlrl, which reads the axioms itself.

    One constraint is always among the rules: two names mean two things (owl:sameAs between them is a contradiction).

    Raises:
        UnsupportedAxiom: For anything but ``SUPPORTED`` between named classes and properties.
    """
    ontology = Ontology(axioms)
    if ontology.unsupported and not partly:
        raise _describe_unsupported(ontology.unsupported[0])
    families = (_classes, _properties, _chains, _characteristics, _domains, _disjointness, _unique_names)
    drafts = [draft for family in families for draft in family(ontology)]
    return tuple(apply_rule_text(ontology, rule) for rule in make_names_unique(drafts))


def _describe_unsupported(found: Unsupported) -> UnsupportedAxiom:
    supported = ", ".join(SUPPORTED)
    return UnsupportedAxiom(
        f"{show(found.term) if found.term else 'A node without a name'} uses {found.construct}, which the reasoner "
        f"does not compile. It compiles {supported}, between named classes and properties. Write it with these, as a "
        "SHACL shape, or as a query in ontology/computed/; the reference reasoner (--reasoner owlrl) reads the whole "
        "of OWL 2 RL.",
        sv=f"{show(found.term) if found.term else 'En nod utan namn'} använder {found.construct}, som slutledningen "
        f"inte klarar. Den klarar {supported}, mellan namngivna klasser och egenskaper. Skriv det med dessa, som en "
        "regel i SHACL eller som en fråga i ontology/computed/; referensprogrammet (--reasoner owlrl) läser hela "
        "OWL 2 RL.",
        construct=found.construct,
        term=found.term.value if found.term else None,
        triple=str(found.triple),
    )


def _classes(ontology: Ontology) -> Iterator[Draft]:
    """rdfs:subClassOf and owl:equivalentClass between named classes (cax-sco, cax-eqc)."""
    pairs = [(left, right, "SubClassOf") for left, right in ontology.pairs(RDFS + "subClassOf")]
    for left, right in ontology.pairs(OWL + "equivalentClass"):
        pairs += [(left, right, "EquivalentClasses"), (right, left, "EquivalentClasses")]
    for left, right, name in pairs:
        shown = sorted((left, right), key=show) if name == "EquivalentClasses" else (left, right)
        yield draft_rule(
            f"subclass-{make_local_name(left)}-{make_local_name(right)}",
            "subclass",
            f"{name}({' '.join(map(show, shown))})",
            texts.make_sentences("subclass", texts.quote_label(ontology, left), texts.quote_label(ontology, right)),
            [_is_a(_X, left)],
            _is_a(_X, right),
        )


def _domains(ontology: Ontology) -> Iterator[Draft]:
    """rdfs:domain and rdfs:range (prp-dom, prp-rng); a literal where the range is a class is a contradiction."""
    for kind, variable in (("domain", _X), ("range", _Y)):
        for prop, of in ontology.pairs(RDFS + kind):
            text = texts.make_sentences(kind, texts.quote_label(ontology, prop), texts.quote_label(ontology, of))
            axiom, name = f"{kind.capitalize()}({show(prop)} {show(of)})", f"{kind}-{make_local_name(prop)}"
            body = [_step(prop, _X, _Y)]
            yield draft_rule(name, kind, axiom, text, body, _is_a(variable, of))
            if kind == "range":
                yield draft_rule(name, kind, axiom, text, body, None, Condition("literal", _Y))


def _properties(ontology: Ontology) -> Iterator[Draft]:
    """rdfs:subPropertyOf, owl:equivalentProperty and owl:inverseOf (prp-spo1, prp-eqp, prp-inv)."""
    pairs = [(left, right, "SubPropertyOf") for left, right in ontology.pairs(RDFS + "subPropertyOf")]
    for left, right in ontology.pairs(OWL + "equivalentProperty"):
        pairs += [(left, right, "EquivalentProperties"), (right, left, "EquivalentProperties")]
    for left, right, name in pairs:
        yield draft_rule(
            f"subproperty-{make_local_name(left)}-{make_local_name(right)}",
            "subproperty",
            f"{name}({show(left)} {show(right)})",
            texts.make_sentences("subproperty", texts.quote_label(ontology, left), texts.quote_label(ontology, right)),
            [_step(left, _X, _Y)],
            _step(right, _X, _Y),
        )
    for left, right in ontology.pairs(OWL + "inverseOf"):
        for one, other in ((left, right), (right, left)):
            yield draft_rule(
                f"inverse-{make_local_name(other)}",
                "inverse",
                f"InverseObjectProperties({show(left)} {show(right)})",
                texts.make_sentences("inverse", texts.quote_label(ontology, other), texts.quote_label(ontology, one)),
                [_step(one, _X, _Y)],
                _step(other, _Y, _X),
                tail=make_local_name(one),
            )


def _chains(ontology: Ontology) -> Iterator[Draft]:
    """owl:propertyChainAxiom (prp-spo2)."""
    for prop, listed in ontology.pairs(OWL + "propertyChainAxiom"):
        steps = ontology.members(listed)
        places = [ox.Variable(f"x{number}") for number in range(len(steps) + 1)]
        yield draft_rule(
            f"chain-{make_local_name(prop)}",
            "chain",
            f"SubObjectPropertyOf(ObjectPropertyChain({' '.join(map(show, steps))}) {show(prop)})",
            texts.make_sentences("chain", texts.quote_label(ontology, prop), texts.describe_chain(ontology, steps)),
            [_step(step, places[at], places[at + 1]) for at, step in enumerate(steps)],
            _step(prop, places[0], places[-1]),
            tail="-".join(map(make_local_name, steps)),
        )


def _characteristics(ontology: Ontology) -> Iterator[Draft]:
    """Transitive and symmetric properties, and the four characteristics that only forbid (prp-trp ... prp-ifp)."""
    for title in CHARACTERISTICS:
        for prop in ontology.instances(f"{OWL}{title}Property"):
            body, head, condition = {
                "Transitive": ([_step(prop, _X, _Y), _step(prop, _Y, _Z)], _step(prop, _X, _Z), None),
                "Symmetric": ([_step(prop, _X, _Y)], _step(prop, _Y, _X), None),
                "Asymmetric": ([_step(prop, _X, _Y), _step(prop, _Y, _X)], None, None),
                "Irreflexive": ([_step(prop, _X, _X)], None, None),
                "Functional": ([_step(prop, _X, _Y), _step(prop, _X, _Z)], None, Condition("distinct", _Y, _Z)),
                "InverseFunctional": ([_step(prop, _Y, _X), _step(prop, _Z, _X)], None, Condition("distinct", _Y, _Z)),
            }[title]
            kind = "inverse-functional" if title == "InverseFunctional" else title.lower()
            text = texts.make_sentences(kind, texts.quote_label(ontology, prop))
            axiom = f"{title}ObjectProperty({show(prop)})"
            yield draft_rule(f"{kind}-{make_local_name(prop)}", kind, axiom, text, body, head, condition)


def _disjointness(ontology: Ontology) -> Iterator[Draft]:
    """Disjoint classes, in pairs or many at once (cax-dw, cax-adc)."""
    pairs = {tuple(sorted(pair, key=show)) for pair in ontology.pairs(OWL + "disjointWith")}
    for node in ontology.instances(OWL + "AllDisjointClasses"):
        pairs |= {tuple(sorted(pair, key=show)) for pair in combinations(ontology.disjoint_classes(node), 2)}
    for one, other in sorted(pairs, key=lambda pair: tuple(map(show, pair))):
        yield draft_rule(
            f"disjoint-{make_local_name(one)}-{make_local_name(other)}",
            "disjoint",
            f"DisjointClasses({show(one)} {show(other)})",
            texts.make_sentences("disjoint", texts.quote_label(ontology, one), texts.quote_label(ontology, other)),
            [_is_a(_X, one), _is_a(_X, other)],
            None,
        )


def _unique_names(_: Ontology) -> Iterator[Draft]:
    """Yield the constraint that holds whatever the ontology states: two names mean two things."""
    yield draft_rule(
        "same-as",
        "same-as",
        "DifferentIndividuals(every two names)",
        texts.make_sentences("same-as"),
        [Atom(_X, SAME_AS, _Y)],
        None,
        Condition("distinct", _X, _Y),
    )


def _is_a(variable: ox.Variable, of: Constant) -> Atom:
    return Atom(variable, RDF_TYPE, of)


def _step(prop: Constant, subject: ox.Variable, value: ox.Variable) -> Atom:
    assert isinstance(prop, ox.NamedNode)  # whatever else stood here is unsupported
    return Atom(subject, prop, value)
