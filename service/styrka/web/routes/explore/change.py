"""``/change``: how the strategies of regions change, for all of them or for one."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request

from styrka.ask.option_groups import group_options
from styrka.ask.reading import read_values
from styrka.formats import HTML
from styrka.labels import choose_label
from styrka.text.changing import get_changing_words
from styrka.text.comparison import get_comparison_words
from styrka.text.things import get_thing_words
from styrka.text.ui import get_words
from styrka.web.context import language, service
from styrka.web.http.respond import negotiate, respond_once
from styrka.web.render import option_lists, pages
from styrka.web.render.changing import describe_changing, list_steps
from styrka.web.render.related import keep_language
from styrka.web.render.things.timeline import find_why
from styrka.web.routes.ask import find_question

blueprint = Blueprint("change", __name__)
QUESTION: Final = "dropped-or-renamed"  # whose parameter reads the region


@blueprint.get("/change")
def change() -> Response:
    """Respond with what became of the priorities of a region, or with the regions that have something to compare."""
    format_, text = negotiate((HTML,)), request.args.get("region", "").strip()
    parameter = find_question(QUESTION).parameter("region")
    iri = ""
    if text:
        reading = read_values(service().engine, service().names, find_question(QUESTION), {"region": text})
        if reading.errors:
            near = [(choose_label(one.labels, language()) or one.value, one.value) for one in reading.errors[0].near]
            response = _respond("", near, text)
            response.status_code = 400
            response.headers["Cache-Control"] = "no-store"
            response.vary.update(("Accept", "Accept-Language"))
            return response
        iri = parameter.iri(reading.values["region"])
        code = iri.rsplit("/", 1)[-1]
        if code != text:
            to = keep_language(f"/change?{urlencode({'region': code})}", request.args.get("lang", ""))
            return redirect(to, 303)  # type: ignore[return-value]
    parts = ("change", request.query_string.decode("latin-1"), language(), option_lists.read_own_country())
    return respond_once(lambda: _respond(iri), format_, *parts)


def _respond(iri: str, near: list[tuple[str, str]] | None = None, wrong: str = "") -> Response:
    present = language()
    things = service().names.things(service().engine)
    parameter = find_question(QUESTION).parameter("region")
    return pages.render_page(
        "change.html",
        found=describe_changing(iri) if iri else None,
        steps=() if iri or wrong else list_steps(),
        groups=group_options(
            things, parameter, present, option_lists.read_own_country(), get_words("other_countries", present)
        ),
        chosen=iri,
        wrong=wrong,
        near=near or [],
        why=find_why,
        because=lambda fate: get_comparison_words(f"because_{fate}", present),
        fated=lambda fate: get_thing_words(fate, present),
        say=lambda key, **values: get_changing_words(key, present, **values),
        compared=lambda *iris: pages.keep_chosen_language(
            "/compare?" + urlencode([("strategy", one.rsplit("/", 1)[-1]) for one in iris])
        ),
    )
