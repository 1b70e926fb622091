"""Tables: a noun or an answer as CSV, Parquet and JSON with names that never change, and as XLSX with words.

Read upward: ``declaration`` (what a table is asked for: ``queries/tables/*.rq``), ``cells`` (what is in it, from a
release), ``writing`` (the bytes of each format, and CSV on the Web's metadata), ``objects`` (rows as JSON),
``solutions`` (the rows of any query as XLSX and Parquet).
"""

from styrka.ask.tables.cells import TableContent, fill_table, find_property_labels, make_answer_table, select_content
from styrka.ask.tables.columns import Column, Table
from styrka.ask.tables.declaration import Heading, TableDeclaration, load_tables
from styrka.ask.tables.solutions import take_turn
from styrka.ask.tables.writing import FORMATS, metadata, write_table
from styrka.formats import CSV, CSVW, PARQUET, XLSX

__all__ = [
    "CSV",
    "CSVW",
    "FORMATS",
    "PARQUET",
    "XLSX",
    "Column",
    "Heading",
    "Table",
    "TableContent",
    "TableDeclaration",
    "fill_table",
    "find_property_labels",
    "load_tables",
    "make_answer_table",
    "metadata",
    "select_content",
    "take_turn",
    "write_table",
]
