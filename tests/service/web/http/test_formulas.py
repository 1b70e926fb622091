"""A table for a spreadsheet has no formulas, and one for a program has its values."""

from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient

QUERY = """SELECT ?t ?n { VALUES (?t ?n) { ("=1+1" -1) ("+a" 2.5e-3) ("-a,b" 1) ("@x" 1) ("\\tx" 1) ("a=1" 1) } }"""


def cells(client: FlaskClient, **added: str) -> list[list[str]]:
    answer = client.get("/sparql", query_string={"query": QUERY, "format": "csv", **added})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.text, newline="")))


def test_who_asks_gets_guarded_cells_and_programs_get_values(client: FlaskClient) -> None:
    raw, guarded = cells(client), cells(client, formulas="guarded")
    assert [row[0] for row in raw[1:]] == ["=1+1", "+a", "-a,b", "@x", "\tx", "a=1"]
    assert [row[0] for row in guarded[1:]] == ["'=1+1", "'+a", "'-a,b", "'@x", "'\tx", "a=1"]
    assert [row[1] for row in raw] == [row[1] for row in guarded]
    assert cells(client) == raw
