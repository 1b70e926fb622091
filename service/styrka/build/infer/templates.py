"""Rules on their way from an axiom to the set: put together, named apart, and given their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyoxigraph as ox

from styrka.build.infer import texts
from styrka.build.infer.ontology import OWL, Ontology
from styrka.build.infer.rules import RDF_TYPE, Atom, Condition, Rule


@dataclass(frozen=True)
class Draft:
    """A rule before its name is known to be unique; ``tail`` is what distinguishes it from its namesakes."""

    rule: Rule
    tail: str = ""


def draft_rule(
    name: str,
    kind: str,
    axiom: str,
    text: texts.Text,
    body: Iterable[Atom],
    head: Atom | None,
    condition: Condition | None = None,
    tail: str = "",
) -> Draft:
    """Return a draft; rules of the kinds that have many small ones share a graph."""
    group = kind if kind in {"subclass", "subproperty", "domain", "range"} else name
    return Draft(Rule(name, group, kind, tuple(body), head, axiom, text, condition), tail)


def apply_rule_text(ontology: Ontology, rule: Rule) -> Rule:
    """Return the rule with what styrka:ruleText states on the term that it gives.

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
            unique.setdefault((draft.rule.body, draft.rule.head, draft.rule.condition), draft)
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
