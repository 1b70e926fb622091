"""The bytes of a table: CSV, XLSX and Parquet; and its description as CSV on the Web (W3C, csvw).

A cell that a spreadsheet would take for a formula gets an apostrophe in CSV, and is marked as text in XLSX: what a file
says must not run on its reader's machine (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from styrka.errors import NotAcceptable
from styrka.formats import CSV, Format, Kind
from styrka.tables.filled import IRI, SEVERAL, Cell, Table

_BINDINGS: Final = frozenset({Kind.BINDINGS})
XLSX: Final = Format(
    "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", _BINDINGS
)
PARQUET: Final = Format("Parquet", "application/vnd.apache.parquet", "parquet", _BINDINGS)
FORMATS: Final = (CSV, XLSX, PARQUET)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_CELL: Final = 32_767  # characters that a cell of XLSX can hold (ECMA-376)
# What XML 1.0 cannot hold.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDEST: Final = 60
_DATATYPES: Final = {"text": "string", "integer": "integer", "decimal": "decimal", "date": "date"}


def write(table: Table, format_: Format, language: str, created: str = "") -> bytes:
    """The bytes of a table in a format.

    Parameters:
        language: of the headings; Parquet has the columns' names, which stay the same for all readers.
        created: when the release was written (xsd:dateTime), for the file's properties.

    Raises NotAcceptable for Parquet where pyarrow is not installed.
    """
    if format_ is XLSX:
        return _xlsx(table, language, created)
    return _parquet(table) if format_ is PARQUET else _csv(table, language)


def metadata(table: Table, address: str, licence: str, language: str) -> dict[str, Any]:
    """The description of the CSV file at an address (Metadata Vocabulary for Tabular Data, sections 5.3 to 5.6)."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "@type": "Table", "url": address,
        "dc:title": _said(table.title), "dc:description": _said(table.description),
        "dc:license": {"@id": licence},
        "dialect": {"header": True, "delimiter": ",", "encoding": "utf-8"},
        "tableSchema": {
            "aboutUrl": f"{{+{IRI}}}", "primaryKey": IRI,
            "columns": [
                {
                    "name": column.name, "titles": dict(column.titles) or column.name,
                    "datatype": _DATATYPES[column.kind],
                    **({"propertyUrl": column.property} if column.property else {}),
                    # A name is no value of the property: who makes RDF of the file takes the column with IRIs.
                    **({"suppressOutput": True} if column.told or not column.property else {}),
                    **({"separator": SEVERAL} if column.several else {}),
                }
                for column in table.columns
            ],
        },
    }  # fmt: skip


def _said(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": tag} for tag, text in words.items()]


def _csv(table: Table, language: str) -> bytes:
    """RFC 4180, in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_guarded(column.title(language)) for column in table.columns])
    writer.writerows([_guarded(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def _guarded(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _xlsx(table: Table, language: str, created: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    if created:  # else openpyxl writes the time of day, and no two files are alike
        moment = datetime.fromisoformat(created).replace(tzinfo=None)
        book.properties.created = book.properties.modified = moment
    book.properties.title = table.title[language]
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", table.title[language])[:31])
    sheet.freeze_panes = "B2"
    for number, column in enumerate(table.columns, 1):
        longest = max((len(str(row[number - 1] or "")) for row in table.rows), default=0)
        width = min(max(longest, len(column.title(language))) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width

    def cell(value: Cell, *, bold: bool = False) -> Any:
        if isinstance(value, str):
            made = WriteOnlyCell(sheet, _NOT_XML.sub("\ufffd", value)[:_CELL])
            made.data_type = "s"  # text, also when it begins like a formula
        else:
            made = WriteOnlyCell(sheet, value)
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(column.title(language), bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append([cell(value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(table.columns)))}{len(table.rows) + 1}"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _parquet(table: Table) -> bytes:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise NotAcceptable(
            "This service has no Parquet, because pyarrow is not installed: pip install 'styrka[parquet]'. "
            "The same table is there as CSV and XLSX.",
            offers=[CSV.media_type, XLSX.media_type],
        ) from None
    kinds = {"text": pa.string(), "integer": pa.int64(), "decimal": pa.float64(), "date": pa.date32()}
    fields, arrays = [], []
    for number, column in enumerate(table.columns):
        values = [float(one) if isinstance(one, Decimal) else one for one in (row[number] for row in table.rows)]
        titles = {f"title-{tag}": text for tag, text in column.titles.items()}
        fields.append(pa.field(column.name, kinds[column.kind], metadata={**titles, "property": column.property}))
        arrays.append(pa.array(values, kinds[column.kind]))
    held = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), held, compression="zstd")
    return held.getvalue()
