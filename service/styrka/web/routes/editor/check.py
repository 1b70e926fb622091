"""``/sparql/check``: what is wrong with a query, by line and column. It is not answered, stored or logged.

An address of its own, because at ``/sparql`` the protocol knows nothing but queries, which are answered there.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from styrka.ask.writing.check import Fix, Remark, check_query
from styrka.engine.guard import Limits
from styrka.errors import BadParameter, UnsupportedMediaType
from styrka.formats import FORM, SPARQL_QUERY
from styrka.web.context import language, service
from styrka.web.http.respond import respond_uncached

blueprint = Blueprint("sparql_check", __name__)


@blueprint.post("/sparql/check")
def check() -> Response:
    """Respond with what is wrong with a query, as JSON: the body itself, or ``query=`` in a form.

    Raises:
        BadParameter: There is no query.
        UnsupportedMediaType: The body is neither.
    """
    query, settings = _read_query(), service().settings
    limits = Limits(bytes=settings.query_bytes, silent_service=service().scratch, service=bool(settings.services))
    remarks = check_query(query, service().public, limits)
    return respond_uncached(lambda: jsonify({"remarks": [_describe(one) for one in remarks]}))


def _read_query() -> str:
    if request.mimetype == SPARQL_QUERY.media_type:
        return request.get_data().decode("utf-8", "replace")
    if request.mimetype != FORM.media_type:
        raise UnsupportedMediaType(
            f"Send the query as {SPARQL_QUERY.media_type}, or as query= in a form.",
            sv=f"Skicka frågan som {SPARQL_QUERY.media_type} eller som query= i ett formulär.",
            accepted=[SPARQL_QUERY.media_type, FORM.media_type],
        )
    if "query" not in request.form:
        raise BadParameter(
            "There is no query; send it as query=.",
            sv="Det finns ingen fråga; skicka den som query=.",
            parameter="query",
        )
    return request.form["query"]


def _describe(one: Remark) -> dict[str, object]:
    spoken = "sv" if language() == "sv" and one.sv else "en"
    return {
        "severity": one.severity,
        "message": one.sv if spoken == "sv" else one.text,
        "language": spoken,
        "hints": list(one.hints),
        "line": one.line,
        "column": one.column,
        "length": one.length,
        "fixes": [_describe_fix(fix) for fix in one.fixes],
    }


def _describe_fix(one: Fix) -> dict[str, object]:
    return {"text": one.text, "first": one.first}
