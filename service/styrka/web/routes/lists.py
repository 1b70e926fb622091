"""``/regions`` and ``/themes``: what the main menu leads to."""

from __future__ import annotations

from flask import Blueprint, Response

from styrka.formats import HTML
from styrka.web.http.respond import respond_once
from styrka.web.render import lists

blueprint = Blueprint("lists", __name__)


@blueprint.get("/regions")
def regions() -> Response:
    """Respond with the regions that decide on priorities, by country."""
    return respond_once(lists.render_regions, HTML)


@blueprint.get("/themes")
def themes() -> Response:
    """Respond with the themes as a tree."""
    return respond_once(lists.render_themes, HTML)
