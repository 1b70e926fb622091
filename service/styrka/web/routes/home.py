"""``/``: the start page; and ``/show``, to which its door leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, request

from styrka.ask.reading import read_values
from styrka.formats import HTML
from styrka.web.context import LANGUAGES, service
from styrka.web.http.respond import respond_once
from styrka.web.render.home import render_home

blueprint = Blueprint("home", __name__)
_SAFE: Final = ""  # what is chosen is one segment of a path
_ANSWER: Final = "shared-priorities"
# The question, and its parameter, that reads what is written.
_READ_BY: Final = {"region": ("priorities-of-a-region", "region"), "theme": (_ANSWER, "theme")}


@blueprint.get("/")
def start() -> Response:
    """Respond with what Styrka is, and a first question to ask."""
    return respond_once(render_home, HTML)


@blueprint.get("/show")
def show() -> Response:
    """303 to what was chosen at the door: a region, a theme, who shares the theme with the region, or all regions."""
    region, theme = (_read(request.args.get(name, "").strip(), *_READ_BY[name]) for name in ("region", "theme"))
    given: dict[str, str] = {}
    path = "/regions"
    if region.text and theme.text and _ANSWER in service().questions:
        path = f"/ask/{_ANSWER}"
        # What names no region goes to the form of the question, which states that at its field.
        given = {"theme": theme.text, "country": region.text[:2] if region.known else region.text}
        if region.known and any(one.name == "region" for one in service().questions[_ANSWER].parameters):
            given["region"] = region.text
    elif not region.known or not theme.known:
        path, given = "/find", {"q": region.text or theme.text}
    elif region.text:
        path = f"/doc/region/{quote(region.text, safe=_SAFE)}"
    elif theme.text:
        path = f"/scheme/theme/{quote(theme.text, safe=_SAFE)}"
    if request.args.get("lang") in LANGUAGES:
        given["lang"] = request.args["lang"]
    return redirect(path + (f"?{urlencode(given)}" if given else ""), 303)  # type: ignore[return-value]


@dataclass(frozen=True)
class _Chosen:
    """What was chosen, or written: its code where it names a thing, else the text; nothing counts as known."""

    text: str
    known: bool


def _read(text: str, question: str, parameter: str) -> _Chosen:
    """Return what a text names, as the parameter of a question reads it."""
    present = service()
    if not text or question not in present.questions:
        return _Chosen(text, known=True)
    query = present.questions[question]
    values = read_values(present.engine, present.names, query, {parameter: text}).values
    return (
        _Chosen(query.parameter(parameter).iri(values[parameter]).rsplit("/", 1)[-1], known=True)
        if parameter in values
        else _Chosen(text, known=False)
    )
