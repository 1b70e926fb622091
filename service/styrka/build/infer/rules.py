"""What a rule is: patterns that must hold, and what then holds, or that this cannot be.

A rule without a head is a constraint: wherever its body matches, the data contradict the ontology. Two names always
mean two things (unique names): nothing here concludes owl:sameAs, so a functional property with two values is a
contradiction and not a discovery that the values are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import pyoxigraph as ox

from styrka import vocabulary

RDF_TYPE: Final = ox.NamedNode(vocabulary.PREFIXES["rdf"] + "type")

Constant = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
PatternTerm = Constant | ox.Variable


class Atom(NamedTuple):
    """One pattern; its predicate is always known, which is what makes the engine's indexes work."""

    subject: PatternTerm
    predicate: ox.NamedNode
    object: PatternTerm

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


class Condition(NamedTuple):
    """What a constraint asks of its bindings beside its patterns.

    ``distinct``: the two variables differ (as literals: in value); ``literal``: the variable is a literal, where a
    thing is due.
    """

    kind: Literal["distinct", "literal"]
    variable: ox.Variable
    of: ox.Variable | None = None


@dataclass(frozen=True)
class Rule:
    """One rule compiled from one axiom.

    Attributes:
        name: unique and stable, such as ``chain-jointPriorityArea`` or ``subclass-University-Actor``.
        group: the last segment of the graph that holds what the rule infers; the name, except that all rules from
            subclass axioms share ``subclass`` (and so ``subproperty``, ``domain``, ``range``), and two chains to one
            property share ``chain-<property>``.
        kind: the axiom's kind (``subclass``, ``transitive``, ``chain``, ``disjoint`` ...).
        body: the patterns, joined on their variables; never empty.
        head: what follows; None for a constraint.
        axiom: the axiom in the functional-style syntax of OWL 2, for people.
        text: the sentence in each language (``en``, ``sv``): styrka:ruleText where the term has one, else generated.
        condition: what a constraint asks beside its patterns.
    """

    name: str
    group: str
    kind: str
    body: tuple[Atom, ...]
    head: Atom | None
    axiom: str
    text: tuple[tuple[str, str], ...]
    condition: Condition | None = None

    def sentence(self, language: str = "en") -> str:
        """Return the rule in words, in the language or else in English."""
        texts = dict(self.text)
        return texts.get(language, texts.get("en", self.axiom))

    @property
    def graph(self) -> ox.NamedNode:
        """The named graph for what the rule infers."""
        return ox.NamedNode(f"{vocabulary.BASE}graph/inferred/{self.group}")


def make_local_name(term: Constant) -> str:
    """Return the part of a rule's name that stands for a term: ``University``, ``skos-broader``; has no slash."""
    if not isinstance(term, ox.NamedNode):
        return vocabulary.slug(str(term))
    if term.value.startswith(vocabulary.DEF):
        return term.value.removeprefix(vocabulary.DEF)
    short = vocabulary.shorten(term.value)
    return vocabulary.slug(term.value.split("//", 1)[-1]) if short == term.value else short.replace(":", "-")
