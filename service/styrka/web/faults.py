"""The one handler of everything that goes wrong: a page for a browser, problem+json (RFC 9457) for everybody else."""

from __future__ import annotations

import json
import logging
import re
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from styrka.errors import Busy, StyrkaError, TooLarge
from styrka.vocabulary import BASE
from styrka.web.front import QUERY_ID
from styrka.web.state import Switched, service

_log = logging.getLogger("styrka.web")
_ACCEPTED = ("application/problem+json", "application/json", "text/html")


def register(app: Flask) -> None:
    """Hand every error of an application to the handler."""
    app.register_error_handler(StyrkaError, _own)
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Switched, _again)
    app.register_error_handler(Exception, _unknown)


def kind(error: type[StyrkaError]) -> str:
    """The fragment of an error's kind at /about/problems.

    >>> kind(TooLarge)
    'too-large'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", error.__name__).lower()


def _own(error: StyrkaError) -> Response:
    type_ = f"{BASE}about/problems#{kind(type(error))}"
    return _respond(error.status, error.title, error.detail, dict(error.evidence), type_)


def _known(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        limit = service().settings.body_bytes
        return _own(TooLarge(f"A request may have {limit} bytes.", limit=limit))
    if error.response is not None or error.code in (301, 308):
        return error.get_response()  # type: ignore[return-value]
    response = _respond(HTTPStatus(error.code or 500), error.name, error.description or "", {})
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _again(_: Switched) -> Any:
    """The same request of the new release; once, because a release is not switched twice in a request's time."""
    if not g.pop("service", None) or g.get("begun_anew"):
        return _own(Busy("A new release is being taken up. Try again in a moment.", retry_after=1))
    g.begun_anew = True
    try:
        return current_app.dispatch_request()
    except Switched as error:
        return _again(error)
    except StyrkaError as error:
        return _own(error)
    except HTTPException as error:
        return _known(error)


def _unknown(error: Exception) -> Response:
    # The cause is for the log; a client learns nothing of the server's paths or code.
    query_id = request.environ.get(QUERY_ID, "")
    _log.error("unhandled error", exc_info=error, extra={"query_id": query_id})
    return _respond(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong",
        "The service met an error of its own. It has been logged.",
        {},
    )


def _respond(
    status: HTTPStatus, title: str, detail: str, evidence: dict[str, Any], type_: str = "about:blank"
) -> Response:
    problem = {"type": type_, "title": title, "status": int(status), "detail": detail, **evidence}
    if "limit" in evidence or "retry_after" in evidence:
        problem["limits"] = "/about/limits"
    if QUERY_ID in request.environ:
        problem["query_id"] = request.environ[QUERY_ID]
    best = request.accept_mimetypes.best_match(_ACCEPTED)
    if best == "text/html" and request.accept_mimetypes["text/html"] > request.accept_mimetypes["application/json"]:
        response = Response(
            render_template("fault.html", problem=problem), status, content_type="text/html; charset=utf-8"
        )
    else:
        text = json.dumps(problem, ensure_ascii=False, indent=2).encode("utf-8", "replace")
        response = Response(text, status, content_type="application/problem+json")
    if "retry_after" in evidence:
        response.headers["Retry-After"] = str(evidence["retry_after"])
    response.headers["Link"] = '</about/limits>; rel="help"'
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response
