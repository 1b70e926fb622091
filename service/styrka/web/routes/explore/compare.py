"""``/compare``: two to four regions, or strategies, beside each other, as a page, CSV or JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from markupsafe import Markup

from styrka.ask.option_groups import make_value
from styrka.ask.question import Query
from styrka.ask.reading import FieldError, read_values
from styrka.errors import BadParameter
from styrka.formats import CSV, HTML, PLAIN_JSON, Format
from styrka.labels import choose_label
from styrka.text.comparison import get_comparison_words
from styrka.text.things import get_thing_words
from styrka.web.context import language, service
from styrka.web.http import formulas
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import pages
from styrka.web.render.comparison.combinations import list_combinations
from styrka.web.render.comparison.comparing import (
    COLUMNS,
    Comparison,
    compare_regions,
    compare_strategies,
    list_records,
    write_json,
)
from styrka.web.render.forms import describe_error
from styrka.web.render.names import find_labels
from styrka.web.render.option_lists import OptionList, find_options, read_own_country
from styrka.web.render.records import write_csv
from styrka.web.render.related import keep_language
from styrka.web.render.things.timeline import find_why
from styrka.web.routes.ask import find_question

blueprint = Blueprint("compare", __name__)
_OFFERS: Final = (HTML, CSV, PLAIN_JSON)
MOST: Final = 4
# The questions whose parameter reads what is compared, by the name it has in the address of a comparison.
_READ_BY: Final = {"region": ("priorities-of-a-region", "region"), "strategy": ("statements-of-a-strategy", "list")}


@dataclass(frozen=True)
class Field:
    """One of the compared in the form.

    Attributes:
        value: what was written, or the value that an address has for what it names.
        iri: what it names; empty where something is wrong with it.
        text: what stands in a field for text.
        options: the options of a select, with what is chosen; None for a field for text.
        error: what is wrong with it; empty where nothing is.
        near: what may have been meant, each with the address that says so and keeps the rest.
    """

    value: str
    iri: str
    text: str = ""
    options: Markup | None = None
    error: str = ""
    near: tuple[tuple[str, str], ...] = ()


@blueprint.get("/compare")
@blueprint.get("/compare.<suffix>")
def compare(suffix: str | None = None) -> Response:
    """Respond with what the regions or strategies of the address share, and what only one of them has."""
    format_ = negotiate(_OFFERS, suffix)
    given = {name: [one.strip() for one in request.args.getlist(name) if one.strip()] for name in _READ_BY}
    kind = "strategy" if "strategy" in request.args and not given["region"] else "region"
    question, name = _READ_BY[kind]
    query = find_question(question)
    fields = [_read(query, name, text, kind, given[kind]) for text in given[kind]]
    wrong = _find_fault(given, kind, fields)
    if wrong and format_ is not HTML:
        raise wrong
    if wrong and (sum(map(len, given.values())) > 1 or request.args.get("asked")):
        response = _respond_with_page(query, kind, fields, None, wrong)
        response.status_code = int(wrong.status)
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Accept", "Accept-Language"))
        return response
    values = [one.value for one in fields]
    if format_ is HTML and not wrong and (values != given[kind] or "asked" in request.args):
        to = make_address([(kind, one) for one in values])
        return Response(status=303, headers={"Location": to, "Cache-Control": "no-cache"})
    parts = (request.query_string.decode("latin-1"), language(), read_own_country())
    return respond_once(lambda: _respond(query, kind, fields, format_, bool(wrong)), format_, "compare", *parts)


def _respond(query: Query, kind: str, fields: list[Field], format_: Format, unasked: bool) -> Response:
    if unasked:
        return _respond_with_page(query, kind, fields, None, None)
    found = (compare_regions if kind == "region" else compare_strategies)([one.iri for one in fields])
    if format_ is HTML:
        return _respond_with_page(query, kind, fields, found, None)
    iris = [*(row.theme.iri for row in found.rows), *(one.iri for one in found.things)]
    records = list_records(found, find_labels(iris))
    body = write_csv(records, COLUMNS) if format_ is CSV else write_json(found, records)
    response = formulas.guard_response(Response(body, content_type=format_.content_type), format_)
    add_links(response, "compare", _OFFERS, format_, urlencode([*request.args.items(multi=True)]))
    return response


def _find_fault(given: dict[str, list[str]], kind: str, fields: list[Field]) -> BadParameter | None:
    if all(given.values()):
        return _make_error("mixed", kind)
    bad = next((one for one in fields if one.error), None)
    if bad:
        return BadParameter(bad.error, sv=bad.error, parameter=kind)
    of_kind = "" if kind == "region" else f"_{kind}"
    if len({one.iri for one in fields}) < 2:
        return _make_error("too_few" + of_kind, kind)
    return _make_error("too_many" + of_kind, kind, n=MOST) if len(fields) > MOST else None


def _make_error(key: str, kind: str, **values: object) -> BadParameter:
    english, swedish = (get_comparison_words(key, tag, **values) for tag in ("en", "sv"))
    return BadParameter(english, sv=swedish, parameter=kind)


def _read(query: Query, name: str, text: str, kind: str, all_: list[str]) -> Field:
    reading = read_values(service().engine, service().names, query, {name: text})
    wrong = next((one for one in reading.errors if one.name == name), None)
    if wrong is None:
        parameter = query.parameter(name)
        iri = parameter.iri(reading.values[name])
        return Field(make_value(parameter, iri), iri)
    label = _get_words(kind, n=all_.index(text) + 1)
    error = describe_error(wrong, query.parameter(name).type, label, text)
    return Field(text, "", error=error, near=tuple(_make_near(wrong, text, kind, all_)))


def _make_near(wrong: FieldError, text: str, kind: str, all_: list[str]) -> list[tuple[str, str]]:
    """Return the label of each thing that may have been meant, and the address that keeps the others."""
    found = []
    for one in wrong.near:
        values = [(kind, one.value if each == text else each) for each in all_]
        found.append((choose_label(one.labels, language()) or one.value, make_address(values)))
    return found


def make_address(values: list[tuple[str, str]]) -> str:
    """Return the address of a comparison, in the language that was chosen."""
    return keep_language(f"/compare?{urlencode(values)}", request.args.get("lang", ""))


def _respond_with_page(
    query: Query, kind: str, fields: list[Field], found: Comparison | None, wrong: BadParameter | None
) -> Response:
    wanted = max(2, len(fields) + (request.args.get("more") == "1"))
    padded = [*fields, *[Field("", "")] * (wanted - len(fields))][:MOST]
    listed = find_options(query.parameter(_READ_BY[kind][1]))
    response = pages.render_page(
        "compare.html",
        found=found,
        combinations=list_combinations(found) if found else (),
        kind=kind,
        fields=[_show(one, listed) for one in padded],
        suggestions=listed.options if listed.texts else None,
        of_kind="" if kind == "region" else f"_{kind}",  # ends the key of words that differ
        why=find_why,
        wrong=wrong.get_detail(language()) if wrong else "",
        title=_get_words("titled", names=found.names) if found else _get_words("title"),
        say=_get_words,
        fated=lambda fate: get_thing_words(fate, language()),
        whole=urlencode([(kind, one.value) for one in fields]),
        more=make_address([*((kind, one.value) for one in fields), ("more", "1")]) if len(fields) < MOST else "",
    )
    if found:
        add_links(response, "compare", _OFFERS, HTML, urlencode([*request.args.items(multi=True)]))
    return response


def _show(field: Field, listed: OptionList) -> Field:
    """Return a field as the form shows it: a select, or a text where there are too many for one in each field."""
    if listed.texts:
        return replace(field, text=listed.texts.get(field.iri, field.value))
    marked = listed.mark(field.value) if field.iri else None
    return replace(field, options=marked or listed.options)


def _get_words(key: str, **values: object) -> str:
    return get_comparison_words(key, language(), **values)
