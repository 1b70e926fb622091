"""Tables for people: a noun or an answer as CSV, XLSX and Parquet, with headings in the reader's language.

Read upward: ``declared`` (what a table is asked for: ``queries/tables/*.rq``), ``filled`` (the cells, from a release),
``written`` (the bytes of each format, and CSV on the Web's metadata).
"""

from styrka.formats import CSV
from styrka.tables.declared import Declared, Heading, load
from styrka.tables.filled import Column, Table, answered, filled
from styrka.tables.written import FORMATS, PARQUET, XLSX, metadata, write

__all__ = [
    "CSV", "FORMATS", "PARQUET", "XLSX", "Column", "Declared", "Heading", "Table", "answered", "filled", "load",
    "metadata", "write",
]
