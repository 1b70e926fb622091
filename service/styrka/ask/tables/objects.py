"""An answer and a table as JSON that people want: rows as objects, with IRIs, codes, labels and the precision of dates.

A cell is always of one of these forms, whatever the language of who asks: a thing is an object with ``iri``, ``code``
(what parameters take) and ``labels``; a text in a language has ``text`` and ``language``; a date has ``value`` and
``precision``; a number is a number, any other text a string, and what is not recorded is null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.sentence import Sentence
from styrka.ask.row_evidence import RowSupport
from styrka.ask.tables.cells import TableContent
from styrka.ask.tables.columns import PRECISIONS, find_titles
from styrka.engine.interface import Term
from styrka.vocabulary import BASE, PREFIXES

Labels = Mapping[str, Mapping[str, str]]
_XSD: Final = PREFIXES["xsd"]
_WHOLE: Final = frozenset(
    _XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)
_NUMBER: Final = frozenset(_XSD + name for name in ("decimal", "double", "float"))
_SCHEMES: Final = ("http://", "https://")
_DATE: Final = re.compile(r"[12]\d{3}(-\d{2}(-\d{2})?)?")
_NOT_RECORDED: Final = ("date not recorded", "not recorded")  # as questions say it in the place of a date
LANGUAGES: Final = ("en", "sv")


def make_code(iri: str) -> str | None:
    """Return what a parameter takes for a thing of ours: ``SE122``, ``energy``; None for a thing of others.

    >>> make_code("https://w3id.org/styrka/id/region/SE122")
    'SE122'
    """
    if not iri.startswith(BASE):
        return None
    first, _, rest = iri.removeprefix(BASE).partition("/")
    return (rest.partition("/")[2] if first in ("id", "scheme") else rest) or rest or first


def make_thing(iri: str, labels: Labels) -> dict[str, Any]:
    """Return a thing as JSON has it: labels in English and Swedish, and in no language where it has only such a one."""
    names = labels.get(iri, {})
    return {"iri": iri, "code": make_code(iri), "labels": dict(sorted(names.items()))}


def make_value(term: Term | None, labels: Labels) -> Any:
    """Return a cell as JSON has it."""
    if term is None:
        return None
    if term.is_iri:
        return make_thing(term.value, labels)
    if term.language:
        return {"text": term.value, "language": term.language}
    if term.datatype in PRECISIONS:
        return {"value": term.value, "precision": PRECISIONS[term.datatype]}
    if term.datatype == _XSD + "boolean":
        return term.value in ("true", "1")
    try:
        if term.datatype in _WHOLE:
            return int(term.value)
        if term.datatype in _NUMBER and (number := Decimal(term.value)).is_finite():
            return float(number)
    except (ValueError, ArithmeticError):
        pass
    return term.value


def list_named(answered: AnsweredQuestion) -> set[str]:
    """Return the IRIs in an answer, those in lists of IRIs included: whose labels ``write_rows`` needs."""
    found: set[str] = set()
    for row in answered.rows:
        for term in row.values():
            found.update((term.value,) if term.is_iri else term.value.split() if _is_list(term) else ())
    return found


def write_rows(
    answered: AnsweredQuestion,
    labels: Labels,
    evidence: Sequence[Iterable[RowSupport]],
    sentences: Mapping[str, Sentence],
    version: str,
    whole: AnsweredQuestion | None = None,
) -> bytes:
    """Return an answer, or a part of it, as JSON; the same for readers of every language.

    Parameters:
        whole: the whole answer, where this is a part: it decides which columns have lists.
        labels: those of the things in it, by IRI and language.
        evidence: what each row rests on.
        sentences: the answer in words, by language.
        version: of the release that answered.
    """
    query = answered.query
    lists = _find_lists(whole or answered)
    document = {
        "question": query.slug,
        "summary": dict(query.summary),
        "release": version,
        "parameters": dict(answered.values),
        "answer": {tag: one.to_json() for tag, one in sentences.items()},
        "total": answered.total,
        "offset": answered.before,
        "columns": [
            {"name": name, "titles": {tag: query.wording.heading(name, tag) for tag in LANGUAGES}}
            for name in answered.columns
        ],
        "rows": [
            {
                **{
                    name: _make_cell(row.get(name), labels, several=name in lists, date=name in query.wording.dates)
                    for name in answered.columns
                },
                "evidence": [one.to_json() for one in supports],
            }
            for row, supports in zip(answered.rows, evidence, strict=True)
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def write_content(content: TableContent, labels: Labels, licence: str, version: str) -> bytes:
    """Return a noun's table as JSON: an object a thing, a list a column.

    Parameters:
        labels: those of the table's things, by IRI and language.
        licence: the IRI of the data's licence.
        version: of the release that answered.
    """
    declared = content.declared
    document = {
        "table": declared.slug,
        "title": dict(declared.title),
        "description": dict(declared.description),
        "release": version,
        "licence": licence,
        "columns": [
            {"name": one.name, "property": one.property, "titles": find_titles(one, content.titles)}
            for one in declared.headings
        ],
        "total": len(content.terms),
        "rows": [
            {
                "thing": make_thing(thing, labels),
                **{
                    one.name: [make_value(term, content.names) for term in content.terms[thing].get(one.name, ())]
                    for one in declared.headings
                },
            }
            for thing in sorted(content.terms)
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _make_cell(term: Term | None, labels: Labels, *, several: bool, date: bool) -> Any:
    if several:
        return [make_thing(iri, labels) for iri in term.value.split()] if term is not None else []
    if date and term is not None:
        if found := _DATE.fullmatch(term.value):
            return {"value": term.value, "precision": "day" if found[2] else "month" if found[1] else "year"}
        if term.value in _NOT_RECORDED:
            return None
    return make_value(term, labels)


def _find_lists(answered: AnsweredQuestion) -> set[str]:
    """Return the columns whose cells are lists of IRIs, which a query joins with spaces."""
    found = set()
    for name in answered.columns:
        terms = [row[name] for row in answered.rows if name in row]
        if terms and all(_is_list(term) or not term.value for term in terms) and any(term.value for term in terms):
            found.add(name)
    return found


def _is_list(term: Term) -> bool:
    parts = term.value.split()
    return not (term.is_iri or term.language) and bool(parts) and all(one.startswith(_SCHEMES) for one in parts)
