"""Headers that every response carries, and those that let pages of other sites ask us (CORS)."""

from __future__ import annotations

import re
from typing import Final

from flask import Flask, Response, request

from styrka.web.http.cache import CACHED_RESPONSE

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "interest-cohort=(), geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Patch, Accept-Query, Allow, ETag, Last-Modified, Link, Location, "
    "Memento-Datetime, RateLimit, RateLimit-Policy, Retry-After, Vary, WWW-Authenticate, X-Query-Id, X-Total-Count",
}
# Of a page whose fields suggest while somebody types: a script of ours, which asks us.
SUGGESTING: Final = HEADERS["Content-Security-Policy"] + "; script-src 'self'; connect-src 'self'"
# What a page of another site may send (Fetch standard, CORS preflight): whatever it asks for, because no cookie is ever
# used; these where it does not say.
_USUAL: Final = (
    "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Authorization, Cache-Control, Content-Language, "
    "Content-Type, If-Match, If-Modified-Since, If-None-Match, Range, X-Requested-With"
)
_NAMES: Final = re.compile(r"[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*(?:,[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*)*")
# One range of bytes (RFC 9110 section 14.2).
_RANGE: Final = re.compile(r"[ \t]*bytes[ \t]*=[ \t]*(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})[ \t]*", re.IGNORECASE)
_METHODS: Final = "GET, HEAD, QUERY, POST, PUT, PATCH, DELETE, OPTIONS"


def register(app: Flask) -> None:
    """Add the headers to every response of an application; what a view sets stays."""

    @app.before_request
    def of_the_server() -> Response | None:
        """OPTIONS of no address at all asks what the server can do (RFC 9110 section 9.3.7)."""
        asked = request.method == "OPTIONS" and request.environ["PATH_INFO"] == "*"
        return Response(headers={"Allow": _METHODS}) if asked else None

    @app.before_request
    def ignore_range() -> None:
        """Pass over a range that is of no unit that we know, not well-formed, or several: the whole is the answer."""
        found = request.environ.get("HTTP_RANGE")
        if found is not None and not (request.method == "GET" and _RANGE.fullmatch(found)):
            del request.environ["HTTP_RANGE"]

    @app.after_request
    def finish(response: Response) -> Response:
        if request.method == "OPTIONS" and response.status_code == 200:
            response.status_code = 204
            asked = request.headers.get("Access-Control-Request-Headers", "")
            response.headers["Access-Control-Allow-Headers"] = asked if _NAMES.fullmatch(asked) else _USUAL
            response.headers["Access-Control-Max-Age"] = "86400"
            response.vary.add("Access-Control-Request-Headers")
            response.headers.pop("Content-Type", None)
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        return response if CACHED_RESPONSE in request.environ and response.status_code == 200 else add_headers(response)


def add_headers(response: Response) -> Response:
    """Return the response with the headers."""
    present = {name.lower() for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name.lower() not in present])
    return response
