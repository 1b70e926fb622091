"""Every row of every question leads to the document that says so (the first test of design: no exception list)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from styrka.ask.answer import answer_question
from styrka.ask.evidence import Derive, resolve_evidence
from styrka.ask.patterns import Pattern, parse_patterns
from styrka.ask.question import Query
from styrka.engine.local import LocalEngine
from styrka.vocabulary import CURATION, DEF
from tests.queries.conftest import QUESTIONS, example

pytestmark = pytest.mark.slow
# Questions whose rows are about the graph itself and not about what a document says. A row of sources-of-an-area is a
# graph with its source, and what the curation added is one of them.
ABOUT_THE_GRAPH = frozenset(
    {"datasets", "personal-data", "theme-crosswalk", "themes-in-use", "mappings-to-review", "sources-of-an-area"}
)


def askings() -> Iterator[tuple[str, dict[str, str]]]:
    """Each question with its example, and with each other value of a choice."""
    for slug, query in QUESTIONS.items():
        given = example(query)
        yield slug, given
        for parameter in query.parameters:
            for value in parameter.values:
                if value != given.get(parameter.name, parameter.default):
                    yield slug, given | {parameter.name: value}


@pytest.mark.parametrize(
    ("slug", "given"), list(askings()), ids=lambda one: one if isinstance(one, str) else "-".join(one.values()) or "-"
)
def test_every_row_rests_on_a_source_of_its_own(
    slug: str, given: dict[str, str], whole: LocalEngine, derive: Derive
) -> None:
    query = QUESTIONS[slug]
    rows = answer_question(whole, query, given).rows

    found = resolve_evidence(whole, query.evidence, rows, query.terms(given), derive, query.columns)

    bare = [row for row, supports in zip(rows, found, strict=True) if not supports]
    assert not bare, f"{len(bare)} of {len(rows)} rows rest on nothing, for example {bare[0]}"
    if slug not in ABOUT_THE_GRAPH:
        curated = [
            row
            for row, supports in zip(rows, found, strict=True)
            if all(support.source == CURATION for support in supports)
        ]
        assert not curated, f"{len(curated)} of {len(rows)} rows rest on the curation alone, for example {curated[0]}"


@pytest.mark.parametrize("query", list(QUESTIONS.values()), ids=list(QUESTIONS))
def test_every_question_names_its_evidence(query: Query) -> None:
    assert query.evidence
    assert "source" not in query.columns
    assert "mainSource" not in query.text


def test_a_pattern_is_read_from_a_header() -> None:
    assert parse_patterns("?list styrka:hasPriorityArea ?area") == (
        Pattern("?list", f"<{DEF}hasPriorityArea>", "?area"),
    )
    assert len(parse_patterns("?a styrka:theme $theme . ?list styrka:hasPriorityArea ?a")) == 2


@pytest.mark.parametrize("text", ["?a styrka:theme", "?a nobody:knows ?b", "?a styrka:theme ?b ?c"])
def test_a_pattern_that_is_none_says_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match=r"for example|is not known"):
        parse_patterns(text)
