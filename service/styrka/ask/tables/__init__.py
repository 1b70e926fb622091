"""Tables for people: a noun or an answer as CSV, XLSX and Parquet, with headings in the reader's language.

Read upward: ``declared`` (what a table is asked for: ``queries/tables/*.rq``), ``filled`` (the cells, from a release),
``written`` (the bytes of each format, and CSV on the Web's metadata).
"""

from styrka.ask.tables.cells import Column, Found, Table, answered, filled, find
from styrka.ask.tables.declaration import Declared, Heading, load
from styrka.ask.tables.writing import FORMATS, metadata, write
from styrka.formats import CSV, CSVW, PARQUET, XLSX

__all__ = [
    "CSV",
    "CSVW",
    "FORMATS",
    "PARQUET",
    "XLSX",
    "Column",
    "Declared",
    "Found",
    "Heading",
    "Table",
    "answered",
    "filled",
    "find",
    "load",
    "metadata",
    "write",
]
