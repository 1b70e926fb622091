"""The page at ``/sparql``: the field, examples and vocabulary beside it, and below it the answer to a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, request
from markupsafe import Markup

from styrka.ask.vocabulary.terms import DefinedTerm
from styrka.ask.writing.check import Remark, mend_query
from styrka.ask.writing.misspelt import MisspeltTerm, find_misspelt, replace_term
from styrka.errors import StyrkaError
from styrka.formats import Format
from styrka.labels import choose_label
from styrka.text.locale import format_number
from styrka.web.context import language, service
from styrka.web.http.problems import Problem
from styrka.web.render.answer.views import Bar
from styrka.web.render.cells import write_rows
from styrka.web.render.lists import group_questions
from styrka.web.render.names import find_labels
from styrka.web.render.related import keep_language
from styrka.web.render.results import Result
from styrka.web.render.shell.page import make_reader_address, render_page
from styrka.web.render.sparql.examples import write_commented, write_default
from styrka.web.render.sparql.views import draw_regions, make_bars
from styrka.web.render.sparql.words import list_editor_words
from styrka.web.render.vocabulary.release import Part, list_parts

SHAREABLE: Final = 6000  # characters of a query that stands in an address
_MARKS: Final = 5  # places that are shown
_AROUND: Final = 80  # characters of a line before and after what is wrong


@dataclass(frozen=True)
class Doubt:
    """A term that there is not, and for each that is nearly so the address of the query with it in place."""

    term: MisspeltTerm
    mended: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MarkedPlace:
    """What is wrong at one place of a query: the line with the place in it, and each fix with the mended query."""

    remark: Remark
    before: str
    here: str
    after: str
    mended: tuple[tuple[str, str], ...]

    def get_words(self, language_: str) -> tuple[str, str]:
        """Return what is wrong, and the language of those words: a parser's are English."""
        return (self.remark.sv, "sv") if language_ == "sv" and self.remark.sv else (self.remark.text, "en")


def render_form(example: str = "") -> Response:
    """Return the form with the query of an example, or with the one that everybody begins with."""
    known = service().questions.get(example)
    query = write_commented(known, language()) if known else write_default(language())
    return _render(query)


def render_answer(query: str, found: Result, formats: Sequence[Format], seconds: float) -> Response:
    """Return the form with a query, and below it the answer.

    Parameters:
        formats: those that the whole answer can be had in.
        seconds: that it took.
    """
    rows: list[Markup] = []
    bars: tuple[Bar, ...] = ()
    drawing: tuple[Markup, str] | None = None
    if found.rows:
        iris = [cell.value for row in found.rows for cell in row.values() if cell.is_iri]
        labels = {iri: choose_label(names, language()) for iri, names in find_labels(iris).items()}
        columns = [(one,) for one in found.columns]
        rows = write_rows(found.rows, columns, address=make_reader_address(), labels=labels, tagged=True)
        bars, drawing = make_bars(found, labels), draw_regions(found)
    return _render(
        query,
        result=found,
        rows=rows,
        bars=bars,
        drawing=drawing,
        formats=formats,
        seconds=_write_seconds(seconds),
        doubts=[_offer(query, one) for one in find_misspelt(query, service().engine)],
    )


def render_fault(query: str, problem: Problem, remarks: Sequence[Remark]) -> Response:
    """Return the form with a query that is not answered: why, and where in it.

    Parameters:
        problem: what is reported of the error.
        remarks: what is wrong at which place.
    """
    short = len(query) <= SHAREABLE
    response = _render(
        query,
        fault=problem,
        problem=problem.members,
        shareable=short,
        marks=[_mark(query, one, short) for one in remarks[:_MARKS]],
    )
    response.status_code = problem.status
    return response


def _mark(query: str, one: Remark, short: bool) -> MarkedPlace:
    """Return a place with the line that it stands in, which is cut where it is long; a long query has no addresses."""
    lines = query.split("\n")
    line = lines[one.line - 1] if one.line <= len(lines) else ""
    start = min(len(line), one.column - 1)
    end = min(len(line), start + one.length)
    chosen = request.args.get("lang", "")
    mended = tuple(
        (fix.text.strip(), keep_language(f"/sparql?{urlencode({'query': mend_query(query, one, fix)})}", chosen))
        for fix in one.fixes
        if short
    )
    before, after = line[max(0, start - _AROUND) : start], line[end : end + _AROUND]
    return MarkedPlace(one, before, line[start:end][:_AROUND], after, mended)


def _render(query: str, result: Result | None = None, **values: Any) -> Response:
    return render_page(
        "sparql.html",
        query=query,
        result=result,
        examples=group_questions(service().questions.values()),
        parts=_list_parts(),
        words=list_editor_words(language()),
        name_term=_name_term,
        **values,
    )


def _list_parts() -> tuple[Part, ...]:
    """Return the terms that stand beside the field; none where the store cannot be asked for them."""
    try:
        return () if service().scratch else list_parts()
    except StyrkaError:  # a query can be written and asked all the same
        return ()


def _offer(query: str, one: MisspeltTerm) -> Doubt:
    chosen = request.args.get("lang", "")
    mended = ((name, urlencode({"query": replace_term(query, one.written, name)})) for name in one.near)
    return Doubt(one, tuple((name, keep_language(f"/sparql?{asked}", chosen)) for name, asked in mended))


def _write_seconds(seconds: float) -> str:
    return format_number(round(seconds, 3 if seconds < 0.1 else 2 if seconds < 1 else 1), language())


def _name_term(one: DefinedTerm) -> str:
    return choose_label(one.labels, language())
