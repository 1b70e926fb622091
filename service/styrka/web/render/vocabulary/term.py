"""The page of a term: what it means, an example from the data, what is expected of its values, and where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from flask import request

from styrka.ask import tables
from styrka.ask.describe import Resource, StatementKind
from styrka.ask.vocabulary.rules import Rule
from styrka.ask.vocabulary.terms import CLASS, DefinedTerm, Vocabulary
from styrka.labels import choose_label
from styrka.vocabulary import DEF, PREFIXES, shorten
from styrka.web.context import language, service
from styrka.web.render.names import Link, Names, make_link
from styrka.web.render.related import keep_language
from styrka.web.render.vocabulary.example import Example, find_class_example, find_property_example
from styrka.web.render.vocabulary.release import find_rules, find_vocabulary
from styrka.web.render.vocabulary.wanted import WantedWords, describe_wanted, list_named, name_rule

_ELSEWHERE: Final = {
    PREFIXES["skos"] + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
} | {PREFIXES["rdfs"] + "subClassOf", PREFIXES["rdfs"] + "subPropertyOf"}
_INVERSE: Final = PREFIXES["owl"] + "inverseOf"
_RULE_TEXT: Final = DEF + "ruleText"


@dataclass(frozen=True)
class Expected:
    """What a rule wants: of which things or by which property, the rule itself, and its words."""

    of: tuple[Link, ...]
    rule: Link
    wanted: WantedWords


@dataclass(frozen=True)
class TermPage:
    """What the page of a term shows.

    Attributes:
        columns: of tables: the link to the table, and the name of the column.
        elsewhere: how it relates to terms of other vocabularies, and these as written and as addresses.
        asked: the address of a query for it.
    """

    term: DefinedTerm
    name: str
    definition: str
    note: str
    rule_text: str
    example: Example | None
    expected: tuple[Expected, ...]
    above: tuple[Link, ...]
    below: tuple[Link, ...]
    inverse: tuple[Link, ...]
    questions: tuple[tuple[str, str], ...]
    columns: tuple[tuple[Link, str], ...]
    elsewhere: tuple[tuple[str, str, str], ...]
    asked: str

    @cached_property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return self.term.kind == CLASS

    @property
    def sentence(self) -> str:
        """What it means, for those that list the page."""
        return self.definition or self.name


def describe_term(found: Resource) -> TermPage:
    """Return what the page of a term shows. Raises as ``Engine.run``."""
    known, rules = find_vocabulary(), find_rules()
    term = known.terms[found.iri]
    fitting = list(_select_rules(term, known, rules.values()))
    below = [one.iri for one in known.terms.values() if term.iri in one.parents and one.is_ours]
    above = [iri for iri in term.parents if iri.startswith(DEF)]
    inverse = _list_inverse(found)
    names = Names([*list_named(fitting), *below, *above, *inverse])
    texts = [one.value for one in found.statements if one.predicate.term.value == _RULE_TEXT]
    rule_text = {one.term.language: one.term.value for one in texts}
    is_class = term.kind == CLASS
    return TermPage(
        term=term,
        name=choose_label(term.labels, language()) or term.name,
        definition=choose_label(term.definitions, language()),
        note=choose_label(term.notes, language()),
        rule_text=choose_label(rule_text, language()),
        example=find_class_example(term) if is_class else find_property_example(term),
        expected=tuple(_describe(one, is_class, names) for one in fitting),
        above=names.links(above),
        below=names.links(sorted(below)),
        inverse=names.links(inverse),
        questions=tuple(_list_questions(term)),
        columns=tuple(_list_columns(term)),
        elsewhere=tuple(_list_elsewhere(found, known)),
        asked=_ask(term),
    )


def _select_rules(term: DefinedTerm, known: Vocabulary, rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the rules about a property's values; of a class those about its properties, or of the classes above it."""
    classes = {term.iri}
    while more := {iri for one in classes if one in known.terms for iri in known.terms[one].parents} - classes:
        classes |= more
    for one in rules:
        counted = one.wanted.least is not None or one.wanted.most is not None
        fits = classes & set(one.targets) if term.kind == CLASS else term.iri in one.path
        if fits and one.path and (counted or not one.queried):
            yield one


def _describe(rule: Rule, of_class: bool, names: Names) -> Expected:
    shown = (path.lstrip("^") for path in rule.path) if of_class else rule.targets or rule.subjects
    return Expected(names.links(shown), make_link(rule.iri, name_rule(rule)), describe_wanted(rule, names))


def _list_inverse(found: Resource) -> list[str]:
    stated = [one.value.term.value for one in found.statements if one.predicate.term.value == _INVERSE]
    return stated + [one.value.term.value for one in found.incoming if one.predicate.term.value == _INVERSE]


def _list_questions(term: DefinedTerm) -> Iterator[tuple[str, str]]:
    """Yield the questions whose query names a term: their slugs and what they ask."""
    written = re.compile(rf"(?<![\w:]){re.escape(term.name)}(?![\w-])")
    for one in service().questions.values():
        if written.search(one.text):
            yield one.slug, one.summary[language()]


def _list_columns(term: DefinedTerm) -> Iterator[tuple[Link, str]]:
    for one in tables.load_tables(service().settings.root).values():
        title = one.title[language()]
        for heading in one.headings:
            if heading.property == term.iri:
                path = keep_language(f"/table/{one.slug}", request.args.get("lang", ""))
                yield Link(path, path, title), heading.name


def _list_elsewhere(found: Resource, known: Vocabulary) -> Iterator[tuple[str, str, str]]:
    for one in (*found.statements, *found.aligned):
        iri = one.value.term.value
        near = one.predicate.term.value in _ELSEWHERE and one.value.term.is_iri and not iri.startswith(DEF)
        if near and (iri in known.terms or one.basis is StatementKind.ASSERTED):
            yield one.predicate.label(language()), shorten(iri), iri


def _ask(term: DefinedTerm) -> str:
    pattern = f"?thing a {term.name} ." if term.kind == CLASS else f"?thing {term.name} ?value ."
    query = f"PREFIX styrka: <{DEF}>\n\nSELECT * WHERE {{\n  {pattern}\n}}\nLIMIT 100"
    return keep_language(f"/sparql?{urlencode({'query': query})}", request.args.get("lang", ""))
