"""The pages of the interface, from its description: all operations by tag, and each with parameters and an example."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Response

from styrka.ask.answer import AnsweredQuestion
from styrka.engine.interface import Row
from styrka.publish.api.document import STABILITY
from styrka.publish.api.operations import SAME_ROWS
from styrka.publish.api.schemas import Json
from styrka.text.problems import list_kinds
from styrka.web.context import host, language, service
from styrka.web.render.shell.page import render_page

_BEGIN: Final = "/ask/shared-priorities"
_ASKED: Final = "theme=energy&country=SE"
_CELL: Final = 60  # characters of a cell that an example shows


@dataclass(frozen=True)
class ShownParameter:
    """A parameter as the page shows it: its name, its words, what it may be, whether it must be given."""

    name: str
    words: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    required: bool
    default: str
    example: str


@dataclass(frozen=True)
class ShownOperation:
    """An operation as the page shows it."""

    name: str
    method: str
    path: str
    words: str
    more: str
    parameters: tuple[ShownParameter, ...]
    example: str
    columns: tuple[tuple[str, str], ...]
    statuses: tuple[int, ...]


def render_api(description: Json) -> Response:
    """Return the page of a description."""
    swedish = language() == "sv"
    groups: dict[str, list[ShownOperation]] = {one["name"]: [] for one in description["tags"]}
    for one in list_operations(description, swedish=swedish):
        groups[one[0]].append(one[1])
    words = {one["name"]: one["x-description-sv" if swedish else "description"] for one in description["tags"]}
    return render_page(
        "api.html",
        groups=[(words[name], name, several) for name, several in groups.items() if several],
        stability=STABILITY[swedish],
        problems=list_kinds(),
        limits=service().settings.limits,
        host=host(),
        begin=f"{host()}{_BEGIN[1:]}",
        asked=_ASKED,
    )


def render_operation(one: ShownOperation, rows: AnsweredQuestion | None) -> Response:
    """Return the page of an operation.

    Parameters:
        rows: the first rows of its example, where that has rows.
    """
    problems = [kind for kind in list_kinds() if kind["status"] in one.statuses]
    cells = [[_shorten(row, name) for name in rows.columns] for row in rows.rows] if rows else []
    return render_page("operation.html", one=one, rows=rows, cells=cells, problems=problems)


def _shorten(row: Row, name: str) -> str:
    text = row[name].value if name in row else ""
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"


def list_operations(description: Json, *, swedish: bool = False) -> Iterator[tuple[str, ShownOperation]]:
    """Yield the operations of a description, each with its tag."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield (
                operation["tags"][0],
                ShownOperation(
                    operation["operationId"],
                    method.upper(),
                    path,
                    operation["x-summary-sv" if swedish else "summary"],
                    operation.get("x-description-sv" if swedish else "description", "").removesuffix(SAME_ROWS),
                    tuple(_show(one, swedish=swedish) for one in operation.get("parameters", ())),
                    make_example(path, operation),
                    tuple(_list_columns(operation, swedish=swedish)),
                    tuple(int(status) for status in operation["responses"] if status >= "400"),
                ),
            )


def make_example(path: str, operation: Mapping[str, Any]) -> str:
    """Return the address of an operation's example, as a path and a query string: what it must be asked with."""
    asked = {}
    for one in operation.get("parameters", ()):
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", quote(str(one["example"])))
        elif "example" in one and one["required"]:
            asked[one["name"]] = one["example"]
    return path + (f"?{urlencode(asked, safe='/:')}" if asked else "")


def _show(one: Mapping[str, Any], *, swedish: bool) -> ShownParameter:
    schema = one["schema"]
    inner = schema.get("anyOf", [schema])[0]
    kind = inner.get("$ref", "").rpartition("/")[2] or inner.get("type", "string")
    choices = tuple(
        (str(choice["const"]), choice.get("x-title-sv" if swedish else "title", ""))
        for choice in inner.get("oneOf", ())
        if "const" in choice
    )
    return ShownParameter(
        one["name"],
        one.get("x-description-sv", one["description"]) if swedish else one["description"],
        str(kind),
        choices,
        one["required"],
        str(schema.get("default", "")),
        str(one.get("example", "")),
    )


def _list_columns(operation: Mapping[str, Any], *, swedish: bool) -> Iterator[tuple[str, str]]:
    content = operation["responses"]["200"]["content"].get("application/json", {})
    rows = content.get("schema", {}).get("properties", {}).get("rows")
    for name, schema in rows["items"]["properties"].items() if rows else ():
        if title := schema.get("x-title-sv" if swedish else "title") or schema.get("title"):
            yield name, json.loads(json.dumps(title))
