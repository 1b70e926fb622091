"""What of the cut tree is about the countries, and the regions of three: where all is read, judged or asked often."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from styrka.build.tables.metadata import METADATA
from styrka.vocabulary import BASE
from tests import cut

COUNTRIES = ("SE", "DK", "FI", "EU")  # whose regions are there
EVERY = 4  # of the calls one in so many: no region is named in them
_ID = BASE + "id/"
_THEMES = ".sssom.tsv"
_PLACE = re.compile(r"\{\+?([^{}]+)\}")


@dataclass
class _Table:
    """A table: what its rows are about, the column templates that name things, and the rows that are left."""

    path: Path
    about: str
    defines: bool
    named: dict[str, tuple[str, str]]
    header: list[str]
    rows: list[dict[str, str]]

    def drop(self, gone: set[str]) -> Iterator[str]:
        """Leave what names nothing that is gone, and yield the things that are gone with it."""
        left = []
        for row in self.rows:
            about = fill(self.about, row)
            if about not in gone and self._keep(row, gone):
                left.append(row)
            elif self.defines:
                yield about
        self.rows = left

    def _keep(self, row: dict[str, str], gone: set[str]) -> bool:
        for name, (template, separator) in self.named.items():
            values = row[name].split(separator) if separator else [row[name]]
            kept = [one for one in values if fill(template, {**row, name: one}) not in gone]
            if values and not kept:
                return False
            row[name] = separator.join(kept)
        return True

    def write(self) -> None:
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)


def plant(folder: Path) -> Path:
    """Copy what there is of the shipped tree into the folder, its root."""
    cut.plant(folder)
    data = folder / "data"
    schemas = dict(_list_schemas(data))
    tables = {path.stem: _read(path, schema) for path, schema in schemas.items()}
    for path, schema in schemas.items():
        for key in schema.get("foreignKeys", ()):
            name, of = key["columnReference"], tables[Path(key["reference"]["resource"]).stem]
            template = of.about.replace("{id}", f"{{{name}}}")
            tables[path.stem].named.setdefault(name, (template, ""))
    regions = {row["id"] for row in tables["regions"].rows}
    gone = {f"{_ID}region/{one}" for one in regions if one[:3].isupper() and not one.startswith(COUNTRIES)}
    gone -= {f"{_ID}region/{one}" for one in regions if len(one) == 2}
    gone |= {f"{_ID}call/{row['id']}" for place, row in enumerate(tables["calls"].rows) if place % EVERY}
    while more := {one for table in tables.values() for one in table.drop(gone)} - gone:
        gone |= more
    for table in tables.values():
        table.write()
    for path in (data / "mappings").rglob(f"*{_THEMES}"):
        _cut_themes(path, gone)
    return folder


def fill(template: str, row: dict[str, str]) -> str:
    """Return the address that a URI template of a table's description gives for a row."""
    return _PLACE.sub(lambda found: row.get(found[1], found[0]), template)


def _list_schemas(data: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for table in json.loads((data / "tables" / METADATA).read_text("utf-8"))["tables"]:
        yield data / "tables" / table["url"], table["tableSchema"]
    for path in sorted((data / "registers").glob("*.csv")):
        yield path, json.loads(path.with_name(f"{path.name}-metadata.json").read_text("utf-8"))["tableSchema"]


def _read(path: Path, schema: dict[str, Any]) -> _Table:
    named = {}
    for column in schema["columns"]:
        templates = (column.get("valueUrl", ""), column.get("aboutUrl", ""))
        own = [one for one in templates if one.startswith(BASE) and column["name"] in one.replace("+", "")]
        if own and not column.get("virtual"):
            named[column["name"]] = (own[0], column.get("separator", ""))
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    header = list(reader.fieldnames or ())
    defines = any(column["name"] == "type" for column in schema["columns"])
    return _Table(path, schema.get("aboutUrl", ""), defines, named, header, rows)


def _cut_themes(path: Path, gone: Iterable[str]) -> None:
    """Leave the rows whose subject is there; no file without one."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    curies = {f"{kind}:{name}" for one in gone for kind, _, name in (one.removeprefix(_ID).partition("/"),)}
    left = [line for line in lines if line.split("\t", 1)[0] not in curies]
    head = [line for line in left if line.startswith(("#", "subject_id\t"))]
    if len(left) > len(head):
        path.write_text("".join(left), "utf-8")
    else:
        path.unlink()
