"""Our region comes first in an answer that is evaluated once for all regions, and the rows most like its own."""

from __future__ import annotations

import pytest

from styrka.ask.answer import Answers, answer_question
from styrka.ask.label_cache import LabelCache
from styrka.ask.pages.alike import find_alike
from styrka.ask.pages.arrange import Arrangement, arrange_rows
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.sentence import count_rows, write_sentence
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter
from styrka.publish.api.parameters import make_parameter
from styrka.vocabulary import BASE, sparql_prefixes
from tests.queries.conftest import QUESTIONS, example

REGION = f"{BASE}id/region/"
SHARED = QUESTIONS["shared-priorities"]
CASES = [(slug, one.name) for slug, query in sorted(QUESTIONS.items()) for one in query.parameters if one.first]


@pytest.fixture(scope="module")
def shared_answers() -> Answers:
    return Answers()


@pytest.mark.parametrize(("slug", "name"), CASES)
def test_its_rows_come_first_and_the_others_stay_as_they_were(
    slug: str, name: str, whole: LocalEngine, shared_answers: Answers
) -> None:
    query = QUESTIONS[slug]
    column, ours = query.parameter(name).first, query.parameter(name).example
    assert ours
    plain = answer_question(whole, query, example(query), shared_answers)
    found = answer_question(whole, query, {**example(query), name: ours}, shared_answers)
    assert len(shared_answers) == 1
    iri = query.parameter(name).iri(ours)
    own = [row for row in plain.rows if row[column].value == iri]
    assert own
    assert plain.rows[0] not in own
    assert list(found.rows) == own + [row for row in plain.rows if row not in own]
    assert (found.total, found.columns) == (plain.total, plain.columns)
    reader = Reader(whole, QUESTIONS, shared_answers, LabelCache(), "sv")
    sorted_ = arrange_rows(found, Arrangement((f"-{column}",)), reader.names, "sv").rows
    assert [row[column].value == iri for row in sorted_] == [True] * len(own) + [False] * (len(plain.rows) - len(own))


def test_what_is_no_region_is_refused_also_where_the_answer_is_known(
    whole: LocalEngine, shared_answers: Answers
) -> None:
    answer_question(whole, SHARED, {"theme": "energy"}, shared_answers)
    with pytest.raises(BadParameter, match="region is 'XX99'"):
        answer_question(whole, SHARED, {"theme": "energy", "region": "XX99"}, shared_answers)


@pytest.mark.parametrize("region", ["SE122", "ITC4", "FI1D7", "PL21"])
@pytest.mark.parametrize("theme", ["energy", "health"])
def test_the_regions_with_the_same_narrower_theme_equal_an_independent_count(
    theme: str, region: str, whole: LocalEngine, shared_answers: Answers
) -> None:
    asked = answer_question(whole, SHARED, {"theme": theme, "region": region}, shared_answers)
    reader = Reader(whole, QUESTIONS, shared_answers, LabelCache(), "en")
    alike, ours = find_alike(asked, reader), REGION + region
    areas = {one: {row["area"].value for row in asked.rows if row["region"].value == one} for one in (ours,)}
    lines = " ".join(f"<{one}>" for one in areas[ours])
    rows = select_rows(
        whole,
        sparql_prefixes()
        + f"""SELECT DISTINCT ?area ?theme {{ VALUES ?own {{ {lines} }} ?own styrka:theme ?theme .
          ?theme (skos:broader|^skos:narrower)+ theme:{theme} . ?area styrka:theme ?theme }}""",
    )
    expected: dict[str, set[str]] = {}
    others = {row["area"].value for row in asked.rows if row["region"].value != ours}
    for row in rows:
        if row["area"].value in others:
            expected.setdefault(row["area"].value, set()).add(row["theme"].value)
    assert {one: set(themes) for one, themes in alike.items()} == expected
    counted = count_rows(asked, reader)
    marked = {row["region"].value for row in asked.rows if row["area"].value in expected} - {ours}
    nested = {one for one in marked if any(larger in marked for larger in reader.larger.get(one, ()))}
    assert isinstance(counted["alike"], int)
    assert len(marked - nested) <= counted["alike"] <= len(marked)


def test_the_description_of_the_interface_says_what_the_region_does() -> None:
    described = make_parameter(SHARED.parameter("region"), SHARED)
    assert described["description"] == "Our region. Its rows come first."
    assert described["x-description-sv"] == "Vår region. Dess rader kommer först."


def test_some_are_marked_and_not_all(whole: LocalEngine, shared_answers: Answers) -> None:
    asked = answer_question(whole, SHARED, {"theme": "energy", "region": "SE122"}, shared_answers)
    alike = find_alike(asked, Reader(whole, QUESTIONS, shared_answers, LabelCache(), "en"))
    marked = [row for row in asked.rows if row["area"].value in alike and not asked.comes_first(row)]
    assert 0 < len(marked) < len(asked.rows) / 2


@pytest.mark.parametrize(
    ("values", "language", "title", "begins", "ends"),
    [
        (
            {"country": "SE", "region": "SE122"},
            "en",
            "Which regions in Sweden share energy as a priority with Sörmland?",
            "Sörmland shares energy with 12 other regions in Sweden, 5 of which have the same narrower theme. "
            "13 of Sweden's 21 regions prioritise energy: 10 in a strategy of their own",
            ".",
        ),
        (
            {"country": "SE", "region": "SE122"},
            "sv",
            "Vilka regioner i Sverige delar energi som prioritering med Sörmland?",
            "Sörmland delar energi med 12 andra regioner i Sverige, varav 5 har samma smalare tema. 13 av Sveriges 21",
            ".",
        ),
        (
            {"country": "FI", "region": "SE122"},
            "en",
            "Which regions in Finland share energy as a priority with Sörmland?",
            "",
            "Sörmland is not among them.",
        ),
        (
            {"country": "SE", "region": "SE110"},
            "sv",
            "Vilka regioner i Sverige delar energi som prioritering med Stockholms län?",
            "13 av Sveriges 21",
            "Stockholms län är inte bland dem.",
        ),
        ({"country": "SE122", "region": "SE122"}, "en", "", "Sörmland shares energy with no other region in ", "."),
        ({}, "en", "Which regions share energy as a priority?", "100 of 181 regions", "only through a joint strategy."),
    ],
)
def test_the_sentence_says_with_how_many_it_is_shared(
    values: dict[str, str], language: str, title: str, begins: str, ends: str, whole: LocalEngine
) -> None:
    answers = Answers()
    asked = answer_question(whole, SHARED, {"theme": "energy", **values}, answers)
    said = write_sentence(asked, Reader(whole, QUESTIONS, answers, LabelCache(), language))
    assert title in ("", said.title)
    assert said.answer.startswith(begins)
    assert said.answer.endswith(ends)
