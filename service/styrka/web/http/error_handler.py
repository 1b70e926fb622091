"""The one handler of everything that goes wrong: a page for a browser, problem+json (RFC 9457) for everybody else."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from styrka.errors import Busy, StyrkaError, TooLarge
from styrka.formats import HTML, PLAIN_JSON, PROBLEM, SPARQL_QUERY
from styrka.text.problems import make_kind
from styrka.web.context import ReleaseSwitched, language, service
from styrka.web.http import problems
from styrka.web.http.environ import QUERY_ID
from styrka.web.http.lost import find_near_things, guess_words
from styrka.web.http.problems import OWN_ERROR, Problem

_log = logging.getLogger("styrka.web.app")
_ACCEPTED: Final = (PROBLEM.media_type, PLAIN_JSON.media_type, HTML.media_type)
_SHAREABLE: Final = 8000  # characters of a query that is asked again with its text in the address


def register(app: Flask) -> None:
    """Hand every error of an application to the handler."""
    app.register_error_handler(StyrkaError, _own)
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(ReleaseSwitched, _retry_on_new_release)
    app.register_error_handler(Exception, _unknown)


def _own(error: StyrkaError) -> Response:
    g.refused = make_kind(type(error))
    return _respond(problems.make_problem(error, find_query_id(), language()))


def respond_with_problem(error: StyrkaError) -> Response:
    """Return the response that reports an error, for a view that has something to add to it."""
    return _own(error)


def _known(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        limit = request.max_content_length or service().settings.body_bytes
        return _own(
            TooLarge(f"A request may have {limit} bytes.", sv=f"En förfrågan får ha {limit} byte.", limit=limit)
        )
    if error.response is not None or error.code in (301, 308):
        return error.get_response()  # type: ignore[return-value]
    allowed = dict(error.get_headers()).get("Allow", "")
    response = _respond(
        problems.make_status_problem(
            error.code or 500, error.description or "", find_query_id(), language(), request.method[:20], allowed
        )
    )
    if allowed:
        response.headers["Allow"] = allowed
    return response


def _retry_on_new_release(_: ReleaseSwitched) -> Any:
    """Return the same request of the new release; once, because a release is not switched twice in a request's time."""
    if not g.pop("service", None) or g.get("begun_anew"):
        return _own(
            Busy(
                "A new release is being taken up. Try again in a moment.",
                sv="En ny utgåva tas i bruk just nu. Försök igen om en stund.",
                retry_after=1,
            )
        )
    g.begun_anew = True
    try:
        return current_app.dispatch_request()
    except ReleaseSwitched as error:
        return _retry_on_new_release(error)
    except StyrkaError as error:
        return _own(error)
    except HTTPException as error:
        return _known(error)


def _unknown(error: Exception) -> Response:
    # The cause is for the log; a client learns nothing of the server's paths or code.
    _log.error("unhandled error", exc_info=error, extra={"query_id": find_query_id()})
    title = StyrkaError.title_sv if language() == "sv" else StyrkaError.title
    return _respond(problems.make_untyped_problem(500, title, OWN_ERROR, {}, find_query_id(), language()))


def find_query_id() -> str:
    """Return the identifier of the request in the log."""
    return str(request.environ.get(QUERY_ID, ""))


def _respond(found: Problem) -> Response:
    best = request.accept_mimetypes.best_match(_ACCEPTED)
    accepted = request.accept_mimetypes
    if best == HTML.media_type and accepted[HTML.media_type] > accepted[PLAIN_JSON.media_type]:
        response = Response(_page(found), content_type=HTML.content_type)
    else:
        response = Response(found.body(), content_type=PROBLEM.media_type)
    response.status_code = found.status
    response.headers.extend(found.headers)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _page(found: Problem) -> str:
    """Return the page of a problem, with ways on: the query to mend, the question's own form, what is near."""
    query = find_query() if request.path.rstrip("/") == "/sparql" else None
    return render_template(
        "fault.html",
        problem=found.members,
        spoken=found.spoken,
        query=query,
        lost=guess_words() if found.status == HTTPStatus.NOT_FOUND else None,
        near=find_near_things() if found.status == HTTPStatus.NOT_FOUND else (),
        shareable=len(query or "") <= _SHAREABLE,
        form=request.path if request.path.startswith("/ask/") and request.query_string else None,
    )


def find_query() -> str | None:
    """Return the query of the request, where there is one that can be read."""
    try:
        if request.mimetype == SPARQL_QUERY.media_type:
            return request.get_data().decode("utf-8", "replace")
        return request.values.get("query")
    except HTTPException:
        return None
