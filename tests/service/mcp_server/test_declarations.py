"""The tools as they are declared: valid schemas, words in both languages, and the parameters of every question."""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from styrka.ask.choices import Choice
from styrka.mcp_server.answers import make_answer, shape_rows
from styrka.mcp_server.declarations import ToolDeclaration, declare_question, declare_tools
from tests.queries.conftest import QUESTIONS

TOOLS = declare_tools(QUESTIONS.values(), lambda _: ())


@pytest.mark.parametrize("tool", TOOLS, ids=lambda one: one.name)
def test_a_tool_is_described_in_both_languages_with_a_schema(tool: ToolDeclaration) -> None:
    jsonschema.Draft202012Validator.check_schema(tool.schema)
    english, _, swedish = tool.description.partition("\n\n")
    assert english
    assert swedish
    for name, parameter in tool.schema["properties"].items():
        assert parameter["title"], name
        assert ". " in parameter["description"], name
        for example in parameter.get("examples", ()):
            jsonschema.validate(example, parameter)


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_question_is_asked_with_its_own_parameters(slug: str) -> None:
    query, tool = QUESTIONS[slug], declare_question(QUESTIONS[slug], lambda _: ())
    assert set(tool.schema["properties"]) == {one.name for one in query.parameters} | {"limit", "offset"}
    assert not tool.schema["additionalProperties"]


def test_few_things_are_listed_with_their_labels() -> None:
    def choices(_: object) -> tuple[Choice, ...]:
        return (Choice("https://w3id.org/styrka/scheme/theme/energy", "energy", "Energy"),)

    tool = declare_question(QUESTIONS["shared-priorities"], choices)
    assert "energy (Energy)" in tool.schema["properties"]["theme"]["description"]


def test_what_is_not_recorded_is_said_in_its_cell() -> None:
    support = {"source": "s", "inferred": False, "title": "T", "quotations": [{"text": "words"}]}
    rows: list[dict[str, Any]] = [
        {"a": None, "b": 1, "evidence": [support, support]},
        {"a": 2, "b": "not recorded", "evidence": []},
    ]
    shaped, sources, missing = shape_rows(rows)
    assert shaped[0] == {"a": "not recorded", "b": 1, "sources": ["s"], "inferred": False}
    assert missing == ["a", "b"]
    assert [one["quotations"] for one in sources] == [[{"text": "words"}]]
    assert make_answer({}, "1", {}, sources)["not_recorded"] is None
    assert not make_answer({}, "1", {}, sources, missing)["not_recorded"]["everything"]
    assert make_answer({}, "1", {}, (), empty=True)["not_recorded"]["everything"]
