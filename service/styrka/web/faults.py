"""The one handler of everything that goes wrong: a page for a browser, problem+json (RFC 9457) for everybody else."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from styrka.errors import Busy, StyrkaError, TooLarge
from styrka.web import problems
from styrka.web.front import QUERY_ID
from styrka.web.state import Switched, service

_log = logging.getLogger("styrka.web")
_ACCEPTED = (problems.MEDIA_TYPE, "application/json", "text/html")


def register(app: Flask) -> None:
    """Hand every error of an application to the handler."""
    app.register_error_handler(StyrkaError, _own)
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Switched, _again)
    app.register_error_handler(Exception, _unknown)


def _own(error: StyrkaError) -> Response:
    return _respond(problems.problem(error, _query_id()))


def problem(error: StyrkaError) -> Response:
    """The response that tells of an error, for a view that has something to add to it."""
    return _own(error)


def _known(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        limit = service().settings.body_bytes
        return _own(TooLarge(f"A request may have {limit} bytes.", limit=limit))
    if error.response is not None or error.code in (301, 308):
        return error.get_response()  # type: ignore[return-value]
    response = _respond(problems.told(error.code or 500, error.name, error.description or "", {}, _query_id()))
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
    _log.error("unhandled error", exc_info=error, extra={"query_id": _query_id()})
    detail = "The service met an error of its own. It has been logged."
    return _respond(problems.told(500, "Something went wrong", detail, {}, _query_id()))


def _query_id() -> str:
    return str(request.environ.get(QUERY_ID, ""))


def _respond(problem: dict[str, Any]) -> Response:
    best = request.accept_mimetypes.best_match(_ACCEPTED)
    if best == "text/html" and request.accept_mimetypes["text/html"] > request.accept_mimetypes["application/json"]:
        response = Response(render_template("fault.html", problem=problem), content_type="text/html; charset=utf-8")
    else:
        text = json.dumps(problem, ensure_ascii=False, indent=2).encode("utf-8", "replace")
        response = Response(text, content_type=problems.MEDIA_TYPE)
    response.status_code = problem["status"]
    if "retry_after" in problem:
        response.headers["Retry-After"] = str(problem["retry_after"])
    response.headers["Link"] = problems.LINK
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response
