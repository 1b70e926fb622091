"""``/api`` and ``/openapi.json``: the interface described for programs (OpenAPI 3.1), and the same as pages."""

from __future__ import annotations

import difflib
import json
from typing import Final

from flask import Blueprint, Response

from styrka.ask import tables
from styrka.ask.answer import AnsweredQuestion, answer_question, cut_rows
from styrka.ask.choices import Choice
from styrka.ask.parameters import Parameter
from styrka.errors import NotFound
from styrka.formats import HTML, PLAIN_JSON
from styrka.publish.api.document import describe_api
from styrka.publish.api.schemas import Json
from styrka.web.context import host, language, service
from styrka.web.http.respond import respond_once
from styrka.web.render.contribute.api import list_operations, render_api, render_operation

blueprint = Blueprint("api", __name__)
_PATH: Final = "openapi.json"
_ROWS: Final = 3  # of an example


@blueprint.get("/api")
def page() -> Response:
    """Respond with the interface as a page: how to begin, all operations, problems, limits and what never changes."""

    def make() -> Response:
        response = render_api(_describe())
        response.headers["Link"] = f'<{host()}{_PATH}>; rel="service-desc"; type="application/openapi+json"'
        return response

    return respond_once(make, HTML)


@blueprint.get("/api/<name>")
def operation(name: str) -> Response:
    """Respond with one operation as a page: its parameters, an example with its first rows, and what may go wrong.

    Raises:
        NotFound: For an operation that there is not.
    """

    def make() -> Response:
        listed = {one.name: one for _, one in list_operations(_describe(), swedish=language() == "sv")}
        if name not in listed:
            near = difflib.get_close_matches(name, listed, 3, 0.4)
            raise NotFound(
                f"There is no operation {name!r}. All of them are listed at /api.",
                sv=f"Det finns ingen operation {name!r}. Alla finns på /api.",
                near=near,
            )
        return render_operation(listed[name], _find_first_rows(name))

    return respond_once(make, HTML)


def _find_first_rows(name: str) -> AnsweredQuestion | None:
    """Return the first rows of a question's example, as its CSV has them; None for what is no question."""
    present = service()
    query = present.questions.get(name)
    if query is None:
        return None
    values = {one.name: one.example for one in query.parameters if one.example and one.default is None}
    asked = {name: text for name, text in values.items() if not query.parameter(name).optional}
    whole = answer_question(present.engine, query, asked, present.answers)
    return cut_rows(whole, 0, _ROWS)


@blueprint.get("/openapi.json")
def description() -> Response:
    """Respond with the description of the interface."""

    def make() -> Response:
        text = json.dumps(_describe(), ensure_ascii=False, indent=1)
        return Response(text, content_type=PLAIN_JSON.media_type, headers={"Link": f'<{host()}api>; rel="service-doc"'})

    return respond_once(make, PLAIN_JSON, spoken=False)


def _describe() -> Json:
    """Return the description of the interface, put together once for each release. Raises as ``Engine.run``."""
    present = service()

    def choices(parameter: Parameter) -> tuple[Choice, ...]:
        return present.choices.find(present.engine, parameter, "en")

    def describe(hosts: list[str]) -> dict[str, Json]:
        declared = {} if present.scratch else tables.load_tables(present.settings.root)
        questions = present.questions.values()
        return {one: describe_api(questions, declared.values(), present.settings, choices, one) for one in hosts}

    return present.interfaces.find(present.engine, [host()], describe)[host()]
