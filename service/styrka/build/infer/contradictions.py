"""Contradictions: where the data and the ontology cannot both be right, in words and with the triples.

A contradiction stops publication (OWL 2 Profiles section 4.3: the rules whose conclusion is false). One is reported for
each constraint and each thing that breaks it, with all triples that take part and with what was stated underneath.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from styrka import vocabulary
from styrka.build.infer.inference import Inference
from styrka.build.infer.literals import is_well_formed
from styrka.build.infer.rules import Constant, Rule

_ILL_TYPED: Final = Rule(
    name="literal",
    group="literal",
    kind="literal",
    body=(),
    head=None,
    axiom="the lexical space of the datatype",
    text=(
        ("en", "A literal is written as its datatype requires."),
        ("sv", "En literal skrivs som dess datatyp anger."),
    ),
)


@dataclass(frozen=True)
class Inconsistency:
    """One contradiction.

    Attributes:
        rule: the constraint that is broken.
        focus: the thing that breaks it.
        triples: what matched the constraint, stated or inferred, sorted.
        stated: the stated triples that these follow from (themselves, when they are stated), sorted.
    """

    rule: Rule
    focus: Constant
    triples: tuple[ox.Triple, ...]
    stated: tuple[ox.Triple, ...]

    def message(self, language: str = "en") -> str:
        """Return what cannot be, and where, such as ``Nothing is both “region” and “actor”. id/x: ... and ...``."""
        parts = " ; ".join(" ".join(map(_short, triple)) for triple in self.triples)
        return f"{self.rule.sentence(language)} {_short(self.focus)}: {parts}"

    @property
    def message_en(self) -> str:
        """The message in English."""
        return self.message("en")

    @property
    def message_sv(self) -> str:
        """The message in Swedish."""
        return self.message("sv")

    def to_json(self) -> dict[str, Any]:
        """Everything, for a report."""
        return {
            "rule": self.rule.name,
            "axiom": self.rule.axiom,
            "focus": str(self.focus),
            "message": {"en": self.message_en, "sv": self.message_sv},
            "triples": [f"{triple} ." for triple in self.triples],
            "stated": [f"{triple} ." for triple in self.stated],
        }


def find_contradictions(inference: Inference, triples: Iterable[ox.Triple | ox.Quad] = ()) -> tuple[Inconsistency, ...]:
    """Return all contradictions, sorted by constraint and thing; none when data and ontology agree.

    Parameters:
        inference: what ``infer`` found, matches of constraints among it.
        triples: what is stated, to be searched for literals that break their datatype (rule dt-not-type).
    """
    grouped: dict[tuple[int, Constant], dict[ox.Triple, None]] = {}
    for place, premises in inference.clashes:
        focus = _focus(inference.rules[place], premises)
        grouped.setdefault((place, focus), {}).update(dict.fromkeys(premises))
    found = [
        Inconsistency(inference.rules[place], focus, _sorted(matched), _sorted(_leaves(inference, matched)))
        for (place, focus), matched in grouped.items()
    ]
    ill_typed = {
        ox.Triple(entry.subject, entry.predicate, value)
        for entry in triples
        if isinstance(value := entry.object, ox.Literal) and not is_well_formed(value)
    }
    found += [Inconsistency(_ILL_TYPED, triple.subject, (triple,), (triple,)) for triple in ill_typed]
    return tuple(sorted(found, key=lambda one: (one.rule.name, str(one.focus), list(map(str, one.triples)))))


def _focus(rule: Rule, premises: Iterable[ox.Triple]) -> Constant:
    """Return the thing in the place of the variable that the constraint is about (always named x).

    Else the first subject.
    """
    first = None
    for atom, triple in zip(rule.body, premises, strict=True):
        first = first or triple.subject
        for pattern, term in ((atom.subject, triple.subject), (atom.object, triple.object)):
            if pattern == ox.Variable("x"):
                return term
    assert first is not None
    return first


def _leaves(inference: Inference, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the stated triples under some triples; premises come before what they support, so this ends."""
    todo, seen = list(triples), set()
    while todo:
        triple = todo.pop()
        if triple in seen:
            continue
        seen.add(triple)
        derivation = inference.derivation(triple)
        if derivation is None:
            yield triple
        else:
            todo += derivation.premises


def _sorted(triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    return tuple(sorted(set(triples), key=str))


def _short(term: Constant) -> str:
    if isinstance(term, ox.NamedNode):
        return vocabulary.shorten(term.value).removeprefix(vocabulary.BASE)
    return str(term)
