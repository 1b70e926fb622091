"""What can be wrong in the register of research organisations is found with its file, row and column."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from styrka.build.pipeline import judge_tree, read_tree
from styrka.build.validate.report import Finding
from styrka.errors import InvalidData, SourceError
from styrka.settings import Settings
from tests import little

REGISTER = "data/registers/organisations.csv"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree whose register has seven rows: an organisation, and six others."""
    root = little.plant(tmp_path_factory.mktemp("planted"))
    path = root / REGISTER
    rows = [row for row in _read(path) if not row["parent"] and row["id"] == row["ror"] and row["region"] == "SE110"]
    _write(path, rows[:7])
    return root


@pytest.fixture
def root(planted: Path, tmp_path: Path) -> Path:
    """A copy of the tree, to be spoilt."""
    return shutil.copytree(planted, tmp_path / "tree")


@pytest.fixture(scope="module")
def violations(planted: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Finding]:
    """What is wrong in a copy where several rows are, by line: judging all that there is takes seconds."""
    root = shutil.copytree(planted, tmp_path_factory.mktemp("spoilt") / "tree")
    rows = _read(root / REGISTER)
    rows[2]["ror"] = "012d0ge66"
    rows[3]["ror"] = "12d0ge65"
    rows[4]["ror"] = rows[1]["ror"]
    rows[5]["founded"] = "0199"
    _write(root / REGISTER, rows)
    settings = Settings(root=root, releases=root / "releases")
    found = [one for one in judge_tree(read_tree(settings), settings).findings if one.severity == "violation"]
    assert len(found) == 4
    return {one.line or 0: one for one in found}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _find_fault(root: Path, **cells: str) -> str:
    """What reading the tree says when the third row has other cells."""
    rows = _read(root / REGISTER)
    rows[2] |= cells
    _write(root / REGISTER, rows)
    with pytest.raises((SourceError, InvalidData)) as caught:
        read_tree(Settings(root=root, releases=root / "releases"))
    return str(caught.value)


def test_a_region_that_there_is_not(root: Path) -> None:
    assert f"{REGISTER}:4:8: column region: 'SE999' is not in" in _find_fault(root, region="SE999")


def test_a_founding_year_that_is_none(root: Path) -> None:
    assert f"{REGISTER}:4:13: column founded: 'about 1990' is not" in _find_fault(root, founded="about 1990")


def test_a_parent_that_is_not_there(root: Path) -> None:
    assert f"{REGISTER}:4:14: column parent: '000000000' is not in" in _find_fault(root, parent="000000000")


def test_an_identifier_that_stands_twice(root: Path) -> None:
    first = _read(root / REGISTER)[0]["id"]
    assert f"{REGISTER}:4:1: column id: row 2 has the same id" in _find_fault(root, id=first)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (4, "The check digits of 012d0ge66 are wrong"),
        (5, "is not an identifier of ROR"),
        (6, "have the same identifier"),
    ],
)
def test_an_identifier_that_is_wrong_or_another_thing_has(
    violations: dict[int, Finding], line: int, message: str
) -> None:
    finding = violations[line]
    assert (finding.source, finding.column) == (REGISTER, "ror")
    assert message in finding.message_en


def test_a_founding_year_that_nobody_can_mean(violations: dict[int, Finding]) -> None:
    finding = violations[7]
    assert (finding.source, finding.column, finding.shape.rpartition("/")[2]) == (
        REGISTER,
        "founded",
        "ResearchOrganisation-foundingDate",
    )
