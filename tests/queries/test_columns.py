"""A parameter that only keeps rows by a column is asked of the answer to its default, and that gives the same rows."""

from __future__ import annotations

import pytest

from styrka.ask.answer import Answers, answer_question
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter
from tests.queries.conftest import QUESTIONS, example

CASES = [
    (slug, parameter.name, value)
    for slug, query in sorted(QUESTIONS.items())
    for parameter in query.parameters
    if parameter.column
    for value in parameter.values
]


@pytest.mark.parametrize(("slug", "name", "value"), CASES)
def test_the_rows_are_those_that_the_query_gives(slug: str, name: str, value: str, whole: LocalEngine) -> None:
    query = QUESTIONS[slug]
    given = {**example(query), name: value}
    found = answer_question(whole, query, given)
    assert list(found.rows) == list(select_rows(whole, query.bind(given)))
    assert found.values[name] == value
    assert found.total == len(found.rows)


def test_the_answer_is_evaluated_once_for_all_values(whole: LocalEngine) -> None:
    query, answers = QUESTIONS["shared-priorities"], Answers()
    rows = {
        value: answer_question(whole, query, {"theme": "energy", "basis": value}, answers).rows
        for value in ("own", "joint", "any")
    }
    assert len(answers) == 1
    assert 0 < len(rows["own"]) < len(rows["any"]) == len(rows["own"]) + len(rows["joint"])


def test_what_is_no_value_is_refused_all_the_same(whole: LocalEngine) -> None:
    with pytest.raises(BadParameter, match="basis is 'both'"):
        answer_question(whole, QUESTIONS["shared-priorities"], {"theme": "energy", "basis": "both"})
