"""The parameters of questions: the term that a value stands for, and a clear error where it stands for none."""

from __future__ import annotations

import pytest

from styrka.ask.question import parse_question
from styrka.errors import BadParameter, SourceError
from tests.service.ask.test_question import BODY, HEADER, QUERY


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


@pytest.mark.parametrize("name", ["limit", "offset", "page", "lang", "format"])
def test_a_parameter_cannot_have_the_name_of_one_that_every_question_has(name: str) -> None:
    with pytest.raises(SourceError, match=f"cannot be called {name}"):
        parse_question(HEADER.replace("most:", f"{name}:") + BODY.replace("$most", f"${name}"), "queries/areas.rq")
