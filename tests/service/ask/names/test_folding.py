"""What counts as the same writing."""

from __future__ import annotations

import doctest

import babel.localedata
import pytest

from styrka.ask.names import exonyms, folding
from styrka.ask.names.folding import find_place_stem, find_stems, fold


@pytest.mark.parametrize("module", [folding, exonyms])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["SE", "EL", "BE"])
def test_a_country_has_the_names_that_a_whole_locale_gives(code: str) -> None:
    languages = sorted(one for one in babel.localedata.locale_identifiers() if one in exonyms._LANGUAGES)
    wanted = {babel.Locale(one).territories["GR" if code == "EL" else code] for one in languages}
    assert len(languages) == 24
    assert set(exonyms.find_country_names(code)) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [("Östergötland", "ostergotland"), ("ØRESUND", "oresund"), ("Straße", "strasse"), ("Łódź", "lodz"), ("ﬁ", "fi")],
)
def test_case_and_accents_do_not_matter(one: str, other: str) -> None:
    assert fold(one) == fold(other) == other


@pytest.mark.parametrize(("one", "other"), [("skogen", "skog"), ("forests", "forest"), ("gruvorna", "gruvor")])
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert find_stems(one) & find_stems(other)


@pytest.mark.parametrize(("one", "other"), [("skog", "skola"), ("energi", "energy")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert not find_stems(one) & find_stems(other) - {"en:energi"}


@pytest.mark.parametrize(
    ("one", "other"), [("lombardiet", "lombardia"), ("sicilien", "sicily"), ("katalonien", "catalonia")]
)
def test_places_are_the_same_in_other_languages_but_for_the_ending(one: str, other: str) -> None:
    assert find_place_stem(one) == find_place_stem(other)


def test_places_with_other_names_are_not() -> None:
    assert find_place_stem("varmland") != find_place_stem("sormland")
