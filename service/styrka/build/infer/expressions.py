"""Class expressions as patterns: what a subclass matches, what a superclass concludes.

The grammar is that of OWL 2 Profiles section 4.2.3: subClassExpression on the left, superClassExpression on the
right. What the grammar leaves out is an UnsupportedAxiom with the reason, never a rule that infers less than the
axiom says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count, product
from typing import Final, NamedTuple

import pyoxigraph as ox

from styrka.build.infer.literals import is_datatype
from styrka.build.infer.ontology import OWL, RDFS, Ontology
from styrka.build.infer.rules import RDF_TYPE, Atom, Constant, Term, Test
from styrka.errors import UnsupportedAxiom

THING: Final = ox.NamedNode(OWL + "Thing")
NOTHING: Final = ox.NamedNode(OWL + "Nothing")
ANY_LITERAL: Final = ox.NamedNode(RDFS + "Literal")
X: Final = ox.Variable("x")


class Match(NamedTuple):
    """One way in which a variable can be in a class: patterns, and variables that must be this very thing."""

    atoms: tuple[Atom, ...] = ()
    same: tuple[tuple[ox.Variable, Constant], ...] = ()

    def __add__(self, other: object) -> Match:
        assert isinstance(other, Match)
        return Match(self.atoms + other.atoms, self.same + other.same)


class Conclusion(NamedTuple):
    """What being in a class gives: a head, or none for a contradiction, once the further patterns match too."""

    match: Match
    head: Atom | None
    test: Test | None = None


def fresh_variables() -> Iterator[ox.Variable]:
    """Return variables y1, y2 ... for one rule."""
    return (ox.Variable(f"y{number}") for number in count(1))


def make_pattern(ontology: Ontology, prop: Constant, subject: Term, value: Term) -> Atom:
    """Return the pattern of a property expression between two terms; an inverse swaps them."""
    name, backwards = ontology.inverted(prop)
    return Atom(value, name, subject) if backwards else Atom(subject, name, value)


def compile_matches(
    ontology: Ontology, expression: Constant, variable: ox.Variable, fresh: Iterator[ox.Variable]
) -> list[Match]:
    """Return all ways in which the variable can be in the class on the left side of a subclass axiom.

    Raises:
        UnsupportedAxiom: For an expression that is no subClassExpression of OWL 2 RL.
    """
    if isinstance(expression, ox.NamedNode) and not is_datatype(expression):
        if expression == NOTHING:
            return []
        return [Match() if expression == THING else Match((Atom(variable, RDF_TYPE, expression),))]
    ontology.used.add(expression)
    constructor = _constructor(ontology, expression)
    value = ontology.value(expression, OWL + constructor)
    if constructor == "intersectionOf":
        choices = [compile_matches(ontology, part, variable, fresh) for part in ontology.members(value)]
        return [sum(choice, Match()) for choice in product(*choices)]
    if constructor == "unionOf":
        return [match for part in ontology.members(value) for match in compile_matches(ontology, part, variable, fresh)]
    if constructor == "oneOf":
        return [Match((), ((variable, member),)) for member in ontology.members(value)]
    if constructor == "hasValue":
        prop = ontology.value(expression, OWL + "onProperty")
        return [Match((make_pattern(ontology, prop, variable, value),))]
    if constructor == "someValuesFrom":
        other = next(fresh)
        prop = ontology.value(expression, OWL + "onProperty")
        start = Match((make_pattern(ontology, prop, variable, other),))
        if value == ANY_LITERAL:
            return [start]
        return [start + match for match in compile_matches(ontology, value, other, fresh)]
    raise _outside(ontology, expression, "the left")


def compile_conclusions(
    ontology: Ontology, expression: Constant, variable: ox.Variable, fresh: Iterator[ox.Variable]
) -> list[Conclusion]:
    """Return all that follows for the variable from being in the class on the right side of a subclass axiom.

    Raises:
        UnsupportedAxiom: For an expression that is no superClassExpression of OWL 2 RL.
    """
    if isinstance(expression, ox.NamedNode):
        if is_datatype(expression):
            return [Conclusion(Match(), None, Test("outside", variable, expression))]
        if expression == THING:
            return []
        return [Conclusion(Match(), None if expression == NOTHING else Atom(variable, RDF_TYPE, expression))]
    ontology.used.add(expression)
    constructor = _constructor(ontology, expression)
    value = ontology.value(expression, OWL + constructor)
    if constructor == "intersectionOf":
        return [
            found for part in ontology.members(value) for found in compile_conclusions(ontology, part, variable, fresh)
        ]
    if constructor == "complementOf":
        return [Conclusion(match, None) for match in compile_matches(ontology, value, variable, fresh)]
    if constructor not in {"allValuesFrom", "hasValue", "maxCardinality", "maxQualifiedCardinality"}:
        raise _outside(ontology, expression, "the right")
    prop = ontology.value(expression, OWL + "onProperty")
    if constructor == "hasValue":
        return [Conclusion(Match(), make_pattern(ontology, prop, variable, value))]
    if constructor == "allValuesFrom":
        other = next(fresh)
        step = Match((make_pattern(ontology, prop, variable, other),))
        found = compile_conclusions(ontology, value, other, fresh)
        if isinstance(value, ox.NamedNode) and not is_datatype(value) and value != THING:
            found.append(Conclusion(Match(), None, Test("literal", other)))
        return [Conclusion(step + later.match, later.head, later.test) for later in found]
    return _at_most(ontology, expression, variable, fresh)


def bind(match: Match, *terms: Term) -> tuple[tuple[Atom, ...], tuple[Term, ...]]:
    """Return the patterns and the terms with the variables that must be one very thing replaced by it."""
    same: Mapping[Term, Term] = dict(match.same)

    def replaced(term: Term) -> Term:
        return same.get(term, term)

    atoms = tuple(Atom(replaced(one.subject), one.predicate, replaced(one.object)) for one in match.atoms)
    return atoms, tuple(replaced(term) for term in terms)


def _at_most(
    ontology: Ontology, expression: Constant, variable: ox.Variable, fresh: Iterator[ox.Variable]
) -> list[Conclusion]:
    """Maximal cardinality 0 and 1 (rules cls-maxc1, cls-maxc2, cls-maxqc1 to 4) as contradictions between names."""
    constructor = _constructor(ontology, expression)
    limit = ontology.value(expression, OWL + constructor)
    if not isinstance(limit, ox.Literal) or limit.value not in {"0", "1"}:
        raise _outside(ontology, expression, "the right")
    prop = ontology.value(expression, OWL + "onProperty")
    of = ontology.value(expression, OWL + "onClass") if constructor == "maxQualifiedCardinality" else THING
    others = [next(fresh) for _ in range(int(limit.value) + 1)]
    choices = []
    for other in others:
        step = Match((make_pattern(ontology, prop, variable, other),))
        choices.append([step + match for match in compile_matches(ontology, of, other, fresh)])
    test = Test("distinct", others[0], others[1]) if len(others) == 2 else None
    return [Conclusion(sum(choice, Match()), None, test) for choice in product(*choices)]


def _constructor(ontology: Ontology, expression: Constant) -> str:
    names = ontology.constructors(expression)
    if len(names) != 1:
        raise UnsupportedAxiom(
            f"{ontology.show(expression)} is no class expression that the reasoner knows "
            f"(constructors: {', '.join(names) or 'none'}).",
            term=str(expression),
        )
    return names[0]


def _outside(ontology: Ontology, expression: Constant, side: str) -> UnsupportedAxiom:
    return UnsupportedAxiom(
        f"{ontology.show(expression)} on {side} side of a subclass axiom is outside OWL 2 RL.",
        term=str(expression),
        axiom=ontology.show(expression),
    )
