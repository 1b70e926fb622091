"""Which mappings somebody wants to review, read from the address: a region, theme and status by any of their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import Response, redirect, request

from styrka.ask.parameters import Parameter
from styrka.ask.question import Query
from styrka.ask.reading import FieldError, read_values
from styrka.ask.reviewing.choosing import PROJECTS, STATUSES, Choice
from styrka.errors import BadParameter, NotFound
from styrka.text.reviewing import get_review_words
from styrka.vocabulary import BASE, DEF, PREFIXES
from styrka.web.context import service
from styrka.web.render.contribute.reviewing import render_choice_form
from styrka.web.render.forms import refuse
from styrka.web.routes.ask import find_question

_FORM: Final = "shared-priorities"  # the question whose form is like that of a choice
_KINDS: Final = {"region": ("iri", "Region"), "theme": ("iri", "Theme"), "status": ("choice", "")}


def check_choice(*, form: bool) -> Response | None:
    """Return what answers where no such region, theme, status or page is known, or by names; None where all is well.

    That is the form with what is wrong in it, or 303 to the address with the codes.

    Parameters:
        form: whether a person asks, who gets the form.

    Raises:
        BadParameter: A program asks for what there is not.
    """
    given = {name: text for name in _KINDS if (text := request.args.get(name, "").strip())}
    kept = {name: text for name, text in given.items() if (name, text) == ("region", PROJECTS)}
    given = {name: text for name, text in given.items() if name not in kept}
    faults = _check_page() if form else ()
    if not given and not faults:
        return None
    query = _make_form([name for name in _KINDS if name not in kept])
    reading = read_values(service().engine, service().names, query, given)
    if not form:
        reading.check()
    if errors := (*reading.errors, *faults):
        return refuse(render_choice_form(query, given, errors, kept), errors[0].error)
    short = query.shorten(reading.values)
    if short == given:
        return None
    return redirect(f"{request.path}?{urlencode({**request.args, **short}, safe='/')}", 303)  # type: ignore[return-value]


def _check_page() -> tuple[FieldError, ...]:
    """Return what is wrong with the page of the address, as a form has it: nothing, or one error."""
    try:
        read_page()
    except BadParameter as error:
        return (FieldError("page", error, unknown=True),)
    return ()


def _make_form(parts: Iterable[str]) -> Query:
    """Return the choice as a question has it: with a parameter for each part that is asked for."""

    def make(name: str, type_: str, class_: str) -> Parameter:
        label = {tag: get_review_words(name, tag) for tag in ("en", "sv")}
        values = STATUSES if type_ == "choice" else ()
        return Parameter(name, type_, label, DEF + class_ if class_ else "", values, optional=True)

    return replace(find_question(_FORM), parameters=tuple(make(name, *_KINDS[name]) for name in parts))


def read_choice() -> Choice:
    """Return what is asked for.

    Raises:
        BadParameter: For a region, theme or status that there is not.
        NotFound: For an area or project that there is not.
    """
    region, theme, status = (request.args.get(name, "").strip() for name in ("region", "theme", "status"))
    index = service().names.index(service().engine)
    if region and region != PROJECTS and not any(one.kind == "Region" for one in index.find_code(region)):
        raise BadParameter(
            f"There is no region {region!r}. Write a code, such as SE122.",
            sv=f"Det finns ingen region {region!r}. Skriv en kod, till exempel SE122.",
            parameter="region",
        )
    iri = PREFIXES["theme"] + theme if theme else ""
    if theme and index.get(iri) is None:
        raise BadParameter(
            f"There is no theme {theme!r}. Write a code, such as energy.",
            sv=f"Det finns inget tema {theme!r}. Skriv en kod, till exempel energy.",
            parameter="theme",
        )
    if status and status not in STATUSES:
        raise BadParameter(
            f"status is {status!r}; it must be one of {', '.join(STATUSES)}.",
            sv=f"status är {status!r}; det måste vara ett av {', '.join(STATUSES)}.",
            parameter="status",
            allowed=STATUSES,
        )
    subject = BASE + "id/" + of if (of := request.args.get("of", "").strip()) else ""
    if subject and index.get(subject) is None:
        raise NotFound(
            f"There is no area or project {of!r}. Write for example area/se12-2023/smart-industri.",
            sv=f"Det finns inget område eller projekt {of!r}. Skriv till exempel area/se12-2023/smart-industri.",
        )
    return Choice(region if region == PROJECTS else region.upper(), iri, status, subject)


def read_page() -> int:
    """Return the number of the page.

    Raises:
        BadParameter: For no number.
    """
    text = request.args.get("page", "1") or "1"
    if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text):
        return int(text)
    raise BadParameter(
        f"page is {text!r}; it must be a whole number from 1.",
        sv=f"page är {text!r}; det måste vara ett heltal från 1.",
        parameter="page",
    )
