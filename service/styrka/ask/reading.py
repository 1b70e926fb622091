"""What a question is asked with, read from what people write: names and codes become the values of its parameters."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from styrka.ask.names.cache import Names
from styrka.ask.names.folding import fold
from styrka.ask.names.naming import Meaning, find_meaning
from styrka.ask.names.things import Thing
from styrka.ask.parameters import Parameter
from styrka.ask.question import Query
from styrka.engine.interface import Engine
from styrka.errors import BadParameter
from styrka.vocabulary import shorten

_SHOWN: Final = 100  # characters of a wrong value that an error repeats


@dataclass(frozen=True)
class Suggestion:
    """What may have been meant: the value that says so, and its labels by language."""

    value: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one parameter.

    Attributes:
        name: that of the parameter, or an unknown one.
        error: what is wrong.
        near: what may have been meant; for an unknown parameter, parameters.
        missing: whether the parameter has no value.
        unknown: whether the question has no such parameter.
    """

    name: str
    error: BadParameter
    near: tuple[Suggestion, ...] = ()
    missing: bool = False
    unknown: bool = False


@dataclass(frozen=True)
class Reading:
    """The values that a question is asked with.

    Attributes:
        values: by parameter, as addresses have them; without those that are left open.
        errors: what is wrong, in the order of the question's parameters.
        named: whether a value was written as a name, and stands in ``values`` as a code.
    """

    values: Mapping[str, str]
    errors: tuple[FieldError, ...]
    named: bool

    def check(self) -> Mapping[str, str]:
        """Return the values.

        Raises:
            BadParameter: The first of the errors.
        """
        if self.errors:
            raise self.errors[0].error
        return self.values


def read_values(engine: Engine, names: Names, query: Query, given: Mapping[str, str]) -> Reading:
    """Return the values of a question's parameters, each a name, a code in either letter case, a CURIE or an IRI.

    Parameters:
        names: the names of the release.
        given: by parameter, as people write them; an empty value counts as not given.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    known = {one.name for one in query.parameters}
    errors = [_find_unknown(query, name) for name in given if name not in known]
    values: dict[str, str] = {}
    named = False
    for one in query.parameters:
        text = given.get(one.name, "").strip()
        if not text:
            if one.default is None and not one.optional:
                errors.append(FieldError(one.name, query.make_missing_error(one), missing=True))
            continue
        try:
            values[one.name] = _read_value(engine, names, query, one, text)
        except _Unread as wrong:
            errors.append(wrong.found)
        else:
            named = named or values[one.name] != text
    return Reading(values, tuple(errors), named)


class _Unread(Exception):
    """A value that cannot be read."""

    def __init__(self, found: FieldError) -> None:
        super().__init__(found.name)
        self.found = found


def _read_value(engine: Engine, names: Names, query: Query, one: Parameter, text: str) -> str:
    if one.type == "iri":
        return _read_thing(engine, names, one, text)
    if one.type == "choice" and text not in one.values:
        words = {fold(query.wording.code(value, language)): value for value in one.values for language in ("en", "sv")}
        text = words.get(fold(text), text)
    try:
        one.term(text)
    except BadParameter as error:
        near = difflib.get_close_matches(fold(text)[:_SHOWN], one.values, 3, 0.5) if one.type == "choice" else []
        raise _Unread(
            FieldError(
                one.name, error, tuple(Suggestion(value, {"sv": query.wording.code(value, "sv")}) for value in near)
            )
        ) from None
    return text


def _read_thing(engine: Engine, names: Names, one: Parameter, text: str) -> str:
    try:
        iri = one.iri(text)
    except BadParameter:
        iri = ""
    if iri and names.is_known(engine, one.class_, iri):
        return text
    meaning = find_meaning(names.index(engine), one.class_, text)
    if meaning.thing is not None:
        return one.shorten(meaning.thing.iri)
    raise _Unread(FieldError(one.name, _make_error(one, text, meaning), _suggest(one, meaning)))


def _make_error(one: Parameter, text: str, meaning: Meaning) -> BadParameter:
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    codes = [one.shorten(thing.iri) for thing in meaning.near]
    kind = shorten(one.class_).rsplit(":", 1)[-1]
    if meaning.several:
        wrong, wrong_sv = f"{one.name} is {shown!r}, the name of several.", f"{one.name} är {shown!r}, som flera heter."
    elif meaning.abroad:
        wrong = f"{one.name} is {shown!r}, a country of which nothing is recorded."
        wrong_sv = f"{one.name} är {shown!r}, ett land som ingenting är registrerat om."
    else:
        wrong = f"{one.name} is {shown!r}; no {kind} of that name is recorded."
        wrong_sv = f"{one.name} är {shown!r}; inget med det namnet är registrerat."
    return BadParameter(
        wrong
        + (f" Did you mean {' or '.join(codes)}?" if codes else f" For example: {one.example}" * bool(one.example)),
        sv=wrong_sv
        + (f" Menade du {' eller '.join(codes)}?" if codes else f" Till exempel: {one.example}" * bool(one.example)),
        parameter=one.name,
        allowed=codes or None,
        near=[_to_json(code, thing) for code, thing in zip(codes, meaning.near, strict=True)] or None,
        value=shown,
    )


def _suggest(one: Parameter, meaning: Meaning) -> tuple[Suggestion, ...]:
    labels = ({tag: thing.offer(tag) for tag in thing.labels} for thing in meaning.near)
    return tuple(Suggestion(one.shorten(thing.iri), each) for thing, each in zip(meaning.near, labels, strict=True))


def _to_json(code: str, thing: Thing) -> dict[str, object]:
    return {"value": code, "iri": thing.iri, "labels": dict(thing.labels)}


def _find_unknown(query: Query, name: str) -> FieldError:
    near = difflib.get_close_matches(fold(name)[:_SHOWN], [one.name for one in query.parameters], 1, 0.4)
    error = query.make_unknown_error(name[:_SHOWN], near[0] if near else "")
    labels = {one.name: one.label for one in query.parameters}
    return FieldError(name, error, tuple(Suggestion(one, labels[one]) for one in near), unknown=True)
