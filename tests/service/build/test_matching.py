"""The matcher: plain labels find their theme, it says why, and it never fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.build.matching import LEAST, Suggestion, Themes, prepare_themes, suggest_themes
from styrka.build.sources import read_source
from styrka.vocabulary import PREFIXES
from tests.conftest import ROOT

HUB = prepare_themes(read_source(ROOT / "ontology/schemes/themes.ttl", ROOT).quads)


def found(text: str, language: str = "sv", hub: Themes = HUB) -> list[str]:
    return [each.theme.removeprefix(PREFIXES["theme"]) for each in suggest_themes([(text, language)], hub)]


def first(text: str, language: str = "sv") -> Suggestion:
    return suggest_themes([(text, language)], HUB)[0]


@pytest.mark.parametrize(
    ("text", "language", "theme", "how"),
    [
        ("Besöksnäring", "sv", "tourism", "whole"),
        ("Skoglig bioekonomi", "sv", "forest", "whole"),
        ("ICT", "en", "digital", "whole"),
        ("Agri-food", "en", "food", "whole"),
        ("Health and life science", "en", "health", "whole"),
        ("Livsmedel, biobaserade material och förnybar energi", "sv", "food", "part"),
        ("Framtidens hållbara livsmedel", "sv", "food", "inside"),
        ("Elektronik, elektrotechnika a IT", "cs", "electronics", "part"),
        ("Digitala lösningarna", "sv", "digital", "whole"),
        ("Livsmedelssystemets omställning", "sv", "food", "inside"),
    ],
)
def test_a_plain_label_finds_its_theme(text: str, language: str, theme: str, how: str) -> None:
    assert (first(text, language).theme, first(text, language).how) == (PREFIXES["theme"] + theme, how)


def test_a_compound_finds_its_theme_by_its_letters() -> None:
    hub = prepare_themes(read_source(ROOT / "ontology/schemes/themes.ttl", ROOT).quads, frozenset({"vattenkraft"}))
    best = suggest_themes([("Vattenkraftsutbyggnad", "sv")], HUB)
    assert best[0].how == "letters"
    assert found("Livsmedelsklustret", "sv", hub)[0] == "food"


def test_shared_words_count_for_less_than_a_label_that_stands_there() -> None:
    ways = {
        each.theme.removeprefix(PREFIXES["theme"]): each.how
        for each in suggest_themes([("Cirkulär hållbar industri", "sv")], HUB)
    }
    assert ways["manufacturing"] == "inside"
    assert ways["circular-economy"] == "words"
    assert found("Cirkulär hållbar industri")[0] == "manufacturing"


def test_all_fields_of_a_label_are_found() -> None:
    assert set(found("Food, bio-based materials and renewable energy", "en")[:3]) == {
        "food",
        "bioeconomy",
        "renewable-energy",
    }


def test_what_is_named_first_comes_first() -> None:
    assert found("Life science och hälsa")[0] == "life-science"
    assert found("Hälsa och life science")[0] == "health"


def test_an_acronym_is_met_only_in_capitals() -> None:
    assert found("IT", "en")[0] == "digital"
    assert "digital" not in found("make it", "en")


def test_a_language_is_compared_with_itself_and_none_with_all() -> None:
    assert found("Kemi", "sv")[0] == "chemistry"
    assert "chemistry" not in found("Kemi", "en")
    assert found("Kemi", "")[0] == "chemistry"


def test_what_nothing_resembles_finds_nothing() -> None:
    assert found("Xyzzy") == []
    assert found("") == []
    assert suggest_themes([], HUB) == ()


def test_a_suggestion_explains_itself() -> None:
    assert first("Livsmedel och mode").explanation == (
        "The theme's label “Livsmedel” is a whole part of “Livsmedel och mode” (score 0.93)."
    )


def test_without_a_label_the_score_is_lower() -> None:
    quads = read_source(ROOT / "ontology/schemes/themes.ttl", ROOT).quads
    without = suggest_themes([("Smart industri", "sv")], prepare_themes(quads, frozenset({"smart industri"})))
    assert without[0].score < first("Smart industri").score == 1


def test_the_same_text_gives_the_same_answer() -> None:
    texts = [("Hållbara och kreativa upplevelser", "sv"), ("Sustainable and creative experiences", "en")]
    assert suggest_themes(texts, HUB) == suggest_themes(texts, HUB)


@given(st.text(max_size=120), st.sampled_from(["sv", "en", "de", ""]))
def test_any_text_gives_ordered_scores_between_the_least_and_one(text: str, language: str) -> None:
    scores = [each.score for each in suggest_themes([(text, language)], HUB)]
    assert scores == sorted(scores, reverse=True)
    assert all(LEAST <= score <= 1 for score in scores)
    assert len({each.theme for each in suggest_themes([(text, language)], HUB)}) == len(scores)
