"""The mapping of the tables: CSV on the Web metadata (https://www.w3.org/TR/tabular-metadata/), and how it is read.

Two datatypes of ours refine strings: rdf:langString, whose language is in the row's column ``language``, and
styrka:PartialDate, a year, month or day. A column ``source`` says in which graph a row's statements are; a table
without one has them in the graph of the curation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
_NUMBERS: Final = {"integer": r"[+-]?\d+", "decimal": r"[+-]?\d+(\.\d+)?"}
_DATE: Final = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
# What is right in a cell of each datatype, for the message where it is not.
RIGHT: Final = {
    "integer": "Write digits only.",
    "decimal": "Write digits, with a point for decimals.",
    PARTIAL_DATE: "Write 2023, 2023-04 or 2023-04-30.",
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
    """One column: what it says of which thing, and what its cells must be.

    Attributes:
        name: as in the header.
        about: the subject, where it is not the row's own.
        predicate: the property's IRI; empty for a column that states nothing itself.
        value: the object's IRI from the cell, or None for a literal.
        datatype: ``string``, ``integer``, ``decimal``, LANGUAGE_TAGGED or PARTIAL_DATE.
        separator: what stands between several values; empty where there is one.
        required: whether the cell may not be empty.
    """

    name: str
    about: Template | None
    predicate: str
    value: Template | None
    datatype: str
    separator: str
    required: bool

    @cached_property
    def is_right(self) -> Callable[[str], object]:
        """What is true of a value of the datatype."""
        pattern = _DATE if self.datatype == PARTIAL_DATE else _NUMBERS.get(self.datatype, r"(?s).*")
        return re.compile(pattern).fullmatch


@dataclass(frozen=True)
class TableSchema:
    """A table: its file, what its rows are about, its columns, its key, the tables it refers to, and its head.

    Attributes:
        file: the table's file name.
        about: the IRI of a row's thing.
        columns: in the order of the header.
        key: the columns that together tell rows apart.
        references: column, and the file and column in which its values must be.
        head: what is said of each of the table's graphs: predicate, values as (text, language or datatype or "@id").
    """

    file: str
    about: Template
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]
    head: tuple[tuple[str, str, str], ...]


def find_tables(root: Path) -> tuple[Path, ...]:
    """Return the tables below ``root`` that are sources, sorted by name."""
    return tuple(sorted((root / FOLDER).glob("*.csv")))


def read_metadata(text: str, path: str) -> Mapping[str, TableSchema]:
    """Return the tables that a metadata file describes, by file name.

    Raises:
        SourceError: When it is not JSON, or a table or column is described wrongly.
    """
    try:
        group = json.loads(text)
        tables = group["tables"]
        found = {table["url"]: _read_table(table) for table in tables}
    except json.JSONDecodeError as error:
        raise SourceError(
            f"this is not JSON: {error.msg}.", path=path, line=error.lineno, column=error.colno, remedy="Correct it."
        ) from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SourceError(
            f"the tables are not described as CSV on the Web metadata: {error!r}.",
            path=path,
            remedy="A table has url and tableSchema, with aboutUrl, primaryKey and columns, each with a name.",
        ) from None
    return found


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
        name,
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
