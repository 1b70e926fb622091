"""Who may write: whoever has the token; and what every write has in common, from the way in to what is returned."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, g, request

from styrka.build.validate.report import Finding, Report
from styrka.engine.writes import Change, Outcome, Writer
from styrka.errors import InvalidData, Unauthorised, UnsupportedMediaType, WriteRefused
from styrka.formats import HTML, PLAIN_JSON, PLAIN_TEXT, PROBLEM, TURTLE
from styrka.settings import Settings
from styrka.text.problems import make_kind
from styrka.web.context import service
from styrka.web.http import error_handler
from styrka.web.serving.metrics import OPERATIONS

_CHARSETS: Final = ("utf-8", "utf8", "us-ascii")
_REPORTS: Final = (PROBLEM.media_type, PLAIN_JSON.media_type, HTML.media_type, TURTLE.media_type, PLAIN_TEXT.media_type)


def register(blueprint: Blueprint) -> None:
    """Count a blueprint's writes, and answer what they are refused for in the ways that only writes have."""
    blueprint.register_error_handler(Unauthorised, _challenge)
    blueprint.register_error_handler(InvalidData, _report)
    blueprint.after_request(_count_write)


def perform_write(to: Writer, change: Change) -> Outcome:
    """Have a change made.

    Raises:
        StyrkaError: As ``Writer.write``.
    """
    with service().writes.time_write(_operation()):
        outcome = to.write(change)
    g.outcome = "created" if outcome.created else "changed" if outcome.files or not to.governed else "unchanged"
    return outcome


def get_writer(token: str | None = None) -> Writer:
    """Return what takes the write of this request, once it has shown the token.

    Parameters:
        token: as it stands in a form; None where it is in the headers.

    Raises:
        WriteRefused: Where nobody may write.
        Unauthorised: When the request has no token, or another one (RFC 6750 section 2.1).
        UnsupportedMediaType: The body's media type is not one that the endpoint reads.
    """
    settings, found = service().settings, service().writer
    if found is None:
        raise WriteRefused(
            "This service takes no writes: what it answers from is stored elsewhere.",
            sv="Här skrivs ingenting: det som tjänsten svarar ur finns någon annanstans.",
        )
    if not settings.write_token:
        raise WriteRefused(
            "Writing is off here. Whoever runs the service turns it on with STYRKA_WRITE_TOKEN.",
            sv="Att skriva är avstängt här. Den som driver tjänsten slår på det med STYRKA_WRITE_TOKEN.",
        )
    if not has_token(request.headers.get("Authorization", "") if token is None else f"Bearer {token}", settings):
        raise Unauthorised(
            "Send the token of this service as: Authorization: Bearer TOKEN.",
            sv="Skicka tjänstens nyckel så här: Authorization: Bearer TOKEN.",
        )
    # Only who has the token may send more than others; the body has not been read yet.
    request.max_content_length = settings.source_bytes
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in _CHARSETS:
        raise UnsupportedMediaType(
            f"The body's charset is {charset}; send UTF-8.",
            sv=f"Innehållets teckenkodning är {charset}; skicka UTF-8.",
            accepted=["utf-8"],
        )
    return found


def find_body_limit(path: str, authorization: str | None, settings: Settings) -> int:
    """Return how large a request's body may be.

    Larger than others' where a graph or an update is sent with the token.
    """
    return settings.source_bytes if is_write(path) and has_token(authorization or "", settings) else settings.body_bytes


def is_write(path: str) -> bool:
    """Return whether graphs or updates are sent to a path."""
    return path == "/update" or path.split("/")[1:2] == ["graphs"]


def respond_to_write(outcome: Outcome, graph: str | None = None, *, location: bool = False) -> Response:
    """Return the response to a write: 201 for a new graph, else 204; with a word on the release where there is one."""
    status = HTTPStatus.CREATED if outcome.created else HTTPStatus.NO_CONTENT
    response = Response(status=status)
    del response.headers["Content-Type"]  # there is nothing
    if outcome.files:
        description = {"release": outcome.version, "graph": graph, "created": outcome.created, "files": outcome.files}
        text = json.dumps({name: value for name, value in description.items() if value is not None}, indent=2)
        status = HTTPStatus.CREATED if outcome.created else HTTPStatus.OK
        response = Response(text, status, content_type=PLAIN_JSON.media_type)
    if location and graph is not None:
        response.headers["Location"] = graph
    response.headers["Cache-Control"] = "no-store"
    return response


def _operation() -> str:
    return "update" if request.blueprint == "update" else request.method.lower()


def _count_write(response: Response) -> Response:
    outcome = g.get("refused") or g.get("outcome")
    if outcome is not None and _operation() in OPERATIONS:
        service().writes.count(_operation(), outcome)
    return response


def has_token(authorization: str, settings: Settings) -> bool:
    """Return whether an Authorization header has the token of the service; never, where it has none."""
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "basic" and settings.base.lower().startswith("https://"):
        given = _read_password(given.strip())
    elif scheme.lower() != "bearer":
        given = ""
    # Digests are compared, in constant time: neither the token's text nor its length shows in the time that it takes.
    same = hmac.compare_digest(_digest(given.strip()), _digest(settings.write_token))
    return bool(settings.write_token) and same


def _read_password(credentials: str) -> str:
    """Return the password of Basic credentials (RFC 7617): SPARQL clients have a place for it, and none for a token."""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _challenge(error: Unauthorised) -> Response:
    response = error_handler.respond_with_problem(error)
    wrong = ', error="invalid_token"' if "Authorization" in request.headers else ""
    response.headers["WWW-Authenticate"] = f'Bearer realm="Styrka"{wrong}'
    return response


def _report(error: InvalidData) -> Response:
    """Return what the shapes found, as problem+json or a page, and as a SHACL report or text for who asks for them."""
    best = request.accept_mimetypes.best_match(_REPORTS)
    findings = error.evidence.get("findings")
    if best not in (TURTLE.media_type, PLAIN_TEXT.media_type) or findings is None:
        return error_handler.respond_with_problem(error)
    g.refused = make_kind(InvalidData)
    report = Report.of(Finding(**{**finding, "others": tuple(finding.get("others", ()))}) for finding in findings)
    text = report.turtle() if best == TURTLE.media_type else report.text()
    response = Response(text, error.status, content_type=f"{best}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response
