"""What the words of an answer are made with: the release, its names in a language, and the other questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from styrka.ask.answer import AnsweredQuestion, Answers, answer_question
from styrka.ask.label_cache import LabelCache
from styrka.ask.names.regions import read_short_names
from styrka.ask.parameters import Parameter
from styrka.ask.question import Query
from styrka.engine.interface import Engine, Row
from styrka.labels import choose_label
from styrka.text.codes import find_concepts
from styrka.text.locale import format_date
from styrka.vocabulary import BASE, sparql_prefixes

THEME: Final = BASE + "scheme/theme/"
_LARGER: Final = """SELECT ?region ?larger {
  ?region a styrka:StrategyRegion ; styrka:partOf ?larger . ?larger a styrka:StrategyRegion }"""
_COVERED: Final = """SELECT ?list ?region { ?list a styrka:PriorityList ; styrka:coversRegion ?region }"""


@dataclass(frozen=True)
class Reader:
    """Who reads an answer: the language, and what the release has for it. All of it raises as ``Engine.run``."""

    engine: Engine
    questions: Mapping[str, Query]
    answers: Answers
    labels: LabelCache
    language: str
    _asked: dict[tuple[object, ...], tuple[Row, ...]] = field(default_factory=dict, compare=False)

    def names(self, iris: Iterable[str]) -> dict[str, str]:
        """Return what things are called in the reader's language, by IRI."""
        return {iri: choose_label(labels, self.language) for iri, labels in self.find_labels(iris).items()}

    def find_labels(self, iris: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """Return the labels of things by IRI and language; a region has its short name in the reader's language."""
        found, short = self.labels.find(self.engine, iris), self.short
        for iri in found.keys() & short.keys():
            found[iri] = {**found[iri], self.language: short[iri]}
        return found

    def name(self, iri: str) -> str:
        """Return the label of one thing; the end of its IRI where it has none."""
        return self.names([iri]).get(iri) or iri.rsplit("/", 1)[-1]

    def mention(self, iri: str) -> str:
        """Return the label of a thing as it stands within a sentence: a theme with a small letter."""
        name = self.name(iri)
        return lower_first(name) if iri.startswith(THEME) else name

    def word(self, query: Query, code: str) -> str:
        """Return what a code of a question's answers is called."""
        concepts = find_concepts(query.text, code)
        known = self.names(concepts)
        return next((known[iri] for iri in concepts if iri in known), query.wording.label(code, self.language))

    def value(self, query: Query, parameter: Parameter, text: str | None) -> str:
        """Return what the value of a parameter is called; nothing for a choice that is left as it was."""
        if text is None or (parameter.type == "choice" and text == parameter.default):
            return ""
        if parameter.type == "iri":
            return self.mention(parameter.iri(text))
        return self.word(query, text) if parameter.type == "choice" else format_date(text, self.language)

    def ask(self, slug: str, of: AnsweredQuestion) -> tuple[Row, ...]:
        """Return the rows of another question asked with those values that both questions have a parameter for."""
        query = self.questions[slug]
        given: dict[str, str] = {}
        for parameter in query.parameters:
            value = of.values.get(parameter.name)
            if value is not None and (not parameter.values or value in parameter.values):
                given[parameter.name] = value
        key = (slug, *given.items())
        if key not in self._asked:
            self._asked[key] = answer_question(self.engine, query, given, self.answers).rows
        return self._asked[key]

    @cached_property
    def short(self) -> Mapping[str, str]:
        """The short names of regions, by IRI."""
        return read_short_names(self.engine, self.answers)

    @cached_property
    def larger(self) -> Mapping[str, Sequence[str]]:
        """The larger regions with strategies that each region with strategies lies in."""
        found: dict[str, list[str]] = {}
        for row in self.answers.rows(self.engine, sparql_prefixes() + _LARGER):
            found.setdefault(row["region"].value, []).append(row["larger"].value)
        return found

    @cached_property
    def covered(self) -> Mapping[str, str]:
        """The region that each list is for; one of them where it names several."""
        rows = self.answers.rows(self.engine, sparql_prefixes() + _COVERED)
        return {row["list"].value: row["region"].value for row in rows}


def lower_first(name: str) -> str:
    """Return a name with a small letter first, unless it begins with an abbreviation.

    >>> lower_first("Energy"), lower_first("ICT and media")
    ('energy', 'ICT and media')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
