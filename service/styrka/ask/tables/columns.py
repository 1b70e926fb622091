"""A column of a table: what it is called, of what kind its cells are, and how they are made of terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from styrka.ask.tables.declaration import Heading
from styrka.engine.interface import Term
from styrka.labels import choose_label, choose_language
from styrka.vocabulary import PREFIXES

Cell = str | int | Decimal | date | None
SEVERAL: Final = "; "
IRI: Final = "iri"
_XSD: Final = PREFIXES["xsd"]
# The precision of a date, by its datatype.
PRECISIONS: Final = {_XSD + "gYear": "year", _XSD + "gYearMonth": "month", _XSD + "date": "day"}
_WHOLE: Final = frozenset(
    _XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "gYear")
)
_NUMBER: Final = frozenset(_XSD + name for name in ("decimal", "double", "float"))


@dataclass(frozen=True)
class Column:
    """A column: its name, the IRI of its property (empty: none), its title by language, and what its cells are.

    ``kind`` is ``text``, ``integer``, ``decimal`` or ``date``; ``several`` means that a cell may hold several values,
    ``indirect`` that the cells are not the property's values themselves but names of them, or values of something else;
    ``iri`` that they are IRIs; ``language`` is the language of every value (empty: not all are in one).
    """

    name: str
    property: str
    titles: Mapping[str, str]
    kind: str = "text"
    several: bool = False
    indirect: bool = False
    iri: bool = False
    language: str = ""

    def title(self, language: str) -> str:
        """Return the title in a language, else in English, else the name."""
        return self.titles.get(language) or self.titles.get("en") or self.name


@dataclass(frozen=True)
class Table:
    """A table: its slug and words by language, its columns, and its rows in the order of the first column's IRI."""

    slug: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def find_titles(heading: Heading, titles: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what a column is called, by language: the property's labels, and what the declaration has instead."""
    return dict(titles.get(heading.property, {})) | dict(heading.titles)


def make_column(
    heading: Heading,
    titles: Mapping[str, Mapping[str, str]],
    own: Sequence[Sequence[Term]],
    names: Mapping[str, Mapping[str, str]],
    language: str,
) -> tuple[Column, list[Cell]]:
    """Return a column and its cells, of one kind: text where values are several, mixed or not of their datatype.

    Parameters:
        heading: what the declaration has of it.
        titles: the labels of properties, by language.
        own: the terms of each cell.
        names: the labels of what terms name, by language; empty where IRIs are to stand.
        language: the reader's.
    """
    column_titles = find_titles(heading, titles)
    chosen = [_choose_values(terms, names, language) for terms in own]
    several = any(len(texts) > 1 for texts in chosen)
    kind = "text" if several else _kind({_kind_of(term) for terms in own for term in terms})
    if kind != "date" and any(term.datatype in PRECISIONS for terms in own for term in terms):
        kind = "text"  # years, months and days; the column beside it has the precision of each
    values: list[Cell] = [_cell(texts, kind) for texts in chosen]
    if kind != "text" and any(isinstance(value, str) for value in values):
        kind, values = "text", [_cell(texts, "text") for texts in chosen]  # a value that is not of its datatype
    named = heading.indirect or any(term.value in names for terms in own for term in terms if term.is_iri)
    iris = heading.iri and all(term.is_iri for terms in own for term in terms)
    spoken = language if all(_is_in(terms, language) for terms in own) else ""
    return Column(heading.name, heading.property, column_titles, kind, several, named, iris, spoken), values


def _choose_values(terms: Sequence[Term], names: Mapping[str, Mapping[str, str]], language: str) -> list[str]:
    """Return the values as texts, each once, sorted. Where there are several languages, the reader's counts."""
    texts = {choose_label(names.get(term.value) or {"": term.value}, language) for term in terms if term.is_iri}
    literals = [term for term in terms if not term.is_iri]
    tags = {term.language for term in literals if term.language}
    tag = choose_language(tags, language)
    texts |= {term.value for term in literals if term.language in ("", tag)}
    return sorted(texts)


def _is_in(terms: Sequence[Term], language: str) -> bool:
    """Return whether the chosen values are texts in a language; also where there is none."""
    tags = {term.language for term in terms}
    return not tags or (language in tags and "" not in tags)


def _cell(texts: Sequence[str], kind: str) -> Cell:
    if not texts:
        return None
    try:
        if kind == "integer":
            return int(texts[0])
        if kind == "decimal":
            number = Decimal(texts[0])
            return number if number.is_finite() else texts[0]
        if kind == "date":
            return date.fromisoformat(texts[0])
    except (ValueError, InvalidOperation):
        pass
    return SEVERAL.join(texts)


def _kind_of(term: Term) -> str:
    if term.datatype in _WHOLE:
        return "integer"
    if term.datatype in _NUMBER:
        return "decimal"
    return "date" if term.datatype == _XSD + "date" else "text"


def _kind(kinds: set[str]) -> str:
    if kinds == {"integer", "decimal"}:
        return "decimal"
    return kinds.pop() if len(kinds) == 1 else "text"


def add_columns(
    heading: Heading,
    column: Column,
    own: Sequence[Sequence[Term]],
    names: Mapping[str, Mapping[str, str]],
    language: str,
) -> Iterator[tuple[Column, list[Cell]]]:
    """Yield the columns beside one: the IRIs of what it names, in the same order, and the precision of its dates."""
    iris = [[term for term in terms if term.is_iri] for terms in own]
    if not heading.iri and any(iris):
        ordered = [sorted(terms, key=lambda term: (_label(term, names, language), term.value)) for terms in iris]
        keys: list[Cell] = [SEVERAL.join(term.value for term in terms) or None for terms in ordered]
        several = any(len(terms) > 1 for terms in iris)
        words = put_beside(column.titles, "(IRI)")
        yield (
            Column(
                f"{heading.name}_iri", heading.property, words, several=several, indirect=heading.indirect, iri=True
            ),
            keys,
        )
    if any(term.datatype in PRECISIONS for terms in own for term in terms):
        levels: list[Cell] = [
            SEVERAL.join(sorted({PRECISIONS[term.datatype] for term in terms if term.datatype in PRECISIONS})) or None
            for terms in own
        ]
        several = any(len(terms) > 1 for terms in own)
        words = put_beside(column.titles, "(precision)", "(noggrannhet)")
        yield Column(f"{heading.name}_precision", "", words, several=several, indirect=True), levels


def put_beside(titles: Mapping[str, str], english: str, swedish: str = "") -> dict[str, str]:
    """Return the titles of a column with a word after each, in English or Swedish."""
    return {tag: f"{text} {swedish if tag == 'sv' and swedish else english}" for tag, text in titles.items()}


def _label(term: Term, names: Mapping[str, Mapping[str, str]], language: str) -> str:
    return choose_label(names.get(term.value) or {"": term.value}, language)
