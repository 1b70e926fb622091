"""An answer in words: what was asked, the sentence that answers it, and what must be known beside that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.alike import find_alike
from styrka.ask.pages.caveats import CAVEATS
from styrka.ask.pages.counts import Condition, Count, choose_rows, find_nested, list_values
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.template import Value, fill_template
from styrka.engine.interface import Row, Term
from styrka.text.locale import format_date
from styrka.vocabulary import BASE

_NAMED: Final = 5  # names of a list that stand in a sentence
_AND: Final = {"en": ("and", "more"), "sv": ("och", "till")}


@dataclass(frozen=True)
class Sentence:
    """An answer in words, in one language; ``answer`` says what is missing where there are no rows."""

    title: str
    answer: str
    caveats: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it JSON-serialisable."""
        return {"title": self.title, "sentence": self.answer, "caveats": list(self.caveats)}

    def to_text(self) -> str:
        """Return it as paragraphs of plain text."""
        return "\n".join((self.answer, *self.caveats))


def write_sentence(asked: AnsweredQuestion, reader: Reader) -> Sentence:
    """Return the whole answer to a question in the reader's words. Raises as ``Engine.run``."""
    page, values = asked.query.page, name_values(asked, reader)
    counted = count_rows(asked, reader)
    said = page.answer if asked.rows else page.empty
    return Sentence(
        fill_template(page.title[reader.language], values | counted, reader.language, asked.values),
        fill_template(said[reader.language], values | counted, reader.language, asked.values),
        tuple(text for name in page.caveats if (text := CAVEATS[name](asked, reader))) if asked.rows else (),
    )


def name_values(asked: AnsweredQuestion, reader: Reader) -> dict[str, Value]:
    """Return what the value of each parameter is called, by name; nothing where it is left open."""
    query = asked.query
    return {name: reader.value(query, query.parameter(name), value) for name, value in asked.values.items()}


def count_rows(asked: AnsweredQuestion, reader: Reader) -> dict[str, Value]:
    """Return the numbers and names that the page of the question declares, of the whole answer."""
    counted: dict[str, Value] = {}

    @cache  # several counts leave the same territories out
    def list_nested(count: Count) -> Mapping[str, str]:
        return find_nested(_find_rows(count, asked, reader), count.column, count.through, reader.larger)

    for name, count in asked.query.page.counts.items():
        if count.difference:
            one, sign, two = count.difference
            numbers = [int(value) if isinstance(value, int) else 0 for value in (counted[one], counted[two])]
            counted[name] = numbers[0] - numbers[1] if sign == "-" else numbers[0] + numbers[1]
        else:
            counted[name] = _count(count, asked, reader, list_nested)
    return counted


def _find_rows(count: Count, asked: AnsweredQuestion, reader: Reader) -> Sequence[Row]:
    """Return the rows of the question that a count is of, before its conditions."""
    return reader.ask(count.question, asked) if count.question else asked.rows


def _count(
    count: Count, asked: AnsweredQuestion, reader: Reader, list_nested: Callable[[Count], Mapping[str, str]]
) -> Value:
    rows = choose_rows(_find_rows(count, asked, reader), [_settle(one, asked) for one in count.conditions])
    if count.form == "rows":
        return len(rows)
    if count.form == "alike" and asked.query.page.alike:
        alike, column = find_alike(asked, reader), asked.query.page.alike.column
        rows = [row for row in rows if column in row and row[column].value in alike and not asked.comes_first(row)]
    values = list_values(rows, count.column)
    if count.form == "distinct":
        return len(values)
    if count.through:
        nested = list_nested(replace(count, form="nested", conditions=()))
        return sum((value in nested) is (count.form == "nested") for value in values)
    if count.form == "list":
        return _list_names(rows, count.column, asked, reader)
    terms = [row[count.column] for row in rows if count.column in row]
    if count.form == "sum":
        return int(sum(_number(term) or 0 for term in terms))
    if not terms:
        return None
    if count.form != "first":
        terms.sort(
            key=lambda term: ((_number(term) or 0) if term.datatype else 0, term.value), reverse=count.form == "most"
        )
    return _name(terms[0], asked, reader)


def _settle(condition: Condition, asked: AnsweredQuestion) -> Condition:
    """Return a condition with what the question was asked with, where its value names a parameter."""
    if not condition.value.startswith("$"):
        return condition
    parameter = asked.query.parameter(condition.value[1:])
    value = asked.values[parameter.name] or ""
    return replace(condition, value=parameter.iri(value) if value and parameter.type == "iri" else value)


def _name(term: Term, asked: AnsweredQuestion, reader: Reader) -> Value:
    """Return a number as one, a thing by its name, a code by its word, a date in words."""
    if term.is_iri:
        return reader.mention(term.value)
    number = _number(term)
    if number is not None and term.datatype and not term.datatype.endswith("#gYear"):
        return int(number) if number == int(number) else float(number)
    return term.value if term.language else format_date(reader.word(asked.query, term.value), reader.language)


def _list_names(rows: Sequence[Row], column: str, asked: AnsweredQuestion, reader: Reader) -> str:
    terms = dict.fromkeys(term for row in rows if column in row for term in split_things(row[column]))
    names = [str(_name(term, asked, reader)) for term in list(terms)[:_NAMED]]
    and_, more = _AND[reader.language]
    if len(terms) > _NAMED:
        return f"{', '.join(names)} {and_} {len(terms) - _NAMED} {more}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {and_} {names[-1]}" if names else ""


def split_things(term: Term) -> list[Term]:
    """Return the things of a cell that has the IRIs of several with spaces between; else the term alone."""
    if term.is_iri or not term.value.startswith(BASE):
        return [term]
    return [Term("uri", iri) for iri in term.value.split()]


def _number(term: Term) -> Decimal | None:
    try:
        return Decimal(term.value)
    except InvalidOperation:
        return None
