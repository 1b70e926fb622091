"""``/find``: things by their names, as a page or as data."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from styrka.ask.search import Hits, search_names
from styrka.formats import HTML, PLAIN_JSON
from styrka.web.context import language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import pages

blueprint = Blueprint("find", __name__)
OFFERS = (HTML, PLAIN_JSON)


@blueprint.get("/find")
@blueprint.get("/find.<suffix>")
def search(suffix: str | None = None) -> Response:
    """Respond with the things whose names hold the words of ``q``; without it, a page with the form."""
    format_ = negotiate(OFFERS, suffix)
    text = request.args.get("q", "").strip()

    def make() -> Response:
        found = search_names(service().public, text) if text or format_ is not HTML else None
        response = pages.render_search(text, found) if format_ is HTML else jsonify(_to_json(text, found))
        add_links(response, "find", OFFERS, format_)
        return response

    return respond_once(make, format_)


def _to_json(text: str, found: Hits | None) -> dict[str, object]:
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
