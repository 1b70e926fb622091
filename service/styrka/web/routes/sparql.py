"""``/sparql``: the SPARQL 1.1 Protocol's query operation (section 2.1), and the service description without a query.

Beside GET and POST it takes QUERY (RFC 10008): a body as with POST, by a method that is safe, so that a client may send
it again and a cache that knows the method may store the answer.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from styrka.ask.writing.check import check_query
from styrka.errors import (
    BadParameter,
    NotAcceptable,
    QueryRefused,
    QuerySyntaxError,
    StyrkaError,
    UnsupportedMediaType,
)
from styrka.formats import BINDINGS, HTML, SPARQL_QUERY, SPARQL_UPDATE, Format, choose_format
from styrka.web.context import ReleaseSwitched, host, language, service
from styrka.web.http import error_handler, problems
from styrka.web.http.respond import (
    negotiate_leniently,
    respond_once,
    respond_with_graph,
)
from styrka.web.render import service_description
from styrka.web.render.sparql import page
from styrka.web.routes.queries.evaluation import TAKEN, declare_query, read_limits, run_query

blueprint = Blueprint("sparql", __name__)
blueprint.after_request(declare_query)
_LONGEST: Final = 2000  # bytes of an address that every client, proxy and cache takes
_CHARSETS: Final = ("utf-8", "utf8", "us-ascii")
_NO_UPDATE: Final = (
    "This address answers questions and changes nothing; send query= with a SELECT, ASK, CONSTRUCT or DESCRIBE."
)


@blueprint.get("/sparql")
def by_get() -> Response:
    """Query via GET (2.1.1); the service description, or a page with a form, when there is no query (SD section 2)."""
    if "query" in request.args:
        return run_query(_single("query", request.args.getlist("query")))
    _no_update()
    format_ = _negotiate_without_query()
    if format_ is HTML:
        return respond_once(lambda: declare_query(page.render_form(request.args.get("example", ""))), format_)
    return respond_once(
        lambda: declare_query(respond_with_graph(service_description.describe_service(), format_)), format_
    )


@blueprint.post("/sparql")
def by_post() -> Response:
    """Query via POST, as a form (2.1.2) or directly as the body (2.1.3).

    Raises:
        UnsupportedMediaType: The body's media type is not one that the endpoint reads.
    """
    if request.mimetype == SPARQL_UPDATE.media_type:
        raise UnsupportedMediaType(_NO_UPDATE, accepted=TAKEN)
    if request.mimetype not in TAKEN:
        raise UnsupportedMediaType(
            f"The body is {request.mimetype or 'of no media type'}; send {' or '.join(TAKEN)}.",
            sv=f"Innehållet är {request.mimetype or 'av inget angivet format'}; skicka {' eller '.join(TAKEN)}.",
            accepted=TAKEN,
        )
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in _CHARSETS:
        raise UnsupportedMediaType(f"The body's charset is {charset}; SPARQL is sent in UTF-8.", accepted=["utf-8"])
    _no_update()
    if request.mimetype == SPARQL_QUERY.media_type:
        return run_query(_decoded(request.get_data()))
    return run_query(_single("query", request.form.getlist("query")))


@blueprint.route("/sparql", methods=["QUERY"])
def by_query() -> Response:
    """Query via QUERY (RFC 10008): with the body of a POST, and the conditions and caching of a GET.

    Raises:
        BadParameter: The body has no media type.
    """
    if not request.mimetype:
        raise BadParameter(
            f"The request has no Content-Type; send the query as {' or '.join(TAKEN)}.",
            sv=f"Förfrågan har inget Content-Type; skicka frågan som {' eller '.join(TAKEN)}.",
            parameter="Content-Type",
        )
    response = by_post()
    sent = [] if "query" in request.form else [("query", request.get_data().decode("utf-8", "replace"))]
    address = f"{host()}sparql?{urlencode([*sent, *request.values.items(multi=True)])}"
    if response.status_code == HTTPStatus.OK and len(address) <= _LONGEST:
        response.headers["Location"] = address  # where GET answers the same
    return response


@blueprint.errorhandler(QuerySyntaxError)
@blueprint.errorhandler(QueryRefused)
def _offer_editor(error: StyrkaError) -> Response:
    """Return the problem; to a browser the page with the query in its field, and the place marked."""
    response = error_handler.respond_with_problem(error)
    query = error_handler.find_query()
    if response.mimetype != HTML.media_type or not query:
        return response
    try:
        remarks = check_query(query, service().public, read_limits())
        told = problems.make_problem(error, error_handler.find_query_id(), language())
        shown = page.render_fault(query, told, remarks)
    except ReleaseSwitched:
        return response
    for name in ("Content-Language", "Link", "Cache-Control", "Vary"):
        shown.headers[name] = response.headers[name]
    return shown


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
