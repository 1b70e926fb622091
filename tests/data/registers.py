"""Whole registers, as rows and as the statements that they become, without the rest of the data."""

from __future__ import annotations

import csv
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from styrka.build.source_files import find_sources
from styrka.build.sources import read_sources
from tests.conftest import ROOT

_TABLES = ("csv-metadata.json", "sources.csv", "regions.csv")  # what registers refer to


def read_register(name: str) -> list[dict[str, str]]:
    """The rows of a register."""
    with (ROOT / "data/registers" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def state_registers(*names: str) -> ox.Store:
    """What some registers state, in the default graph."""
    store = ox.Store()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part, files in (("tables", _TABLES), ("registers", [one for name in names for one in _list_files(name)])):
            (root / "data" / part).mkdir(parents=True)
            for file in files:
                shutil.copy(ROOT / "data" / part / file, root / "data" / part / file)
        for source in read_sources(find_sources(root), root):
            if source.path.startswith("data/registers/"):
                store.bulk_extend(ox.Quad(one.subject, one.predicate, one.object) for one in source.quads)
    return store


def _list_files(name: str) -> tuple[str, str]:
    return f"{name}.csv", f"{name}.csv-metadata.json"
