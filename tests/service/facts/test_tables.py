"""A bad table says which file, line and column, and what would be right; and nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from styrka.errors import SourceError
from styrka.facts import convert
from styrka.facts.__main__ import main
from styrka.facts.tables import COLUMNS, read


@pytest.fixture
def facts(shared: Path, tmp_path: Path) -> Path:
    """A copy of the fact tables that a test may break."""
    folder = tmp_path / "facts"
    folder.mkdir()
    for name in COLUMNS:
        shutil.copyfile(shared / "facts" / f"{name}.csv", folder / f"{name}.csv")
    return folder


def edit(facts: Path, table: str, old: str, new: str) -> None:
    path = facts / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


BROKEN = [
    ("nuts_eu", "\nAT111,3,", "\nAT111,2,", "level"),
    ("nuts_eu", ",AT1,Burgenland,", ",AT2,Burgenland,", "parent"),
    ("nuts_eu", "47.545,", "47°32,", "not a number"),
    ("regions_se", ",SE122,SE12,", ",SE129,SE12,", "not in nuts_eu.csv"),
    ("actors_se", ",university,SE123,", ",univercity,SE123,", "known values"),
    ("actors_se", "https://liu.se,", "liu.se,", "no address"),
    ("programmes", "2014SE16RFOP003,56017329,", "2014SE16RFOP003,56 million,", "digits"),
    ("programmes", "138922977,EUR,SE23", "138922977,EUR,SE99", "not in nuts_eu.csv"),
    ("projects_se", ",SE312,Stiftelsen Teknikdalen,", ",SE31X,Stiftelsen Teknikdalen,", "not in nuts_eu.csv"),
    ("projects_se", "2830445,5660890,SEK", "2830445,5660890,kr", "known values"),
    ("strategies_eu", "\nLV,LV,", "\nXX,LV,", "not in nuts_eu.csv"),
    ("priorities_eu", "\nPL51,PL,Dolnośląskie,1,", "\nPL51,PL,Dolnośląskie,first,", "whole number"),
]


@pytest.mark.shared
@pytest.mark.parametrize(("table", "old", "new", "words"), BROKEN, ids=[f"{one[0]}-{one[3]}" for one in BROKEN])
def test_bad_cell_is_told_with_file_line_and_column(
    facts: Path, tmp_path: Path, table: str, old: str, new: str, words: str
) -> None:
    edit(facts, table, old, new)
    with pytest.raises(SourceError) as caught:
        convert(facts, tmp_path / "out")
    told = caught.value
    assert words in str(told)
    assert told.evidence["path"] == f"{table}.csv"
    assert told.evidence["line"] > 1
    assert told.evidence["column"] >= 1
    assert told.evidence["remedy"]
    assert not (tmp_path / "out").exists()


@pytest.mark.shared
def test_row_with_too_many_cells_is_told(facts: Path) -> None:
    edit(facts, "regions_se", "\nUppsala län,", "\nUppsala, län,")
    with pytest.raises(SourceError, match=r"regions_se\.csv:3:\d+: the row has"):
        read(facts)


@pytest.mark.shared
def test_missing_column_is_told(facts: Path) -> None:
    edit(facts, "actors_se", "name,alias_en", "namn,alias_en")
    with pytest.raises(SourceError, match=r"actors_se\.csv:1: the column name is missing"):
        read(facts)


@pytest.mark.shared
def test_table_that_is_not_utf8_is_told_with_its_line(facts: Path) -> None:
    path = facts / "regions_se.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", "replace"))
    with pytest.raises(SourceError, match=r"regions_se\.csv:2: the table is not UTF-8"):
        read(facts)


@pytest.mark.shared
def test_command_ends_with_one_and_one_line_when_a_table_is_missing(
    facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (facts / "actors_se.csv").unlink()
    assert main([str(facts), "--root", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
