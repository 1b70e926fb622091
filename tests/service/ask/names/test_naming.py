"""The one thing that a value means, and what is offered where it means none or several."""

from __future__ import annotations

import pytest

from styrka.ask.names.cache import Names
from styrka.ask.names.naming import find_meaning
from styrka.ask.option_groups import describe_value
from styrka.engine.local import LocalEngine
from styrka.vocabulary import DEF

NAMES = Names()


@pytest.mark.parametrize(
    ("class_", "text", "code"),
    [
        ("Region", "Sörmland", "SE122"),
        ("Region", " sormland ", "SE122"),
        ("Region", "se122", "SE122"),
        ("Region", "region:SE122", "SE122"),
        ("Region", "https://w3id.org/styrka/id/region/SE122", "SE122"),
        ("Region", "Sverige", "SE"),
        ("Region", "Allemagne", "DE"),
        ("Region", "Katalonien", "ES51"),
        ("Region", "wien", "AT13"),
        ("Region", "Luxembourg", "LU"),
        ("Theme", "energi", "energy"),
        ("Theme", "vindkraft", "renewable-energy"),
        ("PriorityArea", "Smart industri", "se12-2023/smart-industri"),
        ("Actor", "karlstad university", "karlstads-universitet"),
        ("Region", "Sörmland (SE122)", "SE122"),
        ("Region", "Sörmland (Södermanlands län)", "SE122"),
        ("Region", "Sörmland (Södermanland County, SE122)", "SE122"),
        ("Region", "sormland (se122)", "SE122"),
        ("Region", "Limburg (NL42)", "NL42"),
        ("Theme", "Energi (energy)", "energy"),
    ],
)
def test_a_name_or_a_code_means_one_thing(class_: str, text: str, code: str, engine: LocalEngine) -> None:
    thing = find_meaning(NAMES.index(engine), DEF + class_, text).thing
    assert thing is not None
    assert thing.code == code


@pytest.mark.parametrize("text", ["Limburg (NL)", "Sörmland (SE311)", "Sörmland (SE122) och andra"])
def test_a_code_counts_beside_a_name_only_where_the_thing_has_that_name(text: str, engine: LocalEngine) -> None:
    thing = find_meaning(NAMES.index(engine), DEF + "Region", text).thing
    assert thing is None or thing.code not in ("NL", "SE311", "SE122")


def test_each_strategy_is_meant_by_its_name_with_its_code(engine: LocalEngine) -> None:
    index = NAMES.index(engine)
    lists = [one for one in index.things if one.is_a(DEF + "PriorityList")]
    assert len(lists) > 300
    for one in lists:
        assert find_meaning(index, DEF + "PriorityList", describe_value(one.label("en"), one.code)).thing is one


def test_a_name_of_several_means_none_of_them(engine: LocalEngine) -> None:
    meaning = find_meaning(NAMES.index(engine), DEF + "Region", "Limburg")
    assert meaning.thing is None
    assert meaning.several
    assert {one.code for one in meaning.near} == {"BE22", "NL42"}


@pytest.mark.parametrize("text", ["Norge", "norway", "Schweiz", "Норвегия"])
def test_a_country_of_which_nothing_is_recorded_is_not_taken_for_another_place(text: str, engine: LocalEngine) -> None:
    meaning = find_meaning(NAMES.index(engine), DEF + "Region", text)
    assert meaning.abroad
    assert (meaning.thing, meaning.near) == (None, ())


@pytest.mark.parametrize(("class_", "text", "near"), [("Region", "Sormlnd", "SE122"), ("Theme", "enrgy", "energy")])
def test_a_slip_is_not_taken_but_offered(class_: str, text: str, near: str, engine: LocalEngine) -> None:
    meaning = find_meaning(NAMES.index(engine), DEF + class_, text)
    assert meaning.thing is None
    assert meaning.near[0].code == near
    assert not meaning.several


@pytest.mark.parametrize("text", ["", "<script>", "😀", "070-123 45 67", "x" * 5000, "theme:energy", "nosuch:thing"])
def test_what_names_no_region_is_none(text: str, engine: LocalEngine) -> None:
    assert find_meaning(NAMES.index(engine), DEF + "Region", text).thing is None


def test_every_deciding_region_is_meant_by_each_of_its_names(engine: LocalEngine) -> None:
    index = NAMES.index(engine)
    regions = [one for one in index.things if one.decides]
    assert len(regions) > 150
    wrong = [
        (one.code, name)
        for one in regions
        for name in (*one.names, one.code.lower())
        if find_meaning(index, DEF + "Region", name).thing is not one
    ]
    assert {name for _, name in wrong} <= {"Centre"}, wrong  # of Portugal and of Romania
