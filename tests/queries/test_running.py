"""Questions about what a region may apply to know only the programmes that run on the day."""

from __future__ import annotations

import pytest

from styrka.ask.answer import answer_question
from styrka.engine.local import LocalEngine
from tests.queries.conftest import QUESTIONS

ENDED, RUNNING = "vastsverige-erdf-2014-2020", "vastsverige-erdf-2021-2027"


def list_programmes(engine: LocalEngine, **values: str) -> set[str]:
    """The programmes that are open to Halland, by their slugs."""
    rows = answer_question(engine, QUESTIONS["programmes-for-regions"], {"one": "SE231", **values}).rows
    return {row["programme"].value.rsplit("/", 1)[-1] for row in rows}


@pytest.mark.parametrize("date", ["2021", "2027-12-31", "2026-11-29"])
def test_a_programme_runs_from_its_first_year_to_its_last(date: str, whole: LocalEngine) -> None:
    assert list_programmes(whole, date=date) & {ENDED, RUNNING} == {RUNNING}


@pytest.mark.parametrize("date", ["2014", "2020-12-31", "2018-06"])
def test_a_programme_that_had_ended_is_asked_for_by_its_day(date: str, whole: LocalEngine) -> None:
    assert list_programmes(whole, date=date) & {ENDED, RUNNING} == {ENDED}


def test_no_programme_that_had_ended_is_open_today(whole: LocalEngine) -> None:
    asked = answer_question(whole, QUESTIONS["programmes-for-regions"], {"one": "SE231", "show": "all"})
    today = asked.values["date"] or ""
    ends = {row["until"].value for row in asked.rows} - {"not recorded"}
    assert ends
    assert not [end for end in ends if end < today[: len(end)]]
