"""``/update``: the SPARQL 1.1 Protocol's update operation (section 2.2), for who has the token."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from styrka.engine.guard import Limits
from styrka.engine.update_guard import admit_update
from styrka.engine.writes import UpdateChange
from styrka.errors import BadParameter, QuerySyntaxError, UnsupportedMediaType
from styrka.formats import FORM, SPARQL_UPDATE
from styrka.web.context import host, service
from styrka.web.http import write_access

blueprint = Blueprint("update", __name__)
write_access.register(blueprint)
_TAKEN: Final = [FORM.media_type, SPARQL_UPDATE.media_type]
_TOKENS: Final = 5_000_000  # who has the token may send data, and not only patterns


@blueprint.post("/update")
def update() -> Response:
    """Update via POST, as a form (2.2.1) or directly as the body (2.2.2)."""
    writer = write_access.get_writer()
    parameters = request.form if request.mimetype == FORM.media_type else request.args
    admitted = admit_update(
        _text(), write_limits(), parameters.getlist("using-graph-uri"), parameters.getlist("using-named-graph-uri")
    )
    return write_access.respond_to_write(write_access.perform_write(writer, UpdateChange(admitted, host() + "update")))


def write_limits() -> Limits:
    """Return what admission allows those who may write."""
    return Limits(bytes=service().settings.source_bytes, tokens=_TOKENS)


def decode_update(body: bytes) -> str:
    """Return the text of an update.

    Raises:
        QuerySyntaxError: Where it is not UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QuerySyntaxError(
            f"The update is not UTF-8: byte {error.start + 1} is not text.",
            sv=f"Uppdateringen är inte UTF-8: byte {error.start + 1} är inte text.",
        ) from None


def _text() -> str:
    if request.mimetype == SPARQL_UPDATE.media_type:
        return decode_update(request.get_data())
    if request.mimetype != FORM.media_type:
        raise UnsupportedMediaType(
            f"The body is {request.mimetype or 'of no media type'}; send {' or '.join(_TAKEN)}.",
            sv=f"Innehållet är {request.mimetype or 'av inget angivet format'}; skicka {' eller '.join(_TAKEN)}.",
            accepted=_TAKEN,
        )
    given = request.form.getlist("update")
    if "query" in request.form:
        raise BadParameter(
            "Queries are answered at /sparql; send update= here.",
            sv="Frågor besvaras på /sparql; skicka update= hit.",
            parameter="query",
        )
    if len(given) != 1:
        raise BadParameter(
            f"There must be exactly one update; there are {len(given)}.",
            sv=f"Det måste finnas precis en update; det finns {len(given)}.",
            parameter="update",
        )
    return given[0]
