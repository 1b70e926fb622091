"""``/find``: things by their names, as a page or as data."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from styrka.ask.search import Finds, find
from styrka.formats import HTML, PLAIN_JSON
from styrka.web.context import language, service
from styrka.web.http.respond import link, negotiated, once
from styrka.web.render import pages

blueprint = Blueprint("find", __name__)
OFFERS = (HTML, PLAIN_JSON)


@blueprint.get("/find")
@blueprint.get("/find.<suffix>")
def search(suffix: str | None = None) -> Response:
    """The things whose names hold the words of ``q``; without it, a page with the form."""
    format_ = negotiated(OFFERS, suffix)
    text = request.args.get("q", "").strip()

    def make() -> Response:
        found = find(service().public, text) if text or format_ is not HTML else None
        response = pages.find(text, found) if format_ is HTML else jsonify(_said(text, found))
        link(response, "find", OFFERS, format_)
        return response

    return once(make, format_)


def _said(text: str, found: Finds | None) -> dict[str, object]:
    things = found.things if found else ()
    return {
        "query": text,
        "more": bool(found and found.cut),
        "things": [
            {
                "iri": one.iri,
                "kind": one.kind or None,
                "label": one.label(language()),
                "labels": one.labels,
                "within": one.place(language()) or None,
            }
            for one in things
        ],
    }
