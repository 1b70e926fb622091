"""The fact tables: UTF-8 CSV files with a header, read and checked; an error names file, line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from styrka.errors import SourceError

# The columns that a table must have, in any order; those before the bar may not be empty.
COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "nuts_eu": (
        "code level country in_nuts2021 in_nuts2024 uri source",
        "parent name_native name_latin_transliteration name_en name_sv change_2021_2024 lat lon note name_en_source "
        "name_en_confidence latlon_source",
    ),
    "regions_se": (
        "region_sv region_en short_name lanskod iso_3166_2 nuts3 regional_authority source confidence",
        "nuts2_name_sv nuts2_name_en residence_city website",
    ),
    "actors_se": ("name type source confidence", "alias_en nuts3 city website note"),
    "actor_ids": ("name ror_id source confidence", "ror_name wikidata_iri city_ror types_ror website_ror note"),
    "programmes": (
        "fund_or_type source confidence",
        "name_sv name_en period managing_authority cci eu_budget total_budget currency nuts coverage_note note",
    ),
    "programmes_more": (
        "fund_or_type source confidence",
        "name_sv name_en period managing_authority cci eu_budget total_budget currency nuts coverage_note note",
    ),
    "projects_se": (
        "name nuts source",
        "region applicant_or_owner area programme period eu_or_grant_sum total_budget currency note",
    ),
    "strategies_eu": ("nuts country region source", "title_native title_en year_or_period url note"),
    "priorities_eu": ("nuts country order label_en version source confidence", "region label_native note"),
    "priorities_se": ("strategy_id nuts order source", "label_sv label_en version note confidence"),
    "strategies_se": ("id nuts source", "note"),
    "eye_ris3": ("nuts order priority_name source confidence", "region description_short note"),
    "theme_iris": ("source", ""),
}


@dataclass(frozen=True)
class Row:
    """One row: its table's file name, the line it begins on (the header is line 1) and its cells by column."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def wrong(self, column: str, message: str, remedy: str) -> SourceError:
        """Return the error to raise about one cell."""
        number = list(self.cells).index(column) + 1
        return SourceError(f"column {column}: {message}", path=self.file, line=self.line, column=number, remedy=remedy)

    def parts(self, column: str, separator: str = ";") -> tuple[str, ...]:
        """Return the cell's values, where one cell holds several."""
        return tuple(part.strip() for part in self[column].split(separator) if part.strip())

    def choice(self, column: str, allowed: Sequence[str]) -> str:
        """Return the cell, which must be one of the allowed values."""
        if self[column] not in allowed:
            raise self.wrong(column, f"{self[column]!r} is not among the known values.", f"Use {', '.join(allowed)}.")
        return self[column]

    def decimal(self, column: str) -> str | None:
        """Return the cell as the lexical form of an xsd:decimal; None when it is empty."""
        if not self[column]:
            return None
        if not re.fullmatch(r"-?\d+(\.\d+)?", self[column]):
            raise self.wrong(column, f"{self[column]!r} is not a number.", "Write digits, with a point for decimals.")
        return self[column]

    def integer(self, column: str) -> int:
        """Return the cell as a whole number."""
        if not re.fullmatch(r"\d+", self[column]):
            raise self.wrong(column, f"{self[column]!r} is not a whole number.", "Write digits only.")
        return int(self[column])


Tables = Mapping[str, tuple[Row, ...]]


def read(folder: Path) -> Tables:
    """Return every known table of a folder.

    Raises SourceError with file, line and column where a table is missing, is not UTF-8, lacks a column, or has a row
    with too many or too few cells or an empty cell that must be filled.
    """
    return {name: _read(folder / f"{name}.csv", *COLUMNS[name]) for name in COLUMNS}


def _read(path: Path, filled: str, others: str) -> tuple[Row, ...]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            "the table is not UTF-8.",
            path=path.name,
            line=error.object[: error.start].count(b"\n") + 1,
            remedy="Save it as UTF-8.",
        ) from error
    except OSError as error:
        raise SourceError("the table cannot be read.", path=path.name, remedy="Put it in the facts' folder.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = next(reader, [])
        for column in (*filled.split(), *others.split()):
            if column not in header:
                raise SourceError(
                    f"the column {column} is missing.", path=path.name, line=1, remedy=f"The header has: {header}."
                )
        begin = reader.line_num + 1
        for cells in reader:
            if cells:
                rows.append(_row(path.name, begin, header, cells, filled.split()))
            begin = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            f"not CSV: {error}.", path=path.name, line=reader.line_num, remedy="Quote cells that hold commas."
        ) from error
    return tuple(rows)


def _row(file: str, line: int, header: list[str], cells: list[str], filled: list[str]) -> Row:
    if len(cells) != len(header):
        raise SourceError(
            f"the row has {len(cells)} cells, the header {len(header)}.",
            path=file,
            line=line,
            column=min(len(cells), len(header)) + 1,
            remedy="Quote cells that hold commas.",
        )
    row = Row(file, line, {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=True)})
    for column in filled:
        if not row[column]:
            raise row.wrong(column, "the cell is empty.", "It must be filled.")
    return row
