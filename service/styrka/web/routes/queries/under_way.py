"""``DELETE /sparql/<id>``: abort a query under way, by the X-Query-Id that its client gave it.

The id is a UUID (RFC 9562), so that nobody guesses it, and counts only for the client that sent the query: what another
one sends finds nothing. It is in memory while the query runs, and nowhere else. The X-Query-Id of a response is the
service's own, the one in its log.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from styrka.engine.cancellation import current_cancellation
from styrka.errors import BadParameter, NotFound
from styrka.web.context import service

blueprint = Blueprint("queries", __name__)
ID: Final = "X-Query-Id"
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@blueprint.delete("/sparql/<name>")
def abort(name: str) -> Response:
    """End the queries of this client that have the id; each is answered with the problem that it was aborted.

    Raises:
        BadParameter: For what is no UUID, and so names no query.
        NotFound: No query of this client has the id, or none any more.
    """
    query_id = read_id(name)
    if not query_id:
        raise BadParameter(
            f"{name!r} is no UUID, and a query is named by one: send X-Query-Id with it, such as the one that uuidgen "
            "makes.",
            sv=f"{name!r} är ingen UUID, och en fråga får sitt namn av en: skicka X-Query-Id med den, till exempel "
            "vad uuidgen ger.",
            parameter=ID,
        )
    if not service().named_queries.abort(query_id, current_cancellation().client):
        raise NotFound(
            "No query of yours with this id is being answered.",
            sv="Ingen fråga från dig med detta id besvaras just nu.",
            query=query_id,
        )
    response = Response(status=HTTPStatus.NO_CONTENT, headers={"Cache-Control": "no-store"})
    del response.headers["Content-Type"]  # there is nothing
    return response


def read_id(text: str) -> str:
    """Return the id in a header or an address; empty for what is no UUID, which names nothing."""
    lowered = text.strip().lower()
    return lowered if _UUID.fullmatch(lowered) else ""
