"""``/api`` and ``/openapi.json``: the interface described for programs (OpenAPI 3.1), and the same as a page."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, Response

from styrka.ask import tables
from styrka.ask.choices import Choice
from styrka.ask.parameters import Parameter
from styrka.formats import HTML, PLAIN_JSON
from styrka.publish.api.document import describe_api
from styrka.publish.api.schemas import Json
from styrka.web.context import host, service
from styrka.web.http.respond import respond_once
from styrka.web.render.contribute.api import render_api

blueprint = Blueprint("api", __name__)
_PATH: Final = "openapi.json"


@blueprint.get("/api")
def page() -> Response:
    """Respond with the interface as a page: how to begin, every operation, problems, limits and what never changes."""

    def make() -> Response:
        response = render_api(_describe())
        response.headers["Link"] = f'<{host()}{_PATH}>; rel="service-desc"; type="application/openapi+json"'
        return response

    return respond_once(make, HTML)


@blueprint.get("/openapi.json")
def description() -> Response:
    """Respond with the description of the interface."""

    def make() -> Response:
        text = json.dumps(_describe(), ensure_ascii=False, indent=1)
        return Response(text, content_type=PLAIN_JSON.media_type, headers={"Link": f'<{host()}api>; rel="service-doc"'})

    return respond_once(make, PLAIN_JSON, spoken=False)


def _describe() -> Json:
    present = service()

    def choices(parameter: Parameter) -> tuple[Choice, ...]:
        return present.choices.find(present.engine, parameter, "en")

    declared = {} if present.scratch else tables.load_tables(present.settings.root)
    return describe_api(present.questions.values(), declared.values(), present.settings, choices, host())
