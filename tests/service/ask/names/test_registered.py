"""What only a register names is found, after what sources name, and is in no one's way."""

from __future__ import annotations

import pytest
from flask import Flask

from styrka.ask.names.finding import find_things
from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import APART, CALL, REGISTERED, Thing, read_things
from styrka.ask.reconciliation.kinds import BY_NAME
from styrka.ask.reconciliation.matching import match_name
from styrka.ask.reconciliation.reading import NameQuery
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE


@pytest.fixture(scope="module")
def things(engine: LocalEngine) -> tuple[Thing, ...]:
    return read_things(engine)


@pytest.fixture(scope="module")
def index(app: Flask, engine: LocalEngine) -> NameIndex:
    found: NameIndex = app.extensions["styrka"].names.index(engine)
    return found


@pytest.fixture(scope="module")
def without(things: tuple[Thing, ...]) -> NameIndex:
    """The index of what no register names."""
    return NameIndex([one for one in things if one.kind not in APART])


def test_a_register_has_an_index_of_its_own(index: NameIndex, things: tuple[Thing, ...]) -> None:
    assert set(index.apart) == {REGISTERED, CALL}
    for kind, part in index.apart.items():
        assert {one.kind for one in part.things} == {kind}
    assert not {one.kind for one in index.things} & set(APART)
    assert len(index.things) + sum(len(part.things) for part in index.apart.values()) == len(things)


@pytest.mark.parametrize("kind", APART)
def test_it_is_found_by_each_name_and_by_its_code(index: NameIndex, kind: str) -> None:
    part = index.apart[kind]
    for one in part.things[::40]:
        assert index.get(one.iri) is one
        assert one in index.find_code(one.code.upper())
        for name in one.names:
            assert one.iri in {hit.thing.iri for hit in part.search(name)}, name


def test_what_a_source_names_comes_first(index: NameIndex) -> None:
    kinds = [hit.thing.kind for hit in find_things(index, "university").hits]
    assert {"Actor", REGISTERED} <= set(kinds)
    assert max(place for place, kind in enumerate(kinds) if kind == "Actor") < kinds.index(REGISTERED)


def test_a_university_that_is_an_actor_is_one_thing(index: NameIndex) -> None:
    found = find_things(index, "Karlstad University").hits
    assert [hit.thing.iri for hit in found if hit.name == "Karlstad University"] == [
        f"{BASE}id/actor/karlstads-universitet"
    ]


@pytest.mark.parametrize("text", ["energy", "värmland", "södrmnlnd", "hälsa sverige"])
@pytest.mark.parametrize("kind", ["region", "theme"])
def test_regions_and_themes_are_found_as_without_a_register(
    index: NameIndex, without: NameIndex, text: str, kind: str
) -> None:
    assert find_things(index, text, kind, count=False) == find_things(without, text, kind, count=False)


def test_whoever_looks_for_organisations_finds_those_of_the_register_too(index: NameIndex) -> None:
    wanted = next(one for one in index.apart[REGISTERED].things if len(one.names[0]) > 20)
    for kind in ("Actor", REGISTERED):
        found = match_name(index, {}, NameQuery(wanted.names[0], (BY_NAME[kind],), 5, {}), "en")
        assert found[0]["id"] == wanted.iri.removeprefix(BASE)
        assert [type_["id"] for type_ in found[0]["type"]] == [REGISTERED]
    regions = match_name(index, {}, NameQuery(wanted.names[0], (BY_NAME["Region"],), 5, {}), "en")
    assert {type_["id"] for one in regions for type_ in one["type"]} <= {"Region"}
