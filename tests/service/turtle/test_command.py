"""``styrka format``: what it writes, what it names, and that it writes all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from styrka.turtle import format_turtle
from tests.service import trees
from tests.service.trees import OTHER, REGIONS, STRATEGY, change, put, styrka


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return trees.plant(tmp_path)


def contents(root: Path) -> dict[str, str]:
    return {path.as_posix(): path.read_text("utf-8") for path in sorted(root.rglob("*")) if path.is_file()}


def test_every_file_is_put_in_the_form_and_named(tree: Path) -> None:
    before = (tree / REGIONS).read_text("utf-8")
    first = styrka(tree, "format")
    assert first.returncode == 0, first.stderr
    assert REGIONS in first.stdout.splitlines()
    assert "ontology/area.ttl" not in first.stdout
    assert (tree / REGIONS).read_text("utf-8") == format_turtle(before, REGIONS) != before
    again = styrka(tree, "format", "--json")
    assert json.loads(again.stdout) == {"formatted": []}
    assert styrka(tree, "format", "--check").returncode == 0
    assert not list(tree.rglob(".*ttl*"))


def test_check_names_the_file_and_the_first_line_that_differs(tree: Path) -> None:
    assert styrka(tree, "format").returncode == 0
    change(tree, STRATEGY, "    styrka:order 1 ;", "    styrka:order   1 ;")
    line, before = trees.line_of(tree, STRATEGY, "styrka:order   1"), contents(tree)
    checked = styrka(tree, "format", "--check")
    assert (checked.returncode, checked.stdout.split(": ")[0]) == (1, f"{STRATEGY}:{line}")
    found = json.loads(styrka(tree, "format", "--check", "--json", STRATEGY, OTHER).stdout)
    assert found == {"not in the form": [{"file": STRATEGY, "line": line}]}
    assert contents(tree) == before


def test_nothing_is_written_when_one_file_is_no_turtle(tree: Path) -> None:
    put(tree, "data/strategies/broken.ttl", "@base <https://w3id.org/styrka/> .\n<a> a <b>\n<c> a <b> .\n")
    before = contents(tree)
    refused = styrka(tree, "format")
    assert refused.returncode == 1
    assert "data/strategies/broken.ttl:2" in refused.stderr  # where the full stop is missing
    assert contents(tree) == before


def test_a_file_elsewhere_is_formatted_and_other_formats_are_refused(tree: Path, tmp_path: Path) -> None:
    theirs = put(tmp_path, "theirs.ttl", "<https://w3id.org/styrka/id/a> a <https://w3id.org/styrka/def/Region>.")
    assert styrka(tree, "format", theirs).returncode == 0
    assert "\n<id/a> a styrka:Region .\n" in theirs.read_text("utf-8")
    assert styrka(tree, "format", put(tmp_path, "x.trig", "<a:a> { <a:a> <a:b> <a:c> }")).returncode == 2
    assert styrka(tree, "format", tmp_path / "none.ttl").returncode == 1
