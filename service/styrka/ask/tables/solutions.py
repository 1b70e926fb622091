"""The rows of any query as a workbook (XLSX) or as Parquet, made of the TSV that every engine answers with.

A cell is what its term is: a number, a truth or a day where the term has that datatype, else a text; nothing becomes a
formula or a link. What a format cannot hold is refused, never cut: who asked gets all rows or a reason.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

import pyoxigraph as ox

from styrka.ask.tables.writing import CELL, FIRST_DAY, LARGEST, NO_MOMENT, NOT_XML, WIDE, WIDEST
from styrka.errors import Busy, MissingExtra, NotAcceptable
from styrka.extras import needs_extra
from styrka.formats import BINDINGS, PARQUET, XLSX, Format
from styrka.vocabulary import PREFIXES

SHEETS: Final = (XLSX, PARQUET)
_ROWS: Final = 1_048_576  # that a sheet of XLSX has, the headings' included
_COLUMNS: Final = 16_384
_CELLS: Final = 250_000  # writing these takes the interpreter some two seconds, and 100 MB
_PATIENCE: Final = 10.0  # seconds that one waits for another one's file
_NAME: Final = "Query"
_XSD: Final = PREFIXES["xsd"]
_WHOLE: Final = frozenset(
    f"{_XSD}{name}"
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt")
)
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}
_MAKING: Final = threading.Lock()

Value = str | int | float | Decimal | bool | date | None
Solutions = ox.QuerySolutions


def write_solutions(answer: bytes, format_: Format, created: str = "") -> bytes:
    """Return the rows of a SELECT in a format.

    Parameters:
        answer: the rows as TSV (SPARQL 1.1 Query Results CSV and TSV section 4).
        created: when the release was written (xsd:dateTime), for the file's properties.

    Raises:
        NotAcceptable: The format cannot hold them, or its package is not installed; with the formats that can.
        Busy: Others' files are being made.
    """
    found = cast(Solutions, ox.parse_query_results(answer, ox.QueryResultsFormat.TSV))
    names = [variable.value for variable in found.variables]
    with take_turn():
        try:
            return _write_xlsx(found, names, created) if format_ is XLSX else _write_parquet(found, names)
        except MissingExtra as error:
            raise _refuse(format_, error.detail, error.detail_sv) from None


@contextmanager
def take_turn() -> Iterator[None]:
    """Make a large file, or a page of a large table, after the one that is being made: each may take 200 MB.

    Raises:
        Busy: Others' take too long.
    """
    if not _MAKING.acquire(timeout=_PATIENCE):
        raise Busy(
            "Other files of this kind are being made. Try again in a moment, or ask for CSV.",
            sv="Andra filer av det här slaget görs just nu. Försök igen om en stund, eller be om CSV.",
            retry_after=2,
        )
    try:
        yield
    finally:
        _MAKING.release()


def _write_xlsx(found: Solutions, names: Sequence[str], created: str) -> bytes:
    """Return a workbook with one sheet, written row by row (ECMA-376).

    Raises:
        NotAcceptable: A sheet cannot hold them.
    """
    with needs_extra("tables"):
        from xlsxwriter import Workbook
    if len(names) > _COLUMNS:
        raise _refuse(XLSX, f"a sheet has {_COLUMNS} columns", f"ett blad har {_COLUMNS} kolumner")
    held = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(held, {"in_memory": True, "constant_memory": True, **plain})
    moment = datetime.fromisoformat(created).replace(tzinfo=None) if created else NO_MOMENT
    book.set_properties({"title": _NAME, "created": moment})
    sheet = book.add_worksheet(_NAME)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    widths = [len(name) for name in names]
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, bold)
    line = 0
    for line, row in enumerate(_count_cells(XLSX, found, len(names)), 1):
        if line >= _ROWS:
            raise _refuse(XLSX, f"a sheet has {_ROWS} rows", f"ett blad har {_ROWS} rader")
        for column in range(len(names)):
            value = _read_value(row[column])
            if isinstance(value, bool):
                sheet.write_boolean(line, column, value)
            elif isinstance(value, date) and value >= FIRST_DAY:
                sheet.write_datetime(line, column, value, day)
            elif isinstance(value, int | float | Decimal) and -LARGEST <= value <= LARGEST:
                sheet.write_number(line, column, value)
            elif value is not None:
                text = _check_text(_write_term(row[column]), names[column], line)
                widths[column] = max(widths[column], len(text))
                sheet.write_string(line, column, text)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, max(0, len(names) - 1))
    book.close()
    return held.getvalue()


def _write_parquet(found: Solutions, names: Sequence[str]) -> bytes:
    """Return a Parquet file whose columns have a type each: that of all their values, else text as it is written."""
    with needs_extra("tables"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    columns: list[list[Any]] = [[] for _ in names]
    for row in _count_cells(PARQUET, found, len(names)):
        for place, column in enumerate(columns):
            column.append(row[place])
    types = {bool: pa.bool_(), int: pa.int64(), date: pa.date32(), float: pa.float64()}
    arrays = []
    for terms in columns:
        values = [_read_value(term) for term in terms]
        kind = _find_kind(values)
        if kind is str:
            arrays.append(pa.array([None if one is None else _write_term(one) for one in terms], pa.string()))
        else:
            if kind is float:
                values = [None if one is None else float(cast(float, one)) for one in values]
            arrays.append(pa.array(values, types[kind]))
    held = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=list(names)), held, compression="zstd")
    return held.getvalue()


def _find_kind(values: Sequence[Value]) -> type:
    """Return what all values of a column are; a text where they are of several kinds, or there is none."""
    kinds = {type(value) for value in values if value is not None}
    if kinds and kinds <= {int, float, Decimal}:
        whole = kinds == {int} and all(-WIDE <= cast(int, one) < WIDE for one in values if one is not None)
        return int if whole else str if kinds == {int} else float
    return kinds.pop() if kinds in ({bool}, {date}) else str


def _count_cells(format_: Format, found: Solutions, width: int) -> Iterator[Any]:
    for count, row in enumerate(found, 1):
        if count * width > _CELLS:
            raise _refuse(
                format_,
                f"it has more than {_CELLS} cells, which is as many as this service writes",
                f"det har fler än {_CELLS} celler, och fler skrivs inte här",
            )
        yield row


def _read_value(term: object) -> Value:
    """Return what a term stands for; its text for what is of no datatype known here, or not written as that has it."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal) or term.language:
        return _write_term(term)
    kind, text = term.datatype.value, term.value
    try:
        if kind in _WHOLE:
            return int(text)
        if kind == _XSD + "decimal":
            return Decimal(text)
        if kind in (_XSD + "double", _XSD + "float"):
            number = float(text)
            return number if -float("inf") < number < float("inf") else text
        if kind == _XSD + "date":
            return date.fromisoformat(text)
        if kind == _XSD + "boolean":
            return _TRUTHS.get(text, text)
    except (ValueError, InvalidOperation):
        pass
    return text


def _write_term(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _check_text(text: str, column: str, line: int) -> str:
    """Return a text that a cell can hold.

    Raises:
        NotAcceptable: It is too long, or XML has no way to write it.
    """
    if len(text) > CELL // 2 and (units := len(text.encode("utf-16-le")) // 2) > CELL:
        raise _refuse(
            XLSX,
            f"a cell holds {CELL} characters, and ?{column} in row {line} has {units}",
            f"en cell rymmer {CELL} tecken, och ?{column} på rad {line} har {units}",
        )
    if (found := NOT_XML.search(text)) is not None:
        sign = f"U+{ord(found.group()):04X}"
        raise _refuse(
            XLSX,
            f"XML 1.0 has no {sign}, which ?{column} in row {line} has",
            f"XML 1.0 saknar {sign}, som ?{column} på rad {line} har",
        )
    return text


def _refuse(format_: Format, reason: str, orsak: str) -> NotAcceptable:
    names = [offer.media_type for offer in BINDINGS]
    return NotAcceptable(
        f"{format_.name} cannot carry this answer: {reason.rstrip('.')}. Ask for {', '.join(names)}.",
        sv=f"{format_.name} kan inte bära det här svaret: {orsak.rstrip('.')}. Be om {', '.join(names)}.",
        offers=names,
        reason=reason,
    )
