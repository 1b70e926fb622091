"""The questions' headers and the binding of values: right terms, clear errors, and no value becomes syntax."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.ask.question import parse_question
from styrka.errors import BadParameter, SourceError, StyrkaError

HEADER = """#+ summary: Areas of a theme
#+ summary-sv: Områden inom ett tema
#+ description: All of them.
#+ description-sv: Alla.
#+ tags: [area]
#+ parameters:
#+   theme: {type: iri, class: "styrka:Theme", example: energy}
#+   basis: {type: choice, values: [own, joint, any], default: any}
#+   when: {type: choice, values: [latest, any], or: year, default: latest}
#+   words: {type: text, optional: true}
#+   since: {type: date, optional: true}
#+   most: {type: integer, default: 10, minimum: 1, maximum: 100}
#+ expect: {columns: [area]}
"""
BODY = """SELECT ?area WHERE {
  ?area styrka:theme $theme ; skos:prefLabel ?label . # not $theme
  FILTER($basis = "any" || $when = "$basis" || ?label = $words || <http://example.org/$theme> = ?area)
} LIMIT $most
"""
QUERY = parse_question(HEADER + BODY, "queries/areas.rq")


def test_values_stand_where_the_parameters_stood() -> None:
    text = QUERY.bind({"theme": "energy", "basis": "own"})
    assert (
        "?area styrka:theme <https://w3id.org/styrka/scheme/theme/energy> ; skos:prefLabel ?label . # not $theme"
        in text
    )
    assert 'FILTER("own" = "any" || "latest" = "$basis" || ?label = $words' in text
    assert "<http://example.org/$theme>" in text
    assert "LIMIT 10" in text
    ox.Store().query(text)


@pytest.mark.parametrize("value", ["energy", "theme:energy", "https://w3id.org/styrka/scheme/theme/energy"])
def test_a_thing_has_three_names(value: str) -> None:
    assert QUERY.parameter("theme").term(value) == "<https://w3id.org/styrka/scheme/theme/energy>"


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({}, "theme"),
        ({"theme": "energy", "colour": "red"}, "colour"),
        ({"theme": "nosuchprefix:energy"}, "theme"),
        ({"theme": "en> ?x ?y . <"}, "theme"),
        ({"theme": "energy", "basis": "both"}, "basis"),
        ({"theme": "energy", "when": "20"}, "when"),
        ({"theme": "energy", "most": "many"}, "most"),
        ({"theme": "energy", "since": "yesterday"}, "since"),
        ({"theme": "energy", "since": "2020-13-01"}, "since"),
        ({"theme": "energy", "most": "1000"}, "most"),
        ({"theme": "energy", "words": "x" * 501}, "words"),
    ],
)
def test_a_wrong_value_names_its_parameter(given: dict[str, str], parameter: str) -> None:
    with pytest.raises(BadParameter) as error:
        QUERY.bind(given)
    assert error.value.evidence["parameter"] == parameter


@pytest.mark.parametrize("value", ["2020", "2020-06", "2020-06-30"])
def test_a_date_is_as_exact_as_it_is_known(value: str) -> None:
    assert QUERY.parameter("since").term(value) == f'"{value}"'


def test_a_year_is_a_choice_where_the_header_says_so() -> None:
    assert '"2020"' in QUERY.bind({"theme": "energy", "when": "2020"})


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_value_becomes_syntax(theme: str, words: str) -> None:
    try:
        text = QUERY.bind({"theme": theme, "words": words})
    except StyrkaError as error:
        assert error.status == 400
        return
    ox.Store().query(text)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("", "lacks summary"),
        (HEADER.replace("#+ tags", "#+ tagz"), "unknown key"),
        (HEADER.replace("type: integer", "type: number"), "needs a type"),
        (HEADER.replace(', class: "styrka:Theme"', ""), "of which class"),
        (HEADER.replace("values: [own, joint, any], ", ""), "among which values"),
        (HEADER.replace("#+   words: {type: text, optional: true}\n", ""), "$words"),
        (HEADER.replace("[area]", "[area"), "not YAML"),
    ],
)
def test_a_wrong_header_says_where(header: str, says: str) -> None:
    with pytest.raises(SourceError) as error:
        parse_question(header + BODY, "queries/areas.rq")
    assert says in error.value.detail
    assert error.value.detail.startswith("queries/areas.rq:")


def test_a_page_shows_fifty_rows_unless_the_header_says_otherwise() -> None:
    assert QUERY.rows == 50
    assert parse_question("#+ rows: 10\n" + HEADER + BODY, "queries/areas.rq").rows == 10


@pytest.mark.parametrize("rows", ["0", "-1", "many", "2.5", "true"])
def test_a_number_of_rows_that_is_none_is_refused(rows: str) -> None:
    with pytest.raises(SourceError, match=r"areas.rq:1: rows is .* whole number from 1"):
        parse_question(f"#+ rows: {rows}\n" + HEADER + BODY, "queries/areas.rq")


@pytest.mark.parametrize("name", ["limit", "offset", "page", "lang", "format"])
def test_a_parameter_cannot_have_the_name_of_one_that_every_question_has(name: str) -> None:
    with pytest.raises(SourceError, match=f"cannot be called {name}"):
        parse_question(HEADER.replace("most:", f"{name}:") + BODY.replace("$most", f"${name}"), "queries/areas.rq")
