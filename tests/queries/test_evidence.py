"""Every row of every question leads to the document that says so (the first test of design: no exception list)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from styrka.ask.answer import answer_question
from styrka.ask.evidence import Derive, EvidenceCache, Support, resolve_evidence
from styrka.ask.patterns import Pattern, parse_patterns
from styrka.ask.question import Query
from styrka.engine.interface import Answer, Budget, Dataset, Delegate, Engine, select_rows
from styrka.engine.local import LocalEngine
from styrka.formats import Format
from styrka.vocabulary import CURATION, DEF, PREFIXES
from tests.queries.conftest import QUESTIONS, example

pytestmark = pytest.mark.slow
# Questions whose rows are about the graph itself and not about what a document says. A row of sources-of-an-area is a
# graph with its source, and what the curation added is one of them.
ABOUT_THE_GRAPH = frozenset(
    {"datasets", "personal-data", "theme-crosswalk", "themes-in-use", "mappings-to-review", "sources-of-an-area"}
)
# Others than the examples, by what a parameter's class ends in.
OTHERS = {"Region": "SE311", "Theme": "digital"}
DCTERMS = PREFIXES["dcterms"]


class Counting(Delegate):
    """An engine that knows what it was asked."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.queries: list[str] = []

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        self.queries.append(query)
        return super().run(query, format_, dataset=dataset, budget=budget)


def askings() -> Iterator[tuple[str, dict[str, str]]]:
    """Each question with its example, with another region or theme, and with each other value of a choice."""
    for slug, query in QUESTIONS.items():
        given = example(query)
        yield slug, given
        for parameter in query.parameters:
            other = OTHERS.get((parameter.class_ or "").removeprefix(DEF))
            if other and other != given.get(parameter.name, parameter.default):
                yield slug, given | {parameter.name: other}
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
    assert not find_unstated(whole, {support for supports in found for support in supports})
    if slug not in ABOUT_THE_GRAPH:
        curated = [
            row
            for row, supports in zip(rows, found, strict=True)
            if all(support.source == CURATION for support in supports)
        ]
        assert not curated, f"{len(curated)} of {len(rows)} rows rest on the curation alone, for example {curated[0]}"


def find_unstated(engine: LocalEngine, supports: set[Support]) -> set[Support]:
    """What is said to rest on a source, and no graph of that source states it, as SPARQL alone sees it."""
    every = list(supports)
    missing = set(every)
    for start in range(0, len(every), 2000):
        lines = " ".join(
            f"({start + number} <{one.graph}> <{one.source}> {' '.join(one.statement)})"
            for number, one in enumerate(every[start : start + 2000])
        )
        text = f"""SELECT ?number {{ GRAPH ?graph {{ ?s ?p ?o }} GRAPH ?graph {{ ?graph <{DCTERMS}source> ?source }}
            VALUES (?number ?graph ?source ?s ?p ?o) {{ {lines} }} }}"""
        missing -= {every[int(row["number"].value)] for row in select_rows(engine, text)}
    return missing


@pytest.mark.parametrize("slug", list(QUESTIONS))
def test_evidence_of_fifty_rows_is_found_by_few_queries_for_few_statements(
    slug: str, whole: LocalEngine, derive: Derive
) -> None:
    query, counting = QUESTIONS[slug], Counting(whole)
    given = example(query)
    rows = answer_question(whole, query, given).rows[:50]

    found = resolve_evidence(counting, query.evidence, rows, query.terms(given), derive, query.columns)

    assert len(counting.queries) <= 2, "the free variables, and the graphs with their sources"
    statements = {support.statement for supports in found for support in supports}
    assert len(statements) <= 700, "some 15 microseconds each: 50 rows take 20 ms at most (bench/evidence.py)"
    assert sum(map(len, counting.queries)) <= 150_000


def test_a_count_of_a_register_rests_on_the_register_and_not_on_each_of_its_rows(
    whole: LocalEngine, derive: Derive
) -> None:
    query = QUESTIONS["kinds-of-research-organisations"]
    given = {"theme": "energy", "country": "SE"}
    rows = answer_question(whole, query, given).rows
    assert max(int(row["organisations"].value) for row in rows) > 1

    for row, supports in zip(
        rows, resolve_evidence(whole, query.evidence, rows, query.terms(given), derive, query.columns), strict=True
    ):
        [register] = [one for one in supports if one.pattern == "register"]
        counted = select_rows(
            whole,
            f"SELECT (COUNT(DISTINCT ?organisation) AS ?n) {{ {{ ?seat <{DEF}partOf> {row['region'].n3()} }} "
            f"UNION {{ BIND({row['region'].n3()} AS ?seat) }} "
            f"GRAPH <{register.graph}> {{ ?organisation <{DEF}seatIn> ?seat }} }}",
        )
        assert counted[0]["n"].value == row["organisations"].value, "every organisation counted stands in that graph"
        assert {one.pattern for one in supports} == {"theme", "register"}


def test_a_condition_finds_what_evidence_is_about_and_is_none(whole: LocalEngine, derive: Derive) -> None:
    rows = answer_question(whole, QUESTIONS["priorities-of-a-region"], {"region": "SE122"}).rows[:1]
    area, theme = f"<{DEF}hasPriorityArea>", f"<{DEF}primaryTheme>"
    alone = {"list": (Pattern("?list", area, "?area"),)}
    asked = {
        "met": (*alone["list"], Pattern("?area", theme, "?any", is_condition=True)),
        "not met": (*alone["list"], Pattern("?area", theme, "?list", is_condition=True)),
    }
    columns = ("area",)

    [found] = resolve_evidence(whole, asked, rows, {}, derive, columns)
    [expected] = resolve_evidence(whole, alone, rows, {}, derive, columns)

    assert expected
    assert {one.statement for one in found} == {one.statement for one in expected}
    assert {one.pattern for one in found} == {"met"}


def test_the_same_patterns_are_other_evidence_where_another_one_is_the_condition(
    whole: LocalEngine, derive: Derive
) -> None:
    rows = answer_question(whole, QUESTIONS["priorities-of-a-region"], {"region": "SE122"}).rows[:1]
    listed, themed = ("?list", f"<{DEF}hasPriorityArea>", "?area"), ("?area", f"<{DEF}primaryTheme>", "?any")
    several = [
        {"list": (Pattern(*listed, is_condition=theme_counts), Pattern(*themed, is_condition=not theme_counts))}
        for theme_counts in (False, True)
    ]
    cache = EvidenceCache()

    together = [resolve_evidence(whole, one, rows, {}, derive, ("area",), cache) for one in several]

    assert together == [resolve_evidence(whole, one, rows, {}, derive, ("area",)) for one in several]
    assert [{one.statement[1] for one in found} for [found] in together] == [{listed[1]}, {themed[1]}]


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
    assert parse_patterns("(?a styrka:theme $theme) . ?list styrka:hasPriorityArea ?a") == (
        Pattern("?a", f"<{DEF}theme>", "$theme", is_condition=True),
        Pattern("?list", f"<{DEF}hasPriorityArea>", "?a"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "?a styrka:theme",
        "?a nobody:knows ?b",
        "?a styrka:theme ?b ?c",
        "(?a styrka:theme ?b",
        "(?a styrka:theme) ?b",
        "?a (styrka:theme ?b)",
        "() . ?a styrka:theme ?b",
    ],
)
def test_a_pattern_that_is_none_says_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match=r"for example|is not known"):
        parse_patterns(text)
