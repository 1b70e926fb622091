"""The mapping of the tables: CSV on the Web metadata (https://www.w3.org/TR/tabular-metadata/), and how it is read.

Two datatypes of ours refine strings: rdf:langString, whose language is in the row's column ``language`` (where all of
a column is in one, its ``lang`` is that language), and styrka:PartialDate, a year, month or day. A column ``source``
decides in which graph a row's statements are; a table without one has them in the graph of the curation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from styrka.errors import SourceError
from styrka.vocabulary import BASE, DEF, PREFIXES, expand

METADATA: Final = "csv-metadata.json"
FOLDER: Final = "data/tables"
LANGUAGE_TAGGED: Final = PREFIXES["rdf"] + "langString"
PARTIAL_DATE: Final = DEF + "PartialDate"
_NUMBERS: Final = {"integer": r"[+-]?[0-9]+", "decimal": r"[+-]?[0-9]+(\.[0-9]+)?"}
_DATE: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_FILE: Final = re.compile(r"[A-Za-z0-9_-]+\.csv")
# What is right in a cell of each datatype, for the message where it is not: in English and Swedish.
RIGHT: Final = {
    "integer": ("Write digits only.", "Skriv bara siffror."),
    "decimal": ("Write digits, with a point for decimals.", "Skriv siffror, med punkt för decimaler."),
    PARTIAL_DATE: (
        "Write a date that exists as 2023, 2023-04 or 2023-04-30.",
        "Skriv ett datum som finns, som 2023, 2023-04 eller 2023-04-30.",
    ),
}
_VARIABLE: Final = re.compile(r"\{(\+?)([A-Za-z_]\w*)\}")


@dataclass(frozen=True)
class Template:
    """A URI template with one variable (RFC 6570, levels 1 and 2); a known CURIE prefix before it is expanded."""

    before: str
    variable: str
    after: str
    reserved: bool

    def expand(self, value: str) -> str:
        """Return the IRI for the variable's value."""
        return self.before + quote(value, safe="/:?#[]@!$&'()*+,;=%-._~" if self.reserved else "-._~") + self.after


@dataclass(frozen=True)
class Column:
    """One column: what it states of which thing, and what its cells must be.

    Attributes:
        name: as in the header.
        about: the subject, where it is not the row's own.
        predicate: the property's IRI; empty for a column that states nothing itself.
        value: the object's IRI, from the cell or from that of the row's own thing; None for a literal.
        datatype: ``string``, ``integer``, ``decimal``, LANGUAGE_TAGGED or PARTIAL_DATE.
        language: of the column's texts, where they all have one; else it is in the row's column ``language``.
        separator: what stands between several values; empty where there is one.
        required: whether the cell may not be empty.
    """

    name: str
    about: Template | None
    predicate: str
    value: Template | None
    datatype: str
    language: str
    separator: str
    required: bool

    @cached_property
    def is_right(self) -> Callable[[str], object]:
        """What is true of a value of the datatype."""
        if self.datatype == PARTIAL_DATE:
            return _is_partial_date
        return re.compile(_NUMBERS.get(self.datatype, r"(?s).*")).fullmatch

    def values(self, cell: str) -> list[str]:
        """Return the values in a cell: one, or those between the separators."""
        return [value.strip() for value in cell.split(self.separator)] if self.separator else [cell]


@dataclass(frozen=True)
class TableSchema:
    """A table: its file, what its rows are about, its columns, its key, the tables it refers to, and its head.

    Attributes:
        file: the table's file name.
        about: the IRI of a row's thing.
        columns: in the order of the header.
        key: the columns that together tell rows apart.
        references: column, and the file and column in which its values must be.
        head: what is stated of each of the table's graphs: predicate, values as (text, language or datatype or "@id").
    """

    file: str
    about: Template
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]
    head: tuple[tuple[str, str, str], ...]


def find_tables(root: Path) -> tuple[Path, ...]:
    """Return the tables below ``root`` that are sources, sorted by name; hidden ones are left out."""
    folder = root / FOLDER
    found = (path for path in folder.rglob("*.csv") if not path.relative_to(folder).as_posix().startswith("."))
    return tuple(sorted(path for path in found if "/." not in path.relative_to(folder).as_posix()))


def read_metadata(text: str, path: str) -> Mapping[str, TableSchema]:
    """Return the tables that a metadata file describes, by file name.

    Raises:
        SourceError: When it is not JSON, or a table or column is described wrongly.
    """
    try:
        group = json.loads(text)
        tables = group["tables"]
        found = {table["url"]: _read_named(table["url"], table) for table in tables}
    except json.JSONDecodeError as error:
        raise SourceError(
            f"this is not JSON: {error.msg}.", path=path, line=error.lineno, column=error.colno, remedy="Correct it."
        ) from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SourceError(
            f"the tables are not described as CSV on the Web metadata: {_describe_fault(error)}.",
            path=path,
            remedy="A table has url and tableSchema, with aboutUrl, primaryKey and columns, each with a name.",
        ) from None
    return found


def _describe_fault(error: Exception) -> str:
    return f"there is no {error.args[0]}" if isinstance(error, KeyError) else str(error)


def _is_partial_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        return len(value) < len("2023-04-30") or bool(date.fromisoformat(value))
    except ValueError:
        return False


def _read_named(file: str, table: Mapping[str, Any]) -> TableSchema:
    """Return the table.

    Raises:
        ValueError: With the file's name and what is wrong.
    """
    try:
        if not _FILE.fullmatch(file):
            raise ValueError("the name is not letters a to z, digits, hyphens and underscores, and .csv")
        return _check_names(_read_table(table))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{file}: {_describe_fault(error)}") from None


def _check_names(schema: TableSchema) -> TableSchema:
    """Return the table, whose key, references and templates name columns that it has.

    Raises:
        ValueError: With the name that is no column.
    """
    columns = {column.name for column in schema.columns}
    named = [*schema.key, schema.about.variable, *(name for name, _, _ in schema.references)]
    if any(column.datatype == LANGUAGE_TAGGED and not column.language for column in schema.columns):
        named.append("language")
    for name in named:
        if name not in columns:
            raise ValueError(f"{name} is used, and is not one of its columns")
    for column in schema.columns:
        if column.about and not column.value:
            raise ValueError(f"the column {column.name} has an aboutUrl and no valueUrl")
        for template, right in ((column.about, {column.name}), (column.value, {column.name, schema.about.variable})):
            if template and template.variable not in right:
                raise ValueError(f"the template of the column {column.name} has the variable {template.variable}")
    return schema


def _read_table(table: Mapping[str, Any]) -> TableSchema:
    schema = table["tableSchema"]
    references = tuple(
        (key["columnReference"], key["reference"]["resource"], key["reference"]["columnReference"])
        for key in schema.get("foreignKeys", ())
    )
    head = tuple(
        (expand(name.replace("dc:", "dcterms:")), *_head_value(value))
        for name, values in table.items()
        if ":" in name
        for value in (values if isinstance(values, list) else [values])
    )
    about = _template(schema["aboutUrl"])
    key = schema["primaryKey"]
    return TableSchema(
        table["url"],
        about,
        tuple(_read_column(column) for column in schema["columns"]),
        (key,) if isinstance(key, str) else tuple(key),
        references,
        head,
    )


def _read_column(column: Mapping[str, Any]) -> Column:
    datatype = column.get("datatype", "string")
    name = datatype if isinstance(datatype, str) else datatype.get("@id", datatype["base"])
    if name not in ("string", "integer", "decimal", LANGUAGE_TAGGED, PARTIAL_DATE):
        raise ValueError(f"column {column['name']}: the datatype {name} is not read")
    return Column(
        column["name"],
        _template(column["aboutUrl"]) if "aboutUrl" in column else None,
        expand(column["propertyUrl"]) if "propertyUrl" in column and not column.get("suppressOutput") else "",
        _template(column["valueUrl"]) if "valueUrl" in column else None,
        LANGUAGE_TAGGED if "lang" in column else name,
        column.get("lang", ""),
        column.get("separator", ""),
        column.get("required", False),
    )


def _head_value(value: Mapping[str, str]) -> tuple[str, str]:
    if "@id" in value:
        return value["@id"], "@id"
    return value["@value"], value.get("@language") or expand(value.get("@type", "xsd:string"))


def _template(text: str) -> Template:
    found = _VARIABLE.search(text)
    if not found or _VARIABLE.search(text, found.end()):
        raise ValueError(f"{text}: a template has one variable, for example {BASE}id/region/{{id}}")
    before = text[: found.start()]
    prefix, _, rest = before.partition(":")
    return Template(
        PREFIXES[prefix] + rest if prefix in PREFIXES else before, found[2], text[found.end() :], found[1] == "+"
    )
