"""``/doc/region/SE122/brief``: a region on one sheet of A4, to be printed."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect

from styrka.ask.describe import describe_thing
from styrka.ask.reading import read_values
from styrka.errors import NotFound
from styrka.formats import HTML
from styrka.text.things import get_thing_words
from styrka.vocabulary import BASE
from styrka.web.context import language, service
from styrka.web.http.respond import negotiate, respond_once
from styrka.web.render import pages
from styrka.web.render.things.brief import describe_brief
from styrka.web.routes.ask import find_question

blueprint = Blueprint("brief", __name__)
_READ_BY: Final = ("priorities-of-a-region", "region")  # the question, and its parameter, that reads a region


@blueprint.get("/doc/region/<name>/brief")
def brief(name: str) -> Response:
    """Respond with the sheet of a region; 303 to it where the region is not written as its code.

    Raises:
        NotFound: There is no such region.
    """
    question, parameter = _READ_BY
    query = find_question(question)
    reading = read_values(service().engine, service().names, query, {parameter: name})
    if reading.errors:
        wrong = reading.errors[0].error
        raise NotFound(wrong.detail, sv=wrong.detail_sv, region=name[:100])
    iri = query.parameter(parameter).iri(reading.values[parameter])
    path = f"{iri.removeprefix(BASE + 'id/')}"
    if path != f"region/{name}":
        return redirect(pages.keep_chosen_language(f"/doc/{path}/brief"), 303)  # type: ignore[return-value]
    return respond_once(lambda: _respond(iri), negotiate((HTML,), None), path, language())


def _respond(iri: str) -> Response:
    found = describe_brief(describe_thing(service().engine, iri))
    return pages.render_page(
        "things/brief.html",
        brief=found,
        page=found.page,
        say=lambda key, **values: get_thing_words(key, language(), **values),
        whole=pages.keep_chosen_language(f"/doc/{iri.removeprefix(BASE + 'id/')}"),
    )
