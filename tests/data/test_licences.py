"""What is published of others has a licence: each register is of sources that state one, or is our own work."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import ROOT

REGISTERS = sorted((ROOT / "data/registers").glob("*.csv"))
OWN = "curation"
# Of the facts, what is not published until its licence is known, by the addresses that it came from.
UNLICENSED = ("ltalve/interreg-map", "keep.eu", "os-data/eu-structural-funds", "subjekty_vav")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SOURCES = {row["id"]: row for row in read(ROOT / "data/tables/sources.csv") if row["type"] == "Source"}


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.stem)
def test_every_source_of_a_register_states_the_licence_that_the_register_has(register: Path) -> None:
    described = json.loads(register.with_name(f"{register.name}-metadata.json").read_text(encoding="utf-8"))
    columns = {one["name"]: one for one in described["tableSchema"]["columns"]}
    default = columns["source"].get("default")
    sources = {default} if default else {row["source"] for row in read(register)}
    for one in sources - {OWN}:
        assert SOURCES[one]["licence"] == described["dc:license"]["@id"]
        assert SOURCES[one]["attribution"]
        assert not any(address in SOURCES[one]["page"] for address in UNLICENSED)


def test_no_table_has_rows_of_what_has_no_known_licence() -> None:
    known = [one for one, row in SOURCES.items() if any(address in row["page"] for address in UNLICENSED[:1])]
    assert known == []
    names = {path.name for path in (ROOT / "data").rglob("*.csv")}
    assert not [name for name in names if name.startswith(("interreg_keep", "projects_se_erdf", "cz_rd_support"))]
