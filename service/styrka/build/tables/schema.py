"""What a table is: its columns, what a cell states of which thing, and what its value must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final
from urllib.parse import quote

from styrka.vocabulary import DEF, PREFIXES

LANGUAGE_TAGGED: Final = PREFIXES["rdf"] + "langString"
PARTIAL_DATE: Final = DEF + "PartialDate"
_NUMBERS: Final = {
    "integer": r"[+-]?[0-9]+",
    "nonNegativeInteger": r"[0-9]+",
    "decimal": r"[+-]?[0-9]+(\.[0-9]+)?",
    "gYear": r"[0-9]{4}",
    "boolean": r"true|false",
}
# What a value of a template may have in it as it is, and what quoting leaves.
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]*"), "-._~"
_RESERVED: Final = re.compile(r"[A-Za-z0-9._~/:?#@!$&'()*+,;=%\[\]-]*"), "/:?#[]@!$&'()*+,;=%-._~"
_DATE: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
# What is right in a cell of each datatype, for the message where it is not: in English and Swedish.
RIGHT: Final = {
    "integer": ("Write digits only.", "Skriv bara siffror."),
    "nonNegativeInteger": ("Write digits only, and no sign.", "Skriv bara siffror, utan tecken."),
    "decimal": ("Write digits, with a point for decimals.", "Skriv siffror, med punkt för decimaler."),
    "gYear": ("Write a year as 2023.", "Skriv ett år som 2023."),
    "boolean": ("Write true or false.", "Skriv true eller false."),
    "date": ("Write a date that exists as 2023-04-30.", "Skriv ett datum som finns, som 2023-04-30."),
    PARTIAL_DATE: (
        "Write a date that exists as 2023, 2023-04 or 2023-04-30.",
        "Skriv ett datum som finns, som 2023, 2023-04 eller 2023-04-30.",
    ),
}


@dataclass(frozen=True)
class Template:
    """A URI template (RFC 6570, levels 1 and 2); a known CURIE prefix before its first variable is expanded.

    Attributes:
        texts: what stands before, between and after the variables: one more than there are variables.
        variables: the names of columns, in their order.
        reserved: whether reserved characters are taken over as they are (``{+name}``).
    """

    texts: tuple[str, ...]
    variables: tuple[str, ...]
    reserved: bool = False

    @property
    def variable(self) -> str:
        """The only variable; empty where there is none."""
        return self.variables[0] if self.variables else ""

    def expand(self, *values: str) -> str:
        """Return the IRI for the variables' values."""
        plain, safe = _RESERVED if self.reserved else _UNRESERVED
        # Most values, of a hundred thousand in a register, are codes and addresses that stay as they are.
        parts = [value if plain.fullmatch(value) else quote(value, safe=safe) for value in values]
        if len(parts) == 1 and len(self.texts) == 2:
            return f"{self.texts[0]}{parts[0]}{self.texts[1]}"
        return self.texts[0] + "".join(part + text for part, text in zip(parts, self.texts[1:], strict=True))


@dataclass(frozen=True)
class Column:
    """One column: what it states of which thing, and what its cells must be.

    Attributes:
        name: as in the header.
        about: the subject, where it is not the row's own.
        predicate: the property's IRI; empty for a column that states nothing itself.
        value: the object's IRI, from the cell or from that of the row's own thing; None for a literal.
        datatype: ``string``, one of XSD that ``RIGHT`` has, LANGUAGE_TAGGED or PARTIAL_DATE.
        language: of the column's texts, where they all have one; else it is in the row's column ``language``.
        separator: what stands between several values; empty where there is one.
        required: whether the cell may not be empty.
        virtual: whether the column is in no file, and says the same of each row.
        default: what a virtual column's cells are.
    """

    name: str
    about: Template | None
    predicate: str
    value: Template | None
    datatype: str
    language: str
    separator: str
    required: bool
    virtual: bool = False
    default: str = ""

    @cached_property
    def is_free(self) -> bool:
        """Whether any text is right in it: it states a literal that is a text."""
        free = self.value is None and self.about is None and bool(self.predicate) and self.name != "language"
        return free and self.datatype in ("string", LANGUAGE_TAGGED)

    @cached_property
    def is_right(self) -> Callable[[str], object]:
        """What is true of a value of the datatype."""
        if self.datatype in (PARTIAL_DATE, "date"):
            return _is_partial_date if self.datatype == PARTIAL_DATE else _is_date
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
        columns: those of the file, in the order of the header.
        key: the columns that together tell rows apart.
        references: column, and the file and column in which its values must be.
        head: what is stated of each of the table's graphs: predicate, values as (text, language or datatype or "@id").
        virtual: the columns that are in no file.
    """

    file: str
    about: Template
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]
    head: tuple[tuple[str, str, str], ...]
    virtual: tuple[Column, ...] = ()

    def name_thing(self, cells: Mapping[str, str]) -> str:
        """Return the IRI of the thing that a row is about."""
        return self.about.expand(*(cells.get(name, "") for name in self.about.variables))


def _is_partial_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        return len(value) < len("2023-04-30") or bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_date(value: str) -> bool:
    return len(value) == len("2023-04-30") and _is_partial_date(value)
