"""``/ask``: the questions as pages, and each of them as JSON, CSV, TSV and XML at one address with a suffix."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from flask import Blueprint, Response, request

from styrka.answers import ask, ask_as
from styrka.errors import NotFound
from styrka.formats import BINDINGS, HTML, Format
from styrka.queries import Query
from styrka.web import pages
from styrka.web.respond import answer, link, negotiated, once
from styrka.web.state import service

blueprint = Blueprint("questions", __name__)
_OWN = ("lang", "format")


@blueprint.get("/ask")
def gallery() -> Response:
    """Every question that can be asked."""
    return once(lambda: pages.questions(service().questions), HTML)


@blueprint.get("/ask/<slug>")
@blueprint.get("/ask/<slug>.<suffix>")
def question(slug: str, suffix: str | None = None) -> Response:
    """One question with its parameters in the query string; a page that lacks one shows the form."""
    query = known(slug)
    given = {name: value for name, value in request.args.items() if name not in _OWN}
    format_ = negotiated((HTML, *BINDINGS), suffix)
    return once(lambda: _answered(query, given, format_), format_)


def _answered(query: Query, given: Mapping[str, str], format_: Format) -> Response:
    if format_ is HTML:
        missing = any(not (given.get(one.name) or one.default or one.optional) for one in query.parameters)
        response = pages.question(query, given, None if missing else ask(service().engine, query, given))
    else:
        response = answer(ask_as(service().engine, query, given, format_))
    link(response, f"ask/{query.slug}", (HTML, *BINDINGS), format_)
    return response


def known(slug: str) -> Query:
    """The question of that name. Raises NotFound with near names."""
    if slug in service().questions:
        return service().questions[slug]
    near = difflib.get_close_matches(slug, service().questions, 3, 0.4)
    hint = f" Did you mean {' or '.join(near)}?" if near else " All of them are listed at /ask."
    raise NotFound(f"There is no question {slug!r}.{hint}", slug=slug, near=near)
