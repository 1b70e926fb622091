"""``/ask``: the questions as pages, and each of them as data at one address with a suffix."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from flask import Blueprint, Response, request

from styrka.ask.answer import answer_as, answer_question
from styrka.ask.question import Query
from styrka.errors import NotFound
from styrka.formats import BINDINGS, HTML, Format
from styrka.web.context import language, service
from styrka.web.http.respond import add_links, negotiate, respond_once, respond_with_answer
from styrka.web.render import pages
from styrka.web.routes.table import OF_A_QUESTION, make_question_table

blueprint = Blueprint("questions", __name__)
_OWN = ("lang", "format")
_OFFERS = (HTML, *BINDINGS, *OF_A_QUESTION)


@blueprint.get("/ask")
def gallery() -> Response:
    """Every question that can be asked."""
    return respond_once(lambda: pages.render_questions(service().questions), HTML)


@blueprint.get("/ask/<slug>")
@blueprint.get("/ask/<slug>.<suffix>")
def question(slug: str, suffix: str | None = None) -> Response:
    """One question with its parameters in the query string; a page that lacks one shows the form."""
    query = find_question(slug)
    given = {name: value for name, value in request.args.items() if name not in _OWN}
    format_ = negotiate(_OFFERS, suffix)
    # A table for people has headings in the reader's language, like a page.
    parts = (request.path, request.query_string.decode("latin-1"), language()) if format_ in OF_A_QUESTION else ()
    return respond_once(lambda: _answered(query, given, format_), format_, *parts)


def _answered(query: Query, given: Mapping[str, str], format_: Format) -> Response:
    if format_ is HTML:
        missing = any(not (given.get(one.name) or one.default or one.optional) for one in query.parameters)
        response = pages.render_question(
            query, given, None if missing else answer_question(service().engine, query, given)
        )
    elif format_ in OF_A_QUESTION:
        response = make_question_table(query, given, format_)
    else:
        response = respond_with_answer(answer_as(service().engine, query, given, format_))
    add_links(response, f"ask/{query.slug}", _OFFERS, format_)
    return response


def find_question(slug: str) -> Query:
    """The question of that name. Raises NotFound with near names."""
    if slug in service().questions:
        return service().questions[slug]
    near = difflib.get_close_matches(slug, service().questions, 3, 0.4)
    hint = f" Did you mean {' or '.join(near)}?" if near else " All of them are listed at /ask."
    raise NotFound(
        f"There is no question {slug!r}.{hint}",
        sv=f"Det finns ingen fråga {slug!r}." + (f" Menade du {near[0]}?" if near else ""),
        slug=slug,
        near=near,
    )
