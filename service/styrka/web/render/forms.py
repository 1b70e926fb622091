"""The form of a question: its fields with their options, values and errors, and the links that put an error right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from styrka.ask.names.exonyms import find_own_country
from styrka.ask.option_groups import Group, group_options
from styrka.ask.parameters import RESERVED, Parameter
from styrka.ask.question import Query
from styrka.ask.reading import FieldError, Suggestion
from styrka.errors import BadParameter
from styrka.labels import choose_label
from styrka.text.ui import get_words
from styrka.web.context import language, service


@dataclass(frozen=True)
class FormField:
    """One field.

    Attributes:
        parameter: what is asked for.
        value: what was written, or the default.
        chosen: the IRI of what ``value`` names, where it is one.
        groups: the options of a choice among things; none for a text field.
        error: what is wrong with the value; empty where nothing is.
        near: what may have been meant, each with the address that says so and keeps the rest.
    """

    parameter: Parameter
    value: str
    chosen: str
    groups: tuple[Group, ...]
    error: str = ""
    near: tuple[tuple[str, str], ...] = ()

    @property
    def known(self) -> bool:
        """Whether the value is among the options."""
        return any(option.iri == self.chosen for group in self.groups for option in group.options)


@dataclass(frozen=True)
class OtherError:
    """What is wrong with a parameter that has no field: the words, and the addresses that put it right."""

    error: str
    near: tuple[tuple[str, str], ...]


def make_fields(query: Query, given: Mapping[str, str], errors: tuple[FieldError, ...] = ()) -> list[FormField]:
    """Return the fields of a question's form. Raises as ``Engine.run``."""
    wrong = {one.name: one for one in errors if not one.unknown}
    return [_make_field(one, given.get(one.name, ""), wrong.get(one.name)) for one in query.parameters]


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
            found.append(OtherError(choose_detail(one.error), (*near, left)))
    return found


def read_own_country() -> str:
    """Return the code of the reader's country, by Accept-Language and else by the language of the page; "" for none."""
    countries = (find_own_country(tag) for tag, _ in request.accept_languages if tag != "*")
    return next((one for one in countries if one), "SE" if language() == "sv" else "")


def _make_field(one: Parameter, written: str, wrong: FieldError | None) -> FormField:
    value, chosen = written or one.default or "", ""
    groups: tuple[Group, ...] = ()
    if one.type == "iri":
        present = language()
        groups = _find_groups(one, present)
        chosen = _find_iri(one, value)
    field = FormField(one, value, chosen, groups)
    if wrong is None:
        return field
    error = (
        get_words("field_missing", language(), label=one.label[language()])
        if wrong.missing
        else choose_detail(wrong.error)
    )
    near = tuple((_label(each), _address({one.name: each.value})) for each in wrong.near)
    return FormField(one, value, chosen, groups, error, near)


def _find_groups(one: Parameter, present: str) -> tuple[Group, ...]:
    things = service().names.things(service().engine)
    return group_options(things, one, present, read_own_country(), get_words("other_countries", present))


def _find_iri(one: Parameter, value: str) -> str:
    try:
        return one.iri(value) if value else ""
    except BadParameter:
        return ""


def _label(near: Suggestion) -> str:
    label = choose_label(near.labels, language())
    return f"{label} ({near.value})" if label and near.value.isupper() else label or near.value


def choose_detail(error: BadParameter) -> str:
    """Return what is wrong, in the reader's language."""
    return error.detail_sv if language() == "sv" and error.detail_sv else error.detail


def _address(changed: Mapping[str, str | None], renamed: str = "", of: str = "") -> str:
    """Return the present address with other values; with ``renamed``, the value of ``of`` under that name."""
    kept = {name: value for name, value in request.args.items() if name not in changed}
    if renamed:
        kept[renamed] = request.args.get(of, "")
    kept |= {name: value for name, value in changed.items() if value is not None}
    asked = {name: value for name, value in kept.items() if value and (name not in RESERVED or name == "lang")}
    return f"{request.path}?{urlencode(asked, safe='/:')}".removesuffix("?")
