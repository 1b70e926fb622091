"""SSSOM tables as text: the head, the columns and the cells, before anybody asks what they mean.

A table is SSSOM/TSV (https://mapping-commons.github.io/sssom/): a head of ``#`` lines that are YAML, one line of column
names, one row for each mapping. Cells are separated by tabs and may be quoted as in CSV (RFC 4180).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from styrka.errors import SourceError
from styrka.vocabulary import PREFIXES

COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "author_id",
    "mapping_date",
    "comment",
    "rank",
)
OPTIONAL: Final = ("reviewer_id",)
LICENSE: Final = "http://creativecommons.org/licenses/by/4.0/"
_HEAD_KEYS: Final = ("mapping_set_id", "mapping_set_title", "mapping_set_title_sv", "license", "curie_map")


@dataclass(frozen=True)
class MappingRow:
    """One row of a table as it is written.

    Attributes:
        path: the table's path, for messages.
        line: the row's first line in the file.
        cells: the text of each column.
        starts: the character each cell starts at, from 1; empty when the row has quoted cells.
    """

    path: str
    line: int
    cells: Mapping[str, str]
    starts: Mapping[str, int]

    def fault(self, column: str, message: str, remedy: str) -> SourceError:
        """Return the error that this cell is wrong, with the line, and the column by name and number."""
        return SourceError(
            f"{column}: {message}", path=self.path, line=self.line, column=self.starts.get(column), remedy=remedy
        )


def read_table(text: str, path: str) -> tuple[dict[str, object], tuple[MappingRow, ...]]:
    """Return the head of an SSSOM table and its rows, cells as written and not yet judged.

    Raises:
        SourceError: When the head is not YAML or lacks a key, the table lacks a column, or a row has another width.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise SourceError(
            "a character is half of a surrogate pair.",
            path=path,
            line=text.count("\n", 0, error.start) + 1,
            remedy="Save the file with UTF-8.",
        ) from None
    written = io.StringIO(text, newline="").readlines()
    height = next((number for number, line in enumerate(written) if not line.startswith("#")), len(written))
    head = _head([line[1:] for line in written[:height]], path)
    reader = csv.reader(written[height:], delimiter="\t", strict=True)
    rows: list[MappingRow] = []
    names: list[str] = []
    line = height + 1
    try:
        for cells in reader:
            if not names:
                names = cells
                _check_columns(names, path, line)
            elif cells:
                if len(cells) != len(names):
                    raise SourceError(
                        f"the row has {len(cells)} cells; there are {len(names)} columns.",
                        path=path,
                        line=line,
                        remedy="Separate the cells with one tab; leave an empty cell empty.",
                    )
                plain = "\t".join(cells) == written[line - 1].rstrip("\r\n")
                starts = [1 + sum(len(cell) + 1 for cell in cells[:at]) for at in range(len(cells))] if plain else []
                stripped = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
                rows.append(MappingRow(path, line, stripped, dict(zip(names, starts, strict=False))))
            line = height + reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            f"this is not a table with tabs: {error}.",
            path=path,
            line=height + max(reader.line_num, 1),
            remedy="Close the quotation marks, or double those inside a cell.",
        ) from None
    if not rows:
        raise SourceError("the table has no row.", path=path, line=line, remedy="Map at least one subject.")
    return head, tuple(rows)


def format_sssom(graph: str, titles: tuple[str, str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return the text of a table.

    Parameters:
        graph: the IRI of the named graph of the file that it will be in.
        titles: the table's title in Swedish and in English, without quotation marks.
        rows: the cells by column name; what is absent is left empty.
    """
    prefixes = ("actor", "area", "project", "semapv", "skos", "styrka", "theme")
    lines = [
        f"mapping_set_id: {graph}",
        f'mapping_set_title: "{titles[1]}"',
        f'mapping_set_title_sv: "{titles[0]}"',
        f"license: {LICENSE}",
        "curie_map:",
        *(f"  {name}: {PREFIXES[name]}" for name in prefixes),
        "extension_definitions:",
        "  - slot_name: rank",
        "    property: styrka:rank",
        "    type_hint: xsd:string",
        "  - slot_name: mapping_set_title_sv",
        f"    property: {PREFIXES['dcterms']}title",
        "    type_hint: xsd:string",
    ]
    out = io.StringIO(newline="")
    out.writelines(f"#{line}\n" for line in lines)
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row.get(name, "") for name in COLUMNS] for row in rows)
    return out.getvalue()


def _head(lines: Sequence[str], path: str) -> dict[str, object]:
    try:
        # Every scalar stays text: a date or a number that YAML guesses would be neither.
        head = yaml.load("".join(lines), Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            f"the head is not YAML: {getattr(error, 'problem', None) or 'it cannot be read'}.",
            path=path,
            line=mark.line + 1 if mark else 1,
            column=mark.column + 2 if mark else None,
            remedy="Begin each line of the head with # and indent as in YAML.",
        ) from None
    if not isinstance(head, dict):
        raise SourceError(
            "the table has no head.",
            path=path,
            line=1,
            remedy=f"Begin with lines such as #mapping_set_id: ...; needed are {', '.join(_HEAD_KEYS)}.",
        )
    for key in _HEAD_KEYS:
        if not head.get(key):
            raise SourceError(f"the head has no {key}.", path=path, line=1, remedy=f"Add a line #{key}: ...")
    if head["license"] != LICENSE:
        raise SourceError(
            f"the license is {head['license']!r}.", path=path, line=1, remedy=f"All data here are under {LICENSE}."
        )
    return head


def _check_columns(names: Sequence[str], path: str, line: int) -> None:
    for name in COLUMNS:
        if name not in names:
            raise SourceError(
                f"the column {name} is missing.", path=path, line=line, remedy=f"The columns are {', '.join(COLUMNS)}."
            )
    for name in names:
        if name not in (*COLUMNS, *OPTIONAL) or names.count(name) > 1:
            raise SourceError(
                f"the column {name!r} is unknown or stands twice.",
                path=path,
                line=line,
                remedy=f"The columns are {', '.join(COLUMNS)}.",
            )
