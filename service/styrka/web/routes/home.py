"""``/``: the start page; and ``/show``, to which its door leads."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, request

from styrka.formats import HTML
from styrka.web.context import LANGUAGES, service
from styrka.web.http.respond import respond_once
from styrka.web.render.home import render_home

blueprint = Blueprint("home", __name__)
_SAFE: Final = ""  # what is chosen is one segment of a path
_ANSWER: Final = "shared-priorities"


@blueprint.get("/")
def start() -> Response:
    """Respond with what Styrka is, and a first question to ask."""
    return respond_once(render_home, HTML)


@blueprint.get("/show")
def show() -> Response:
    """303 to what was chosen at the door: a region, a theme, who shares the theme with the region, or all regions."""
    region, theme = (request.args.get(name, "").strip() for name in ("region", "theme"))
    given: dict[str, str] = {}
    path = "/regions"
    if region and theme and _ANSWER in service().questions:
        path = f"/ask/{_ANSWER}"
        given = {"theme": theme, "country": region[:2].upper()}
        if any(one.name == "region" for one in service().questions[_ANSWER].parameters):
            given["region"] = region
    elif region:
        path = f"/doc/region/{quote(region, safe=_SAFE)}"
    elif theme:
        path = f"/scheme/theme/{quote(theme, safe=_SAFE)}"
    if request.args.get("lang") in LANGUAGES:
        given["lang"] = request.args["lang"]
    return redirect(path + (f"?{urlencode(given)}" if given else ""), 303)  # type: ignore[return-value]
