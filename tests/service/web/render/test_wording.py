"""Questions speak to people: headings and codes of every question's page are words, in Swedish and in English."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.text.codes import Wording
from styrka.text.ui import get_words
from styrka.vocabulary import BASE, DEF, sparql_prefixes
from tests.queries.conftest import QUESTIONS, example

pytestmark = pytest.mark.slow

WORDING = next(iter(QUESTIONS.values())).wording
# A literal of a question that has no language: what it writes in a cell, or compares with.
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"(?!@|\^\^)')
# Of these, what can be no word: a part of an address, a pattern, a tag, a date, a separator.
NO_WORD = re.compile(r".*[/^|\[\]@].*|(mail|tel|mailto|tel):|[\W\d]*|[a-z]{2}|ZZ")
CELL = re.compile(r"<t[dh](?: data-label=[^>]*| scope=.row[^>]*)?>(.*?)</t[dh]>", re.DOTALL)
HEADING = re.compile(r'<th scope="col"[^>]*>(.*?)</th>')
TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def concepts(engine: LocalEngine) -> set[str]:
    """What the addresses of concepts and classes end in, where it is not what they are called in Swedish."""
    named = select_rows(
        engine,
        sparql_prefixes() + "SELECT ?x ?label { ?x skos:prefLabel|rdfs:label ?label FILTER(LANG(?label) = 'sv') "
        f"FILTER(STRSTARTS(STR(?x), '{BASE}scheme/') || STRSTARTS(STR(?x), '{DEF}')) }}",
    )
    ends = {(row["x"].value.rsplit("/", 1)[-1], row["label"].value) for row in named}
    return {end for end, label in ends if end != label} - {label for _, label in ends}


def page(client: FlaskClient, slug: str, language: str) -> str:
    values = {**example(QUESTIONS[slug]), "lang": language}
    answer = client.get(f"/ask/{slug}", query_string=values, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def test_the_column_of_a_name_is_called_after_what_has_the_name() -> None:
    assert [WORDING.heading("areaName", one) for one in ("en", "sv")] == ["Area, name", "Område, namn"]
    assert WORDING.heading("nowhereName", "sv") == "Nowhere, namn"


@pytest.mark.parametrize("slug", sorted(QUESTIONS))
def test_each_column_has_a_heading_in_both_languages(slug: str, client: FlaskClient) -> None:
    columns = [
        name for name in QUESTIONS[slug].columns if not (name.endswith("Name") and name[:-4] in QUESTIONS[slug].columns)
    ]
    shape = QUESTIONS[slug].page
    shown_columns = [shape.head.column, *(cell.name for cell in shape.cells)]
    columns += shown_columns
    lacking = [name for name in columns if set(WORDING.headings.get(name, {})) != {"en", "sv"}]
    assert not lacking, f"queries/words.yaml has no heading for {', '.join(lacking)}"
    for language in ("en", "sv"):
        shown = [html.unescape(TAG.sub("", text)) for text in HEADING.findall(page(client, slug, language))]
        wanted = [*(WORDING.heading(name, language) for name in shown_columns), get_words("evidence", language)]
        assert shown in ([], wanted, [words for words in wanted if words not in ("In all", "Totalt")])


@pytest.mark.parametrize("slug", sorted(QUESTIONS))
def test_each_code_that_a_question_writes_has_swedish_words(slug: str) -> None:
    text = "\n".join(line for line in QUESTIONS[slug].text.splitlines() if not line.lstrip().startswith("#"))
    written = {word for word in LITERAL.findall(text) if not NO_WORD.fullmatch(word)}
    written |= {value for one in QUESTIONS[slug].parameters for value in one.values}
    # A class's name, a fund's code and a word with a language elsewhere in the text are shown by other means.
    lacking = sorted(
        word
        for word in written - set(WORDING.codes)
        if not word[0].isupper() and f'"{word}"@' not in text and slug != "projects-of-a-fund"
    )
    assert not lacking, f"queries/words.yaml has no Swedish words for {lacking}"


@pytest.mark.parametrize("slug", sorted(QUESTIONS))
def test_no_swedish_page_shows_a_code(slug: str, client: FlaskClient, concepts: set[str]) -> None:
    text = page(client, slug, "sv")
    bare = {html.unescape(found) for cell in CELL.findall(text) for found in re.findall(r"<span>([^<]*)</span>", cell)}
    options = {html.unescape(words) for words in re.findall(r'<option value="[^"]*"[^>]*>([^<]*)</option>', text)}
    english = {code for code, words in WORDING.codes.items() if words != code} - set(WORDING.codes.values())
    assert not (bare | options) & english
    assert not bare & concepts


def test_every_code_in_the_file_is_used() -> None:
    every = "\n".join(query.text for query in QUESTIONS.values())
    choices = {value for query in QUESTIONS.values() for one in query.parameters for value in one.values}
    used = {*LITERAL.findall(every), *choices}
    assert set(WORDING.codes) - used - {"true", "false", "curated", "suggested"} == set()


def test_every_heading_in_the_file_is_used() -> None:
    columns = {
        name
        for query in QUESTIONS.values()
        for name in query.columns
        if not (name.endswith("Name") and name[:-4] in query.columns)
    }
    columns |= {cell.name for query in QUESTIONS.values() for cell in query.page.cells} - {"source"}
    assert set(WORDING.headings) == columns | {pattern for query in QUESTIONS.values() for pattern in query.evidence}


def test_a_column_without_words_is_its_name_taken_apart() -> None:
    assert Wording().heading("areaEnglish", "sv") == "Area english"
