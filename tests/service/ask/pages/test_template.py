"""Sentences with gaps: what stands in them, what falls out, and what is said of one that is wrong."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.ask.pages import template
from styrka.ask.pages.template import Value, fill_template, parse_template


def filled(text: str, values: dict[str, Value], language: str = "en") -> str:
    return fill_template(parse_template(text), values, language)


def test_the_examples_of_the_module_are_right() -> None:
    assert doctest.testmod(template).attempted > 0
    assert doctest.testmod(template).failed == 0


@pytest.mark.parametrize(
    ("text", "values", "written"),
    [
        ("{n} {n|region|regions}", {"n": 1}, "1 region"),
        ("{n} {n|region|regions}", {"n": 0}, "0 regions"),
        ("{n} rows", {"n": 12345}, "12,345 rows"),
        (
            "{n} of [{country's} {of} // {of}] regions",
            {"n": 3, "of": 21, "country": "Sweden"},
            "3 of Sweden's 21 regions",
        ),
        ("{n} of [{country's} {of} // {of}] regions", {"n": 3, "of": 197, "country": ""}, "3 of 197 regions"),
        ("some[: {own} own][, {joint} joint].", {"own": 2, "joint": 0}, "Some: 2 own."),
        ("a [b [c {n}]] d", {"n": 0}, "A b d"),
        ("some: [{own} own] [, {joint} joint].", {"own": 0, "joint": 2}, "Some: 2 joint."),
        ("which [of {x}]?", {}, "Which?"),
        ("or/and", {}, "Or/and"),
    ],
)
def test_a_part_falls_out_when_it_has_nothing_to_say(text: str, values: dict[str, Value], written: str) -> None:
    assert filled(text, values) == written


def test_a_part_may_depend_on_the_value_of_a_parameter() -> None:
    sentence = parse_template("in [basis=own: a strategy of its own // any strategy]")
    assert fill_template(sentence, {}, "en", {"basis": "own"}) == "In a strategy of its own"
    assert fill_template(sentence, {}, "en", {"basis": "any"}) == "In any strategy"


def test_the_genitive_is_that_of_the_language() -> None:
    assert filled("{x's} regions", {"x": "Cyprus"}) == "Cyprus' regions"
    assert filled("{x's} regioner", {"x": "Sverige"}, "sv") == "Sveriges regioner"
    assert filled("{x's} regioner", {"x": "Schweiz"}, "sv") == "Schweiz regioner"


@pytest.mark.parametrize("text", ["[a", "a]", "[a // b // c]", "{a b}", "{}", "a // b]", "{n|one}"])
def test_a_wrong_sentence_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_template(text)


@given(st.text(alphabet=st.characters(exclude_characters="{}[]/.,:;?!"), max_size=40), st.integers(0, 99))
def test_a_text_without_gaps_stays_as_it_is(text: str, n: int) -> None:
    written = filled(f"x {text} {{n}}", {"n": n})
    assert written.split()[0] == "X"
    assert written.endswith(str(n))
    assert "{" not in written


def test_every_name_is_listed_also_in_parts_that_may_fall_out() -> None:
    assert set(parse_template("{a} [x=y: {b's} [{c|1|2}] // {d}]").names()) == {"a", "b", "c", "d", "x"}
