"""The cells of a table, from a release: names instead of IRIs, several values in one cell, one kind a column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pyoxigraph as ox

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.tables.columns import (
    IRI,
    PRECISIONS,
    Cell,
    Column,
    Table,
    add_columns,
    find_titles,
    make_column,
    put_beside,
)
from styrka.ask.tables.declaration import Heading, TableDeclaration
from styrka.engine.interface import Engine, Term
from styrka.errors import QueryTooExpensive
from styrka.formats import TSV
from styrka.labels import choose_label, find_labels
from styrka.vocabulary import BASE, DEF, PREFIXES, sparql_prefixes

_IRI_TITLES: Final = {"en": "address (IRI)", "sv": "adress (IRI)"}


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
            column, cells = make_column(heading, self.titles, own, {} if heading.iri else self.names, language)
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
            Column("value_iri", heading.property, put_beside(titles, "(IRI)"), iri=True, indirect=heading.indirect),
            Column("label_en", "", put_beside(titles, "(English)", "(engelska)"), indirect=True, language="en"),
            Column("label_sv", "", put_beside(titles, "(Swedish)", "(svenska)"), indirect=True, language="sv"),
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


def select_content(
    engine: Engine, declared: TableDeclaration, columns: Sequence[str] = (), things: Iterable[str] = ()
) -> TableContent:
    """Return what a release has for a noun's table, whatever language it will be written in.

    Parameters:
        columns: which ones are wanted; none means all.
        things: the IRIs of those that are wanted; none means all.

    Raises as ``Engine.run``.
    """
    found: defaultdict[str, defaultdict[str, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
    for row in _read_rows(engine, declared, columns, tuple(things)):
        values = found[row["thing"].value]
        if "value" in row:
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
    return TableContent(declared, cells, names, find_property_labels(engine, (declared,)))


def find_property_labels(engine: Engine, declared: Iterable[TableDeclaration]) -> dict[str, dict[str, str]]:
    """Return the labels of the properties of tables' columns, by IRI and language. Raises as ``Engine.run``."""
    return _labels(engine, (heading.property for one in declared for heading in one.headings))


def _read_rows(
    engine: Engine, declared: TableDeclaration, columns: Sequence[str], things: Sequence[str]
) -> Iterator[dict[str, Term]]:
    """Yield the rows of a table's query; those of one column after another's where all are too large an answer."""
    try:
        found = _solutions(engine, sparql_prefixes() + declared.narrow(columns, things))
    except QueryTooExpensive as error:
        if error.evidence.get("cause") != "bytes" or len(columns) == 1:
            raise
        found = []
        for column in columns or [heading.name for heading in declared.headings]:
            yield from _read_rows(engine, declared, (column,), things)
    yield from found


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
        column, values = make_column(heading, titles, shown, names, language)
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
