"""The rules are what the shapes state: what they are about, what they want, and how grave it is when one is broken."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from styrka.ask.vocabulary.nouns import NOUNS, find_joins
from styrka.ask.vocabulary.rules import Rule, Wanted, read_rules
from styrka.ask.vocabulary.terms import read_vocabulary
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE, DEF, PREFIXES
from tests.shapes.examples import INVALID

SHAPE = BASE + "shape/"


@pytest.fixture(scope="module")
def rules(engine: LocalEngine) -> Mapping[str, Rule]:
    return read_rules(engine)


def test_every_shape_that_an_example_breaks_is_a_rule_with_words(rules: Mapping[str, Rule]) -> None:
    broken = {path.read_text("utf-8").split("<shape/", 1)[1].split(">")[0] for path in INVALID}
    shapes = {one.slug: one for one in rules.values()}
    assert len(broken & set(shapes)) > 100
    assert all({"en", "sv"} <= set(shapes[slug].messages) for slug in broken & set(shapes))


@pytest.mark.parametrize(
    ("slug", "wanted"),
    [
        ("PriorityList-coversRegion", Wanted(1, 1, (DEF + "Region",))),
        ("PriorityArea-partOfArea", Wanted(None, 1, (DEF + "PriorityArea",))),
        ("PriorityList-kind", Wanted(None, 1, schemes=(BASE + "scheme/strategy-kind",), kind="IRI")),
        ("PriorityArea-valueChainStage", Wanted(schemes=(BASE + "scheme/value-chain-stage",), kind="IRI")),
    ],
)
def test_what_is_wanted_is_read(rules: Mapping[str, Rule], slug: str, wanted: Wanted) -> None:
    assert rules[SHAPE + slug].wanted == wanted


def test_paths_targets_and_choices_are_read(rules: Mapping[str, Rule]) -> None:
    listed = rules[SHAPE + "PriorityArea-list"]
    assert listed.path == ("^" + DEF + "hasPriorityArea", DEF + "priorityAreaOf")
    assert listed.targets == (DEF + "PriorityArea",)
    dated = rules[SHAPE + "PriorityList-asOf"].wanted
    assert set(dated.datatypes) == {PREFIXES["xsd"] + name for name in ("gYear", "gYearMonth", "date")}
    assert rules[SHAPE + "PriorityArea-mapped"].severity == "Info"
    assert rules[SHAPE + "PriorityArea-orderUnique"].queried


def test_the_nouns_are_held_together_by_as_few_joins_as_can_be(engine: LocalEngine) -> None:
    joins = find_joins(engine, read_vocabulary(engine))
    named = {
        (one.subject.removeprefix(DEF), one.property.removeprefix(DEF), one.object.removeprefix(DEF)) for one in joins
    }
    assert {("PriorityList", "coversRegion", "Region"), ("PriorityList", "hasPriorityArea", "PriorityArea")} <= named
    assert len(joins) == len(NOUNS) - 1
    assert {noun for one in joins for noun in (one.subject, one.object)} == set(NOUNS)
