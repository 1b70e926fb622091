"""``/partners``: organisations elsewhere that work on a theme, as a page, CSV or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from styrka.ask.parameters import RESERVED
from styrka.ask.question import Query
from styrka.ask.reading import FieldError, read_values
from styrka.formats import CSV, HTML, PLAIN_JSON, Format
from styrka.text.partners import get_partner_words
from styrka.web.context import language, service
from styrka.web.http import formulas
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import forms, option_lists, pages
from styrka.web.render.names import Names
from styrka.web.render.partners import data
from styrka.web.render.partners.finding import find_partners
from styrka.web.render.partners.narrowing import FACETS, Wrong, list_options, make_facets, narrow, read_facets
from styrka.web.render.partners.page import Finding, write_links, write_reason
from styrka.web.render.partners.registered import Registered, find_registered
from styrka.web.render.related import keep_language
from styrka.web.routes.ask import find_question

blueprint = Blueprint("partners", __name__)
QUESTION: Final = "partners-for-a-theme"  # whose parameters read what is asked for
_OFFERS: Final = (HTML, CSV, PLAIN_JSON)
_MOST: Final = 20  # organisations that a page shows; the others open
_TEMPLATE: Final = "partners.html"


@blueprint.get("/partners")
@blueprint.get("/partners.<suffix>")
def partners(suffix: str | None = None) -> Response:
    """Respond with the organisations outside a region that work on a theme.

    Raises:
        BadParameter: For a value that is missing or wrong, where a program asks.
    """
    format_ = negotiate(_OFFERS, suffix)
    query = _find_query()
    given = {name: value for name, value in request.args.items() if name not in (*RESERVED, *FACETS)}
    reading = read_values(service().engine, service().names, query, given)
    if format_ is not HTML:
        reading.check()
    # A form that was not filled in is no error; one that was sent without a value is.
    errors = tuple(one for one in reading.errors if not one.missing or one.name in given)
    if errors:
        return forms.refuse(_respond_with_form(query, given, errors), errors[0].error)
    if reading.errors:
        return respond_once(
            lambda: _respond_with_form(query, given), format_, *_keys(), option_lists.read_own_country()
        )
    short = query.shorten(reading.values)
    values = {name: short[name] for name in ("region", "theme")}
    options = list_options(query.parameter("region").iri(values["region"]))
    chosen, wrong = read_facets(request.args, options)
    if wrong:
        if format_ is not HTML:
            raise wrong[0].error
        return forms.refuse(_respond_with_form(query, given, (), wrong), wrong[0].error)
    asked = {**given, **{name: request.args[name] for name in FACETS if request.args.get(name)}}
    if {**values, **chosen} != asked:
        return _redirect({**values, **chosen}, suffix)
    return respond_once(
        lambda: _respond(query, values, chosen, format_), format_, *_keys(), option_lists.read_own_country()
    )


def _find_query() -> Query:
    """Return the question without its day: the page is one of its release, and knows what ran when that was made."""
    query = find_question(QUESTION)
    return replace(query, parameters=tuple(one for one in query.parameters if not one.daily))


def _keys() -> tuple[str, ...]:
    return "partners", request.query_string.decode("latin-1"), language()


def _redirect(values: Mapping[str, str], suffix: str | None) -> Response:
    path = f"/partners.{suffix}" if suffix else "/partners"
    if formulas.wants_guard():
        values = {**values, formulas.NAME: formulas.GUARDED}
    to = keep_language(f"{path}?{urlencode(values, safe='/:')}", request.args.get("lang", ""))
    response = Response(status=303, headers={"Location": to, "Cache-Control": "no-cache"})
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _get_words(key: str, **values: object) -> str:
    return get_partner_words(key, language(), **values)


def _respond_with_form(
    query: Query, given: Mapping[str, str], errors: tuple[FieldError, ...] = (), wrong: tuple[Wrong, ...] = ()
) -> Response:
    shown = pages.describe_form(query, given, {}, errors)
    shown["other_errors"] += [forms.OtherError(one.error.get_detail(language()), one.near) for one in wrong]
    return pages.render_page(_TEMPLATE, found=None, say=_get_words, **shown)


def _respond(query: Query, values: Mapping[str, str], chosen: Mapping[str, str], format_: Format) -> Response:
    region, theme = (query.parameter(name).iri(values[name]) for name in ("region", "theme"))
    found = find_partners(region, theme)
    names, shown = Names([theme, region]), narrow(found, chosen)
    facets = make_facets(found, chosen, list_options(region)) if format_ is HTML else ()
    registered = find_registered(region, theme) if format_ is not CSV and not chosen else Registered()
    finding = Finding(names.link(region), names.link(theme), found, shown, facets, chosen, registered)
    if format_ is HTML:
        response = pages.render_page(
            _TEMPLATE,
            found=finding,
            most=_MOST,
            say=_get_words,
            reason=write_reason,
            links=write_links,
            whole=urlencode({**values, **chosen}, safe="/:"),
            question=f"/ask/{QUESTION}?{urlencode(values, safe='/:')}",
            kinds=f"/ask/kinds-of-research-organisations?{urlencode({'theme': values['theme']}, safe='/:')}",
            sharing=f"/ask/shared-priorities?{urlencode({'theme': values['theme']}, safe='/:')}",
            all_of_them=keep_language(f"/partners?{urlencode(values, safe='/:')}", request.args.get("lang", "")),
            **pages.describe_form(query, values, {}),
        )
    else:
        body = data.write_table(finding) if format_ is CSV else data.write_json(finding)
        response = formulas.guard_response(Response(body, content_type=format_.content_type), format_)
        if format_ is CSV:
            name = f"styrka-partners-{values['region']}-{values['theme']}.csv".replace("/", "-").replace(":", "-")
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    add_links(response, "partners", _OFFERS, format_, urlencode([*request.args.items(multi=True)]))
    return response
