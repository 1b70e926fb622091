"""Rules on their way from an axiom to the set: put together, named apart, and given their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from styrka.build.infer import texts
from styrka.build.infer.expressions import Conclusion, Match, bind
from styrka.build.infer.ontology import OWL, Ontology
from styrka.build.infer.rules import RDF_TYPE, Atom, Constant, Rule, Test, make_local_name
from styrka.errors import UnsupportedAxiom


@dataclass(frozen=True)
class Draft:
    """A rule before its name is known to be unique; ``tail`` is what tells it from its namesakes."""

    rule: Rule
    tail: str = ""


def draft_implication(
    match: Match, found: Conclusion, name: str, kind: str, axiom: str, text: texts.Text
) -> Iterator[Draft]:
    """Yield the draft of a rule from a way to match and one conclusion.

    None when the match would be two things at once.

    Raises:
        UnsupportedAxiom: For a constraint on individuals that the ontology itself enumerates.
    """
    whole = match + found.match
    if len(set(whole.same)) > len(dict(whole.same)):
        return
    if found.head is None:
        body, _ = bind(whole)
        if not body or (found.test and {found.test.variable, found.test.of} & set(dict(whole.same))):
            raise UnsupportedAxiom(f"{axiom} forbids what owl:oneOf names; this is not compiled.", axiom=axiom)
        yield draft_rule(name, kind, axiom, text, body, None, found.test)
        return
    body, (subject, value) = bind(whole, found.head.subject, found.head.object)
    yield draft_rule(name, kind, axiom, text, body, Atom(subject, found.head.predicate, value))


def draft_rule(
    name: str,
    kind: str,
    axiom: str,
    text: texts.Text,
    body: Iterable[Atom],
    head: Atom | None,
    test: Test | None = None,
    tail: str = "",
) -> Draft:
    """Return a draft; rules of the kinds that have many small ones share a graph."""
    group = kind if kind in {"subclass", "class", "subproperty", "domain", "range"} else name
    return Draft(Rule(name, group, kind, tuple(body), head, axiom, text, test), tail)


def make_step_name(ontology: Ontology, prop: Constant) -> str:
    """Return the part of a rule's name that stands for a property expression."""
    name, backwards = ontology.inverted(prop)
    return ("inverse-" if backwards else "") + make_local_name(name)


def apply_rule_text(ontology: Ontology, rule: Rule) -> Rule:
    """Return the rule with what styrka:ruleText says on the term that it gives.

    In the place of the generated sentences.

    On a transitive property the text speaks of that; on one with a chain, of all but the reading backwards.
    """
    if rule.head is None:
        return rule
    term = rule.head.object if rule.head.predicate == RDF_TYPE else rule.head.predicate
    if (
        isinstance(term, ox.Variable)
        or (
            rule.kind != "transitive"
            and ox.NamedNode(OWL + "TransitiveProperty") in ontology.values(term, RDF_TYPE.value)
        )
        or (rule.kind == "inverse" and ontology.values(term, OWL + "propertyChainAxiom"))
    ):
        return rule
    return replace(rule, text=tuple({**dict(rule.text), **dict(texts.read_rule_text(ontology, term))}.items()))


def make_names_unique(drafts: Iterable[Draft]) -> tuple[Rule, ...]:
    """Return unique names: namesakes take their tail, and then a number in the order of their axioms and patterns."""
    unique: dict[tuple[object, ...], Draft] = {}
    ordered = sorted(drafts, key=lambda draft: (draft.rule.name, draft.tail, draft.rule.axiom, str(draft.rule.body)))
    for draft in ordered:
        if draft.rule.head not in draft.rule.body:
            unique.setdefault((draft.rule.body, draft.rule.head, draft.rule.test), draft)
    namesakes = Counter(draft.rule.name for draft in unique.values())
    seen: Counter[str] = Counter()
    rules = []
    for draft in unique.values():
        name = draft.rule.name
        if namesakes[name] > 1 and draft.tail:
            name = f"{name}-{draft.tail}"
        seen[name] += 1
        rules.append(replace(draft.rule, name=name if seen[name] == 1 else f"{name}-{seen[name]}"))
    return tuple(sorted(rules, key=lambda rule: rule.name))
