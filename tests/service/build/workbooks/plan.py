"""A made-up plan as rows of the shipped tables: its source, its strategy and two areas; and a small tree for them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.service import trees

SOURCE = {
    "id": "plan-2026",
    "language": "sv",
    "type": "Source",
    "title": "Länets plan",
    "kind": "strategy-document",
    "read_on": "2026-11-22",
    "recorded_on": "2026-11-22",
    "page": "https://example.org/plan",
}
STRATEGY = {
    "id": "strategy/se122-2026",
    "source": "plan-2026",
    "language": "sv",
    "type": "Strategy",
    "name": "Länets plan",
    "covers": "SE122",
    "adopted_on": "2026-06-15",
    "period_start": "2026",
}
AREAS = [
    {
        "id": f"area/se122-2026/{name}",
        "source": "plan-2026",
        "language": "sv",
        "type": "PriorityArea",
        "list": "strategy/se122-2026",
        "order": str(at),
        "name": name.capitalize(),
    }
    for at, name in enumerate(("mat", "textil"), 1)
]
ROWS: Mapping[str, Sequence[Mapping[str, str]]] = {
    "sources.csv": [SOURCE],
    "strategies.csv": [STRATEGY],
    "areas.csv": AREAS,
}


def plant(folder: Path) -> Path:
    """A small tree with the three tables, which are empty."""
    root = trees.plant(folder)
    described = json.loads((ROOT / "data/tables/csv-metadata.json").read_text("utf-8"))
    described["tables"] = [table for table in described["tables"] if table["url"] in ROWS]
    trees.put(root, "data/tables/csv-metadata.json", json.dumps(described))
    for name in ROWS:
        trees.put(root, f"data/tables/{name}", write_table(name, []))
    return root


def fill(root: Path) -> Path:
    """Put the plan into the tables of a tree."""
    for name, rows in ROWS.items():
        trees.put(root, f"data/tables/{name}", write_table(name, rows))
    return root


def write_table(name: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as CSV with the header of a shipped table."""
    columns = (ROOT / "data/tables" / name).read_text("utf-8").partition("\n")[0].split(",")
    text = io.StringIO(newline="")
    written = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    written.writeheader()
    written.writerows(rows)
    return text.getvalue()
