"""``/def/terms.json``: the terms for programs that complete what somebody writes."""

from __future__ import annotations

import json

from flask import Blueprint, Response

from styrka.formats import PLAIN_JSON
from styrka.web.http.respond import respond_once
from styrka.web.render.vocabulary.document import describe_terms

blueprint = Blueprint("terms_document", __name__)


@blueprint.get("/def/terms.json")
def terms() -> Response:
    """Respond with every term: labels, definition, the classes that have it, what it expects, how often it is used."""

    def make() -> Response:
        text = json.dumps(describe_terms(), ensure_ascii=False, separators=(",", ":"))
        return Response(text, content_type=PLAIN_JSON.media_type)

    return respond_once(make, PLAIN_JSON, spoken=False)
