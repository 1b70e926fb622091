"""The operations for who contributes: check a document, fill in a workbook, review themes, bring names together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from styrka.ask.reconciliation.kinds import KINDS
from styrka.formats import CSV, FORM, PLAIN_JSON, PLAIN_TEXT, RDFXML, TRIG, TSV, TURTLE, XLSX
from styrka.publish.api.operations import CONTRIBUTE, LANGUAGE, SENT, TEXT, TYPED, describe_operation
from styrka.publish.api.parameters import make_path_parameter, make_query_parameter
from styrka.publish.api.schemas import Json, make_json_content, make_list, make_object, make_responses, or_null, refer

_NUMBER: Final = {"type": "integer", "minimum": 0, "maximum": 999_999}
_SUGGESTED: Final = ("entity", "type", "property")
_VERDICTS: Final = ("accept", "reject", "other")


def make_check_path() -> tuple[str, Json]:
    """Return the path that checks a document."""
    described = describe_operation(
        "check",
        CONTRIBUTE,
        "What is wrong with a document, and what it would change",
        "Vad som är fel i ett dokument, och vad det skulle ändra",
        "Nothing is published, stored or logged. The document of a graph that there is, or rows of a table, take the "
        "place of what they correct. JSON-LD (application/ld+json) and workbooks are read too.",
        "Ingenting publiceras, lagras eller loggas.",
    )
    # JSON-LD is read too; described here, what is no JSON would be a fault of the request, and it is what is checked.
    read = (TURTLE, TRIG, RDFXML, CSV)
    example = '<https://w3id.org/styrka/id/region/SE122> <http://www.w3.org/2004/02/skos/core#altLabel> "Sörmland"@sv .'
    return "/api/check", {
        "post": {
            **described,
            "parameters": [
                make_query_parameter(
                    "name",
                    "What the document is called in the findings.",
                    "Vad dokumentet kallas i det som hittas.",
                    SENT,
                )
            ],
            # Any text is judged, an empty one too: what it should be like is what is checked, and no schema's.
            "requestBody": {
                "required": False,
                "content": {
                    one.media_type: {
                        "schema": {},
                        **({"example": example} if one is TURTLE else {}),
                    }
                    for one in read
                }
                | {XLSX.media_type: {"schema": {"type": "string", "format": "binary"}}},
            },
            "responses": make_responses(
                {PLAIN_JSON.media_type: refer("Checked"), PLAIN_TEXT.media_type: TEXT},
                "What was found, though something is wrong.",
                403,
                406,
                408,
                413,
                415,
                501,
            ),
        }
    }


def make_template_path(nouns: Iterable[str]) -> tuple[str, Json]:
    """Return the path of a workbook to fill in.

    Parameters:
        nouns: what there are workbooks of.
    """
    described = describe_operation(
        "template",
        CONTRIBUTE,
        "A workbook to fill in, for each noun that has a table",
        "En arbetsbok att fylla i, för varje slag som har en tabell",
        "With drop-downs, a note on each column, and an example. Filled in, it is checked at /api/check.",
        "Med listor att välja ur, en förklaring till varje kolumn och ett exempel.",
    )
    noun = make_path_parameter(
        "noun", "What is filled in.", "Vad som fylls i.", {"type": "string", "enum": list(nouns)}, "strategy"
    )
    content = {XLSX.media_type: {"type": "string", "format": "binary"}}
    responses = make_responses(content, "The workbook.", 404)
    return "/template/{noun}.xlsx", {"get": {**described, "parameters": [noun, LANGUAGE], "responses": responses}}


def make_review_paths() -> dict[str, Json]:
    """Return the paths of what nobody has reviewed, and of the file of a review."""
    listed = describe_operation(
        "list-unreviewed",
        CONTRIBUTE,
        "The mappings of areas to themes that nobody has reviewed",
        "De mappningar av områden till teman som ingen har granskat",
        "Fifty at a time. A region has those of joint and of smaller regions too; projects has those of no region.",
        "Femtio åt gången.",
    )
    mapping = make_object(
        {
            **dict.fromkeys(("mapping", "iri", "subject", "theme", "match", "status", "address"), TEXT),
            **dict.fromkeys(("list", "rank", "reason"), or_null(TEXT)),
            "labels": make_list(refer("Text")),
            "regions": make_list(TEXT),
            "negative": {"type": "boolean"},
            "confidence": or_null({"type": "number"}),
        }
    )
    code = {"anyOf": [refer("RegionCode"), {"const": "projects"}, {"const": ""}]}
    parameters = [
        make_query_parameter(
            "region", "The code of a region, or projects.", "En regions kod, eller projects.", code, example="SE122"
        ),
        make_query_parameter(
            "theme", "The code of a theme.", "Ett temas kod.", {"anyOf": [refer("ThemeCode"), {"const": ""}]}
        ),
        make_query_parameter(
            "status", "Who has decided.", "Vem som har beslutat.", {"enum": ["suggested", "curated", ""]}
        ),
        make_query_parameter(
            "of",
            "One area or project: what its address has after id/.",
            "Ett område eller projekt: det som dess adress har efter id/.",
            TYPED,
        ),
        make_query_parameter("page", "Which fifty.", "Vilka femtio.", {**_NUMBER, "minimum": 1}),
    ]
    found = make_object({"total": _NUMBER, "mappings": make_list(mapping)})
    return {
        "/review.json": {
            "get": {
                **listed,
                "parameters": parameters,
                "responses": make_responses(make_json_content(found), "Those of the page.", 404),
            }
        },
        "/review/file": {"post": _make_review()},
    }


def _make_review() -> Json:
    described = describe_operation(
        "review",
        CONTRIBUTE,
        "A review as a file (SSSOM), to be added to the data",
        "En granskning som fil (SSSOM), att lägga till uppgifterna",
        "Nothing is stored or logged. accept confirms a mapping, reject denies it, other gives another theme. Name an "
        "organisation and a role, never a person.",
        "Ingenting lagras eller loggas. Ange en organisation och en roll, aldrig en person.",
    )
    decision = make_object(
        {
            "mapping": {"type": "string", "minLength": 1, "maxLength": 500, "description": "As /review.json has it."},
            "verdict": {"enum": list(_VERDICTS)},
            "theme": {**TEXT, "maxLength": 200, "description": "For other: its code, IRI or name."},
            "reason": {**TEXT, "maxLength": 500},
        },
        ("theme", "reason"),
    )
    body = make_object(
        {
            "organisation": {**TEXT, "minLength": 1, "maxLength": 200, "pattern": r"[^\W_]"},
            "role": {**TEXT, "maxLength": 200},
            "decisions": make_list(decision, minItems=1, maxItems=100),
        },
        ("role",),
    )
    accept = {"mapping": "area-se12-2023-smart-industri/manufacturing", "verdict": "accept"}
    example = {"organisation": "Region Sörmland", "role": "regional development", "decisions": [accept]}
    return {
        **described,
        "requestBody": {
            "required": True,
            "content": {PLAIN_JSON.media_type: {"schema": body, "example": example}},
        },
        "responses": make_responses({TSV.media_type: TEXT}, "The file.", 404, 408, 413, 415),
    }


def _make_reconciliation() -> Json:
    described = describe_operation(
        "reconcile",
        CONTRIBUTE,
        "The things that names may mean, the likeliest first",
        "De ting som namn kan betyda, det troligaste först",
        "The field queries is JSON, as the specification has it; extend asks for more columns of known things. "
        "Without either, the manifest.",
        "Fältet queries är JSON, som specifikationen har det.",
    )
    queries = '{"q0": {"query": "Sormland", "type": "Region", "limit": 3}}'
    fields = {"type": "object", "propertyNames": SENT, "additionalProperties": SENT}
    form = {"schema": fields, "example": {"queries": queries}}
    return {
        **described,
        "requestBody": {"content": {FORM.media_type: form}},
        "responses": make_responses(make_json_content({"type": "object"}), "A result for each query.", 408, 413),
    }


def make_reconcile_paths() -> dict[str, Json]:
    """Return the paths of the Reconciliation Service API 0.2."""
    described = describe_operation(
        "reconcile-service",
        CONTRIBUTE,
        "Names in your own table brought together with things here: the service's manifest",
        "Namn i din egen tabell ihop med ting här: tjänstens manifest",
        "The Reconciliation Service API 0.2 of the W3C community group. Clients such as OpenRefine read the manifest, "
        "and send queries and extend to the same address by POST as that specification says.",
        "Reconciliation Service API 0.2, som OpenRefine och andra klienter använder.",
    )
    result = make_object({"result": make_list({"type": "object"})})
    prefix = make_query_parameter(
        "prefix", "What is typed so far.", "Det som är skrivet hittills.", TYPED, example="ene"
    )
    cursor = make_query_parameter(
        "cursor", "How many to leave out first.", "Hur många som ska hoppas över först.", _NUMBER
    )
    of = make_path_parameter(
        "of", "What is wanted.", "Vad som söks.", {"type": "string", "enum": list(_SUGGESTED)}, "entity"
    )
    limit = make_query_parameter("limit", "How many at most.", "Hur många som mest.", _NUMBER)
    kind = make_query_parameter(
        "type", "The type of thing.", "Slaget av ting.", {"enum": [one.name for one in KINDS]}, example="Region"
    )
    manifest = make_object(
        {"versions": make_list(TEXT), **dict.fromkeys(("name", "identifierSpace", "schemaSpace"), TEXT)}
    )
    return {
        "/reconcile": {
            "get": {
                **described,
                "parameters": [LANGUAGE],
                "responses": make_responses(make_json_content(manifest), "The manifest."),
            },
            "post": _make_reconciliation(),
        },
        "/reconcile/suggest/{of}": {
            "get": {
                **describe_operation(
                    "reconcile-suggest", CONTRIBUTE, "Things, types or properties by their beginning", "Förslag"
                ),
                "parameters": [of, prefix, cursor, LANGUAGE],
                "responses": make_responses(make_json_content(result), "At most twenty.", 404),
            }
        },
        "/reconcile/properties": {
            "get": {
                **describe_operation(
                    "reconcile-properties", CONTRIBUTE, "The properties of a type", "Egenskaperna hos en typ"
                ),
                "parameters": [kind, limit, LANGUAGE],
                "responses": make_responses(
                    make_json_content(make_object({"properties": make_list({"type": "object"})})), "The properties."
                ),
            }
        },
    }
