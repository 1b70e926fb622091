"""The form of a question: its fields with their options, values and errors, and the links that put an error right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import Response, request
from markupsafe import Markup

from styrka.ask.option_groups import make_value
from styrka.ask.parameters import RESERVED, Parameter
from styrka.ask.question import Query
from styrka.ask.reading import FieldError, Suggestion
from styrka.errors import BadParameter
from styrka.labels import choose_label
from styrka.text.ui import get_words
from styrka.vocabulary import DEF
from styrka.web.context import language
from styrka.web.render.option_lists import describe_thing, find_choices, find_options

_SHOWN: Final = 80  # characters of a value that cannot be read
_OFFERED: Final = {"Region": "region", "Theme": "theme"}


@dataclass(frozen=True)
class FormField:
    """One field.

    Attributes:
        parameter: what is asked for.
        value: what stands in a field for text: what was written, the default, or what the value names.
        options: the options of a select, with what is chosen; None for a field for text.
        choices: the same of a select for one of a few codes.
        known: whether the value is among the options.
        list_id: the id of the list of suggestions; empty where there is none.
        suggestions: its options, in the first of the fields that share it.
        error: what is wrong with the value; empty where nothing is.
        near: what may have been meant, each with the address that says so and keeps the rest.
    """

    parameter: Parameter
    value: str
    options: Markup | None = None
    choices: Markup | None = None
    known: bool = False
    list_id: str = ""
    suggestions: Markup | None = None
    error: str = ""
    near: tuple[tuple[str, str], ...] = ()

    @property
    def offers(self) -> str:
        """The kind of thing that ``/suggest`` offers while somebody types; empty for a field without help."""
        return (
            _OFFERED.get(self.parameter.class_.removeprefix(DEF), "")
            if self.options is not None or self.parameter.first
            else ""
        )


@dataclass(frozen=True)
class OtherError:
    """What is wrong with a parameter that has no field: the words, and the addresses that put it right."""

    error: str
    near: tuple[tuple[str, str], ...]


def make_fields(
    query: Query, given: Mapping[str, str], words: Mapping[str, str], errors: tuple[FieldError, ...] = ()
) -> list[FormField]:
    """Return the fields of a question's form. Raises as ``Engine.run``.

    Parameters:
        words: what codes are called.
    """
    wrong = {one.name: one for one in errors if not one.unknown}
    made, listed = [], set[str]()
    for one in query.parameters:
        field = _make_field(query, one, given.get(one.name, ""), words, wrong.get(one.name))
        if field.list_id in listed:
            field = replace(field, suggestions=None)
        listed.add(field.list_id)
        made.append(field)
    return made


def make_other_errors(errors: tuple[FieldError, ...]) -> list[OtherError]:
    """Return what is wrong with parameters that the question does not have."""
    found = []
    for one in errors:
        if one.unknown:
            near = [
                (choose_label(each.labels, language()), _address({one.name: None}, each.value, one.name))
                for each in one.near
            ]
            left = (get_words("or_leave_out", language()), _address({one.name: None}))
            found.append(OtherError(one.error.get_detail(language()), (*near, left)))
    return found


def refuse(response: Response, error: BadParameter) -> Response:
    """Return a page with a form as the answer to what cannot be asked, for the status that the error has."""
    response.status_code = int(error.status)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _make_field(
    query: Query, one: Parameter, written: str, words: Mapping[str, str], wrong: FieldError | None
) -> FormField:
    value = written or one.default or ""
    if one.type == "iri":
        field = _make_thing_field(one, value)
    elif one.type == "choice":
        found = find_choices(query, one, words)
        marked = found.mark(value) if value else None
        field = FormField(one, value, choices=found.options if marked is None else marked, known=marked is not None)
    else:
        field = FormField(one, value)
    if wrong is None:
        return field
    error = describe_error(wrong, one.type, one.label[language()], written)
    near = tuple((_label(each), _address({one.name: each.value})) for each in wrong.near)
    return replace(field, error=error, near=near)


def describe_error(wrong: FieldError, kind: str, label: str, written: str) -> str:
    """Return what is wrong with a field in the words of the page: programs have those of the parameter.

    Parameters:
        kind: the type of the parameter.
        label: what the field is called.
        written: what stands in it.
    """
    value = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
    key = "missing" if wrong.missing else "unclear" if wrong.near else "unknown" if kind == "iri" else kind
    return get_words(f"field_{key}", language(), label=label, value=value)


def _make_thing_field(one: Parameter, value: str) -> FormField:
    found, chosen = find_options(one), _find_iri(one, value)
    if one.first:  # another field of the form has the same names, which a page has once
        return FormField(one, found.read(make_value(one, chosen)) or value if chosen else value)
    if found.options and not found.texts:
        marked = found.mark(make_value(one, chosen)) if chosen else None
        return FormField(one, value, found.options if marked is None else marked, known=marked is not None)
    shown = found.texts.get(chosen) or describe_thing(one, chosen) if chosen else ""
    list_id = f"l-{one.class_.removeprefix(DEF)}" if found.options else ""
    return FormField(one, shown or value, list_id=list_id, suggestions=found.options or None)


def _find_iri(one: Parameter, value: str) -> str:
    try:
        return one.iri(value) if value else ""
    except BadParameter:
        return ""


def _label(near: Suggestion) -> str:
    label = choose_label(near.labels, language())
    return f"{label} ({near.value})" if label and near.value.isupper() else label or near.value


def _address(changed: Mapping[str, str | None], renamed: str = "", of: str = "") -> str:
    """Return the present address with other values; with ``renamed``, the value of ``of`` under that name."""
    kept = {name: value for name, value in request.args.items() if name not in changed}
    if renamed:
        kept[renamed] = request.args.get(of, "")
    kept |= {name: value for name, value in changed.items() if value is not None}
    asked = {name: value for name, value in kept.items() if value and (name not in RESERVED or name == "lang")}
    return f"{request.path}?{urlencode(asked, safe='/:')}".removesuffix("?")
