"""``/map``: who has a theme, as a map of Europe or Sweden with the same as a list; and the map alone as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request

from styrka.ask.answer import answer_question
from styrka.ask.pages.sentence import write_sentence
from styrka.ask.parameters import RESERVED
from styrka.ask.question import Query
from styrka.ask.reading import FieldError, read_values
from styrka.errors import BadParameter, NotFound
from styrka.formats import HTML, SVG
from styrka.text.maps import get_map_words
from styrka.web.context import language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import forms, pages
from styrka.web.render.answer.mapped import draw_picture
from styrka.web.render.answer.page import make_reader
from styrka.web.render.map.drawing import STATES
from styrka.web.render.map.shapes import find_view, read_view
from styrka.web.render.map.themed import QUESTION, VIEWS, ask_map, draw, group_by_country, list_map_themes
from styrka.web.render.related import keep_language
from styrka.web.routes.ask import find_question

blueprint = Blueprint("map", __name__)
_OFFERS: Final = (HTML, SVG)
_EUROPE: Final = "europe"
_SHOWN: Final = 80  # characters of a view that cannot be read
_OWN: Final = frozenset({"question", "legend"})  # what an address has beside the parameters of a question


@blueprint.get("/map")
@blueprint.get("/map.<suffix>")
def show(suffix: str | None = None) -> Response:
    """Respond with the map of a theme, as a page or as a file; or of an answer, as a file.

    With ``legend=none`` a file has neither its legend nor the notices, which the page that it stands in has.

    Raises:
        BadParameter: For a theme or a view that there is not, where a program asks.
        NotFound: For a question that there is not, or whose answer has no map.
    """
    format_ = negotiate(_OFFERS, suffix)
    if slug := request.args.get("question"):
        draw_values = partial(_respond_with_values, find_question(slug))
        return respond_once(draw_values, SVG, "map", request.query_string.decode("latin-1"), language())
    query = replace(find_question(QUESTION), parameters=(find_question(QUESTION).parameter("theme"),))
    # Without a theme it is the example; a form that was sent without one is an error.
    given = {"theme": request.args.get("theme", query.parameter("theme").example or "").strip()}
    view = request.args.get("view") or _EUROPE
    reading = read_values(service().engine, service().names, query, given)
    errors = [*(one.error for one in reading.errors), *([] if view in VIEWS else [_make_view_error(view)])]
    if errors:
        if format_ is SVG:
            raise errors[0]
        return forms.refuse(_respond_with_form(query, given, reading.errors, view), errors[0])
    theme = query.shorten(reading.values).get("theme", given["theme"])
    if request.args.get("theme", theme) != theme:
        asked = urlencode({**request.args, "theme": theme})
        return redirect(f"{request.path}?{asked}", 303)  # type: ignore[return-value]
    make = partial(_respond_with_file if format_ is SVG else _respond_with_page, theme, view)
    return respond_once(make, format_, "map", request.query_string.decode("latin-1"), language())


def _make_view_error(view: str) -> BadParameter:
    return BadParameter(
        f"view is {view[:_SHOWN]!r}; there are {', '.join(VIEWS)}.",
        sv=f"view är {view[:_SHOWN]!r}; det finns {', '.join(VIEWS)}.",
        parameter="view",
        allowed=list(VIEWS),
    )


def _respond_with_form(query: Query, given: Mapping[str, str], errors: tuple[FieldError, ...], view: str) -> Response:
    """Return the form of the map with what is wrong in it: no such theme, or no such view."""
    say = partial(get_map_words, language=language())
    shown = pages.describe_form(query, given, {}, errors)
    if view not in VIEWS:
        near = tuple((say(f"view_{one}"), make_address(given["theme"], one)) for one in VIEWS)
        shown["other_errors"].append(forms.OtherError(say("wrong_view", view=view[:_SHOWN]), near))
    common, every = list_map_themes()
    return pages.render_page(
        "map.html",
        asked=None,
        say=say,
        common=common,
        themes=every,
        view=view if view in VIEWS else _EUROPE,
        chosen=make_address,
        **shown,
    )


def _respond_with_file(theme: str, view: str) -> Response:
    asked = ask_map(theme, view)
    drawn = draw(asked, read_view(view), whole=True, legend=_has_legend())
    return _respond_with_drawing(drawn, view)


def _respond_with_values(query: Query) -> Response:
    given = {name: value for name, value in request.args.items() if name not in RESERVED | _OWN}
    values = read_values(service().engine, service().names, query, given).check()
    asked = answer_question(service().engine, query, values, service().answers)
    if not (drawn := draw_picture(asked, write_sentence(asked, make_reader()), legend=_has_legend())):
        raise NotFound(
            f"The answer to {query.slug} has no map with these values, or the release has no shapes.",
            sv=f"Svaret på {query.slug} har ingen karta med de värdena, eller så har utgåvan inga former.",
            slug=query.slug,
        )
    return _respond_with_drawing(drawn, query.slug)


def _has_legend() -> bool:
    return request.args.get("legend") != "none"


def _respond_with_drawing(drawn: str, name: str) -> Response:
    response = Response(drawn, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="styrka-{name}.svg"'
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
    values = {"theme": theme} | ({"view": view} if view != _EUROPE else {})
    return keep_language(f"{path}?{urlencode(values)}", request.args.get("lang", ""))
