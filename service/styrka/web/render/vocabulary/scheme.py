"""The concept schemes as pages: all of them with how many concepts they have, and each with how often each is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response

from styrka.ask.describe import Resource
from styrka.ask.overview import ThemeEntry, list_themes, order_tree
from styrka.engine.interface import Row, select_rows
from styrka.labels import choose_label
from styrka.text.locale import sort_key
from styrka.vocabulary import BASE, DEF, PREFIXES, sparql_prefixes
from styrka.web.context import language, service
from styrka.web.render.names import Link, Names, make_link
from styrka.web.render.shell.page import render_page
from styrka.web.render.vocabulary.words import get_page_words

THEMES: Final = BASE + "scheme/theme"
_DEFINITION: Final = PREFIXES["skos"] + "definition"
_SCHEMES: Final = (
    sparql_prefixes()
    + f"""SELECT ?scheme (COUNT(DISTINCT ?x) AS ?n) {{
  ?scheme a skos:ConceptScheme FILTER(STRSTARTS(STR(?scheme), "{BASE}scheme/"))
  OPTIONAL {{ ?x skos:inScheme ?scheme }} }} GROUP BY ?scheme"""
)
_TEXTS: Final = f'SELECT ?x ?text {{ ?x <{_DEFINITION}> ?text FILTER(STRSTARTS(STR(?x), "{BASE}scheme/")) }}'
_USES: Final = (
    sparql_prefixes()
    + f"""SELECT ?x (COUNT(?s) AS ?n) {{
  ?x skos:inScheme <%s> OPTIONAL {{ ?s ?p ?x FILTER(STRSTARTS(STR(?p), "{DEF}")) }} }} GROUP BY ?x"""
)


@dataclass(frozen=True)
class Listed:
    """A scheme or a concept: its way, what it means, and how many concepts it has or how often it is used."""

    link: Link
    definition: str
    count: int


@dataclass(frozen=True)
class SchemePage:
    """What the page of a scheme shows: its concepts; of the themes the tree, with how many regions have each."""

    name: str
    definition: str
    concepts: tuple[Listed, ...]
    tree: Sequence[tuple[Listed, Sequence[Listed]]]

    @property
    def sentence(self) -> str:
        """What it is, for those that list the page."""
        return self.definition or self.name


def render_schemes() -> Response:
    """Return the page of all schemes. Raises as ``Engine.run``."""
    schemes = _list(_select(_SCHEMES), "scheme")
    return render_page("vocabulary/schemes.html", schemes=schemes, tree=_grow_tree(), say=get_page_words)


def describe_scheme(found: Resource) -> SchemePage:
    """Return what the page of a scheme shows. Raises as ``Engine.run``."""
    texts = {
        one.value.term.language: one.value.term.value
        for one in found.statements
        if one.predicate.term.value == _DEFINITION
    }
    themes = found.iri == THEMES
    return SchemePage(
        found.named.label(language()),
        choose_label(texts, language()),
        () if themes else _list(_select(_USES % found.iri), "x"),
        _grow_tree() if themes else (),
    )


def _list(rows: Sequence[Row], column: str) -> tuple[Listed, ...]:
    texts: dict[str, dict[str, str]] = {}
    for row in _select(_TEXTS):
        texts.setdefault(row["x"].value, {})[row["text"].language] = row["text"].value
    iris = [row[column].value for row in rows if column in row]
    names, counts = Names(iris), {row[column].value: int(row["n"].value) for row in rows if column in row}
    listed = (Listed(names.link(iri), choose_label(texts.get(iri, {}), language()), counts[iri]) for iri in iris)
    return tuple(sorted(listed, key=lambda one: sort_key(one.link.label, language())))


def _grow_tree() -> list[tuple[Listed, list[Listed]]]:
    """Return the top themes with those below each, and how many regions have each."""
    themes = list_themes(service().engine, service().answers)
    names = Names(one.iri for one in themes)

    def show(one: ThemeEntry) -> Listed:
        return Listed(make_link(one.iri, names.name(one.iri)), "", one.regions)

    return [(show(top), [show(one) for one in below]) for top, below in order_tree(themes)]


def _select(query: str) -> list[Row]:
    return select_rows(service().engine, query)
