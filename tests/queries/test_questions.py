"""Every question: its header is whole, it binds, and its answer on all the data has the form that the header says."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from styrka.engine.local import LocalEngine
from styrka.formats import JSON
from tests.queries.conftest import QUESTIONS, example

SLUGS = sorted(QUESTIONS)
LONGEST = 60  # lines of a query; what its page says beside it may take more
# Questions about which regions share something.
SHARING = {"shared-priorities", "theme-by-region", "priorities-of-a-region", "unique-priorities"}
OF_THE_TABLE = {
    "shared-priorities",
    "areas-per-list",
    "parts-of-a-region",
    "overlapping-priorities",
    "areas-without-actor-or-project",
    "funding-named-by-a-strategy",
    "money-moved",
    "adoption",
    "partners-for-a-theme",
    "changed-priorities",
    "personal-data",
}


def test_every_question_that_was_promised_is_there() -> None:
    answered = {number for query in QUESTIONS.values() for number in query.answers}
    assert len(QUESTIONS) == 69
    assert len(answered) == 54
    assert set(QUESTIONS) >= OF_THE_TABLE


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_is_short_and_leaves_paging_to_the_program(slug: str) -> None:
    assert len(QUESTIONS[slug].text.splitlines()) <= LONGEST
    assert not re.search(r"\b(LIMIT|OFFSET|Virtuoso)\b", QUESTIONS[slug].text)
    assert "total" not in QUESTIONS[slug].columns


def test_the_questions_answered_are_known(shared: Path) -> None:
    with (shared / "questions.csv").open(encoding="utf-8", newline="") as table:
        known = {row["id"] for row in csv.DictReader(table)}
    assert {number for query in QUESTIONS.values() for number in query.answers} <= known


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_is_put_in_both_languages(slug: str) -> None:
    query = QUESTIONS[slug]
    for words in (query.summary, query.description):
        assert words["en"].strip()
        assert words["sv"].strip()
        assert words["en"] != words["sv"]
    assert query.summary["en"].endswith("?")
    assert query.summary["sv"].endswith("?")
    assert query.tags
    assert query.answers
    assert all(re.fullmatch(r"[A-G]\d+", number) for number in query.answers)
    for parameter in query.parameters:
        assert parameter.label["en"] != parameter.name, f"{parameter.name} has no label"
        assert parameter.label["sv"] != parameter.name, f"{parameter.name} has no Swedish label"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_is_answered_as_its_header_says(slug: str, whole: LocalEngine) -> None:
    query = QUESTIONS[slug]
    text = query.bind(example(query))
    answer = json.loads(whole.run(text, JSON).read())
    rows = answer["results"]["bindings"]
    assert answer["head"]["vars"] == list(query.columns)
    if "rows" in query.expect:
        assert len(rows) == query.expect["rows"]
    assert len(rows) >= query.expect.get("min", 0)
    assert len(rows) <= query.expect.get("max", len(rows))
    assert {"rows", "min"} & set(query.expect), "expect says nothing about the number of rows"
    distinct = {json.dumps(row, sort_keys=True) for row in rows}
    assert len(distinct) == len(rows), "a row comes twice"


@pytest.mark.parametrize("slug", sorted(SHARING))
def test_a_sharing_question_tells_own_from_joint(slug: str) -> None:
    assert "basis" in QUESTIONS[slug].columns


def test_the_sharing_question_has_every_parameter_that_honesty_needs() -> None:
    query = QUESTIONS["shared-priorities"]
    assert query.parameter("basis").values == ("any", "own", "joint")
    assert query.parameter("when").values == ("latest", "current", "any")
    assert query.parameter("when").alternative == "year"
    assert query.parameter("sources").values == ("any", "documented")
    assert {"basis", "derivation", "list", "listKind", "asOf", "standing"} <= set(query.columns)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("optional", ["open", "given"])
def test_a_question_is_answered_with_and_without_its_optional_values(
    slug: str, optional: str, whole: LocalEngine
) -> None:
    query = QUESTIONS[slug]
    given = dict(example(query))
    for parameter in query.parameters:
        if parameter.optional:
            given.pop(parameter.name, None)
            if optional == "given" and parameter.example is not None:
                given[parameter.name] = parameter.example
    answer = json.loads(whole.run(query.bind(given), JSON).read())
    assert answer["head"]["vars"] == list(query.columns)


@pytest.mark.parametrize(
    ("slug", "parameter", "value"),
    [(slug, one.name, value) for slug in SLUGS for one in QUESTIONS[slug].parameters for value in one.values],
)
def test_every_choice_is_answered(slug: str, parameter: str, value: str, whole: LocalEngine) -> None:
    query = QUESTIONS[slug]
    answer = json.loads(whole.run(query.bind({**example(query), parameter: value}), JSON).read())
    assert answer["head"]["vars"] == list(query.columns)
