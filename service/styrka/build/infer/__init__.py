"""Reasoning: the ontology's OWL 2 RL axioms as rules, what follows from them, what contradicts them, and why.

``owlrl_reasoner`` is not imported here: owlrl takes long to load and only ``--reasoner owlrl`` and the tests need it.
"""

from styrka.build.infer.axioms import compile_rules
from styrka.build.infer.contradictions import Inconsistency, find_contradictions
from styrka.build.infer.derivations import read_derivations, write_derivations
from styrka.build.infer.evaluation import infer
from styrka.build.infer.explain import Explanation, explain_triple
from styrka.build.infer.inference import Derivation, Inference
from styrka.build.infer.proofs import SourceDocument, Stated, find_statements, make_name_lookup
from styrka.build.infer.rules import Atom, Rule
from styrka.build.infer.triples import format_term, format_triple, parse_triple

__all__ = [
    "Atom",
    "Derivation",
    "Explanation",
    "Inconsistency",
    "Inference",
    "Rule",
    "SourceDocument",
    "Stated",
    "compile_rules",
    "explain_triple",
    "find_contradictions",
    "find_statements",
    "format_term",
    "format_triple",
    "infer",
    "make_name_lookup",
    "parse_triple",
    "read_derivations",
    "write_derivations",
]
