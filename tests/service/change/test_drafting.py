"""A new strategy's folder: what is known of the region is in it, and each blank is named at its line."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from styrka.change.drafting import BLANK, StrategyFacts, draft_strategy
from styrka.errors import BadParameter, Conflict, NotFound
from styrka.turtle import format_turtle
from tests.conftest import ROOT

LIMIT = 32_000_000
BARE = StrategyFacts("SE211", 2099, today="2026-11-22")


def test_what_is_known_of_the_region_is_filled_in_and_every_blank_is_named() -> None:
    draft = draft_strategy(ROOT, LIMIT, BARE)
    folder = "data/strategies/se211-2099"
    assert list(draft.files) == [f"{folder}/se211-2099.ttl", f"{folder}/curation.ttl", "data/tables/sources.csv"]
    document, curation, sources = draft.files.values()
    assert "styrka:coversRegion <id/region/SE211>" in document
    assert "styrka:adoptedBy <id/actor/region-jonkopings-lan>" in document
    assert '"Smart specialisation strategy of Jönköping County"@en' in curation
    assert "styrka:replaces <id/strategy/se211-2021>" in curation
    before = (ROOT / "data/tables/sources.csv").read_text("utf-8")
    assert sources.startswith(before)
    assert len(next(csv.reader([sources.splitlines()[-1]]))) == len(next(csv.reader(before.splitlines()[:1])))
    named = {(one.path, one.line) for one in draft.blanks}
    assert named == {
        (path, line)
        for path, text in draft.files.items()
        for line, written in enumerate(text.splitlines(), 1)
        if f'"{BLANK}"' in written or f",{BLANK}," in written
    }
    assert len(named) == 4
    assert all(one.en and one.sv for one in draft.blanks)
    for path, text in draft.files.items():
        if path.endswith(".ttl"):
            assert format_turtle(text, path) == text


def test_what_is_given_leaves_no_blank_but_the_english_names() -> None:
    facts = replace(BARE, title='En "plan"', areas=("Trä", "Mat"), source="planen 2099", adopted="2026-06-15")
    draft = draft_strategy(ROOT, LIMIT, facts)
    assert {one.en for one in draft.blanks} == {"the name of the area in English"}
    assert "data/strategies/se211-2099/planen-2099.ttl" in draft.files
    assert '"En \\"plan\\""@sv' in draft.files["data/strategies/se211-2099/planen-2099.ttl"]
    english = replace(facts, language="en")
    assert draft_strategy(ROOT, LIMIT, english).blanks == ()


@pytest.mark.parametrize(
    ("facts", "error", "words"),
    [
        (replace(BARE, code="SE999"), NotFound, "No region SE999"),
        (replace(BARE, code="Småland"), BadParameter, "is no code"),
        (replace(BARE, year=26), BadParameter, "no year"),
        (replace(BARE, code="SE122", year=2017), Conflict, "is there already"),
    ],
)
def test_what_cannot_be_is_refused_in_both_languages(facts: StrategyFacts, error: type[NotFound], words: str) -> None:
    with pytest.raises(error, match=words) as refused:
        draft_strategy(ROOT, LIMIT, facts)
    assert refused.value.detail_sv
