"""SSSOM tables as text: the head, the columns and the cells, before anybody asks what they mean.

A table is SSSOM/TSV (https://mapping-commons.github.io/sssom/): a head of ``#`` lines that are YAML, one line of column
names, one row for each mapping. Cells are separated by tabs and may be quoted as in CSV (RFC 4180). Spreadsheets put
tabs after the lines of the head and quote them; that is read too. What the head says of all mappings (a slot that SSSOM
propagates) is the cell of each row, where no column says it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from styrka.build.sssom.slots import PROPAGATED
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
# What a row needs by the standard; the others may be left out, or stand in the head.
_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
OPTIONAL: Final = ("reviewer_id", "review_date")
LICENSE: Final = "http://creativecommons.org/licenses/by/4.0/"
_HEAD_KEYS: Final = ("mapping_set_id", "license")
_BLANK: Final = " \t"


@dataclass(frozen=True)
class MappingRow:
    """One row of a table as it is written.

    Attributes:
        path: the table's path, for messages.
        line: the row's first line in the file.
        cells: the text of each column.
        starts: the character each cell starts at, from 1; empty when the row has quoted cells.
        written: the columns that the table has itself.
    """

    path: str
    line: int
    cells: Mapping[str, str]
    starts: Mapping[str, int]
    written: tuple[str, ...] = ()

    def fault(self, column: str, message: str, remedy: str, sv: tuple[str, str]) -> SourceError:
        """Return the error that this cell is wrong, with the line, and the column by name and number."""
        return SourceError(
            f"{column}: {message}",
            path=self.path,
            line=self.line,
            column=self.starts.get(column),
            remedy=remedy,
            sv=(f"{column}: {sv[0]}", sv[1]),
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
            sv=("ett tecken är hälften av ett surrogatpar.", "Spara filen med UTF-8."),
        ) from None
    written = io.StringIO(text, newline="").readlines()
    height = next((number for number, line in enumerate(written) if not line.startswith(("#", '"#'))), len(written))
    head = _head([_clean(line) for line in written[:height]], path)
    reader = csv.reader(written[height:], delimiter="\t", strict=True)
    rows: list[MappingRow] = []
    names: list[str] = []
    line = height + 1
    try:
        for cells in reader:
            if not names:
                names = _trim(cells)
                _check_columns(names, path, line)
            elif any(map(str.strip, cells)):
                while len(cells) > len(names) and not cells[-1].strip():
                    cells.pop()
                if len(cells) != len(names):
                    raise SourceError(
                        f"the row has {len(cells)} cells; there are {len(names)} columns.",
                        path=path,
                        line=line,
                        remedy="Separate the cells with one tab; leave an empty cell empty.",
                        sv=(
                            f"raden har {len(cells)} celler; det finns {len(names)} kolumner.",
                            "Skilj cellerna åt med en tabb; lämna en tom cell tom.",
                        ),
                    )
                plain = "\t".join(cells) == written[line - 1].rstrip("\r\n")
                starts = [1 + sum(len(cell) + 1 for cell in cells[:at]) for at in range(len(cells))] if plain else []
                stripped = _fill({name: cell.strip() for name, cell in zip(names, cells, strict=True)}, head)
                rows.append(MappingRow(path, line, stripped, dict(zip(names, starts, strict=False)), tuple(names)))
            line = height + reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            f"this is not a table with tabs: {error}.",
            path=path,
            line=height + max(reader.line_num, 1),
            remedy="Close the quotation marks, or double those inside a cell.",
            sv=(
                f"detta är ingen tabell med tabbar: {error}.",
                "Avsluta citattecknen, eller dubblera dem som står inne i en cell.",
            ),
        ) from None
    if not rows:
        raise SourceError(
            "the table has no row.",
            path=path,
            line=line,
            remedy="Map at least one subject.",
            sv=("tabellen har ingen rad.", "Mappa minst ett subjekt."),
        )
    return head, tuple(rows)


def format_sssom(
    graph: str, titles: tuple[str, str], rows: Iterable[Mapping[str, str]], *, reviewed: bool = False
) -> str:
    """Return the text of a table.

    Parameters:
        graph: the IRI of the named graph of the file that it will be in.
        titles: the table's title in Swedish and in English, without quotation marks.
        rows: the cells by column name; what is absent is left empty.
        reviewed: whether the table has the columns for who reviewed a mapping, and when.
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
    columns = (*COLUMNS, *OPTIONAL) if reviewed else COLUMNS
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return out.getvalue()


def _clean(line: str) -> str:
    """Return a line of the head without its sign, and what a spreadsheet adds: tabs after it, quotation marks."""
    bare = line.rstrip("\r\n")
    end = line[len(bare) :] and "\n"
    bare = bare.rstrip(_BLANK)
    if bare.startswith('"#') and bare.endswith('"'):
        bare = bare[1:-1].replace('""', '"')
    return bare[1:].replace("\t", "  ") + end


def _trim(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _fill(cells: dict[str, str], head: Mapping[str, object]) -> Mapping[str, str]:
    """Return a row's cells with those of our columns that it has none of: from the head, else empty."""
    for name in (*COLUMNS, *(one for one in OPTIONAL if one in head)):
        if name not in cells:
            stated = head.get(name, "") if name in PROPAGATED else ""
            if name == "author_id" and not stated:
                stated = head.get("creator_id", "")
            cells[name] = "|".join(map(str, stated)) if isinstance(stated, list) else str(stated)
    return cells


def _head(lines: Sequence[str], path: str) -> dict[str, object]:
    try:
        # Every scalar stays text: a date or a number that YAML guesses would be neither.
        head = yaml.load("".join(lines), Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise SourceError(
            f"the head is not YAML: {problem}.",
            path=path,
            line=mark.line + 1 if mark else 1,
            column=mark.column + 2 if mark else None,
            remedy="Begin each line of the head with # and indent as in YAML.",
            sv=(f"huvudet är inte YAML: {problem}.", "Börja varje rad i huvudet med # och dra in som i YAML."),
        ) from None
    if not isinstance(head, dict):
        raise SourceError(
            "the table has no head.",
            path=path,
            line=1,
            remedy=f"Begin with lines such as #mapping_set_id: ...; needed are {', '.join(_HEAD_KEYS)}.",
            sv=(
                "tabellen har inget huvud.",
                f"Börja med rader som #mapping_set_id: ...; det behövs {', '.join(_HEAD_KEYS)}.",
            ),
        )
    for key in _HEAD_KEYS:
        if not head.get(key):
            raise SourceError(
                f"the head has no {key}.",
                path=path,
                line=1,
                remedy=f"Add a line #{key}: ...",
                sv=(f"huvudet saknar {key}.", f"Lägg till en rad #{key}: ..."),
            )
    if str(head["license"]).replace("https://", "http://").rstrip("/") != LICENSE.rstrip("/"):
        raise SourceError(
            f"the license is {head['license']!r}.",
            path=path,
            line=1,
            remedy=f"All data here are under {LICENSE}.",
            sv=(f"licensen är {head['license']!r}.", f"Alla data här har {LICENSE}."),
        )
    return head


def _check_columns(names: Sequence[str], path: str, line: int) -> None:
    """Raise SourceError where a column that a row needs is missing, or one stands twice.

    Raises:
        SourceError: An instance file, ontology file or table cannot be read.
    """
    for name in _NEEDED:
        if name not in names:
            raise SourceError(
                f"the column {name} is missing.",
                path=path,
                line=line,
                remedy=f"The columns are {', '.join(COLUMNS)}.",
                sv=(f"kolumnen {name} saknas.", f"Kolumnerna är {', '.join(COLUMNS)}."),
            )
    for name in names:
        if names.count(name) > 1:
            raise SourceError(
                f"the column {name!r} stands twice.",
                path=path,
                line=line,
                remedy="Keep one of the two.",
                sv=(f"kolumnen {name!r} finns två gånger.", "Behåll en av de två."),
            )
