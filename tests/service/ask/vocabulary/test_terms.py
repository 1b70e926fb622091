"""The vocabulary is what the release states, counted in it."""

from __future__ import annotations

import pytest

from styrka.ask.vocabulary.terms import CLASS, PROPERTY, Vocabulary, read_vocabulary
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE, DEF, PREFIXES, sparql_prefixes


@pytest.fixture(scope="module")
def vocabulary(engine: LocalEngine) -> Vocabulary:
    return read_vocabulary(engine)


def test_every_term_of_ours_is_there_with_its_words(vocabulary: Vocabulary, engine: LocalEngine) -> None:
    defined = select_rows(engine, sparql_prefixes() + f"SELECT DISTINCT ?t {{ ?t rdfs:isDefinedBy <{BASE}def> }}")
    ours = {iri: one for iri, one in vocabulary.terms.items() if one.is_ours}
    assert {row["t"].value for row in defined} == set(ours)
    assert all({"en", "sv"} <= set(one.labels) for one in ours.values())
    assert all(one.part in vocabulary.parts for one in vocabulary.terms.values())
    assert vocabulary.versions["2026-11-22"] == "0.1.0"


def test_a_term_has_its_place_by_the_shapes_and_its_count(vocabulary: Vocabulary, engine: LocalEngine) -> None:
    covers = vocabulary.terms[DEF + "coversRegion"]
    assert (covers.name, covers.kind, covers.part) == ("styrka:coversRegion", PROPERTY, "strategy")
    assert covers.domains == (DEF + "PriorityList",)
    assert covers.ranges == (DEF + "Region",)
    counted = select_rows(engine, f"SELECT (COUNT(*) AS ?n) {{ ?s <{covers.iri}> ?o }}")
    assert str(covers.count) == counted[0]["n"].value
    assert vocabulary.terms[DEF + "kind"].ranges == (BASE + "scheme/strategy-kind",)
    strategy = vocabulary.terms[DEF + "Strategy"]
    assert (strategy.kind, strategy.count > 100) == (CLASS, True)
    assert DEF + "PriorityList" in strategy.parents
    assert vocabulary.terms[PREFIXES["skos"] + "prefLabel"].part == "reused"
