"""The cells of a table, from a release: names instead of IRIs, several values in one cell, one kind a column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Final

import pyoxigraph as ox

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.tables.declaration import Heading, TableDeclaration
from styrka.engine.interface import Engine, Term
from styrka.formats import TSV
from styrka.labels import choose_label, choose_language, find_labels
from styrka.vocabulary import BASE, DEF, PREFIXES, sparql_prefixes

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
_IRI_TITLES: Final = {"en": "address (IRI)", "sv": "adress (IRI)"}


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


@dataclass(frozen=True)
class TableContent:
    """What a release answers a table's query with: the terms by thing and column, and the labels of what is named."""

    declared: TableDeclaration
    terms: Mapping[str, Mapping[str, Sequence[Term]]]
    names: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, Mapping[str, str]]

    def table(self, language: str) -> Table:
        """Return a row for each thing, sorted by IRI; the first column is the thing's IRI.

        Parameters:
            language: the language of names and texts where there is a choice.
        """
        things = sorted(self.terms)
        columns = [Column(IRI, "", _IRI_TITLES, iri=True)]
        made: list[Sequence[Cell]] = [things]
        declared = {heading.name for heading in self.declared.headings}
        for heading in self.declared.headings:
            own = [self.terms[thing].get(heading.name, ()) for thing in things]
            column, cells = _column(heading, self.titles, own, {} if heading.iri else self.names, language)
            columns.append(column)
            made.append(cells)
            for beside, keys in add_columns(heading, column, own, self.names, language):
                if beside.name not in declared:
                    columns.append(beside)
                    made.append(keys)
        rows = tuple(zip(*made, strict=True))
        return Table(self.declared.slug, self.declared.title, self.declared.description, tuple(columns), rows)

    def long_table(self, name: str) -> Table:
        """Return one column as a long table: a row for each thing and value, with its key and both languages' labels.

        Parameters:
            name: of a column that the table has.
        """
        heading = next(one for one in self.declared.headings if one.name == name)
        rows = [
            (thing, *_spell_out(term, self.names))
            for thing in sorted(self.terms)
            for term in sorted(self.terms[thing].get(name, ()), key=lambda one: (one.value, one.language))
        ]
        titles = find_titles(heading, self.titles)
        columns = (
            Column(IRI, "", _IRI_TITLES, iri=True),
            Column("value", heading.property, titles, indirect=heading.indirect),
            Column("value_iri", heading.property, _beside(titles, "(IRI)"), iri=True, indirect=heading.indirect),
            Column("label_en", "", _beside(titles, "(English)", "(engelska)"), indirect=True, language="en"),
            Column("label_sv", "", _beside(titles, "(Swedish)", "(svenska)"), indirect=True, language="sv"),
            Column("language", "", {"en": "language", "sv": "språk"}, indirect=True),
            Column("precision", "", {"en": "precision", "sv": "noggrannhet"}, indirect=True),
        )
        both = {tag: f"{self.declared.title[tag]}: {titles.get(tag) or name}" for tag in self.declared.title}
        return Table(f"{self.declared.slug}.{name}", both, self.declared.description, columns, tuple(rows))

    def list_several(self) -> tuple[str, ...]:
        """Return the columns that have several values for one thing."""
        return tuple(
            one.name
            for one in self.declared.headings
            if any(len(values.get(one.name, ())) > 1 for values in self.terms.values())
        )


def select_content(engine: Engine, declared: TableDeclaration) -> TableContent:
    """Return what a release has for a noun's table, whatever language it will be written in."""
    found: defaultdict[str, defaultdict[str, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
    for row in _solutions(engine, sparql_prefixes() + declared.text):
        values = found[row["thing"].value]
        if "column" in row:
            values[row["column"].value][row["value"]] = None  # each once, though several sources state it
    cells = {thing: {name: list(terms) for name, terms in columns.items()} for thing, columns in found.items()}
    shown = {heading.name for heading in declared.headings if not heading.iri}
    names = _labels(
        engine,
        (
            term.value
            for thing in cells.values()
            for name, terms in thing.items()
            if name in shown
            for term in terms
            if term.is_iri
        ),
    )
    return TableContent(declared, cells, names, _labels(engine, (heading.property for heading in declared.headings)))


def fill_table(engine: Engine, declared: TableDeclaration, language: str) -> Table:
    """Return a noun's table in a language."""
    return select_content(engine, declared).table(language)


def make_answer_table(engine: Engine, answer: AnsweredQuestion, language: str) -> Table:
    """Return the answer to a question as a table, with a column for each of the question's.

    A thing is shown by its name, as the question gives it or else by its label, and its IRI stands in a column beside
    it. A name alone shows why there is no thing.
    """
    names = _labels(engine, (term.value for row in answer.rows for term in row.values() if term.is_iri))
    titles = _labels(engine, (form for name in answer.columns for form in _terms_of(name)))
    columns: list[Column] = []
    made: list[Sequence[Cell]] = []
    for name in answer.columns:
        if name.endswith("Name") and name[:-4] in answer.columns:
            continue
        things = [row.get(name) for row in answer.rows]
        names_or_things = [row.get(f"{name}Name") or thing for row, thing in zip(answer.rows, things, strict=True)]
        property_ = next((form for form in _terms_of(name) if form in titles), "")
        words = dict(answer.query.wording.headings.get(name, {}))
        heading = Heading(name, property_, words if words or property_ else {"en": _space_words(name)})
        shown = [[one] if one else [] for one in names_or_things]
        column, values = _column(heading, titles, shown, names, language)
        columns.append(column)
        made.append(values)
        for extra, cells in add_columns(heading, column, shown, names, language):
            if extra.name.endswith("_precision"):
                columns.append(extra)
                made.append(cells)
        iris = [thing.value if thing and thing.is_iri else None for thing in things]
        if any(iris) and iris != values:
            beside = {tag: f"{column.title(tag)} (IRI)" for tag in ("en", "sv")}
            columns.append(Column(f"{name}_iri", property_, beside, iri=True))
            made.append(iris)
    rows = tuple(zip(*made, strict=True)) if made else ()
    return Table(answer.query.slug, answer.query.summary, answer.query.description, tuple(columns), rows)


def find_titles(heading: Heading, titles: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what a column is called, by language: the property's labels, and what the declaration has instead."""
    return dict(titles.get(heading.property, {})) | dict(heading.titles)


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
        words = _beside(column.titles, "(IRI)")
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
        words = _beside(column.titles, "(precision)", "(noggrannhet)")
        yield Column(f"{heading.name}_precision", "", words, several=several, indirect=True), levels


def _beside(titles: Mapping[str, str], english: str, swedish: str = "") -> dict[str, str]:
    return {tag: f"{text} {swedish if tag == 'sv' and swedish else english}" for tag, text in titles.items()}


def _label(term: Term, names: Mapping[str, Mapping[str, str]], language: str) -> str:
    return choose_label(names.get(term.value) or {"": term.value}, language)


def _spell_out(term: Term, names: Mapping[str, Mapping[str, str]]) -> tuple[Cell, ...]:
    """Return a value as the row of a long table has it."""
    if not term.is_iri:
        return term.value, None, None, None, term.language or None, PRECISIONS.get(term.datatype)
    labels = names.get(term.value, {})
    shown = choose_label(labels, "en") if labels else term.value
    return shown, term.value, labels.get("en"), labels.get("sv"), None, None


def _terms_of(name: str) -> tuple[str, str]:
    """Return the property and the class that a column of a question may be called after."""
    return DEF + name, DEF + name[:1].upper() + name[1:]


def _column(
    heading: Heading,
    titles: Mapping[str, Mapping[str, str]],
    own: Sequence[Sequence[Term]],
    names: Mapping[str, Mapping[str, str]],
    language: str,
) -> tuple[Column, list[Cell]]:
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


def _labels(engine: Engine, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return labels by language of the IRIs that stand under our base.

    The alphabetically first where there are several.
    """
    return find_labels(partial(_solutions, engine), (iri for iri in iris if iri.startswith((BASE, *_REUSED))))


_REUSED: Final = tuple(PREFIXES[name] for name in ("skos", "dcterms", "foaf", "owl", "prov", "geo", "sssom", "rdf"))


def _solutions(engine: Engine, query: str) -> list[dict[str, Term]]:
    """Return the rows of a SELECT; asked for as TSV, which takes a third of the bytes of JSON."""
    found = ox.parse_query_results(engine.run(query, TSV).read(), format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions), "a SELECT has rows"
    names = [variable.value for variable in found.variables]
    return [
        {name: _term(value) for name, value in zip(names, solution, strict=True) if value is not None}
        for solution in found
    ]


def _term(term: object) -> Term:
    if isinstance(term, ox.Literal):
        return Term("literal", term.value, term.language or "", "" if term.language else term.datatype.value)
    if isinstance(term, ox.NamedNode):
        return Term("uri", term.value)
    return Term("bnode", str(term))


def _space_words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
