"""``/partners``: the organisations elsewhere that work on a theme, as a page, CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from styrka.ask.question import Query
from styrka.ask.reading import FieldError, Reading, read_values
from styrka.formats import CSV, HTML, PLAIN_JSON, Format
from styrka.text.partners import get_partner_words
from styrka.web.context import language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import forms, pages
from styrka.web.render.names import Names
from styrka.web.render.partners import COLUMNS, Partner, count_facets, find_partners, list_records
from styrka.web.render.records import write_csv
from styrka.web.render.related import keep_language
from styrka.web.routes.ask import find_question

blueprint = Blueprint("partners", __name__)
_OFFERS: Final = (HTML, CSV, PLAIN_JSON)
_QUESTION: Final = "partners-for-a-theme"
_ASKED: Final = ("region", "theme")
_FACETS: Final = ("kind", "country", "through")
_RECENT: Final = 5  # years


@blueprint.get("/partners")
@blueprint.get("/partners.<suffix>")
def partners(suffix: str | None = None) -> Response:
    """Respond with the organisations outside a region that work on a theme, the likeliest partners first."""
    format_ = negotiate(_OFFERS, suffix)
    query = find_question(_QUESTION)
    given = {name: request.args.get(name, "").strip() for name in _ASKED}
    reading = read_values(service().engine, service().names, query, given)
    if format_ is not HTML:
        reading.check()
    errors = tuple(one for one in reading.errors if not one.missing or any(name in request.args for name in _ASKED))
    if errors:
        response = _respond_with_form(query, given, errors)
        response.status_code = int(errors[0].error.status)
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Accept", "Accept-Language"))
        return response
    make = partial(_respond, query, given, reading, format_)
    return respond_once(make, format_, "partners", request.query_string.decode("latin-1"), language())


def _respond(query: Query, given: Mapping[str, str], reading: Reading, format_: Format) -> Response:
    if reading.errors:
        return _respond_with_form(query, given, ())
    found = find_partners(reading.values["theme"], query.parameter("region").iri(reading.values["region"]))
    chosen = {name: value for name in _FACETS if (value := request.args.get(name, ""))}
    shown = [one for one in found if all(value in one.facets[name] for name, value in chosen.items())]
    if format_ is HTML:
        response = _respond_with_page(query, reading, found, shown, chosen)
    else:
        records = list_records(shown)
        body = write_csv(records, COLUMNS) if format_ is CSV else json.dumps(records, ensure_ascii=False)
        response = Response(body, content_type=format_.content_type)
    add_links(response, "partners", _OFFERS, format_, urlencode([*request.args.items(multi=True)]))
    return response


def _respond_with_form(query: Query, given: Mapping[str, str], errors: Sequence[FieldError]) -> Response:
    wrong = tuple(errors)
    return pages.render_page(
        "partners.html", found=None, say=_get_words, errors=wrong, fields=_make_fields(query, given, wrong)
    )


def _respond_with_page(
    query: Query, reading: Reading, found: Sequence[Partner], shown: Sequence[Partner], chosen: Mapping[str, str]
) -> Response:
    values = {name: reading.values[name] for name in _ASKED}
    region, theme = (query.parameter(name).iri(values[name]) for name in _ASKED)
    facets = count_facets(found)
    kinds = {kind.iri.rsplit("/", 1)[-1]: kind.label for one in found for kind in one.kinds}
    countries = {code: query.parameter("region").iri(code) for code, _ in facets.get("country", ())}
    names = Names([region, theme, *countries.values()])
    labels = {
        "kind": kinds,
        "country": {code: names.name(iri) for code, iri in countries.items()},
        "through": {code: _get_words(code) for code in ("strategy", "project")},
    }
    year = int(service().engine.version[:4])
    counted = {
        "n": len(found),
        "recent": sum(one.last >= year - _RECENT for one in found),
        "named": sum(one.named for one in found),
    }
    named = {"region": names.name(region), "theme": names.name(theme)}

    def address(**changed: str | None) -> str:
        wanted: dict[str, Any] = {**values, **chosen, **changed}
        kept = {name: value for name, value in wanted.items() if value}
        return keep_language(f"/partners?{urlencode(kept)}", request.args.get("lang", ""))

    return pages.render_page(
        "partners.html",
        found=found,
        shown=shown,
        errors=(),
        title=_get_words("titled", **named),
        sentence=_get_words("sentence" if found else "empty", **named, **counted),
        unknown=_get_words(
            "unknown",
            places=sum(one.place is None for one in found),
            pages=sum(not one.page for one in found),
            years=sum(not one.last for one in found),
        ),
        facets={name: facets.get(name, []) for name in _FACETS},
        labels=labels,
        chosen=chosen,
        here_with=address,
        say=_get_words,
        fields=_make_fields(query, values, ()),
        whole=urlencode({**values, **chosen}),
    )


def _make_fields(query: Query, given: Mapping[str, str], errors: tuple[FieldError, ...]) -> list[forms.FormField]:
    """Return the fields of the form; region first."""
    fields = {one.parameter.name: one for one in forms.make_fields(query, given, errors)}
    return [fields[name] for name in _ASKED]


def _get_words(key: str, **values: object) -> str:
    return get_partner_words(key, language(), **values)
