"""``/sparql``: the SPARQL 1.1 Protocol's query operation (section 2.1), and the service description without a query."""

from __future__ import annotations

from flask import Blueprint, Response, request

from styrka.engine import Dataset
from styrka.engine.guard import Limits, admit
from styrka.errors import BadParameter, QuerySyntaxError, UnsupportedMediaType
from styrka.formats import HTML
from styrka.web import description, pages
from styrka.web.respond import answer, graph, negotiated, tagged
from styrka.web.state import service

blueprint = Blueprint("sparql", __name__)
FORM = "application/x-www-form-urlencoded"
BODY = "application/sparql-query"


@blueprint.get("/sparql")
def by_get() -> Response:
    """Query via GET (2.1.1); the service description, or a page with a form, when there is no query (SD section 2)."""
    if "query" not in request.args:
        format_ = negotiated((*description.OFFERS, HTML))
        if format_ is HTML:
            return tagged(pages.query_form())
        return tagged(graph(description.describe(), format_), format_.name)
    return tagged(_run(_single("query", request.args.getlist("query"))))


@blueprint.post("/sparql")
def by_post() -> Response:
    """Query via POST, as a form (2.1.2) or directly as the body (2.1.3)."""
    if request.mimetype == FORM:
        if "update" in request.form:
            raise BadParameter(
                "Updates are not taken here; send query= with a SELECT, ASK, CONSTRUCT or DESCRIBE.", parameter="update"
            )
        return _run(_single("query", request.form.getlist("query")))
    if request.mimetype == BODY:
        return _run(_decoded(request.get_data()))
    raise UnsupportedMediaType(
        f"The body is {request.mimetype or 'of no media type'}; send {FORM} or {BODY}.", accepted=[FORM, BODY]
    )


def _run(query: str) -> Response:
    settings = service().settings
    admitted = admit(query, Limits(bytes=settings.query_bytes))
    dataset = Dataset(
        tuple(request.values.getlist("default-graph-uri")), tuple(request.values.getlist("named-graph-uri"))
    )
    return answer(service().public.run(admitted.text, negotiated(admitted.form.offers), dataset=dataset))


def _single(name: str, values: list[str]) -> str:
    if len(values) != 1:
        raise BadParameter(f"There must be exactly one {name}; there are {len(values)}.", parameter=name)
    return values[0]


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise QuerySyntaxError(
            f"The query is not UTF-8: byte {error.start + 1}, on line {line}, is not text.", line=line
        ) from None
