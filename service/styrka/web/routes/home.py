"""``/``: the start page."""

from __future__ import annotations

from flask import Blueprint, Response

from styrka.formats import HTML
from styrka.web.http.respond import respond_once
from styrka.web.render import pages

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def start() -> Response:
    """Respond with what Styrka is, and a first question to ask."""
    return respond_once(pages.render_home, HTML)
