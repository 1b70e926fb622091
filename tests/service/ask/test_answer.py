"""One question asked of one release: what an answer that is in the cache spares."""

from __future__ import annotations

import pytest

from styrka.ask.answer import Answers, answer_question
from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter
from tests.queries.conftest import QUESTIONS
from tests.service.ask.test_choices import CountingEngine


def test_an_answer_in_the_cache_asks_the_engine_nothing(engine: LocalEngine) -> None:
    counting, answers, query = CountingEngine(engine), Answers(), QUESTIONS["shared-priorities"]
    first = answer_question(counting, query, {"theme": "energy"}, answers)
    asked = counting.queries
    assert answer_question(counting, query, {"theme": "energy"}, answers) == first
    assert counting.queries == asked
    counting.release = "2"
    assert answer_question(counting, query, {"theme": "energy"}, answers) == first
    assert counting.queries == 2 * asked


def test_what_no_release_knows_is_refused_each_time(engine: LocalEngine) -> None:
    answers = Answers()
    for _ in range(2):
        with pytest.raises(BadParameter, match="no Theme of that name"):
            answer_question(engine, QUESTIONS["shared-priorities"], {"theme": "energi"}, answers)
        assert len(answers) == 0
