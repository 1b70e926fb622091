"""``/static``: the files that pages need, kept and compressed like every answer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, send_from_directory

from styrka.formats import Format, Kind
from styrka.web.http.respond import respond_once

blueprint = Blueprint("static", __name__)
_FOLDER: Final = Path(__file__).parents[1] / "render" / "static"
_FILE: Final = Format("file", "application/octet-stream", "", frozenset({Kind.GRAPH}))


@blueprint.get("/static/<path:name>")
def file(name: str) -> Response:
    """One file."""
    return respond_once(lambda: _read(name), _FILE)


def _read(name: str) -> Response:
    response = send_from_directory(_FOLDER, name, conditional=False, etag=False)
    response.direct_passthrough = False
    for name in ("Last-Modified", "Cache-Control"):
        response.headers.pop(name, None)
    return response
