"""Cells that hold more than one fact are read as what they say, and no more."""

from __future__ import annotations

import doctest
import importlib

import pytest

from styrka.facts.parties import Party, of_project
from styrka.facts.projects import dates
from styrka.facts.sources import split
from styrka.facts.tables import Row
from styrka.facts.versions import adopted, fits, incomplete, issued, period, stated_count


@pytest.mark.parametrize("name", ["projects", "sources", "strategies", "versions"])
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(f"styrka.facts.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("2023-07-01/2026-10-31", ("2023-07-01", "2026-10-31", None, False)),
        ("2024-01-01/", ("2024-01-01", None, None, False)),
        ("2016-01/three years", ("2016-01", None, None, False)),
        ("2013- (ten years)", ("2013", None, None, False)),
        ("start autumn 2023", ("2023", None, None, False)),
        ("September (2023)-2026-12-31", (None, "2026-12-31", None, False)),
        ("prioritised 2015-12-16", (None, None, "2015-12-16", False)),
        ("prioritised 11 December (2019)", (None, None, "2019-12-11", True)),
        ("decided 5-6 December 2019", (None, None, "2019-12", False)),
        ("2020-2023 (prioritised 2020-03-19)", ("2020", "2023", "2020-03-19", False)),
        ("first decisions of the period (December; year not stated)", (None, None, None, False)),
        ("2021 (news 2021-08-31)", (None, None, None, False)),
    ],
)
def test_decision_is_not_a_start(cell: str, wanted: tuple[str | None, str | None, str | None, bool]) -> None:
    assert dates(cell) == wanted


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("2014-2020 (Eye@RIS3)", ("2014", "2020")),
        ("to 2030", (None, "2030")),
        ("2030+", (None, "2030")),
        ("2020- (Resource wise)", ("2020", None)),
        ("undated (about 2021-2027)", (None, None)),
        ("2023", ("2023", None)),
    ],
)
def test_period_of_a_version(version: str, wanted: tuple[str | None, str | None]) -> None:
    assert period(version) == wanted


@pytest.mark.parametrize(
    ("version", "planned", "wanted"),
    [
        ("2021-2027 (S4)", "2021-2027", True),
        ("2014-2020", "2014-", True),
        ("2014-2020", "to 2020", True),
        ("2021-2027", "2014-2020", False),
        ("2014-2020", "2015-2020", False),
        ("2014-2020", "", False),
    ],
)
def test_list_fits_a_strategy_of_its_period_only(version: str, planned: str, wanted: bool) -> None:
    assert fits(version, planned) is wanted


@pytest.mark.parametrize(
    ("note", "adoption", "issue"),
    [
        ("DGR 43-4315 of 10 December 2021", "2021-12-10", None),
        ("adopted July 2021", "2021-07", None),
        ("approved 2022 (a site)", "2022", None),
        ("14 June 2021; also the RIS3", None, "2021-06-14"),
        ("version of 11 March 2015", None, "2015-03-11"),
        ("replaces Innovative Vienna 2020", None, None),
    ],
)
def test_adoption_and_issue_are_told_apart(note: str, adoption: str | None, issue: str | None) -> None:
    assert (adopted(note), issued(note)) == (adoption, issue)


def test_incomplete_lists_are_known() -> None:
    assert incomplete("excerpt cut: 5 of 9 innovation areas")
    assert stated_count("excerpt cut: 5 of 9 innovation areas") == 9
    assert not incomplete("full list on the page")
    assert stated_count("five areas, 24 development trajectories") is None


def test_source_in_brackets_is_not_split() -> None:
    assert split("github file id 1 (find_string; repository not named); general knowledge") == (
        "github file id 1 (repository not named)",
        "general knowledge",
    )


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        (
            "Region A (with B, the municipalities in C)",
            [("Region A", "applicant"), ("B", "partner"), ("the municipalities in C", "kind")],
        ),
        ("A with B", [("A", "applicant"), ("B", "partner")]),
        (
            "A (project owner) with ten incubators and science parks",
            [("A", "owner"), ("ten incubators and science parks", "kind")],
        ),
        ("A, B, Swedish partners", [("A", "partner"), ("B", "partner")]),
        ("", []),
    ],
)
def test_parties_have_the_role_that_the_cell_says(cell: str, wanted: list[tuple[str, str]]) -> None:
    row = Row("projects_se.csv", 2, {"applicant_or_owner": cell, "programme": "", "note": ""})
    assert of_project(row) == tuple(Party(*one) for one in wanted)
