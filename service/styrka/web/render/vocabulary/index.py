"""The page of the vocabulary: a picture of its nouns, every term by what it is about, and a search among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from markupsafe import Markup

from styrka.ask.describe import Resource
from styrka.ask.names.folding import fold
from styrka.ask.vocabulary.nouns import NOUNS, find_joins
from styrka.ask.vocabulary.terms import CLASS, DefinedTerm
from styrka.labels import choose_label
from styrka.web.context import language, service
from styrka.web.render.names import Link, Names, make_link
from styrka.web.render.vocabulary.diagram import draw_nouns
from styrka.web.render.vocabulary.release import find_vocabulary, list_parts
from styrka.web.render.vocabulary.words import get_page_words


@dataclass(frozen=True)
class ListedTerm:
    """A term as it is listed: its way, what it is called in a query, what it means, and how often it is used."""

    link: Link
    name: str
    kind: str
    definition: str
    count: int


@dataclass(frozen=True)
class IndexPage:
    """What the page of the vocabulary shows.

    Attributes:
        joins: of the nouns, each as the ways to the first, to the property and to the second.
        parts: each part of the ontology by name and title, with its terms; of a search those that have its words.
        asked: the words of the search; empty without one.
    """

    sentence: str
    drawing: Markup
    joins: tuple[tuple[Link, Link, Link], ...]
    parts: tuple[tuple[str, str, tuple[ListedTerm, ...]], ...]
    asked: str
    found: int
    total: int


def describe_index(_: Resource) -> IndexPage:
    """Return what the page of the vocabulary shows. Raises as ``Engine.run``."""
    asked = request.args.get("q", "").strip()[:200]
    whole = [(one, tuple(term for term in one.terms if term.is_ours)) for one in list_parts()]
    whole = [(part, terms) for part, terms in whole if terms]
    every = [term for _, terms in whole for term in terms]
    shown = [(part, tuple(term for term in terms if _has_words(term, asked))) for part, terms in whole]
    present = service()
    joins = find_joins(present.engine, find_vocabulary())
    names = Names([*NOUNS, *(one.property for one in joins)])
    linked = tuple((names.link(one.subject), names.link(one.property), names.link(one.object)) for one in joins)
    classes = sum(term.kind == CLASS for term in every)
    return IndexPage(
        sentence=get_page_words("index_lead", classes=classes, properties=len(every) - classes, parts=len(whole)),
        drawing=draw_nouns(names.links(NOUNS), linked, get_page_words("diagram")),
        joins=linked,
        parts=tuple((part.name, part.title, _list(terms)) for part, terms in shown if terms),
        asked=asked,
        found=sum(len(terms) for _, terms in shown),
        total=len(every),
    )


def _list(terms: Sequence[DefinedTerm]) -> tuple[ListedTerm, ...]:
    return tuple(
        ListedTerm(
            make_link(one.iri, choose_label(one.labels, language()) or one.name),
            one.name,
            one.kind,
            choose_label(one.definitions, language()),
            one.count,
        )
        for one in terms
    )


def _has_words(term: DefinedTerm, asked: str) -> bool:
    """Return whether a term has all the words: in its name, or in its labels and definition in any language."""
    texts = [term.name, *term.labels.values(), *term.definitions.values()]
    text = fold(" ".join(texts))
    return all(word in text for word in fold(asked).split())
