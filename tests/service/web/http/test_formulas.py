"""A table for a spreadsheet has no formulas, and one for a program has its values."""

from __future__ import annotations

import csv
import io

from flask import Response
from flask.testing import FlaskClient

from styrka.formats import CSV, JSON
from styrka.web.http.formulas import guard_response

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


def test_the_answers_to_questions_are_guarded_by_the_same_choice(client: FlaskClient) -> None:
    address = "/ask/shared-priorities.csv?theme=energy"
    raw, guarded = client.get(address), client.get(f"{address}&formulas=guarded")
    assert (raw.status_code, guarded.status_code) == (200, 200)
    assert raw.data == guarded.data  # no name in the data begins as a formula does
    page = client.get("/ask/shared-priorities?theme=energy")
    assert "formulas=guarded" in page.text


def test_a_response_is_guarded_where_it_is_a_table_and_asked_for(client: FlaskClient) -> None:
    application = client.application
    for asked, format_, wanted in (
        ("?formulas=guarded", CSV, b"'=1+1"),
        ("", CSV, b"=1+1"),
        ("?formulas=guarded", JSON, b"=1+1"),
    ):
        with application.test_request_context(f"/x{asked}"):
            assert guard_response(Response(b"t\r\n=1+1\r\n"), format_).data.splitlines()[1] == wanted
