"""Sentences for rules, in English and Swedish, made from the labels of the terms.

styrka:ruleText on the term that a rule gives replaces the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styrka import vocabulary
from styrka.build.infer.ontology import Ontology
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
    "functional": ("Nothing has more than one {0}.", "Inget har mer än ett värde för {0}."),
    "inverse-functional": ("No two things share one {0}.", "Två ting delar aldrig samma {0}."),
    "asymmetric": ("{0} never holds both ways.", "{0} gäller aldrig åt båda håll."),
    "irreflexive": ("Nothing has {0} to itself.", "Inget har {0} till sig självt."),
    "same-as": ("Two names always mean two things.", "Två namn betyder alltid två ting."),
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


def describe_chain(ontology: Ontology, steps: Sequence[Constant]) -> tuple[str, str]:
    """Return a property chain in both languages: “part of”, then “covered by”."""
    english, swedish = zip(*(quote_label(ontology, step) for step in steps), strict=True)
    return ", then ".join(english), ", därefter ".join(swedish)


def read_rule_text(ontology: Ontology, term: Constant) -> Text:
    """Return the texts of styrka:ruleText on the term, by language."""
    return tuple((language, text) for language in LANGUAGES if (text := ontology.text(term, RULE_TEXT, language)))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
