"""``/map``: who has a theme, as a map of Europe or Sweden with the same as a list; and the map alone as SVG."""

from __future__ import annotations

from functools import partial
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from styrka.errors import BadParameter
from styrka.formats import HTML, SVG
from styrka.web.context import language
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import pages
from styrka.web.render.map.drawing import STATES
from styrka.web.render.map.shapes import find_view, read_view
from styrka.web.render.map.themed import QUESTION, VIEWS, ask_map, draw, group_by_country, list_map_themes
from styrka.web.render.related import keep_language
from styrka.web.routes.ask import find_question

blueprint = Blueprint("map", __name__)
_OFFERS: Final = (HTML, SVG)


@blueprint.get("/map")
@blueprint.get("/map.<suffix>")
def show(suffix: str | None = None) -> Response:
    """Respond with the map of a theme, as a page or as a file.

    Raises:
        BadParameter: For a view that there is not; with those that there are.
    """
    format_ = negotiate(_OFFERS, suffix)
    query = find_question(QUESTION)
    theme = request.args.get("theme") or query.parameter("theme").example or ""
    view = request.args.get("view") or "europe"
    if view not in VIEWS:
        raise BadParameter(
            f"view is {view!r}; there are {', '.join(VIEWS)}.",
            sv=f"view är {view!r}; det finns {', '.join(VIEWS)}.",
            parameter="view",
            allowed=list(VIEWS),
        )
    make = partial(_respond_with_file if format_ is SVG else _respond_with_page, theme, view)
    return respond_once(make, format_, "map", request.query_string.decode("latin-1"), language())


def _respond_with_file(theme: str, view: str) -> Response:
    asked = ask_map(theme, view)
    response = Response(draw(asked, read_view(view), whole=True), content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="styrka-{view}.svg"'
    return response


def _respond_with_page(theme: str, view: str) -> Response:
    asked = ask_map(theme, view)
    shapes = find_view(view)
    common, every = list_map_themes()
    response = pages.render_page(
        "map.html",
        asked=asked,
        say=asked.get_words,
        drawing=draw(asked, shapes) if shapes else "",
        notice=shapes.attribution[language()] if shapes else "",
        common=common,
        themes=every,
        views=tuple(VIEWS),
        countries=group_by_country(asked),
        states=STATES,
        chosen=make_address,
        question=QUESTION,
        values=urlencode({"theme": asked.theme} | ({"country": VIEWS[view]} if VIEWS[view] else {})),
    )
    add_links(response, "map", (HTML,), HTML)
    return response


def make_address(theme: str, view: str, path: str = "/map") -> str:
    """Return the address of a map, in the language that the reader chose."""
    values = {"theme": theme} | ({"view": view} if view != "europe" else {})
    return keep_language(f"{path}?{urlencode(values)}", request.args.get("lang", ""))
