"""The schemas of what goes in and out (JSON Schema 2020-12, as OpenAPI 3.1 has it), and the problems by status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from styrka import errors
from styrka.errors import StyrkaError
from styrka.formats import PLAIN_JSON, PROBLEM
from styrka.text.problems import make_kind
from styrka.vocabulary import BASE

Json = dict[str, Any]
_TEXT: Final = {"type": "string"}
_LABELS: Final = {
    "type": "object",
    "description": "Labels by language tag; empty for a label without one.",
    "additionalProperties": _TEXT,
}


def refer(name: str, **more: Any) -> Json:
    """Return a reference to a schema of the components."""
    return {"$ref": f"#/components/schemas/{name}", **more}


def make_object(properties: Mapping[str, Any], optional: Iterable[str] = (), **more: Any) -> Json:
    """Return the schema of an object that has these properties, and may have others later."""
    left = set(optional)
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in left],
        **more,
    }


def make_list(of: Json, **more: Any) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "items": of, **more}


def or_null(schema: Json) -> Json:
    """Return the schema of a value that may be missing."""
    return {"anyOf": [schema, {"type": "null"}]}


def make_schemas() -> dict[str, Json]:
    """Return the schemas that several operations have."""
    return {
        "Thing": make_object(
            {"iri": {"type": "string", "format": "uri"}, "code": or_null(_TEXT), "labels": _LABELS},
            description="Something that has an IRI. Its code is what parameters take; it is null for what is not ours.",
        ),
        "Text": make_object({"text": _TEXT, "language": _TEXT}, description="A text in a language (BCP 47)."),
        "Date": make_object(
            {"value": _TEXT, "precision": {"enum": ["year", "month", "day"]}},
            description="A date as exact as its source has it: 2018, 2018-05 or 2018-05-01.",
        ),
        "Cell": {
            "description": "A value; null where nothing is recorded. Not recorded does not mean none.",
            "anyOf": [
                refer("Thing"),
                refer("Text"),
                refer("Date"),
                make_list(refer("Thing")),
                {"type": ["string", "number", "boolean", "null"]},
            ],
        },
        "Evidence": make_object(
            {
                "pattern": _TEXT,
                "subject": _TEXT,
                "predicate": _TEXT,
                "object": _TEXT,
                "inferred": {"type": "boolean"},
                "graph": _TEXT,
                "source": _TEXT,
                "title": _TEXT,
                "publisher": _TEXT,
                "date": _TEXT,
                "read": _TEXT,
                "page": _TEXT,
                "quotations": make_list(
                    make_object({"text": _TEXT, "language": _TEXT, "section": or_null(_TEXT)}),
                    description="The source's own words.",
                ),
                "places": make_list(_TEXT),
            },
            ("title", "publisher", "date", "read", "page"),
            description="A statement that the row rests on (terms as N-Triples), and the source that makes it.",
        ),
        "Sentence": make_object({"sentence": _TEXT}, description="The answer in words, with what to know beside it."),
        "Column": make_object({"name": _TEXT, "titles": _LABELS}, description="A column: its name never changes."),
        "Finding": make_object(
            {
                "source": _TEXT,
                "line": or_null({"type": "integer"}),
                "column": _TEXT,
                "focus": _TEXT,
                "path": _TEXT,
                "value": _TEXT,
                "shape": _TEXT,
                "severity": {"enum": ["violation", "warning", "info"]},
                "message_en": _TEXT,
                "message_sv": _TEXT,
                "remedy": _TEXT,
                "remedy_sv": _TEXT,
            },
            description="What is wrong, where, and what would be right.",
        ),
        "Checked": make_object(
            {
                "conforms": {"type": "boolean", "description": "Whether it can be published as it is."},
                "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
                "findings": make_list(refer("Finding")),
                "changes": or_null(
                    make_object(
                        {
                            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
                            "things": make_list({"type": "object"}),
                        },
                        description="What it would add, change and remove; null for what cannot be read.",
                    )
                ),
            }
        ),
        "Problem": make_object(
            {
                "type": {"type": "string", "format": "uri-reference"},
                "title": _TEXT,
                "status": {"type": "integer"},
                "detail": _TEXT,
                "query_id": _TEXT,
            },
            ("detail",),
            description="What went wrong, and what would be right (RFC 9457). The type leads to an explanation.",
        ),
    }


def list_problems() -> dict[int, list[type[StyrkaError]]]:
    """Return the kinds of problems by status."""
    found: dict[int, list[type[StyrkaError]]] = defaultdict(list)
    for one in vars(errors).values():
        if isinstance(one, type) and issubclass(one, StyrkaError) and one is not StyrkaError:
            found[int(one.status)].append(one)
    return found


def make_responses(content: Mapping[str, Json], description: str, *statuses: int, paged: bool = False) -> Json:
    """Return the responses of an operation: the answer, and the problems that it may have.

    Parameters:
        content: the schema of the answer, by media type.
        statuses: of the problems beside those that every operation has.
        paged: whether the answer comes in parts.
    """
    headers = (
        {
            "Link": {"description": "The parts beside this one: prev and next (RFC 8288).", "schema": _TEXT},
            "X-Total-Count": {"description": "How many rows there are in all.", "schema": {"type": "integer"}},
        }
        if paged
        else {}
    )
    answer = {
        "description": description,
        "content": {media_type: {"schema": schema} for media_type, schema in content.items()},
        **({"headers": headers} if headers else {}),
    }
    every = sorted({*statuses, 400, 414, 429, 503})
    return {"200": answer, **{str(status): {"$ref": f"#/components/responses/{status}"} for status in every}}


def make_problem_responses() -> Json:
    """Return the responses that report problems, by status."""
    found = {}
    for status, kinds in list_problems().items():
        phrase = HTTPStatus(status).phrase
        found[str(status)] = {
            "description": f"{phrase}: {'; '.join(dict.fromkeys(one.title for one in kinds))}.",
            "content": {
                PROBLEM.media_type: {
                    "schema": refer("Problem"),
                    "example": {
                        "type": f"{BASE}about/problems#{make_kind(kinds[0])}",
                        "title": kinds[0].title,
                        "status": status,
                        "query_id": "1f2e3d4c-1",
                    },
                }
            },
        }
    return found


def make_json_content(schema: Json) -> Json:
    """Return the content of an answer that is JSON."""
    return {PLAIN_JSON.media_type: schema}
