"""``/ask``: the questions as pages, and each of them as data at one address with a suffix."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from styrka.ask.answer import (
    AnsweredQuestion,
    add_evidence,
    answer_question,
    cut_rows,
    list_row_sources,
    write_answer,
)
from styrka.ask.pages.arrange import Arrangement, arrange_rows, list_own_facets, read_arrangement
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.sentence import Sentence, write_sentence
from styrka.ask.parameters import RESERVED
from styrka.ask.question import Query
from styrka.ask.reading import FieldError, read_values
from styrka.ask.row_evidence import describe_evidence
from styrka.ask.tables import make_answer_table, objects
from styrka.errors import BadParameter, NotFound
from styrka.formats import BINDINGS, CSV, GEOJSON, HTML, JSON, PLAIN_JSON, RESULTS_JSON, Format
from styrka.web.context import LANGUAGES, host, service
from styrka.web.http import formulas
from styrka.web.http.environ import QUESTION
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import option_lists, pages, paging
from styrka.web.render.answer.page import make_reader, render_answer
from styrka.web.render.lists import render_questions
from styrka.web.render.map.geojson import COLUMN, has_outlines, respond_with_rows
from styrka.web.render.paging import Pager
from styrka.web.routes.table import OF_A_QUESTION, make_question_table, name_download, read_data_language

blueprint = Blueprint("questions", __name__)
_OFFERS = (HTML, PLAIN_JSON, RESULTS_JSON, *BINDINGS[1:], *OF_A_QUESTION)


@blueprint.get("/ask")
def gallery() -> Response:
    """Respond with the questions that can be asked; with ``q`` those that have its words."""
    asked = request.args.get("q", "").strip()
    return respond_once(lambda: render_questions(service().questions, asked), HTML)


@blueprint.get("/ask/<slug>")
@blueprint.get("/ask/<slug>.<suffix>")
def question(slug: str, suffix: str | None = None) -> Response:
    """Respond with one question with its parameters in the query string; a page that lacks one shows the form."""
    query = find_question(slug)
    request.environ[QUESTION] = query.slug
    facets = {one.name for one in list_own_facets(query)}
    given = {name: value for name, value in request.args.items() if name not in RESERVED | facets}
    format_ = negotiate(_list_offers(query), suffix)
    asked = (request.path, request.query_string.decode("latin-1"))
    # A form has the options of the reader's country first.
    parts = asked if format_ in OF_A_QUESTION else (*asked, option_lists.read_own_country())
    try:
        return respond_once(lambda: _answered(query, given, format_), format_, *parts, day=query.find_day(given))
    except _Moved as moved:
        return _redirect(moved.address)
    except _Unfit as unfit:
        return _respond_with_errors(query, given, unfit.errors)


class _Moved(Exception):
    """The question has another address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class _Unfit(Exception):
    """The question cannot be asked with the values of a form."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors)
        self.errors = errors


def _read(query: Query, given: Mapping[str, str], format_: Format) -> Mapping[str, str] | None:
    """Return the values of a question's parameters; None for a page that was not asked yet and shows the form.

    Raises:
        BadParameter: A value is missing or wrong, and a program asks.
        _Moved: The address has names or defaults; the one with the codes alone is the same question's.
        _Unfit: A value is missing or wrong, and a person asks.
    """
    reading = read_values(service().engine, service().names, query, given)
    if format_ is not HTML:
        values = reading.check()
        if reading.named:
            raise _Moved(paging.make_canonical_address(values, [one.name for one in list_own_facets(query)]))
        return values
    errors = tuple(one for one in reading.errors if not one.missing or one.name in given)
    if errors:
        raise _Unfit(errors)
    if reading.errors:
        return None
    values = query.shorten(reading.values)
    if values != given:
        raise _Moved(paging.make_canonical_address(values, [one.name for one in list_own_facets(query)]))
    return values


def _redirect(address: str) -> Response:
    response = Response(status=303, headers={"Location": address, "Cache-Control": "no-cache"})
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _respond_with_errors(query: Query, given: Mapping[str, str], errors: tuple[FieldError, ...]) -> Response:
    response = pages.render_question(query, given, errors=errors)
    response.status_code = int(errors[0].error.status)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _answered(query: Query, given: Mapping[str, str], format_: Format) -> Response:
    values, pager = _read(query, given, format_), None
    asked, arrangement = _read_part(query, format_)
    if values is None:
        response = pages.render_question(query, given)
    else:
        engine = service().engine
        whole = answer_question(engine, query, values, service().answers)
        # A page has an order of its own, also where its rows are asked for as data; data have that of the query.
        if not arrangement.sort and (format_ is HTML or asked.numbered):
            arrangement = replace(arrangement, sort=query.page.sort)
        reader = make_reader("" if format_ is HTML else read_data_language())
        arranged = arrange_rows(whole, arrangement, reader.names, reader.language)
        shown = cut_rows(arranged, asked.offset, asked.limit)
        if format_ is not HTML:  # a page finds it for the rows that it writes
            shown = add_evidence(engine, shown, service().derivations.derive(engine.version), service().evidence)
        if format_ is HTML or asked != paging.Part():
            pager = paging.make_pager(shown, asked)
        if format_ is HTML:
            response = render_answer(
                values,
                whole,
                shown,
                arrangement,
                reader,
                _find_sentence(whole, reader),
                paging.make_pager(shown, asked),
            )
        elif format_ in OF_A_QUESTION:
            response = make_question_table(list_row_sources(shown), format_)
        elif format_ is GEOJSON:
            response = _respond_with_regions(shown)
        elif format_ is PLAIN_JSON:
            sentences = {tag: _find_sentence(whole, make_reader(tag)) for tag in LANGUAGES}
            labels = service().labels.find(engine, objects.list_named(shown))
            written = objects.write_rows(
                shown, labels, describe_evidence(engine, shown, "", service().sources), sentences, engine.version, whole
            )
            response = Response(written, content_type=format_.media_type)
        else:
            form = JSON if format_ is RESULTS_JSON else format_
            response = Response(write_answer(list_row_sources(shown), form), content_type=format_.content_type)
            formulas.guard_response(response, format_)
    if format_ in (CSV, *OF_A_QUESTION):
        response.headers["Content-Disposition"] = name_download(
            format_, query.slug, *query.shorten(values or {}).values()
        )
    add_links(response, f"ask/{query.slug}", _list_offers(query), format_, urlencode([*request.args.items(multi=True)]))
    if pager is not None and format_ is not HTML:
        _add_neighbours(response, pager)
    return response


def _read_part(query: Query, format_: Format) -> tuple[paging.Part, Arrangement]:
    """Return which rows are asked for, and in which order.

    Raises:
        BadParameter: One of them is wrong, and a program asks.
        _Unfit: One of them is wrong, and a person asks.
    """
    try:
        return paging.read_part(query, paged=format_ is HTML), read_arrangement(query, request.args)
    except BadParameter as error:
        if format_ is not HTML:
            raise
        raise _Unfit((FieldError(error.evidence["parameter"], error, unknown=True),)) from error


def _find_sentence(whole: AnsweredQuestion, reader: Reader) -> Sentence:
    """Return a whole answer in words, which is the same for each of its pages and orders."""
    key = (whole.query.slug, reader.language, *sorted(whole.values.items()))
    return service().sentences.find(service().engine, [key], lambda _: {key: write_sentence(whole, reader)})[key]


def _list_offers(query: Query) -> tuple[Format, ...]:
    """Return the formats of a question's answer; one about regions has their outlines, where the release has them."""
    return (*_OFFERS, GEOJSON) if has_outlines(query.columns) else _OFFERS


def _respond_with_regions(shown: AnsweredQuestion) -> Response:
    """Return the rows as GeoJSON, with the cells that a table of them has."""
    table = make_answer_table(service().engine, shown, read_data_language())
    names = [column.name for column in table.columns]
    regions = (row.get(COLUMN) for row in shown.rows)
    return respond_with_rows(
        (region.value if region and region.is_iri else None, dict(zip(names, cells, strict=True)))
        for region, cells in zip(regions, table.rows, strict=True)
    )


def _add_neighbours(response: Response, pager: Pager) -> None:
    """State in the headers how many rows there are in all, and where the parts beside this one are (RFC 8288)."""
    response.headers["X-Total-Count"] = str(pager.total)
    for relation, address in (("prev", pager.previous), ("next", pager.next)):
        if address:
            response.headers["Link"] += f', <{host()}{address[1:]}>; rel="{relation}"'


def find_question(slug: str) -> Query:
    """Return the question of that name.

    Raises:
        NotFound: With near names.
    """
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
