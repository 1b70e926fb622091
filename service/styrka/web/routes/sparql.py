"""``/sparql``: the SPARQL 1.1 Protocol's query operation (section 2.1), and the service description without a query.

Beside GET and POST it takes QUERY (RFC 10008): a body as with POST, by a method that is safe, so that a client may send
it again and a cache that knows the method may store the answer.
"""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from styrka.ask import query_hints
from styrka.ask.tables import solutions
from styrka.ask.writing.check import check_query
from styrka.engine.cancellation import current_cancellation
from styrka.engine.guard import AdmittedQuery, Form, Limits, admit_query
from styrka.engine.interface import Budget, Dataset, ask_truth
from styrka.errors import (
    BadParameter,
    NotAcceptable,
    QueryRefused,
    QuerySyntaxError,
    StyrkaError,
    UnsupportedMediaType,
)
from styrka.formats import BINDINGS, CSV, FORM, HTML, SPARQL_QUERY, SPARQL_UPDATE, TSV, Format, choose_format
from styrka.web.context import ReleaseSwitched, host, language, service
from styrka.web.http import error_handler, formulas, problems
from styrka.web.http.environ import QUESTION
from styrka.web.http.respond import (
    negotiate_leniently,
    respond_once,
    respond_uncached,
    respond_with_answer,
    respond_with_graph,
)
from styrka.web.render import results, service_description
from styrka.web.render.sparql import page
from styrka.web.routes.queries.under_way import ID, read_id

blueprint = Blueprint("sparql", __name__)
_TAKEN: Final = [FORM.media_type, SPARQL_QUERY.media_type]
_ACCEPT_QUERY: Final = ", ".join(_TAKEN)  # a list of RFC 9651: media types are its tokens
_DIGITS: Final = 16  # of a query's digest: enough to know it again
_LONGEST: Final = 2000  # bytes of an address that every client, proxy and cache takes
_CHARSETS: Final = ("utf-8", "utf8", "us-ascii")
_NUMBER: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NO_UPDATE: Final = (
    "This address answers questions and changes nothing; send query= with a SELECT, ASK, CONSTRUCT or DESCRIBE."
)


@blueprint.get("/sparql")
def by_get() -> Response:
    """Query via GET (2.1.1); the service description, or a page with a form, when there is no query (SD section 2)."""
    if "query" in request.args:
        return _run(_single("query", request.args.getlist("query")))
    _no_update()
    format_ = _negotiate_without_query()
    if format_ is HTML:
        return respond_once(lambda: _declare_query(page.render_form(request.args.get("example", ""))), format_)
    return respond_once(
        lambda: _declare_query(respond_with_graph(service_description.describe_service(), format_)), format_
    )


@blueprint.post("/sparql")
def by_post() -> Response:
    """Query via POST, as a form (2.1.2) or directly as the body (2.1.3).

    Raises:
        UnsupportedMediaType: The body's media type is not one that the endpoint reads.
    """
    if request.mimetype == SPARQL_UPDATE.media_type:
        raise UnsupportedMediaType(_NO_UPDATE, accepted=_TAKEN)
    if request.mimetype not in _TAKEN:
        raise UnsupportedMediaType(
            f"The body is {request.mimetype or 'of no media type'}; send {' or '.join(_TAKEN)}.",
            sv=f"Innehållet är {request.mimetype or 'av inget angivet format'}; skicka {' eller '.join(_TAKEN)}.",
            accepted=_TAKEN,
        )
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in _CHARSETS:
        raise UnsupportedMediaType(f"The body's charset is {charset}; SPARQL is sent in UTF-8.", accepted=["utf-8"])
    _no_update()
    if request.mimetype == SPARQL_QUERY.media_type:
        return _run(_decoded(request.get_data()))
    return _run(_single("query", request.form.getlist("query")))


@blueprint.route("/sparql", methods=["QUERY"])
def by_query() -> Response:
    """Query via QUERY (RFC 10008): with the body of a POST, and the conditions and caching of a GET.

    Raises:
        BadParameter: The body has no media type.
    """
    if not request.mimetype:
        raise BadParameter(
            f"The request has no Content-Type; send the query as {' or '.join(_TAKEN)}.",
            sv=f"Förfrågan har inget Content-Type; skicka frågan som {' eller '.join(_TAKEN)}.",
            parameter="Content-Type",
        )
    response = by_post()
    sent = [] if "query" in request.form else [("query", request.get_data().decode("utf-8", "replace"))]
    address = f"{host()}sparql?{urlencode([*sent, *request.values.items(multi=True)])}"
    if response.status_code == HTTPStatus.OK and len(address) <= _LONGEST:
        response.headers["Location"] = address  # where GET answers the same
    return response


@blueprint.after_request
def _declare_query(response: Response) -> Response:
    """List the bodies that QUERY takes, in the header that RFC 10008 has for it."""
    response.headers["Accept-Query"] = _ACCEPT_QUERY
    return response


@blueprint.errorhandler(QuerySyntaxError)
@blueprint.errorhandler(QueryRefused)
def _offer_editor(error: StyrkaError) -> Response:
    """Return the problem; to a browser the page with the query in its field, and the place marked."""
    response = error_handler.respond_with_problem(error)
    query = error_handler.find_query()
    if response.mimetype != HTML.media_type or not query:
        return response
    settings = service().settings
    limits = Limits(bytes=settings.query_bytes, silent_service=service().scratch, service=bool(settings.services))
    try:
        remarks = check_query(query, service().public, limits)
        told = problems.make_problem(error, error_handler.find_query_id(), language())
        shown = page.render_fault(query, told, remarks)
    except ReleaseSwitched:
        return response
    for name in ("Content-Language", "Link", "Cache-Control", "Vary"):
        shown.headers[name] = response.headers[name]
    return shown


def _run(query: str) -> Response:
    settings = service().settings
    digest = hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()
    request.environ[QUESTION] = f"sha256:{digest[:_DIGITS]}"  # for the log: which query it was, and not its text
    limits = Limits(bytes=settings.query_bytes, silent_service=service().scratch, service=bool(settings.services))
    with query_hints.add_hints(query, service().engine):
        admitted = admit_query(query, limits)
        offers = _list_offers(admitted.form)
        format_ = negotiate_leniently((*offers, HTML))
        dataset, budget = _dataset(admitted.graphs), _budget()
        with service().named_queries.name(read_id(request.headers.get(ID, "")), current_cancellation()):
            try:
                return _respond(query, admitted, format_, dataset, budget)
            except NotAcceptable as error:
                return _respond(query, admitted, _find_other(error, offers), dataset, budget)


def _respond(query: str, admitted: AdmittedQuery, format_: Format, dataset: Dataset, budget: Budget | None) -> Response:
    guarded, sheet = format_ is CSV and formulas.wants_guard(), format_ in solutions.SHEETS

    def make() -> Response:
        carried = results.choose_format(admitted.form) if format_ is HTML else TSV if sheet else format_
        started = time.monotonic()
        found = service().public.run(admitted, carried, dataset=dataset, budget=budget)
        if format_ is HTML:
            seconds = time.monotonic() - started
            return page.render_answer(query, results.read_result(found), _list_offers(admitted.form), seconds)
        if sheet:
            written = solutions.write_solutions(found.read(), format_, service().engine.edition.created)
            named = {"Content-Disposition": f'attachment; filename="query.{format_.suffix}"'}
            return Response(written, content_type=format_.content_type, headers=named)
        if guarded:
            return Response(formulas.guard_csv(found.read()), content_type=format_.content_type)
        return respond_with_answer(found)

    if admitted.federated:
        return respond_uncached(make)
    parts = ("sparql", formulas.GUARDED * guarded, query, *dataset.default, "", *dataset.named)
    return respond_once(lambda: _declare_query(make()), format_, *parts, spoken=format_ is HTML)


def _list_offers(form: Form) -> tuple[Format, ...]:
    """Return the formats of an answer: those of its form, and of rows a workbook and Parquet."""
    return (*form.offers, *solutions.SHEETS) if form is Form.SELECT else form.offers


def _find_other(error: NotAcceptable, offers: Sequence[Format]) -> Format:
    """Return what the client accepts as well, of the formats that can carry an answer that the first one cannot.

    Raises:
        NotAcceptable: The error, when there is none, or when the client named the one format.
    """
    able = [offer for offer in offers if offer.media_type in error.evidence["offers"]]
    if "format" in request.values:
        raise error
    try:
        return choose_format(request.headers.get("Accept"), able)
    except NotAcceptable:
        raise error from None


def _dataset(named: tuple[str, ...]) -> Dataset:
    """Return the graphs that the protocol names (2.1.4).

    Raises:
        QueryRefused: For one of these, or of those that the query names itself, that the release does not have.
    """
    dataset = Dataset(
        # Some clients send the parameter without a value when they mean none.
        *(tuple(filter(None, request.values.getlist(f"{kind}-graph-uri"))) for kind in ("default", "named"))
    )
    if service().scratch:
        return dataset  # a graph that is not there is an empty one
    for iri in dict.fromkeys((*dataset.default, *dataset.named, *named)):
        if not query_hints.is_absolute_iri(iri) or not ask_truth(
            service().engine, f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
        ):
            raise QueryRefused(
                f"There is no graph {iri!r} here, and none is fetched from elsewhere. The graphs are listed by SELECT "
                "DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }; without a graph, all of them are asked.",
                graph=iri,
            )
    return dataset


def _budget() -> Budget | None:
    """Return the budget of a request that names a ``timeout=`` in seconds; what is over the limit is the limit.

    The protocol has no such parameter, and clients of other stores send theirs: what is no time leaves the limit.
    """
    texts = [text for text in request.values.getlist("timeout") if _NUMBER.fullmatch(text)]
    seconds = [float(text) for text in texts if 0 < float(text) < math.inf]
    if not seconds:
        return None
    limits = service().settings
    whole = Budget(limits.query_seconds, limits.query_memory, limits.answer_bytes)
    return replace(whole, seconds=min(*seconds, whole.seconds))


def _negotiate_without_query() -> Format:
    """Return the format of the description or the form.

    Raises:
        BadParameter: For a client that accepts nothing but the answer to a query, which is missing.
        NotAcceptable: When the Accept header refuses every offer.
    """
    try:
        return negotiate_leniently((*service_description.OFFERS, HTML))
    except NotAcceptable:
        choose_format(request.headers.get("Accept"), BINDINGS)
        raise BadParameter(
            "There is no query; send it as query= in the address or in a form, or as the body of a POST.",
            sv="Det finns ingen fråga; skicka den som query= i adressen eller ett formulär, eller som innehåll i POST.",
            parameter="query",
        ) from None


def _single(name: str, values: list[str]) -> str:
    if len(values) != 1:
        raise BadParameter(
            f"There must be exactly one {name}; there are {len(values)}.",
            sv=f"Det måste finnas precis en {name}; det finns {len(values)}.",
            parameter=name,
        )
    return values[0]


def _no_update() -> None:
    if "update" in request.values:
        raise BadParameter(_NO_UPDATE, parameter="update")


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise QuerySyntaxError(
            f"The query is not UTF-8: byte {error.start + 1}, on line {line}, is not text.", line=line
        ) from None
