"""The mapping of the tables: CSV on the Web metadata (https://www.w3.org/TR/tabular-metadata/), and how it is read.

Two datatypes of ours refine strings: rdf:langString, whose language is in the row's column ``language`` (where all of
a column is in one, its ``lang`` is that language), and styrka:PartialDate, a year, month or day. A column ``source``
decides in which graph a row's statements are; a table without one has them in the graph of the curation. A virtual
column (section 5.6) stands in no file: it states the same of each row, by a template without a variable or one of the
row's other columns, and a virtual ``source`` with a ``default`` is the source of every row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from styrka.build.tables.schema import LANGUAGE_TAGGED, RIGHT, Column, TableSchema, Template
from styrka.errors import SourceError
from styrka.vocabulary import BASE, PREFIXES, expand

METADATA: Final = "csv-metadata.json"
FOLDER: Final = "data/tables"
REGISTERS: Final = "data/registers"
_FILE: Final = re.compile(r"[A-Za-z0-9_-]+\.csv")
_VARIABLE: Final = re.compile(r"\{(\+?)([A-Za-z_]\w*)\}")


def find_tables(root: Path, folder: str = FOLDER) -> tuple[Path, ...]:
    """Return the tables in a folder of ``root``, sorted by name; hidden ones are left out."""
    top = root / folder
    found = (path for path in top.rglob("*.csv") if not path.relative_to(top).as_posix().startswith("."))
    return tuple(sorted(path for path in found if "/." not in path.relative_to(top).as_posix()))


def read_metadata(text: str, path: str) -> Mapping[str, TableSchema]:
    """Return the tables that a metadata file describes, a group of them or one, by file name.

    Raises:
        SourceError: When it is not JSON, or a table or column is described wrongly.
    """
    try:
        group = json.loads(text)
        tables = [group] if "url" in group else group["tables"]
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
    named = [*schema.key, *schema.about.variables, *(name for name, _, _ in schema.references)]
    if any(column.datatype == LANGUAGE_TAGGED and not column.language for column in schema.columns):
        named.append("language")
    for name in named:
        if name not in columns:
            raise ValueError(f"{name} is used, and is not one of its columns")
    for column in schema.columns:
        if column.about and not column.value:
            raise ValueError(f"the column {column.name} has an aboutUrl and no valueUrl")
        own = {column.name, *schema.about.variables}
        for template, right in ((column.about, {column.name}), (column.value, own)):
            if template and (not template.variables or not right.issuperset(template.variables)):
                wrong = ", ".join(template.variables) or "no variable"
                raise ValueError(f"the template of the column {column.name} has the variable {wrong}")
    for column in schema.virtual:
        if column.about or column.separator or not (column.value or column.default):
            raise ValueError(
                f"the virtual column {column.name} has neither a valueUrl nor a default, or more than these"
            )
        if column.value and not columns.issuperset(column.value.variables):
            raise ValueError(f"the template of the column {column.name} has a variable that is not one of the columns")
    return schema


def _read_table(table: Mapping[str, Any]) -> TableSchema:
    schema = table["tableSchema"]
    references = tuple(
        (key["columnReference"], key["reference"]["resource"].rpartition("/")[2], key["reference"]["columnReference"])
        for key in schema.get("foreignKeys", ())
    )
    head = tuple(
        (expand(name.replace("dc:", "dcterms:")), *_head_value(value))
        for name, values in table.items()
        if ":" in name
        for value in (values if isinstance(values, list) else [values])
    )
    about = _template(schema["aboutUrl"])
    if not about.variables:
        raise ValueError(f"{schema['aboutUrl']}: a row's thing has a variable, for example {BASE}id/region/{{id}}")
    key = schema["primaryKey"]
    columns = tuple(_read_column(column) for column in schema["columns"])
    return TableSchema(
        table["url"],
        about,
        tuple(column for column in columns if not column.virtual),
        (key,) if isinstance(key, str) else tuple(key),
        references,
        head,
        tuple(column for column in columns if column.virtual),
    )


def _read_column(column: Mapping[str, Any]) -> Column:
    datatype = column.get("datatype", "string")
    name = datatype if isinstance(datatype, str) else datatype.get("@id", datatype["base"])
    if name not in ("string", LANGUAGE_TAGGED, *RIGHT):
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
        column.get("virtual", False),
        column.get("default", ""),
    )


def _head_value(value: Mapping[str, str]) -> tuple[str, str]:
    if "@id" in value:
        return value["@id"], "@id"
    return value["@value"], value.get("@language") or expand(value.get("@type", "xsd:string"))


def _template(text: str) -> Template:
    pieces = _VARIABLE.split(text)  # text, sign, variable, text, sign, variable, text
    prefix, _, rest = pieces[0].partition(":")
    first = PREFIXES[prefix] + rest if prefix in PREFIXES else pieces[0]
    if (signs := set(pieces[1::3])) == {"", "+"}:
        raise ValueError(f"{text}: either all variables of a template have a plus sign, or none")
    return Template((first, *pieces[3::3]), tuple(pieces[2::3]), signs == {"+"})
