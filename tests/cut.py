"""The shipped tree with registers cut to a few countries: what nearly every test of the data is about, in seconds.

The registers are large, and the same of each region. A test of their numbers takes the whole: ``tests.conftest.ROOT``.
"""

from __future__ import annotations

import atexit
import csv
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

PARTS = ("data", "ontology", "queries", "shapes", "tests/examples")
COUNTRIES = ("SE", "DK", "EE", "EU")
_REGIONS = "regions.csv"


@cache
def cut_root() -> Path:
    """Return the root of the tree, made once in each process."""
    folder = Path(tempfile.mkdtemp(prefix="styrka-cut-"))
    atexit.register(shutil.rmtree, folder)
    return plant(folder)


def plant(folder: Path) -> Path:
    """Copy the shipped tree into the folder, its root, and cut its registers."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)
    for register in sorted((folder / "data/registers").glob("*.csv")):
        description = json.loads(register.with_name(f"{register.name}-metadata.json").read_text("utf-8"))
        _cut(register, description["tableSchema"])
    return folder


def _cut(register: Path, schema: dict[str, Any]) -> None:
    """Leave the rows about regions of the countries, and the rows of the register that these refer to."""
    references = [
        (key["columnReference"], key["reference"]["resource"].rpartition("/")[2], key["reference"]["columnReference"])
        for key in schema.get("foreignKeys", ())
    ]
    regions = [name for name, file, _ in references if file == _REGIONS]
    own = [(name, other) for name, file, other in references if file == register.name]
    if not regions:
        return
    with register.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    at = {name: place for place, name in enumerate(header)}
    left = {place for place, row in enumerate(rows) if any(row[at[name]].startswith(COUNTRIES) for name in regions)}
    while wanted := {
        place
        for name, other in own
        for named in ({rows[one][at[name]] for one in left},)
        for place, row in enumerate(rows)
        if place not in left and row[at[other]] in named
    }:
        left |= wanted
    with register.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *(rows[place] for place in sorted(left))])
