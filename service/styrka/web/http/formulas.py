"""Cells that a spreadsheet would take for formulas (OWASP, CSV injection): raw for programs, guarded by choice.

The choice is the client's, ``formulas=guarded``, because an apostrophe before a value is wrong for everybody who reads
the value itself. The links on pages, which people open in a spreadsheet, have it.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from flask import Response, request

from styrka.formats import CSV, Format

NAME: Final = "formulas"
GUARDED: Final = "guarded"
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n]")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def wants_guard() -> bool:
    """Return whether the request asks for a table that somebody opens in a spreadsheet."""
    return GUARDED in request.values.getlist(NAME)


def guard_response(response: Response, format_: Format) -> Response:
    """Return a response with its table guarded, where it is CSV and the request asks for that."""
    if format_ is CSV and wants_guard():
        response.set_data(guard_csv(response.get_data()))
    return response


def guard_csv(document: bytes) -> bytes:
    r"""Return CSV with an apostrophe before each text that begins as a formula does; numbers stay as they are.

    >>> guard_csv(b"n,t\r\n-1,=1+1\r\n")
    b"n,t\r\n-1,'=1+1\r\n"
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    limit = csv.field_size_limit(len(document) + 1)
    try:
        for row in csv.reader(io.StringIO(document.decode(), newline="")):
            writer.writerow([_guard_cell(cell) for cell in row])
    finally:
        csv.field_size_limit(limit)
    return written.getvalue().encode()


def _guard_cell(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
