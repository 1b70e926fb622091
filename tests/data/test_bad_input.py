"""What can be wrong in what surrounds a priority: each is a clear finding, with its file, row and column."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from styrka.build.pipeline import judge_tree, read_tree
from styrka.build.validate.report import Finding
from styrka.errors import InvalidData, SourceError
from styrka.settings import Settings

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

Rows = list[dict[str, str]]
REGISTERS = "data/registers"
UNIT = "    sdmx-attribute:unitMeasure <scheme/unit/percent-of-gdp> ;\n"
DATA_SET = "data/indicators/eurostat-tgs00042.ttl"


def _change(root: Path, register: str, change: Callable[[dict[str, str]], bool]) -> int:
    """Change the first row of a register that can be, and return the line that it begins on."""
    path = root / REGISTERS / register
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    line = next(number for number, row in enumerate(rows, 2) if change(row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return line


def _set(column: str, value: str, **wanted: str) -> Callable[[dict[str, str]], bool]:
    def change(row: dict[str, str]) -> bool:
        fits = all(row[name] == one for name, one in wanted.items())
        if fits:
            row[column] = value
        return fits

    return change


@pytest.fixture
def root(little_settings: Settings, tmp_path: Path) -> Path:
    """A tree to be spoiled."""
    shutil.copytree(little_settings.root, tmp_path / "tree")
    return tmp_path / "tree"


def test_an_observation_without_a_year_is_named_with_its_cell(root: Path) -> None:
    line = _change(root, "indicators.csv", _set("year", "", indicator="gerd-pct-gdp", region="SE12"))
    with pytest.raises((SourceError, InvalidData)) as caught:
        read_tree(Settings(root=root, releases=root / "releases"))
    assert f"{REGISTERS}/indicators.csv:{line}:3: column year: the cell is empty." in str(caught.value)


def test_a_vintage_a_negative_value_and_a_missing_unit_are_findings_with_file_row_and_column(root: Path) -> None:
    replaced = _find_replaced_code(root)
    lines = {
        "vintage": _change(
            root, "indicators.csv", _set("region", replaced, indicator="gdp-pps-eu27-100-2026", region="SE12")
        ),
        "value": _change(root, "indicators.csv", _set("value", "-3.1", indicator="gerd-pct-gdp", region="SE12")),
        "amount": _change(root, "amounts-2014-2020.csv", _set("value", "-1", kind="eu-contribution")),
        "sum": _change(root, "kohesio.csv", _set("value", "-1", region="SE122", sum="kohesio-eu-budget")),
        "payment": _change(root, "erdf-payments.csv", _set("value", "-1", region="SE12")),
    }
    text = (root / DATA_SET).read_text(encoding="utf-8")
    assert UNIT in text
    (root / DATA_SET).write_text(text.replace(UNIT, ""), encoding="utf-8")
    settings = Settings(root=root, releases=root / "releases")
    found = [one for one in judge_tree(read_tree(settings), settings).findings if one.severity == "violation"]
    places = {(one.source, one.line, one.column) for one in found}
    assert {
        (f"{REGISTERS}/indicators.csv", lines["vintage"], "region"),
        (f"{REGISTERS}/indicators.csv", lines["value"], "value"),
        (f"{REGISTERS}/amounts-2014-2020.csv", lines["amount"], "value"),
        (f"{REGISTERS}/kohesio.csv", lines["sum"], "value"),
        (f"{REGISTERS}/erdf-payments.csv", lines["payment"], "value"),
    } <= places
    assert {path for path, _, _ in places} == {
        DATA_SET,
        *(f"{REGISTERS}/{name}.csv" for name in ("indicators", "amounts-2014-2020", "kohesio", "erdf-payments")),
    }
    says = {(one.source.rsplit("/", 1)[-1], one.column): one for one in found}
    assert f"The code {replaced} is of another vintage of NUTS" in says["indicators.csv", "region"].message_en
    assert "negative" in says["indicators.csv", "value"].message_en
    assert "unit" in _of(found, DATA_SET).message_en
    assert all(one.message_sv and (one.remedy or "." in one.message_en) for one in found)


def _of(found: list[Finding], path: str) -> Finding:
    return next(one for one in found if one.source == path)


def _find_replaced_code(root: Path) -> str:
    """A code that NUTS 2024 no longer has."""
    with (root / "data/tables/regions.csv").open(encoding="utf-8", newline="") as file:
        return next(row["id"] for row in csv.DictReader(file) if row["level"] == "3" and row["nuts"] == "2021")
