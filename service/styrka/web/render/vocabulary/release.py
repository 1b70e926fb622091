"""The vocabulary of the release that answers, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from styrka.ask.vocabulary.rules import Rule, read_rules
from styrka.ask.vocabulary.terms import DefinedTerm, Vocabulary, read_vocabulary
from styrka.labels import choose_label
from styrka.text.locale import sort_key
from styrka.web.context import language, service

_LAST: Final = ("axioms", "reused")  # the parts that are about no noun


@dataclass(frozen=True)
class Part:
    """A part of the ontology: its name, what it is called, and its terms."""

    name: str
    title: str
    terms: tuple[DefinedTerm, ...]


def find_vocabulary() -> Vocabulary:
    """Return the vocabulary of the release that answers. Raises as ``Engine.run``."""
    present = service()
    found = present.vocabulary.find(present.engine, [""], lambda _: {"": read_vocabulary(present.engine)})
    return found[""]


def find_rules() -> Mapping[str, Rule]:
    """Return the rules of the release that answers, by IRI. Raises as ``Engine.run``."""
    present = service()
    return present.rules.find(present.engine, [""], lambda _: {"": read_rules(present.engine)})[""]


def list_parts() -> tuple[Part, ...]:
    """Return the parts of the ontology that have terms, by what they are called; those about no noun last."""
    known, present = find_vocabulary(), language()
    names = {one.part for one in known.terms.values()}
    parts = [
        Part(name, choose_label(known.parts.get(name, {}), present) or name, known.list_part(name)) for name in names
    ]
    return tuple(sorted(parts, key=lambda one: (one.name in _LAST, sort_key(one.title, present))))
