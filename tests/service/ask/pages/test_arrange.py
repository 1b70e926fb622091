"""Order and facets: properties of any rows, and the order of the reader's alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.arrange import Arrangement, arrange_rows, count_values, read_arrangement, read_value
from styrka.ask.pages.page import Facet
from styrka.ask.question import parse_question
from styrka.engine.interface import Row, Term
from styrka.errors import BadParameter
from tests.service.ask.pages.test_declaration import HEADER, PAGE, PATH

QUERY = parse_question(HEADER % PAGE, PATH)
REGION = "https://w3id.org/styrka/id/region/"
NAMES = {REGION + "SE1": "Örebro", REGION + "SE2": "Åland", REGION + "PL1": "Zagreb", REGION + "PL2": "Ängelholm"}
cells = st.fixed_dictionaries(
    {"region": st.sampled_from(sorted(NAMES)).map(lambda iri: Term("uri", iri))},
    optional={
        "basis": st.sampled_from(["own", "joint"]).map(lambda text: Term("literal", text)),
        "asOf": st.sampled_from(["2014", "2022-03-08", "date not recorded", "2023"]).map(lambda t: Term("literal", t)),
        "rank": st.integers(-5, 200).map(lambda n: Term("literal", str(n), datatype="x")),
    },
)
answers = st.lists(cells, max_size=30)


def asked(rows: list[Row]) -> AnsweredQuestion:
    return AnsweredQuestion(QUERY, {"theme": "energy"}, QUERY.columns, tuple(rows), len(rows))


def arranged(rows: list[Row], language: str = "en", **given_: str) -> list[Row]:
    found = arrange_rows(
        asked(rows), read_arrangement(QUERY, given_), lambda iris: {iri: NAMES[iri] for iri in iris}, language
    )
    assert found.total == len(found.rows)
    return list(found.rows)


def same(one: list[Row], two: list[Row]) -> bool:
    return sorted(map(repr, one)) == sorted(map(repr, two))


@given(answers, st.sampled_from(["region", "-region", "asOf", "-asOf", "rank", "-rank", "-basis,region", "list"]))
def test_another_order_has_the_same_rows(rows: list[Row], sort: str) -> None:
    once = arranged(rows, sort=sort)
    assert same(rows, once)
    assert arranged(once, sort=sort) == once


@given(answers)
def test_numbers_are_sorted_as_numbers_and_what_is_missing_comes_last(rows: list[Row]) -> None:
    for sort, sign in (("rank", 1), ("-rank", -1)):
        found = arranged(rows, sort=sort)
        numbers = [sign * int(row["rank"].value) for row in found if "rank" in row]
        assert numbers == sorted(numbers)
        assert all("rank" in row for row in found[: len(numbers)])


@given(answers, st.sampled_from(["own", "joint"]), st.sampled_from(["2014", "2022", "2023"]))
def test_facets_narrow_and_their_counts_say_how_many_are_left(rows: list[Row], basis: str, year: str) -> None:
    found = arranged(rows, basis=basis)
    assert all(row["basis"].value == basis for row in found)
    assert len(found) == sum("basis" in row and row["basis"].value == basis for row in rows)
    counted = count_values(asked(rows), Arrangement(chosen={"basis": basis}), Facet("year", "asOf"))
    assert counted[year] == len(arranged(rows, basis=basis, year=year))
    # The values of a chosen facet itself are counted as if it were not chosen.
    own = count_values(asked(rows), Arrangement(chosen={"basis": basis}), Facet("basis", "basis"))
    assert own[basis] == len(found)
    assert sum(own.values()) == sum("basis" in row for row in rows)


def test_names_are_in_the_order_of_the_readers_alphabet() -> None:
    rows: list[Row] = [{"region": Term("uri", iri)} for iri in NAMES]

    def names(language: str) -> list[str]:
        return [NAMES[row["region"].value] for row in arranged(rows, language, sort="region")]

    assert names("sv") == ["Zagreb", "Åland", "Ängelholm", "Örebro"]
    assert names("en") == ["Åland", "Ängelholm", "Örebro", "Zagreb"]


def test_a_facet_takes_the_country_or_the_year() -> None:
    row: Row = {"region": Term("uri", REGION + "SE122"), "asOf": Term("literal", "2022-03-08")}
    assert read_value(Facet("country", "region"), row) == "SE"
    assert read_value(Facet("region", "region"), row) == "SE122"
    assert read_value(Facet("year", "asOf"), row) == "2022"
    assert read_value(Facet("country", "region"), {"region": Term("uri", REGION + "smaland-joint")}) == ""
    assert read_value(Facet("basis", "basis"), row) == ""


def test_an_order_by_no_column_is_refused() -> None:
    with pytest.raises(BadParameter) as caught:
        read_arrangement(QUERY, {"sort": "-size"})
    assert "size" in str(caught.value)
    assert caught.value.evidence["parameter"] == "sort"
