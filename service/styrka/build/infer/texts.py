"""Sentences for rules, in English and Swedish, made from the labels of the terms.

styrka:ruleText on the term that a rule gives replaces the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from styrka import vocabulary
from styrka.build.infer.ontology import OWL, Ontology
from styrka.build.infer.rules import Constant

LANGUAGES: Final = ("en", "sv")
RULE_TEXT: Final = vocabulary.DEF + "ruleText"
Text = tuple[tuple[str, str], ...]

_SENTENCES: Final = {
    "subclass": ("Whatever is {0} is also {1}.", "Det som är {0} är också {1}."),
    "subproperty": ("Whenever {0} holds, {1} holds too.", "När {0} gäller, gäller också {1}."),
    "inverse": ("{0} is {1} read the other way.", "{0} är {1} läst åt andra hållet."),
    "symmetric": ("{0} holds both ways.", "{0} gäller åt båda håll."),
    "transitive": (
        "{0} carries on: one step and another step of it make a step of it.",
        "{0} fortplantas: ett steg och ett steg till blir tillsammans ett steg.",
    ),
    "chain": ("{1} gives {0}.", "{1} ger {0}."),
    "domain": ("Whatever has {0} is {1}.", "Det som har {0} är {1}."),
    "range": ("Whatever {0} leads to is {1}.", "Det som {0} leder till är {1}."),
    "disjoint": ("Nothing is both {0} and {1}.", "Inget är både {0} och {1}."),
    "disjoint-properties": (
        "{0} and {1} never hold between the same two things.",
        "{0} och {1} gäller aldrig mellan samma två ting.",
    ),
    "functional": ("Nothing has more than one {0}.", "Inget har mer än ett värde för {0}."),
    "inverse-functional": ("No two things share one {0}.", "Två ting delar aldrig samma {0}."),
    "asymmetric": ("{0} never holds both ways.", "{0} gäller aldrig åt båda håll."),
    "irreflexive": ("Nothing has {0} to itself.", "Inget har {0} till sig självt."),
    "negative": ("It is denied that {0} has {1} to {2}.", "Det förnekas att {0} har {1} till {2}."),
    "nothing": ("Nothing can be in the empty class.", "Inget kan höra till den tomma klassen."),
    "same-as": ("Two names always mean two things.", "Två namn betyder alltid två ting."),
    "different-from": ("A thing does not differ from itself.", "Ett ting skiljer sig inte från sig självt."),
}


def make_sentences(kind: str, *parts: tuple[str, str]) -> Text:
    """Return the generated sentences of a kind of rule; each part is a pair of English and Swedish."""
    return tuple(
        (language, _capital(template.format(*(part[index] for part in parts))))
        for index, (language, template) in enumerate(zip(LANGUAGES, _SENTENCES[kind], strict=True))
    )


def quote_label(ontology: Ontology, term: Constant) -> tuple[str, str]:
    """Return a term's label in both languages, quoted as each language quotes."""
    return f"“{ontology.label(term, 'en')}”", f"”{ontology.label(term, 'sv')}”"


def describe_path(ontology: Ontology, chain: Sequence[Constant]) -> tuple[str, str]:
    """Return a property chain in words: “part of”, then “covers region” backwards."""
    steps = []
    for step in chain:
        name, backwards = ontology.inverted(step)
        english, swedish = quote_label(ontology, name)
        steps.append((english + " backwards", swedish + " baklänges") if backwards else (english, swedish))
    return ", then ".join(step[0] for step in steps), ", därefter ".join(step[1] for step in steps)


def describe_expression(ontology: Ontology, expression: Constant) -> tuple[str, str]:
    """Return a class expression in words."""
    names = ontology.constructors(expression)
    if not isinstance(expression, ox.BlankNode) or len(names) != 1:
        return quote_label(ontology, expression)
    value = ontology.value(expression, OWL + names[0])
    if names[0] in {"intersectionOf", "unionOf", "oneOf"}:
        parts = [describe_expression(ontology, member) for member in ontology.members(value)]
        words = (" and ", " och ") if names[0] == "intersectionOf" else (" or ", " eller ")
        return words[0].join(part[0] for part in parts), words[1].join(part[1] for part in parts)
    if names[0] == "complementOf":
        english, swedish = describe_expression(ontology, value)
        return f"not {english}", f"inte {swedish}"
    prop = describe_path(ontology, [ontology.value(expression, OWL + "onProperty")])
    if names[0].startswith("max"):
        return f"something with at most {_plain(value)} {prop[0]}", f"något med högst {_plain(value)} {prop[1]}"
    english, swedish = describe_expression(ontology, value)
    only = names[0] == "allValuesFrom"
    return (
        f"something with {prop[0]} {'only ' * only}to {english}",
        f"något med {prop[1]} {'bara ' * only}till {swedish}",
    )


def read_rule_text(ontology: Ontology, term: Constant) -> Text:
    """Return what styrka:ruleText says on the term, in the languages that it says it in."""
    return tuple((language, text) for language in LANGUAGES if (text := ontology.text(term, RULE_TEXT, language)))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _plain(term: Constant) -> str:
    return term.value if isinstance(term, ox.Literal) else str(term)
