"""The rows within a region are kept of an answer that is evaluated once for all, as its query alone has them."""

from __future__ import annotations

import pytest

from styrka.ask.answer import Answers, answer_question
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter
from tests.queries.conftest import QUESTIONS, example

CASES = [(slug, one.name) for slug, query in sorted(QUESTIONS.items()) for one in query.parameters if one.within]
REGIONS = ("SE", "SE12", "SE122", "ITC4", "PL")
OTHERS = [
    {},
    {"when": "any", "regions": "all"},
    {"when": "2018", "basis": "own"},
    {"theme": "health", "rank": "primary"},
]


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers()


def test_some_question_keeps_rows_within_a_region() -> None:
    assert CASES


@pytest.mark.parametrize("others", OTHERS, ids=str)
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(("slug", "name"), CASES)
def test_the_rows_are_those_that_the_query_alone_has(
    slug: str, name: str, region: str, others: dict[str, str], whole: LocalEngine, answers: Answers
) -> None:
    query = QUESTIONS[slug]
    given = {one: value for one, value in others.items() if any(one == each.name for each in query.parameters)}
    values = {**example(query), **given, name: region}
    assert list(answer_question(whole, query, values, answers).rows) == select_rows(whole, query.bind(values))


@pytest.mark.parametrize(("slug", "name"), CASES)
def test_another_region_evaluates_no_answer(slug: str, name: str, whole: LocalEngine) -> None:
    query, answers = QUESTIONS[slug], Answers()
    regions = ("SE", "DE", "SE12")
    for region in regions:
        assert answer_question(whole, query, {**example(query), name: region}, answers).rows
    assert len(answers) == 1 + len(regions)  # the answer, and what lies inside each


@pytest.mark.parametrize(("slug", "name"), CASES)
def test_what_is_no_region_is_refused_also_where_the_answer_is_known(
    slug: str, name: str, whole: LocalEngine, answers: Answers
) -> None:
    query = QUESTIONS[slug]
    answer_question(whole, query, {**example(query), name: "SE"}, answers)
    with pytest.raises(BadParameter, match=f"{name} is 'XX99'"):
        answer_question(whole, query, {**example(query), name: "XX99"}, answers)
