"""``/find``: things by their names, as a page or as data."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from styrka import clock
from styrka.ask.names.finding import Found, check_kind, check_text, find_things, make_answer_path
from styrka.ask.names.index import Hit
from styrka.errors import BadParameter
from styrka.formats import HTML, PLAIN_JSON
from styrka.web.context import address, host, language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import finding

blueprint = Blueprint("find", __name__)
OFFERS = (HTML, PLAIN_JSON)


@blueprint.get("/find")
@blueprint.get("/find.<suffix>")
def search(suffix: str | None = None) -> Response:
    """Respond with the things whose names fit ``q``, all or of a ``kind``; without ``q``, a page with the form.

    What fits is another thing each day: a call whose deadline has passed is not found.

    Raises:
        BadParameter: For a text that cannot be looked for, and for a kind that there is not.
    """
    format_ = negotiate(OFFERS, suffix)
    text, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    check_kind(kind)
    if format_ is HTML and "q" in request.args:
        try:
            check_text(text)
        except BadParameter as error:  # on the form itself, where it can be put right
            return finding.render_unfit_search(text, error)

    def make() -> Response:
        wanted = bool(text) or format_ is not HTML
        found = find_things(service().names.index(service().engine), text, kind) if wanted else None
        if format_ is HTML:
            response = finding.render_search(text, kind, found)
        else:
            response = jsonify(_to_json(text, kind, found or Found()))
        # Data are of something that is looked for; a page without a text is the form alone.
        asked = urlencode(list(request.args.items(multi=True)))
        add_links(response, "find", OFFERS if text else (HTML,), format_, asked)
        return response

    return respond_once(make, format_, day=clock.read_today() if text else "")


def _to_json(text: str, kind: str, found: Found) -> dict[str, object]:
    return {
        "query": text,
        "kind": kind or None,
        "more": found.cut,
        "answer": host() + make_answer_path(found.pair)[1:] if found.pair else None,
        "things": [_hit_to_json(one) for one in found.hits],
        "near": [_hit_to_json(one) for one in found.near],
    }


def _hit_to_json(hit: Hit) -> dict[str, object]:
    thing = hit.thing
    return {
        "iri": thing.iri,
        "code": thing.code,
        "kind": thing.kind or None,
        "label": thing.label(language()),
        "labels": thing.labels,
        "matched": hit.name,
        "within": thing.where(language()) or None,
        "year": thing.year or None,
        "deadline": thing.deadline or None,
        "stated": thing.stated or None,
        "address": host().rstrip("/") + address(thing.iri),
    }
