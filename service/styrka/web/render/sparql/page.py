"""The page at ``/sparql``: the field, examples and vocabulary beside it, and below it the answer to a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from markupsafe import Markup

from styrka.ask.vocabulary.terms import DefinedTerm
from styrka.ask.writing.misspelt import MisspeltTerm, find_misspelt, replace_term
from styrka.errors import StyrkaError
from styrka.formats import Format
from styrka.labels import choose_label
from styrka.text.locale import format_number
from styrka.web.context import language, service
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


@dataclass(frozen=True)
class Doubt:
    """A term that there is not, and for each that is nearly so the address of the query with it in place."""

    term: MisspeltTerm
    mended: tuple[tuple[str, str], ...]


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
