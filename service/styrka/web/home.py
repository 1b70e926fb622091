"""``/``: the start page."""

from __future__ import annotations

from flask import Blueprint, Response

from styrka.formats import HTML
from styrka.web import pages
from styrka.web.respond import once

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def start() -> Response:
    """What Styrka is, and a first question to ask."""
    return once(pages.home, HTML)
