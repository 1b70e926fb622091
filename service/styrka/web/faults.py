"""The one handler of everything that goes wrong: a page for a browser, problem+json (RFC 9457) for everybody else."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from styrka.errors import StyrkaError
from styrka.web.state import service

_log = logging.getLogger("styrka.web")


def register(app: Flask) -> None:
    """Hand every error of an application to the handler."""
    app.register_error_handler(
        StyrkaError, lambda error: _respond(error.status, error.title, error.detail, dict(error.evidence))
    )
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Exception, _unknown)


def _known(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        limit = service().settings.body_bytes
        return _respond(
            HTTPStatus(413), "The request is too large", f"A request may have {limit} bytes.", {"limit": limit}
        )
    response = _respond(HTTPStatus(error.code or 500), error.name, error.description or "", {})
    if error.response is not None or error.code in (301, 308):
        return error.get_response()  # type: ignore[return-value]
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _unknown(error: Exception) -> Response:
    # The cause is for the log; a client learns nothing of the server's paths or code.
    _log.exception("unhandled error at %s", request.path, exc_info=error)
    return _respond(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong",
        "The service met an error of its own. It has been logged.",
        {},
    )


def _respond(status: HTTPStatus, title: str, detail: str, evidence: dict[str, object]) -> Response:
    problem = {"type": "about:blank", "title": title, "status": int(status), "detail": detail, **evidence}
    best = request.accept_mimetypes.best_match(["application/problem+json", "application/json", "text/html"])
    if best == "text/html" and request.accept_mimetypes["text/html"] > request.accept_mimetypes["application/json"]:
        response = Response(
            render_template("fault.html", problem=problem), status, content_type="text/html; charset=utf-8"
        )
    else:
        response = Response(
            json.dumps(problem, ensure_ascii=False, indent=2), status, content_type="application/problem+json"
        )
    if "retry_after" in evidence:
        response.headers["Retry-After"] = str(evidence["retry_after"])
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response
