"""A text under a document's name is a quotation where a passage has its very words, and else marked as our summary."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.queries.conftest import Asking

ASKED = [
    ("objectives-and-results", {"project": "oms-projektet"}),
    ("statements-of-a-strategy", {"list": "se12-2023"}),
    ("statements-of-a-strategy", {"list": "se311-2022"}),
    ("cross-cutting-aims", {"region": "SE311"}),
    ("arguments", {}),
]


def read_passages(shared: Path) -> list[str]:
    """The passages of the documents as they were found, in small letters."""
    with (shared / "facts/new/quotations.csv").open(encoding="utf-8", newline="") as file:
        return [row["quote"].lower() for row in csv.DictReader(file)]


@pytest.mark.shared
@pytest.mark.parametrize(("slug", "given"), ASKED)
def test_a_quotation_has_the_words_of_a_passage(
    slug: str, given: dict[str, str], ask_whole: Asking, shared: Path
) -> None:
    passages = read_passages(shared)
    rows = ask_whole(slug, **given)
    assert {row["wording"] for row in rows} <= {"quotation", "summary"}
    for row in rows:
        if row["wording"] == "quotation":
            assert any(row["statement"].lower() in words for words in passages), row["statement"]


def test_both_a_quotation_and_a_summary_are_told_apart(ask_whole: Asking) -> None:
    rows = ask_whole("objectives-and-results", project="oms-projektet")
    assert {row["wording"] for row in rows} == {"quotation", "summary"}


def test_an_argument_is_a_quotation_only_of_the_document_that_has_the_words(ask_whole: Asking) -> None:
    """The same argument, in the words of one document, is no quotation of another one."""
    found = {
        row["document"]: row["wording"] for row in ask_whole("arguments") if row["argument"].endswith("rationale-4")
    }
    assert found == {
        "id/source/tillvaxtverket-reglab-2017": "quotation",
        "id/source/ris3-seminar-2014": "summary",
    }
