"""Reasoning: the ontology's OWL 2 RL axioms as rules, what follows from them, what contradicts them, and why.

``reference`` is not imported here: owlrl takes long to load and only ``--reasoner owlrl`` and the tests need it.
"""

from styrka.reasoning.axioms import compile_rules
from styrka.reasoning.clashes import Contradiction, contradictions
from styrka.reasoning.derivations import Derivation, Inference, read_derivations, write_derivations
from styrka.reasoning.engine import infer
from styrka.reasoning.evidence import Document, Stated, names, statements
from styrka.reasoning.explain import Explanation, explain
from styrka.reasoning.rules import Atom, Rule
from styrka.reasoning.triples import parse_triple, show_term, show_triple

__all__ = [
    "Atom",
    "Contradiction",
    "Derivation",
    "Document",
    "Explanation",
    "Inference",
    "Rule",
    "Stated",
    "compile_rules",
    "contradictions",
    "explain",
    "infer",
    "names",
    "parse_triple",
    "read_derivations",
    "show_term",
    "show_triple",
    "statements",
    "write_derivations",
]
