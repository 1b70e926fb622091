"""Every answer is a sentence in both languages, and its numbers are those of an independent count."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from styrka.ask.answer import Answers, answer_question
from styrka.ask.label_cache import LabelCache
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.sentence import Sentence, count_rows, write_sentence
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import sparql_prefixes
from tests.queries.conftest import QUESTIONS, example

LANGUAGES = ("en", "sv")
# Words that belong to the code or to the other language.
FOREIGN = {
    "en": re.compile(r"\b(och|eller|inte|regioner|asOf|knownLists|sharedThemes|asserted|derivation)\b"),
    "sv": re.compile(r"\b(and|or|the|not recorded|asOf|knownLists|sharedThemes|asserted|derivation)\b"),
}
CASES = [(slug, language) for slug in sorted(QUESTIONS) for language in LANGUAGES]


@pytest.fixture(scope="module")
def shared_answers() -> Answers:
    return Answers()


def say(
    whole: LocalEngine, answers: Answers, slug: str, language: str, *, empty: bool = False, **values: str
) -> Sentence:
    query = QUESTIONS[slug]
    asked = answer_question(whole, query, values or example(query), answers)
    if empty:
        asked = replace(asked, rows=(), total=0)
    return write_sentence(asked, Reader(whole, QUESTIONS, answers, LabelCache(), language))


@pytest.mark.parametrize(("slug", "language"), CASES)
def test_the_answer_is_a_sentence(slug: str, language: str, whole: LocalEngine, shared_answers: Answers) -> None:
    said = say(whole, shared_answers, slug, language)
    assert said.title
    assert said.answer.endswith((".", "?", "”"))
    if QUESTIONS[slug].page.generic:
        return
    for text in (said.title, said.answer, *said.caveats):
        assert not re.search(r"[{}\[\]]|//|  | [.,;:?]|None|https?:", text), text
        assert text[0].isupper() or text[0].isdigit()
    names = re.compile(r"“[^”]*”")
    assert not FOREIGN[language].search(names.sub("", said.to_text())), said.to_text()
    assert not re.search(r"\b[12]\d{3}-\d\d\b", names.sub("", f"{said.title} {said.to_text()}"))  # a date is in words


@pytest.mark.parametrize(("slug", "language"), CASES)
def test_the_introduction_has_no_word_of_the_code(slug: str, language: str) -> None:
    words = QUESTIONS[slug].description[language]
    assert not re.search(r"\b(basis|asserted|inferred|derivation|certainty|[a-z]+[A-Z]\w*)\b|not recorded\"", words)


@pytest.mark.parametrize(("slug", "language"), CASES)
def test_an_empty_answer_says_what_is_missing(
    slug: str, language: str, whole: LocalEngine, shared_answers: Answers
) -> None:
    said = say(whole, shared_answers, slug, language, empty=True)
    assert len(said.answer.split()) >= 8
    assert not said.caveats
    assert re.search(r"record|registrer", said.answer)
    assert not re.search(r"[{}\[\]]|//", said.answer)


@pytest.mark.parametrize("theme", ["energy", "food", "tourism"])
@pytest.mark.parametrize("country", ["SE", "PL", ""])
def test_the_regions_that_share_a_theme_equal_an_independent_count(
    theme: str, country: str, whole: LocalEngine, shared_answers: Answers
) -> None:
    """By queries of its own: territories that decide, without those that have the theme only as a larger one has it."""

    def find(columns: str, pattern: str) -> set[tuple[str, ...]]:
        rows = select_rows(whole, f"{sparql_prefixes()} SELECT DISTINCT {columns} {{ {pattern} }}")
        return {tuple(term.value for term in row.values()) for row in rows}

    place = f"FILTER(?r = region:{country} || EXISTS {{ ?r styrka:partOf region:{country} }})" if country else ""
    deciding = {
        one for (one,) in find("?r", f"?r a styrka:StrategyRegion ; styrka:latestTheme theme:{theme} . {place}")
    }
    listed = f"""?a styrka:concerns theme:{theme} . ?list styrka:hasPriorityArea ?a .
      FILTER NOT EXISTS {{ ?list styrka:supersededBy ?later }}"""
    lists = find("?r ?list", f"?r styrka:priorityArea ?a . {listed}")
    own = {one for (one,) in find("?r", f"?r styrka:ownPriorityArea ?a . {listed}")}
    inside = {
        one
        for one, larger in find("?r ?larger", "?r styrka:partOf ?larger")
        if {one, larger} <= deciding
        if {its for region, its in lists if region == one} <= {its for region, its in lists if region == larger}
    }
    counts = (len(deciding - inside), len((deciding - inside) & own))
    values = {"theme": theme} | ({"country": country} if country else {})
    asked = answer_question(whole, QUESTIONS["shared-priorities"], values, shared_answers)
    counted = count_rows(asked, Reader(whole, QUESTIONS, shared_answers, LabelCache(), "en"))
    assert (counted["n"], counted["own"]) == counts


def test_the_denominator_is_named(whole: LocalEngine, shared_answers: Answers) -> None:
    said = say(whole, shared_answers, "shared-priorities", "en", theme="energy", country="SE")
    assert said.answer.startswith("13 of Sweden's 21 regions prioritise energy")
    said = say(whole, shared_answers, "shared-priorities", "sv", theme="energy", country="SE")
    assert said.answer.startswith("13 av Sveriges 21 regioner prioriterar energi")


def test_regions_inside_a_larger_one_are_counted_once_and_that_is_said(
    whole: LocalEngine, shared_answers: Answers
) -> None:
    said = say(whole, shared_answers, "shared-priorities", "en", theme="energy")
    assert any("Poland's strategy covers" in text and "counted once" in text for text in said.caveats)
    asked = answer_question(whole, QUESTIONS["shared-priorities"], {"theme": "energy"}, shared_answers)
    counted = count_rows(asked, Reader(whole, QUESTIONS, shared_answers, LabelCache(), "en"))
    regions = {row["region"].value for row in asked.rows}
    nested, n = counted["nested"], counted["n"]
    assert isinstance(nested, int)
    assert isinstance(n, int)
    assert nested > 0
    assert n + nested == len(regions)
