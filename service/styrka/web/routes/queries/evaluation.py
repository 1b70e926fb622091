"""A query sent to ``/sparql``, evaluated: in its budget, over its dataset, in the format that was negotiated."""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flask import Response, request

from styrka.ask import query_hints
from styrka.ask.tables import solutions
from styrka.engine.bounds import read_budget
from styrka.engine.cancellation import current_cancellation
from styrka.engine.guard import AdmittedQuery, Form, Limits, admit_query
from styrka.engine.interface import Budget, Dataset, ask_truth
from styrka.errors import NotAcceptable, QueryRefused, QueryTooExpensive
from styrka.formats import CSV, FORM, HTML, SPARQL_QUERY, TSV, Format, choose_format
from styrka.web.context import service
from styrka.web.http import formulas, write_access
from styrka.web.http.environ import QUESTION
from styrka.web.http.respond import (
    negotiate_leniently,
    respond_once,
    respond_uncached,
    respond_with_answer,
    respond_with_stream,
)
from styrka.web.render import results
from styrka.web.render.sparql import page
from styrka.web.routes.queries.under_way import ID, read_id

TAKEN: Final = [FORM.media_type, SPARQL_QUERY.media_type]
_ACCEPT_QUERY: Final = ", ".join(TAKEN)  # a list of RFC 9651: media types are its tokens
_DIGITS: Final = 16  # of a query's digest: enough to know it again
_NUMBER: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def declare_query(response: Response) -> Response:
    """List the bodies that QUERY takes, in the header that RFC 10008 has for it."""
    response.headers["Accept-Query"] = _ACCEPT_QUERY
    return response


def read_limits() -> Limits:
    """Return what a query may be, as this service has it."""
    settings = service().settings
    return Limits(bytes=settings.query_bytes, silent_service=service().scratch, service=bool(settings.services))


def run_query(query: str) -> Response:
    """Return the response to a query.

    Raises:
        QuerySyntaxError: It is no SPARQL.
        QueryRefused: It is SPARQL that is not evaluated here, or names a graph that is not here.
        NotAcceptable: The client accepts no format that can carry the answer.
        QueryTooExpensive: It reaches its limit of time, memory or bytes.
        Busy: No worker is free.
    """
    digest = hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()
    request.environ[QUESTION] = f"sha256:{digest[:_DIGITS]}"  # for the log: which query it was, and not its text
    with query_hints.add_hints(query, service().engine):
        admitted = admit_query(query, read_limits())
        offers = _list_offers(admitted.form)
        format_ = negotiate_leniently((*offers, HTML))
        dataset, budget = _dataset(admitted.graphs), _budget()
        with service().named_queries.name(read_id(request.headers.get(ID, "")), current_cancellation()):
            try:
                return _respond(query, admitted, format_, dataset, budget)
            except NotAcceptable as error:
                return _respond(query, admitted, _find_other(error, offers), dataset, budget)


def _respond(query: str, admitted: AdmittedQuery, format_: Format, dataset: Dataset, budget: Budget | None) -> Response:
    settings = service().settings
    guarded, sheet = format_ is CSV and formulas.wants_guard(), format_ in solutions.SHEETS
    carried = results.choose_format(admitted.form) if format_ is HTML else TSV if sheet else format_

    def make() -> Response:
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

    try:
        if admitted.federated:
            return respond_uncached(make)
        parts = ("sparql", formulas.GUARDED * guarded, query, *dataset.default, "", *dataset.named)
        return respond_once(lambda: declare_query(make()), format_, *parts, spoken=format_ is HTML)
    except QueryTooExpensive as error:
        if error.evidence.get("cause") != "bytes" or carried is not format_ or guarded or not _may_have_more():
            raise
    larger = replace(budget or read_budget(settings), answer=settings.token_answer_bytes, spooled=True)
    return respond_with_stream(service().public.run(admitted, format_, dataset=dataset, budget=larger))


def _may_have_more() -> bool:
    """Return whether the request has the token, for which an answer may be larger than anybody's.

    Not where another store answers, whose answers are read into memory.
    """
    settings = service().settings
    return not settings.engine and write_access.has_token(request.headers.get("Authorization", ""), settings)


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
    whole = read_budget(service().settings)
    return replace(whole, seconds=min(*seconds, whole.seconds))
