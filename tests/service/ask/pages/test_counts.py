"""Counts as headers declare them, and which territories are counted with a larger one."""

from __future__ import annotations

import pytest

from styrka.ask.pages.counts import Condition, choose_rows, find_nested, list_values, parse_count
from styrka.engine.interface import Row, Term


def row(**cells: str) -> Row:
    return {name: Term("literal", text) for name, text in cells.items()}


def test_a_count_is_read() -> None:
    count = parse_count("territories region through list from shared-priorities where basis=own and asOf!=2014, about")
    assert (count.form, count.column, count.through, count.question) == (
        "territories",
        "region",
        "list",
        "shared-priorities",
    )
    assert count.conditions == (Condition("basis", "own"), Condition("asOf", "2014, about", negated=True))
    assert parse_count("n - own").difference == ("n", "-", "own")
    assert parse_count("rows where why=past its period and gone").conditions[0].value == "past its period and gone"


@pytest.mark.parametrize(
    "text",
    ["", "count region", "rows region", "distinct", "nested region", "distinct a through b", "distinct a where b"],
)
def test_a_wrong_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_count(text)


def test_rows_are_chosen_by_text_or_by_the_end_of_an_iri() -> None:
    rows = [row(a="x", b="http://e/1"), row(a="y"), row(a="x")]
    assert choose_rows(rows, [Condition("b", "1")]) == rows[:1]
    assert choose_rows(rows, [Condition("b", "")]) == rows[1:]
    assert choose_rows(rows, [Condition("a", "x"), Condition("b", "", negated=True)]) == rows[:1]
    assert list_values(rows, "b") == ["http://e/1"]


def test_a_territory_is_nested_only_when_the_larger_has_all_that_it_answers_through() -> None:
    rows = [
        row(r="PL", l="national"),
        row(r="PL21", l="national"),
        row(r="PL22", l="national"),
        row(r="PL22", l="its own"),
        row(r="SE122", l="joint"),
        row(r="SE121", l="joint"),
        row(r="IT1", l="other"),
    ]
    larger = {"PL21": ["PL"], "PL22": ["PL"], "SE122": ["SE12"], "SE121": ["SE12"], "IT1": ["IT"]}
    assert find_nested(rows, "r", "l", larger) == {"PL21": "PL"}
