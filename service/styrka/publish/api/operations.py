"""The operations: one for each question and table, and those of search, things and releases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from styrka import formats
from styrka.ask.names.finding import KIND_CODES
from styrka.ask.question import Query
from styrka.ask.tables import TableDeclaration
from styrka.formats import CSV, JSONLD
from styrka.publish.api.parameters import (
    make_parameter,
    make_part_parameters,
    make_path_parameter,
    make_query_parameter,
)
from styrka.publish.api.schemas import Json, make_json_content, make_list, make_object, make_responses, or_null, refer

QUESTIONS, TABLES, SEARCH, THINGS, RELEASES, CONTRIBUTE = (
    "Questions",
    "Tables",
    "Search",
    "Things",
    "Releases",
    "Contribute",
)
TAGS: Final = {
    QUESTIONS: ("Questions that the data answer, each with its sources", "Frågor som datat besvarar, med källor"),
    TABLES: ("Everything that is recorded, a table a noun", "Allt som är registrerat, en tabell för varje slag"),
    SEARCH: ("Things by their names", "Ting efter namn"),
    THINGS: ("One thing, as RDF", "Ett ting, som RDF"),
    RELEASES: ("What is published, and the limits of this service", "Det som är utgivet, och tjänstens gränser"),
    CONTRIBUTE: ("Check, fill in, review, and bring names together", "Kontrollera, fyll i, granska och para ihop namn"),
}
# Ends the description of each question; the page of the interface says it once for all.
SAME_ROWS: Final = (
    " The same address with .csv, .tsv, .xml, .srj (SPARQL results JSON), .xlsx or .parquet has the same rows."
)
TEXT: Final = {"type": "string"}
SENT: Final = {"type": "string", "pattern": r"^[^\u0000]*$"}  # no query string and no form may have U+0000
TYPED: Final = {**SENT, "maxLength": 200}
SLUG: Final = r"^[A-Za-z0-9_-]+$"
LANGUAGE: Final = make_query_parameter(
    "lang",
    "The language of texts: en or sv; any other is English.",
    "Texternas språk: en eller sv; alla andra ger engelska.",
    SENT,
    example="sv",
)
# Things that have an address with one code, and an example of each.
_NOUNS: Final = {
    "doc/region": "SE122",
    "doc/strategy": "se122-2017",
    "doc/actor": "styrka",
    "scheme/theme": "energy",
}


def make_question_path(query: Query) -> tuple[str, Json]:
    """Return the path of a question and its operation: rows as objects."""
    row = make_object(
        {
            **{
                name: refer("Cell", title=query.wording.heading(name, "en"))
                | {"x-title-sv": query.wording.heading(name, "sv")}
                for name in query.columns
            },
            "evidence": make_list(refer("Evidence")),
        }
    )
    schema = make_object(
        {
            "question": {"const": query.slug},
            "summary": {"type": "object", "additionalProperties": TEXT},
            "release": TEXT,
            "parameters": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            "answer": {"type": "object", "additionalProperties": refer("Sentence")},
            "total": {"type": "integer", "minimum": 0},
            "offset": {"type": "integer", "minimum": 0},
            "columns": make_list(refer("Column")),
            "rows": make_list(row),
        }
    )
    order = {"type": "string", "enum": [sign + name for name in query.columns for sign in ("", "-")]}
    ordered = {
        **make_query_parameter(
            "sort",
            "The columns to order by; a minus before one for descending.",
            "Kolumnerna att ordna efter; ett minus före en för fallande ordning.",
            make_list(order),
        ),
        "style": "form",
        "explode": False,
    }
    operation = describe_operation(
        query.slug,
        QUESTIONS,
        query.summary["en"],
        query.summary["sv"],
        query.description["en"] + SAME_ROWS,
        query.description["sv"],
    )
    return f"/ask/{query.slug}.json", {
        "get": {
            **operation,
            "parameters": [*(make_parameter(one, query) for one in query.parameters), *make_part_parameters(), ordered],
            "responses": make_responses(make_json_content(schema), "The rows.", paged=True),
        }
    }


def make_table_paths(declared: TableDeclaration) -> dict[str, Json]:
    """Return the paths of a noun's table: JSON, and CSV."""
    values = make_list(
        {"anyOf": [refer("Thing"), refer("Text"), refer("Date"), {"type": ["string", "number", "boolean"]}]}
    )
    row = make_object(
        {
            "thing": refer("Thing"),
            **{one.name: values | {"title": one.titles.get("en", one.name)} for one in declared.headings},
        }
    )
    whole = make_object(
        {
            "table": {"const": declared.slug},
            "release": TEXT,
            "licence": TEXT,
            "total": {"type": "integer", "minimum": 0},
            "columns": make_list(refer("Column")),
            "rows": make_list(row),
        }
    )
    title, description = declared.title, declared.description
    found = {}
    for suffix, content, parameters in (
        ("json", make_json_content(whole), []),
        ("csv", {CSV.media_type: {**TEXT, "description": "RFC 4180; the headings never change."}}, [LANGUAGE]),
    ):
        name = f"table-{declared.slug}-{suffix}"
        described = describe_operation(
            name, TABLES, f"{title['en']} ({suffix})", f"{title['sv']} ({suffix})", *description.values()
        )
        responses = make_responses(content, "The whole table.")
        found[f"/table/{declared.slug}.{suffix}"] = {
            "get": {**described, "parameters": parameters, "responses": responses}
        }
    return found


def make_long_table_path(declared: Iterable[TableDeclaration]) -> tuple[str, Json]:
    """Return the path of the long tables: a column that has several values for one thing, a row each."""
    declared = tuple(declared)
    columns = sorted({one.name for table in declared for one in table.headings})
    described = describe_operation(
        "table-column",
        TABLES,
        "One column of a table, a row for each value",
        "En kolumn i en tabell, en rad för varje värde",
        "For columns that have several values for one thing. Columns: iri, value, value_iri, label_en, label_sv, "
        "language, precision.",
        "För kolumner som har flera värden för ett ting.",
    )
    return "/table/{table}/{column}.csv", {
        "get": {
            **described,
            "parameters": [
                make_path_parameter(
                    "table", "The table.", "Tabellen.", {"enum": [one.slug for one in declared]}, "areas"
                ),
                make_path_parameter("column", "The column.", "Kolumnen.", {"enum": columns}, "region"),
                LANGUAGE,
            ],
            "responses": make_responses({CSV.media_type: TEXT}, "The long table.", 404),
        }
    }


def make_search_paths() -> dict[str, Json]:
    """Return the paths of search."""
    kind = {"type": "string", "enum": sorted(KIND_CODES)}
    words = make_query_parameter(
        "q",
        "A name, or part of one, in any language.",
        "Ett namn, eller en del av ett, på vilket språk som helst.",
        {**TYPED, "minLength": 1, "pattern": r"^[^\u0000]*[^\W_][^\u0000]*$"},
        required=True,
        example="sormland",
    )
    typed = make_query_parameter("q", "What is typed so far.", "Det som är skrivet hittills.", TYPED, example="ene")
    of_kind = make_query_parameter(
        "kind", "The kind of thing that is wanted.", "Det slags ting som söks.", kind, example="region"
    )
    hits = make_list(make_object({"iri": TEXT, "kind": or_null(TEXT), "label": TEXT, "address": TEXT}))
    found = make_object({"query": TEXT, "more": {"type": "boolean"}, "things": hits, "near": hits})
    suggested = make_object({"query": TEXT, "suggestions": make_list(make_object({"name": TEXT, "address": TEXT}))})
    return {
        "/find.json": {
            "get": {
                **describe_operation("find", SEARCH, "Things by their names", "Ting efter namn"),
                "parameters": [words, of_kind, LANGUAGE],
                "responses": make_responses(make_json_content(found), "The things, the best first."),
            }
        },
        "/suggest": {
            "get": {
                **describe_operation("suggest", SEARCH, "Suggestions while typing", "Förslag medan man skriver"),
                "parameters": [typed, of_kind, LANGUAGE],
                "responses": make_responses(make_json_content(suggested), "At most ten, the best first."),
            }
        },
    }


def make_thing_paths() -> dict[str, Json]:
    """Return the paths of things: what is recorded of one, as a graph."""
    found = {}
    others = ", ".join(f".{one.suffix}" for one in formats.THINGS)
    for noun, example in _NOUNS.items():
        kind = noun.rpartition("/")[2]
        form = {"type": "string", "pattern": SLUG}
        code = make_path_parameter("code", f"The code of the {kind}.", "Tingets kod.", form, example)
        graph = {"type": ["object", "array"], "description": "JSON-LD 1.1."}
        found[f"/{noun}/{{code}}.jsonld"] = {
            "get": {
                **describe_operation(
                    f"get-{kind}",
                    THINGS,
                    f"What is recorded of a {kind}",
                    {"region": "Det som är registrerat om en region", "strategy": "... om en strategi"}.get(
                        kind, f"... om {kind}"
                    ),
                    f"Its statements and those that point to it. Also as {others} (TriG has the graph of each "
                    "statement, and its source) and, a region, as .geojson; without a suffix, a page.",
                ),
                "parameters": [code],
                "responses": make_responses({JSONLD.media_type: graph}, "The graph.", 404, 410),
            }
        }
    return found


def make_release_paths() -> dict[str, Json]:
    """Return the paths of releases, limits and problems."""
    releases = make_object({"current": TEXT, "releases": make_list({"type": "object"})})
    limit = make_object({"name": TEXT, "unit": TEXT, "words": {"type": "object", "additionalProperties": TEXT}})
    problem = make_object({"kind": TEXT, "status": {"type": "integer"}, "title": TEXT, "meaning": TEXT})
    return {
        f"/{path}.json": {
            "get": {
                **describe_operation(name, RELEASES, english, swedish),
                "responses": make_responses(make_json_content(schema), "All of them."),
            }
        }
        for path, name, english, swedish, schema in (
            ("release", "list-releases", "The releases, the newest first", "Utgåvorna, den nyaste först", releases),
            ("about/limits", "list-limits", "What you may ask of this service", "Vad du får begära", make_list(limit)),
            ("about/problems", "list-problems", "What an error means", "Vad ett fel betyder", make_list(problem)),
        )
    }


def describe_operation(
    operation: str, tag: str, english: str, swedish: str, description: str = "", beskrivning: str = ""
) -> Json:
    """Return how an operation is called, and what it does, in both languages."""
    return {
        "operationId": operation,
        "tags": [tag],
        "summary": english,
        "x-summary-sv": swedish,
        **({"description": description} if description else {}),
        **({"x-description-sv": beskrivning} if beskrivning else {}),
    }
