"""``/correct``: what is stated of a thing, by whom, and how to say what is right: a text to send, and a file.

Nothing is stored, and nobody is followed: what is written in the form comes back in the answer, and is forgotten.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from functools import partial

from flask import Blueprint, Response, request

from styrka import clock
from styrka.ask.describe import describe_thing
from styrka.ask.names.finding import LONGEST, check_text, find_things
from styrka.errors import BadParameter, NotFound
from styrka.formats import CSV, HTML, TURTLE
from styrka.web.context import service
from styrka.web.http.respond import respond_once, respond_uncached
from styrka.web.render.contribute import correcting
from styrka.web.render.contribute.correcting import Correction
from styrka.web.routes.contribute.statements import (
    find_places,
    make_file,
    read_correction,
    read_field,
    read_statement,
    read_thing,
)
from styrka.web.routes.doc import check_iri

blueprint = Blueprint("correct", __name__)


@blueprint.get("/correct")
def ask() -> Response:
    """Respond with the page of a statement, of a thing, or with the way to one.

    Raises:
        BadParameter: For what is no address, and a statement that is named by half.
        NotFound: For a thing or statement that is not recorded.
    """
    of = request.args.get("of", "").strip()
    if not of:
        return _search(request.args.get("q", "").strip())
    statement = read_statement(request.args.get("property", ""), request.args.get("value", ""), of)

    def make() -> Response:
        if statement is not None:
            return correcting.render_statement(statement, find_places(statement), Correction())
        iri = read_thing(of)
        with check_iri(iri):
            within = request.args.get("within", "").strip()[:LONGEST]
            just = request.args.get("published") == service().engine.version
            return correcting.render_thing(describe_thing(service().engine, iri), iri, within, published=just)

    return respond_once(make, HTML)


def _search(text: str) -> Response:
    """Return the page with the search for the thing that is wrong, and with what fits the words."""
    if not text:
        return respond_once(correcting.render_start, HTML)
    try:
        check_text(text)
    except BadParameter as error:
        unfit = partial(correcting.render_start, text, None, error)
        return respond_uncached(unfit)
    found = find_things(service().names.index(service().engine), text)
    return respond_once(partial(correcting.render_start, text, found), HTML, day=clock.read_today())


@blueprint.post("/correct")
def take() -> Response:
    """Respond with the text to send and the ways to have the corrected file; or with the form, where it says nothing.

    Raises:
        BadParameter: For a field that is too long.
        NotFound: For a thing or statement that is not recorded.
    """
    of = read_field("of")
    statement, said = read_statement(read_field("property"), read_field("value"), of), read_correction()
    if statement is None:
        iri = read_thing(of)
        with check_iri(iri):
            describe_thing(service().engine, iri)
        return respond_uncached(partial(correcting.render_correction, iri, None, (), said, None))
    places = find_places(statement)
    try:
        if not said.given:
            raise BadParameter(
                "Say what is right, or where it is written.",
                sv="Skriv vad som är rätt, eller var det står.",
                parameter="right",
            )
        file = make_file(statement, places, said)
    except BadParameter as error:
        return respond_uncached(partial(correcting.render_statement, statement, places, said, error))
    subject = str(statement.subject)[1:-1]
    return respond_uncached(partial(correcting.render_correction, subject, statement, places, said, file))


@blueprint.post("/correct/file")
def download() -> Response:
    """Respond with the corrected file: the Turtle of the graph, or the row of the table with its header.

    Raises:
        NotFound: Where the statement is in no file that can be changed.
        BadParameter: For a value that is not of the kind of the old one, and where nothing is named.
    """
    statement = read_statement(read_field("property"), read_field("value"), read_field("of"))
    if statement is None:
        raise BadParameter(
            "Name the statement, by of, property and value.",
            sv="Ange uppgiften, med of, property och value.",
            parameter="property",
        )
    file = make_file(statement, find_places(statement), read_correction())
    if file is None:
        raise NotFound(
            "The statement is in no file here that can be changed.",
            sv="Uppgiften finns inte i någon fil här som kan ändras.",
        )
    format_ = CSV if file.is_row else TURTLE
    name = file.path.rpartition("/")[2]
    response = Response(
        BOM_UTF8 * file.is_row + file.text.encode(),
        content_type=format_.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    return respond_uncached(lambda: response)
