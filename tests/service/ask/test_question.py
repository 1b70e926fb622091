"""The questions' headers and the binding of values: right terms, clear errors, and no value becomes syntax."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.ask.question import parse_question
from styrka.errors import SourceError, StyrkaError

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
        (HEADER.replace("or: year,", "or: year, column: asOf,"), "with a default that is every row"),
        (HEADER.replace("or: year,", "or: year, first: area,"), "must be a thing that is optional"),
        (HEADER.replace('class: "styrka:Theme"', 'class: "styrka:Theme", optional: true, first: place'), "no column"),
        (HEADER.replace('class: "styrka:Theme"', 'class: "styrka:Theme", optional: true, within: place'), "no column"),
        (HEADER.replace('class: "styrka:Theme"', 'class: "styrka:Theme", within: area'), "a region that is optional"),
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
