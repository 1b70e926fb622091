"""Reasoning: the ontology's OWL 2 RL axioms as rules, what follows from them, what contradicts them, and why.

``reference`` is not imported here: owlrl takes long to load and only ``--reasoner owlrl`` and the tests need it.
"""

from styrka.build.infer.axioms import compile_rules
from styrka.build.infer.contradictions import Contradiction, contradictions
from styrka.build.infer.derivations import Derivation, Inference, read_derivations, write_derivations
from styrka.build.infer.evaluation import infer
from styrka.build.infer.explain import Explanation, explain
from styrka.build.infer.proofs import Document, Stated, names, statements
from styrka.build.infer.rules import Atom, Rule
from styrka.build.infer.triples import parse_triple, show_term, show_triple

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
