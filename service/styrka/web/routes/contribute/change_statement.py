"""``/correct/change``: a correction made at once by who has the token, on the way of every write.

It is checked as a whole and published, or nothing changes. The token comes in the form; neither it nor what else is
sent is stored, shown or logged.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request

from styrka.change.correction import make_change
from styrka.errors import BadParameter, NotFound, StyrkaError, Unauthorised
from styrka.text.problems import make_kind
from styrka.vocabulary import shorten
from styrka.web.context import service
from styrka.web.http import write_access
from styrka.web.http.respond import respond_uncached
from styrka.web.render.contribute import correcting
from styrka.web.render.related import keep_language
from styrka.web.routes.contribute.statements import (
    find_places,
    make_file,
    read_correction,
    read_field,
    read_statement,
)

blueprint = Blueprint("correct_change", __name__)
write_access.register(blueprint)
_CHALLENGE: Final = 'Bearer realm="Styrka"'


@blueprint.post("/correct/change")
def change() -> Response:
    """Make the correction, and lead to the thing as it is then; or respond with the page of what stands in the way.

    Raises:
        BadParameter: Where no statement is named.
        NotFound: Where the statement is not recorded, or in no file that can be changed.
    """
    statement, said = read_statement(read_field("property"), read_field("value"), read_field("of")), read_correction()
    if statement is None:
        raise BadParameter(
            "Name the statement, by of, property and value.",
            sv="Ange uppgiften, med of, property och value.",
            parameter="property",
        )
    places, writer = find_places(statement), service().writer
    # Before the files are read: a write that comes between would be undone by this one.
    states = {one.graph: writer.state(one.graph) for one in places if one.own} if writer is not None else {}
    try:
        file = make_file(statement, places, said)
    except BadParameter as error:
        return respond_uncached(partial(correcting.render_statement, statement, places, said, error))
    if file is None:
        raise NotFound(
            "The statement is in no file here that can be changed.",
            sv="Uppgiften finns inte i någon fil här som kan ändras.",
        )
    subject = str(statement.subject)[1:-1]
    try:
        admitted = write_access.get_writer(read_field("token"))
        outcome = write_access.perform_write(admitted, make_change(file, states.get(file.graph)))
    except StyrkaError as error:
        g.refused = make_kind(type(error))
        response = respond_uncached(
            partial(correcting.render_correction, subject, statement, places, said, file, error)
        )
        if isinstance(error, Unauthorised):
            response.headers["WWW-Authenticate"] = _CHALLENGE
        return response
    asked = urlencode({"of": shorten(subject), "published": outcome.version}, safe=":/")
    # Nothing is looked up any more: this request has answered from the release before.
    way = keep_language(f"/correct?{asked}", request.args.get("lang", ""))
    response = Response(status=HTTPStatus.SEE_OTHER, headers={"Location": way, "Cache-Control": "no-store"})
    del response.headers["Content-Type"]
    return response
