"""The whole description: information, servers, paths and components."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from styrka import __version__
from styrka.ask.parameters import Parameter
from styrka.ask.question import Query
from styrka.ask.tables import TableDeclaration
from styrka.build.tables.metadata import FOLDER
from styrka.build.workbooks.template import list_nouns
from styrka.publish.api import contributing, operations
from styrka.publish.api.parameters import Choices, make_values, name_values
from styrka.publish.api.schemas import Json, make_problem_responses, make_schemas
from styrka.settings import Settings

VERSION: Final = "3.1.0"
# What whoever builds on it can rely on; a test holds the page and the documentation to it.
STABILITY: Final = (
    "Addresses, parameters, columns and the members of JSON are added, never renamed and never given another meaning. "
    "What is to go is marked as deprecated here, with a date, at least a year before. A client must overlook what it "
    "does not know. Labels and sentences are for people and may change; codes and IRIs do not.",
    "Adresser, parametrar, kolumner och medlemmar i JSON tillkommer; de byter aldrig namn eller betydelse. Det som ska "
    "bort märks här som utgående, med ett datum, minst ett år i förväg. En klient ska bortse från det den inte känner "
    "till. Etiketter och meningar är för människor och kan ändras; koder och IRI:er gör det inte.",
)
_ABOUT: Final = (
    "What Europe's regions have chosen to be best at, from their own strategies, with the source of every statement. "
    "Open data; no key is needed. Not recorded does not mean none."
)


def describe_api(
    questions: Iterable[Query], tables: Iterable[TableDeclaration], settings: Settings, choices: Choices, host: str
) -> Json:
    """Return the description of the interface (OpenAPI 3.1).

    Parameters:
        choices: gives the things that a parameter can name.
        host: the address of the service, with a slash at the end.
    """
    questions, tables = tuple(questions), tuple(tables)
    paths: dict[str, Json] = dict(map(operations.make_question_path, questions))
    for declared in tables:
        paths |= operations.make_table_paths(declared)
    if tables:
        paths |= [operations.make_long_table_path(tables)]
    paths |= operations.make_search_paths() | operations.make_thing_paths() | operations.make_release_paths()
    paths |= [contributing.make_check_path(), *contributing.make_reconcile_paths().items()]
    if tables:
        paths |= contributing.make_review_paths()
    if tables and (settings.root / FOLDER).is_dir():
        paths |= [contributing.make_template_path(list_nouns(settings.root, settings.source_bytes, "en"))]
    named: dict[str, Parameter] = {
        name_values(one): one for query in questions for one in query.parameters if one.type == "iri"
    }
    contact = {"name": settings.contact_name, **({"email": settings.contact_email} if settings.contact_email else {})}
    return {
        "openapi": VERSION,
        "info": {
            "title": "Styrka",
            "version": __version__,
            "summary": "Regional smart specialisation, as open data",
            "description": f"{_ABOUT}\n\n{STABILITY[0]}\n\nLimits: {host}about/limits. Problems: {host}about/problems.",
            "license": {"name": "CC BY 4.0", "url": settings.licence},
            "contact": contact,
        },
        "externalDocs": {"description": "This description as a page", "url": f"{host}api"},
        "servers": [{"url": host.rstrip("/")}],
        "tags": [
            {"name": name, "description": english, "x-description-sv": swedish}
            for name, (english, swedish) in operations.TAGS.items()
        ],
        "paths": paths,
        "components": {
            "schemas": make_schemas() | {name: make_values(one, choices(one)) for name, one in sorted(named.items())},
            "responses": make_problem_responses(),
        },
    }
