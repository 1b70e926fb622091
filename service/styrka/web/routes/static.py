"""``/static``: the files that pages need, cached and compressed like every answer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, send_from_directory

from styrka.formats import BYTES
from styrka.web.http.respond import respond_once

blueprint = Blueprint("static", __name__)
_FOLDER: Final = Path(__file__).parents[1] / "render" / "static"


@blueprint.get("/static/<path:name>")
def file(name: str) -> Response:
    """Respond with one file."""
    return respond_once(lambda: _read(name), BYTES)


def _read(name: str) -> Response:
    response = send_from_directory(_FOLDER, name, conditional=False, etag=False)
    response.direct_passthrough = False
    for name in ("Last-Modified", "Cache-Control"):
        response.headers.pop(name, None)
    return response
