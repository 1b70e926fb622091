"""Things by their names: in any language, with or without accents, whatever people type."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styrka.ask.search import MOST, search_names
from styrka.engine.local import LocalEngine
from styrka.errors import BadParameter
from styrka.vocabulary import BASE


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sörmland", "id/region/SE122"),
        ("södermanlands LÄN", "id/region/SE122"),
        ("SE122", "id/region/SE122"),
        ("energy", "scheme/theme/energy"),
        ("Energi", "scheme/theme/energy"),
        ("region sormland", "id/actor/region-sormland"),
        ("universitet karlstads", "id/actor/karlstads-universitet"),
    ],
)
def test_a_thing_is_found_by_its_name_among_the_first(text: str, wanted: str, engine: LocalEngine) -> None:
    assert BASE + wanted in [one.iri for one in search_names(engine, text).things[:3]]


def test_every_word_must_fit(engine: LocalEngine) -> None:
    assert search_names(engine, "energi").things
    assert not search_names(engine, "energi zzzzz").things


def test_areas_of_one_name_are_told_apart_by_their_lists(engine: LocalEngine) -> None:
    areas = [
        one
        for one in search_names(engine, "Energi").things
        if one.kind == "PriorityArea" and one.label("sv") == "Energi"
    ]
    assert len(areas) > 1
    assert len({one.place("sv") for one in areas}) == len(areas)


def test_a_list_that_is_cut_says_so(engine: LocalEngine) -> None:
    found = search_names(engine, "a")
    assert found.cut
    assert len(found.things) == MOST
    assert len({one.iri for one in found.things}) == MOST


@pytest.mark.parametrize("text", ["", "  ", "?!", "\u00ad", "x" * 201])
def test_a_text_that_is_no_search_is_refused(text: str, engine: LocalEngine) -> None:
    with pytest.raises(BadParameter, match="q has"):
        search_names(engine, text)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=40))
def test_whatever_is_typed_is_looked_for_or_refused(text: str, engine: LocalEngine) -> None:
    try:
        found = search_names(engine, text)
    except BadParameter:
        return
    assert len(found.things) <= MOST
