"""How languages write numbers, dates and plurals, and the order of their alphabets."""

from __future__ import annotations

import doctest

import pytest

from styrka.text import locale
from styrka.text.ui import WORDS, get_words


def test_the_examples_in_the_docstrings_hold() -> None:
    found = doctest.testmod(locale)
    assert found.attempted >= 5
    assert not found.failed


@pytest.mark.parametrize(
    ("text", "english", "swedish"),
    [
        ("2014", "2014", "2014"),
        ("2025-12", "December 2025", "december 2025"),
        ("2026-11-22", "22 November 2026", "22 november 2026"),
        ("2026-11-22T05:04:03Z", "22 November 2026", "22 november 2026"),
        ("2025-13", "2025-13", "2025-13"),
        ("2025-02-30", "2025-02-30", "2025-02-30"),
        ("date not recorded", "date not recorded", "date not recorded"),
    ],
)
def test_a_date_is_as_precise_as_it_was_given(text: str, english: str, swedish: str) -> None:
    assert locale.format_date(text, "en") == english
    assert locale.format_date(text, "sv") == swedish


def test_numbers_are_grouped_as_in_the_language() -> None:
    assert locale.format_number(1_000_000, "en") == "1,000,000"
    assert locale.format_number(1_000_000, "sv") == "1\u00a0000\u00a0000"
    assert locale.format_size(1 << 30, "en") == "1.1 GB"
    assert locale.format_size(999_999, "en") == "1 MB"
    assert locale.format_size(0, "sv") == "0 B"


@pytest.mark.parametrize(("n", "english", "swedish"), [(0, "0 rows", "0 rader"), (1, "1 row", "1 rad")])
def test_one_is_not_written_as_many(n: int, english: str, swedish: str) -> None:
    assert get_words("answers", "en", n=n) == english
    assert get_words("answers", "sv", n=n) == swedish
    assert get_words("answers", "en", n=1011) == "1,011 rows"


def test_swedish_names_end_with_their_own_letters() -> None:
    names = ["Östergötland", "Ålborg", "Ävle", "Zala", "Übersee", "Ystad", "Ærø", "Łódź", "Lund", "évora", "Ett"]
    wanted = ["Ett", "évora", "Łódź", "Lund", "Übersee", "Ystad", "Zala", "Ålborg", "Ærø", "Ävle", "Östergötland"]
    assert sorted(names, key=lambda one: locale.sort_key(one, "sv")) == wanted


def test_english_names_ignore_accents() -> None:
    names = ["Zeeland", "Åland", "Örebro", "Oulu", "Alsace", "\u0041\u030aland islands"]
    wanted = ["Åland", "\u0041\u030aland islands", "Alsace", "Örebro", "Oulu", "Zeeland"]
    assert sorted(names, key=lambda one: locale.sort_key(one, "en")) == wanted


def test_words_with_two_forms_count_something() -> None:
    two = {key for key, both in WORDS.items() for words in both if "|" in words}
    assert len(two) > 5
    assert not {key for key in two if "{n}" not in WORDS[key][0] or "{n}" not in WORDS[key][1]}
