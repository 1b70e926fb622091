"""The parameters of a question as OpenAPI has them: what each may be, with the labels of the choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from styrka.ask.choices import Choice
from styrka.ask.parameters import Parameter
from styrka.ask.question import Query
from styrka.publish.api.schemas import Json, refer
from styrka.vocabulary import DEF

Choices = Callable[[Parameter], Sequence[Choice]]
_DATE: Final = "^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_TEXT: Final = r"^[^\u0000-\u001f\u007f]*$"
_MOST: Final = 10**9 - 1
_LABELLED: Final = 100  # choices up to so many are listed with their labels


def make_value_schema(one: Parameter, query: Query | None = None) -> Json:
    """Return what a parameter may be; its things are listed in the components."""
    if one.type == "iri":
        return refer(name_values(one))
    if one.type == "choice":
        words = query.wording if query is not None else None
        choices = [
            {
                "const": value,
                "title": words.label(value, "en") if words else value,
                "x-title-sv": words.label(value, "sv") if words else value,
            }
            for value in one.values
        ]
        year = [{"type": "string", "pattern": "^[12][0-9]{3}$", "title": "a year"}] if one.alternative == "year" else []
        return {"type": "string", "oneOf": [*choices, *year]}
    if one.type in ("integer", "year"):
        bounds = (1000, 2999) if one.type == "year" else (-_MOST, _MOST)
        least = bounds[0] if one.minimum is None else one.minimum
        most = bounds[1] if one.maximum is None else one.maximum
        return {"type": "integer", "minimum": least, "maximum": most}
    if one.type == "date":
        return {"type": "string", "pattern": _DATE}
    return {"type": "string", "pattern": _TEXT, "minLength": 1, "maxLength": 500}


def name_values(one: Parameter) -> str:
    """Return the name of the schema that lists the things which a parameter can name."""
    return f"{one.class_.removeprefix(DEF)}Code"


def make_values(one: Parameter, choices: Sequence[Choice]) -> Json:
    """Return the schema that lists the things which a parameter can name; few with their labels."""
    described = f"The code of a {one.class_.removeprefix(DEF)}. Its IRI and its name, in any language, are taken too."
    if len(choices) <= _LABELLED:
        listed = [{"const": one.shorten(choice.iri), "title": choice.label} for choice in choices]
        return {"type": "string", "description": described, "oneOf": listed}
    return {"type": "string", "description": described, "enum": sorted({one.shorten(choice.iri) for choice in choices})}


def make_parameter(one: Parameter, query: Query) -> Json:
    """Return a parameter of a question."""
    required = not one.optional and one.default is None
    schema: Json = make_value_schema(one, query)
    if not required:  # what is sent empty, as by a form, counts as not given
        schema = {"anyOf": [schema, {"const": ""}]}
    if one.default is not None and not one.daily:
        schema["default"] = _to_json(one, one.default)
    without = one.describe_effect()
    return {
        "name": one.name,
        "in": "query",
        "required": required,
        "description": one.label["en"] + without["en"],
        "x-description-sv": one.label["sv"] + without["sv"],
        "schema": schema,
        **({"example": _to_json(one, one.example)} if one.example else {}),
    }


def make_part_parameters() -> list[Json]:
    """Return the parameters that cut an answer."""
    number = {"type": "integer", "maximum": _MOST}
    return [
        make_query_parameter(
            "limit",
            "How many rows at most; without it, all.",
            "Hur många rader som mest; utan den alla.",
            {**number, "minimum": 1},
        ),
        make_query_parameter(
            "offset",
            "How many rows to leave out first.",
            "Hur många rader som ska hoppas över först.",
            {**number, "minimum": 0},
        ),
    ]


def make_query_parameter(
    name: str, description: str, swedish: str, schema: Json, *, required: bool = False, example: Any = None
) -> Json:
    """Return a parameter in the query string.

    Parameters:
        description: what it is, in English; ``swedish`` is the same in Swedish.
    """
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "x-description-sv": swedish,
        "schema": schema,
        **({"example": example} if example is not None else {}),
    }


def make_path_parameter(name: str, description: str, swedish: str, schema: Json, example: str) -> Json:
    """Return a parameter in the path, with its words in English and Swedish."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "x-description-sv": swedish,
        "schema": schema,
        "example": example,
    }


def _to_json(one: Parameter, text: str) -> str | int:
    return int(text) if one.type in ("integer", "year") else text
