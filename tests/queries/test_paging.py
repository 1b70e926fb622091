"""An answer in pages: put together they are the whole answer, in the order of the query."""

from __future__ import annotations

import json

import pytest

from styrka.ask.answer import Answers, answer_question, cut_rows, write_answer
from styrka.engine.local import LocalEngine
from styrka.formats import BINDINGS, JSON, Format
from tests.queries.conftest import QUESTIONS, example

pytestmark = pytest.mark.slow

LONG = ("mappings-to-review", "projects-of-a-fund", "shared-priorities", "similar-regions", "theme-by-region")


@pytest.mark.parametrize("slug", LONG)
def test_the_pages_put_together_are_the_whole(slug: str, whole: LocalEngine) -> None:
    query = QUESTIONS[slug]
    everything = answer_question(whole, query, example(query))
    assert everything.total == len(everything.rows) > query.rows
    pages = [cut_rows(everything, offset, query.rows) for offset in range(0, everything.total, query.rows)]
    assert [page.before for page in pages] == list(range(0, everything.total, query.rows))
    assert {page.total for page in pages} == {everything.total}
    assert tuple(row for page in pages for row in page.rows) == everything.rows


def test_past_the_end_there_is_nothing(whole: LocalEngine) -> None:
    query = QUESTIONS["similar-regions"]
    everything = answer_question(whole, query, example(query))
    beyond = cut_rows(everything, 10_000, 10)
    assert (beyond.rows, beyond.total, beyond.before) == ((), everything.total, everything.total)


@pytest.mark.parametrize("format_", BINDINGS, ids=lambda one: one.name)
@pytest.mark.parametrize("slug", ["shared-priorities", "mappings-to-review", "old-lists"])
def test_a_whole_answer_is_written_as_the_engine_writes_it(slug: str, format_: Format, whole: LocalEngine) -> None:
    query = QUESTIONS[slug]
    written = write_answer(answer_question(whole, query, example(query)), format_)
    direct = whole.run(query.bind(example(query)), format_).read()
    if format_ is JSON:  # where a name comes before or after its value says nothing
        assert json.loads(written) == json.loads(direct)
    else:
        assert written == direct


def test_a_cache_gives_the_rows_of_its_release_and_forgets_the_least_recently_used(whole: LocalEngine) -> None:
    asked: list[str] = []

    class Engine(LocalEngine):
        """An engine that notes what it is asked; each answer has two cells."""

        def run(self, query: str, *rest: object, **more: object):  # type: ignore[no-untyped-def]
            """Note the query."""
            asked.append(query)
            return whole.run("SELECT ?x ?y { VALUES (?x ?y) { (1 2) } }", JSON)

    one, two = Engine.__new__(Engine), Engine.__new__(Engine)
    for engine, version in ((one, "v1"), (two, "v2")):
        engine.__init__(whole._store, version)  # type: ignore[misc]
    answers = Answers(cells=6)  # an entry counts as a cell too
    for engine, text in ((one, "a"), (one, "a"), (two, "a"), (one, "a"), (one, "b"), (one, "a"), (two, "a")):
        assert len(answers.rows(engine, text)) == 1
    assert asked == ["a", "a", "b", "a"]


def test_answers_without_rows_do_not_fill_the_memory(whole: LocalEngine) -> None:
    answers = Answers(cells=50)
    for number in range(200):
        assert answers.rows(whole, f"SELECT ?x {{ ?x <a:nothing> {number} }}") == ()
    assert len(answers) == 50
