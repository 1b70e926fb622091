"""Tables that are sources: ``data/tables/*.csv``, mapped to RDF by the CSV on the Web metadata that stands beside them.

One row is what one source says of one thing: its ``source`` decides the named graph. Read upward: ``metadata`` (the
mapping, ``csv-metadata.json``), ``rows`` (the cells of a table, checked), ``mapping`` (rows to statements), ``cache``
(those of registers, kept), ``reading`` and ``folder`` (all tables, which refer to one another), ``sent`` (rows from
elsewhere, in place of those that they correct).

W3C's CSV on the Web was measured against YARRRML and morph-kgc 2.10, which cannot be installed beside this service
(it wants pyoxigraph < 0.4 and pandas < 3) and checks nothing: keys, types and references would need a second file.
"""

from styrka.build.tables.cache import RegisterCache
from styrka.build.tables.folder import read_folder
from styrka.build.tables.mapping import RowCells, TableSource
from styrka.build.tables.metadata import METADATA
from styrka.build.tables.sent import (
    SentRows,
    lay_rows_over,
    lay_tables_over,
    read_present,
    read_schemas,
    read_sent_rows,
)

__all__ = [
    "METADATA",
    "RegisterCache",
    "RowCells",
    "SentRows",
    "TableSource",
    "lay_rows_over",
    "lay_tables_over",
    "read_folder",
    "read_present",
    "read_schemas",
    "read_sent_rows",
]
