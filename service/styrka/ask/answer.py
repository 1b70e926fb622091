"""One question asked of one release: its values checked against the data, its rows, and the words for what is shown."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import msgspec
import pyoxigraph as ox

from styrka.ask.evidence import Derive, EvidenceCache, Support, list_sources, resolve_evidence
from styrka.ask.parameters import Parameter
from styrka.ask.question import Query
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Document, Engine, Head, Row, Rows, Term, ask_truth, select_rows
from styrka.engine.serialisation import write_bindings
from styrka.errors import BadParameter
from styrka.formats import Format
from styrka.labels import PATH as LABEL_PATH
from styrka.labels import collect_labels
from styrka.vocabulary import shorten, sparql_prefixes

_CELLS: Final = 250_000  # of the answers in a cache together; some 50 MB
_TOGETHER: Final = 250  # rows whose evidence one query finds
EVIDENCE: Final = "evidence"  # the column with the sources of each row
_THINGS: Final = 5_000  # that were asked about and are known
_TEXT: Final = 300  # characters of a query that take as much memory as a cell


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question with the values it was asked with, its columns, and all of its rows or a part of them.

    Attributes:
        rows: the rows, in the order of the query.
        total: how many rows the whole answer has.
        before: how many rows of the whole answer come before ``rows``.
        evidence: what each of ``rows`` rests on; empty until ``add_evidence``.
    """

    query: Query
    values: Mapping[str, str | None]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    before: int = 0
    evidence: tuple[tuple[Support, ...], ...] = ()

    @cached_property
    def first(self) -> tuple[str, str] | None:
        """The column and the IRI that rows have which come before the others; None where no row does."""
        for one in self.query.parameters:
            if one.first and (value := self.values[one.name]):
                return one.first, one.iri(value)
        return None

    def comes_first(self, row: Row) -> bool:
        """Return whether a row comes before the others."""
        return self.first is not None and self.first[0] in row and row[self.first[0]].value == self.first[1]


class Answers:
    """A cache of whole answers, so that the second page of one needs no second evaluation. Safe to share among threads.

    An answer is found by the release and the SPARQL with its values in place; the least recently used one goes first.
    """

    def __init__(self, cells: int = _CELLS) -> None:
        """Make a cache for at most ``cells`` cells in all."""
        self._limit = cells
        self._size = 0
        self._rows: OrderedDict[tuple[str, str], tuple[Row, ...]] = OrderedDict()
        self._known: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many answers there are."""
        return len(self._rows)

    def rows(self, engine: Engine, text: str, check: Callable[[], None] = lambda: None) -> tuple[Row, ...]:
        """Return the rows of a SELECT, evaluated unless they are in the cache.

        Parameters:
            check: called before the evaluation. What it refuses is never in the cache, so what is there needs no check.

        Raises:
            StyrkaError: As ``Engine.run``.
        """
        key = (engine.version, text)
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
                return self._rows[key]
        check()
        found = tuple(select_rows(engine, text))
        size = _measure_size(text, found)
        with self._lock:
            if size <= self._limit and key not in self._rows:
                self._rows[key] = found
                self._size += size
                while self._size > self._limit:
                    (_, old), rows = self._rows.popitem(last=False)
                    self._size -= _measure_size(old, rows)
        return found

    def has_thing(self, engine: Engine, class_: str, iri: str) -> bool:
        """Return whether a release knows a thing of a class; what it knows is asked once. Raises as ``Engine.run``."""
        key = (engine.version, class_, iri)
        if key in self._known:
            return True
        known = ask_truth(engine, AdmittedQuery(f"ASK {{ <{iri}> a <{class_}> }}", Form.ASK))
        if known:  # of what is not known there is no end, so it is not remembered
            with self._lock:
                if len(self._known) >= _THINGS:
                    self._known = set()
                self._known.add(key)
        return known


def _measure_size(text: str, rows: tuple[Row, ...]) -> int:
    """Return how many cells an answer counts as; one without rows takes memory too."""
    return 1 + len(text) // _TEXT + sum(map(len, rows))


def answer_question(
    engine: Engine, query: Query, given: Mapping[str, str], answers: Answers | None = None
) -> AnsweredQuestion:
    """Return the whole answer to a question.

    Parameters:
        given: values by parameter name, as people write them.
        answers: a cache that may have the answer already.

    Raises:
        BadParameter: For a value of the wrong kind, or a thing that the release does not know;
            ``reading.read_values`` finds what names mean.
    """
    cache = Answers(0) if answers is None else answers
    values = query.values(given)
    kept = {one.column: values[one.name] for one in query.parameters if one.column and values[one.name] != one.default}
    beside = {one.name for one in query.parameters if one.column or one.first or one.within}
    wide = {name: text for name, text in given.items() if name not in beside}
    found = cache.rows(engine, query.bind(wide), lambda: _check_values(engine, query, given, cache))
    if kept:
        query.terms(given)  # refuses what is no value
        found = tuple(row for row in found if all(name in row and row[name].value == kept[name] for name in kept))
    for one in query.parameters:
        if (one.first or one.within) and (value := values[one.name]):
            _check_known(engine, one, value, cache)
            if one.within:
                inside = _list_parts(engine, one.iri(value), cache)
                found = tuple(row for row in found if one.within in row and row[one.within].value in inside)
    return put_first(AnsweredQuestion(query, values, query.columns, found, len(found)))


def _list_parts(engine: Engine, iri: str, cache: Answers) -> set[str]:
    """Return a region and those inside it, as ``styrka:partOf`` has them, by IRI."""
    rows = cache.rows(engine, f"{sparql_prefixes()}SELECT ?part {{ ?part styrka:partOf <{iri}> }}")
    return {iri, *(row["part"].value for row in rows)}


def put_first(answered: AnsweredQuestion) -> AnsweredQuestion:
    """Return the answer with those rows first that a value of the question asks for, in the order that they have."""
    if answered.first is None:
        return answered
    return replace(answered, rows=tuple(sorted(answered.rows, key=lambda row: not answered.comes_first(row))))


def cut_rows(answered: AnsweredQuestion, offset: int, limit: int | None) -> AnsweredQuestion:
    """Return at most ``limit`` rows of a whole answer (all when None), without the first ``offset``."""
    end = None if limit is None else offset + limit
    return replace(answered, rows=answered.rows[offset:end], before=min(offset, answered.total))


def add_evidence(
    engine: Engine, answered: AnsweredQuestion, derive: Derive, cache: EvidenceCache | None = None
) -> AnsweredQuestion:
    """Return the answer with what each of its rows rests on.

    Parameters:
        derive, cache: as for ``resolve_evidence``.

    Raises as ``Engine.run``.
    """
    query, rows = answered.query, answered.rows
    terms = query.terms({name: value for name, value in answered.values.items() if value is not None})
    found: list[tuple[Support, ...]] = []
    for start in range(0, len(rows), _TOGETHER):
        part = rows[start : start + _TOGETHER]
        found += resolve_evidence(engine, query.evidence, part, terms, derive, query.columns, cache)
    return replace(answered, evidence=tuple(found))


def list_row_sources(answered: AnsweredQuestion) -> AnsweredQuestion:
    """Return the answer with a column ``evidence``: the IRIs of the sources of each row, with spaces between."""
    rows = tuple(
        {**row, EVIDENCE: Term("literal", " ".join(list_sources(supports)))}
        for row, supports in zip(answered.rows, answered.evidence, strict=True)
    )
    return replace(answered, columns=(*answered.columns, EVIDENCE), rows=rows)


def write_answer(answered: AnsweredQuestion, format_: Format) -> bytes:
    """Return an answer, or the part of it, in one of SPARQL's formats for rows, as an engine writes it."""
    document = msgspec.json.encode(Document(Head(answered.columns), Rows(list(answered.rows))))
    body = io.BytesIO()
    write_bindings(lambda: ox.parse_query_results(document, ox.QueryResultsFormat.JSON), format_, body)
    return body.getvalue()


def find_choices(engine: Engine, class_: str) -> dict[str, dict[str, str]]:
    """Return the things of a class that a parameter can name: labels by language by IRI."""
    return collect_labels(select_rows(engine, f"SELECT ?x ?label {{ ?x a <{class_}> ; {LABEL_PATH} ?label }}"))


def _check_values(engine: Engine, query: Query, given: Mapping[str, str], answers: Answers) -> None:
    for name, value in query.values(given).items():
        parameter = query.parameter(name)
        if parameter.type == "iri" and value is not None:
            _check_known(engine, parameter, value, answers)


def _check_known(engine: Engine, parameter: Parameter, value: str, answers: Answers) -> None:
    if answers.has_thing(engine, parameter.class_, parameter.iri(value)):
        return
    raise BadParameter(
        f"{parameter.name} is {value!r}; no {shorten(parameter.class_).rsplit(':', 1)[-1]} of that name is recorded.",
        sv=f"{parameter.name} är {value!r}; inget med det namnet är registrerat.",
        parameter=parameter.name,
        value=value,
    )
