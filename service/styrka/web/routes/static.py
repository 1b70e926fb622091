"""``/static``: the files that pages need, cached and compressed like every answer; and the icon of the site."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, send_from_directory

from styrka.formats import BYTES
from styrka.web.http.respond import respond_once
from styrka.web.render import static_files

blueprint = Blueprint("static", __name__)
_FOR_EVER: Final = "public, max-age=31536000, immutable"  # RFC 8246: the name says what is in it
_ICON: Final = "favicon.ico"


@blueprint.get("/static/<path:name>")
def file(name: str) -> Response:
    """Respond with one file; where its name has an old digest, lead to the present one."""
    plain, present = static_files.find_file(name)
    if plain != name and not present and (static_files.FOLDER / plain).is_file():
        return redirect(f"/static/{static_files.name_file(plain)}")  # type: ignore[return-value]
    return respond_once(lambda: _read(plain, present), BYTES, f"static/{name}")


@blueprint.get(f"/{_ICON}")
def icon() -> Response:
    """Respond with the icon of the site, at the address that browsers ask for unasked."""
    return respond_once(lambda: _read(_ICON, False), BYTES, _ICON)


def _read(name: str, for_ever: bool) -> Response:
    response = send_from_directory(static_files.FOLDER, name, conditional=False, etag=False)
    response.direct_passthrough = False
    if response.mimetype == "text/css":
        response.set_data(static_files.read_file(name))
    for header in ("Last-Modified", "Cache-Control"):
        response.headers.pop(header, None)
    if for_ever:
        response.headers["Cache-Control"] = _FOR_EVER
    return response
