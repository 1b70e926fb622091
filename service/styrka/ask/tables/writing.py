"""The bytes of a table: CSV, XLSX and Parquet; and its description as CSV on the Web (W3C, csvw).

A cell that a spreadsheet would take for a formula gets an apostrophe in CSV, and is marked as text in XLSX: what a file
contains must not run on its reader's machine (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from styrka.ask.tables.columns import IRI, SEVERAL, Cell, Table
from styrka.extras import needs_extra
from styrka.formats import CSV, PARQUET, XLSX, Format

FORMATS: Final = (CSV, XLSX, PARQUET)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
CELL: Final = 32_767  # UTF-16 units that a cell of XLSX can hold (ECMA-376)
LARGEST: Final = 2**53  # beyond it a cell of XLSX, a double, loses digits
WIDE: Final = 2**63  # whole numbers that Parquet can hold as such
FIRST_DAY: Final = date(1900, 3, 1)  # spreadsheets do not agree on the days before (the leap day that never was)
NO_MOMENT: Final = datetime(1980, 1, 1)
# What XML 1.0 cannot hold.
NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
WIDEST: Final = 60
_DATATYPES: Final = {"text": "string", "integer": "integer", "decimal": "decimal", "date": "date"}


def write_table(table: Table, format_: Format, language: str, created: str = "") -> bytes:
    """Return the bytes of a table in a format.

    Parameters:
        language: of the headings of XLSX, which people read; CSV and Parquet have the columns' names, which stay the
            same for all readers, so that a program finds its columns whoever runs it.
        created: when the release was written (xsd:dateTime), for the file's properties.

    Raises:
        MissingExtra: For XLSX and Parquet where their packages are not installed.
    """
    if format_ is XLSX:
        return _xlsx(table, language, created)
    return _parquet(table) if format_ is PARQUET else _csv(table)


def metadata(table: Table, address: str, licence: str, language: str) -> dict[str, Any]:
    """Return the description of the CSV file at an address (Metadata Vocabulary for Tabular Data.

    Sections 5.3 to 5.6).
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "@type": "Table",
        "url": address,
        "lang": language,
        "dc:title": _list_languages(table.title),
        "dc:description": _list_languages(table.description),
        "dc:license": {"@id": licence},
        "dialect": {"header": True, "delimiter": ",", "encoding": "utf-8"},
        "tableSchema": {
            "aboutUrl": f"{{+{IRI}}}",
            "primaryKey": IRI,
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,  # as it stands in the file's first line
                    **({"dc:title": _list_languages(column.titles)} if column.titles else {}),
                    "datatype": "anyURI" if column.iri else _DATATYPES[column.kind],
                    **({} if column.kind != "text" or column.language == language else {"lang": "und"}),
                    **({"valueUrl": f"{{+{column.name}}}"} if column.iri and not column.several else {}),
                    **({"propertyUrl": column.property} if column.property else {}),
                    # A name is no value of the property: who makes RDF of the file takes the column with IRIs.
                    **({"suppressOutput": True} if column.indirect or not column.property else {}),
                    **({"separator": SEVERAL} if column.several else {}),
                }
                for column in table.columns
            ],
        },
    }


def _list_languages(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": tag} for tag, text in words.items()]


def _csv(table: Table) -> bytes:
    """RFC 4180, in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_guard_formula(column.name) for column in table.columns])
    writer.writerows([_guard_formula(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def _guard_formula(cell: Cell) -> str:
    text = _to_text(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA) else text


def _to_text(cell: Cell) -> str:
    """Return a cell as text."""
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _xlsx(table: Table, language: str, created: str) -> bytes:
    """Return a workbook with one sheet (ECMA-376), the same bytes for the same table whatever the time."""
    with needs_extra("tables"):
        from xlsxwriter import Workbook

    held = io.BytesIO()
    # No text in a cell becomes a formula, a link or a number.
    book = Workbook(
        held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    moment = datetime.fromisoformat(created).replace(tzinfo=None) if created else NO_MOMENT
    book.set_properties({"title": table.title[language], "created": moment})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", table.title[language])[:31])
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, column in enumerate(table.columns):
        longest = max((len(_to_text(row[number])) for row in table.rows), default=0)
        sheet.set_column(number, number, min(max(longest, len(column.title(language))) + 2, WIDEST))
        sheet.write_string(0, number, _cut_text(column.title(language)), bold)
    for line, row in enumerate(table.rows, 1):
        for number, cell in enumerate(row):
            if isinstance(cell, date) and cell >= FIRST_DAY:
                sheet.write_datetime(line, number, cell, day)
            elif isinstance(cell, int | Decimal) and -LARGEST <= cell <= LARGEST:
                sheet.write_number(line, number, cell)
            elif cell is not None:
                sheet.write_string(line, number, _cut_text(_to_text(cell)))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), max(0, len(table.columns) - 1))
    book.close()
    return held.getvalue()


def _cut_text(text: str) -> str:
    """Return as much of a text as a cell of XLSX can hold; three dots stand for the rest."""
    text = NOT_XML.sub("\ufffd", text)
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL:
        return text
    return units[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + "…"


def _parquet(table: Table) -> bytes:
    with needs_extra("tables"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    kinds = {"text": pa.string(), "integer": pa.int64(), "decimal": pa.float64(), "date": pa.date32()}
    fields, arrays = [], []
    for number, column in enumerate(table.columns):
        cells = [row[number] for row in table.rows]
        kind, values = kinds[column.kind], [float(one) if isinstance(one, Decimal) else one for one in cells]
        if any(isinstance(one, int) and not -WIDE <= one < WIDE for one in cells):
            kind, values = pa.string(), [None if one is None else _to_text(one) for one in cells]
        titles = {f"title-{tag}": text for tag, text in column.titles.items()}
        fields.append(pa.field(column.name, kind, metadata={**titles, "property": column.property}))
        arrays.append(pa.array(values, kind))
    held = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), held, compression="zstd")
    return held.getvalue()
