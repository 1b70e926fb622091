"""Records of pages that are no questions, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence


def write_csv(records: Sequence[Mapping[str, str]], columns: Sequence[str]) -> str:
    """Return records as CSV (RFC 4180) under headings that are the same in every language.

    >>> write_csv([{"name": "a, b"}], ["name"]).splitlines()
    ['name', '"a, b"']
    """
    written = io.StringIO()
    writer = csv.DictWriter(written, columns)
    writer.writeheader()
    writer.writerows(records)
    return written.getvalue()
