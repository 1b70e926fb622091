"""The pages of search: what fits a text, by kind, and the nearest where nothing does."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request

from styrka.ask.names.combining import Pair
from styrka.ask.names.finding import Found, find_kind_code, make_answer_path
from styrka.ask.names.things import CALL, Thing
from styrka.errors import BadParameter
from styrka.text.locale import format_date
from styrka.text.ui import get_words
from styrka.web.context import language
from styrka.web.render.names import Names
from styrka.web.render.pages import render_page


def render_search(text: str, kind: str, found: Found | None) -> Response:
    """Return the form to look for things by name, and what fits: one list, the best first, with links to its kinds."""
    kinds = [(one, n, find_kind_code(one)) for one, n in found.counts.items()] if found else []
    return render_page(
        "find.html",
        asked=text,
        kind=kind,
        found=found,
        kinds=[(name, n, _address(q=text, kind=code), code == kind) for name, n, code in kinds],
        every=_address(q=text),
        answer=make_answer_path(found.pair) if found and found.pair else "",
        deadline=write_deadline,
        answered=name_pair(found.pair) if found and found.pair else "",
        error="",
    )


def write_deadline(thing: Thing) -> str:
    """Return until when a call is open, and as of when that is known; empty for what is no call."""
    if thing.kind != CALL:
        return ""
    day, stated = format_date(thing.deadline, language()), format_date(thing.stated, language())
    key = "open_until" if thing.deadline else "open_until_not_recorded"
    return get_words(key, language(), day=day, stated=stated or get_words("not_recorded", language()))


def name_pair(pair: Pair) -> str:
    """Return what the answer about a theme in a region is called."""
    present = language()
    region = Names([pair.region.iri]).name(pair.region.iri)
    return get_words("theme_in_region", present, theme=pair.theme.label(present), region=region)


def render_unfit_search(text: str, error: BadParameter) -> Response:
    """Return the form with what is wrong with a text that cannot be looked for."""
    words = error.get_detail(language())
    response = render_page(
        "find.html", asked=text[:1000], kind="", found=None, kinds=[], every="", answer="", error=words
    )
    response.status_code = int(error.status)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _address(**given: str) -> str:
    language_ = {"lang": request.args["lang"]} if request.args.get("lang") == language() else {}
    return "/find?" + urlencode({**{name: value for name, value in given.items() if value}, **language_})
