"""One's own query as XLSX and Parquet: every cell as its term is, nothing cut, and what does not fit refused."""

from __future__ import annotations

import datetime
import io
import sys
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from styrka.ask.tables import solutions
from styrka.errors import NotAcceptable
from styrka.formats import JSON, PARQUET, XLSX
from tests.answers import json_of

XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
# A row of every kind of term, and one that is not of its datatype.
ROWS = f"""{XSD} SELECT ?id ?whole ?part ?true ?day ?text ?wild ?none {{
  VALUES (?id ?whole ?part ?true ?day ?text ?wild) {{
   (<http://e/1> 7 1.5 true "2018-05-01"^^xsd:date "=1+1" "2018"^^xsd:gYear)
   (<http://e/2> -3 2.5e3 false "1899-01-31"^^xsd:date "å\\r\\nb"@sv "many"^^xsd:integer)
   (UNDEF 9007199254740993 2 UNDEF UNDEF "+46"  UNDEF) }} }} ORDER BY DESC(BOUND(?id)) ?id"""
DAY = datetime.date(2018, 5, 1)


def ask(client: FlaskClient, query: str, format_: str) -> Any:
    answer = client.post("/sparql", data={"query": query, "format": format_})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"] == f'attachment; filename="query.{format_}"'
    return io.BytesIO(answer.data)


def test_a_workbook_has_each_cell_as_its_term_is(client: FlaskClient) -> None:
    sheet = openpyxl.load_workbook(ask(client, ROWS, "xlsx")).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[0] == ["id", "whole", "part", "true", "day", "text", "wild", "none"]
    assert found[1][:5] == ["http://e/1", 7, 1.5, True, datetime.datetime(2018, 5, 1)]
    assert found[2][:5] == ["http://e/2", -3, 2500, False, "1899-01-31"]
    assert found[3][:5] == [None, "9007199254740993", 2, None, None]  # a double would lose the last digit
    assert [row[6:] for row in found[1:]] == [["2018", None], ["many", None], [None, None]]
    texts = [row[5] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in texts] == ["s"] * 3  # and no formula
    # ECMA-376 writes a carriage return as _x000D_ (22.4.2.4), which Excel and LibreOffice read and openpyxl leaves.
    assert [cell.value.replace("_x000D_", "\r") for cell in texts] == ["=1+1", "å\r\nb", "+46"]


def test_parquet_has_a_type_for_each_column(client: FlaskClient) -> None:
    table = pq.read_table(ask(client, ROWS, "parquet"))
    assert [str(one) for one in table.schema.types] == [
        "string", "int64", "double", "bool", "date32[day]", "string", "string", "string",
    ]  # fmt: skip
    found = table.to_pydict()
    assert found["whole"] == [7, -3, 9007199254740993]
    assert found["day"] == [DAY, datetime.date(1899, 1, 31), None]
    assert found["wild"] == ["2018", "many", None]
    assert found["none"] == [None] * 3


@pytest.mark.parametrize("format_", solutions.SHEETS, ids=lambda one: one.suffix)
def test_it_is_found_by_accept_and_listed_on_the_page(client: FlaskClient, format_: Any) -> None:
    query = {"query": "SELECT * { ?s a <http://nothing.example/> }"}
    assert client.get("/sparql", query_string=query, headers={"Accept": format_.media_type}).mimetype == (
        format_.media_type
    )
    page = client.get("/sparql", query_string=query, headers={"Accept": "text/html"}).text
    assert f"format={format_.suffix}" in page
    assert client.get("/sparql", query_string=query, headers={"Accept": "*/*"}).mimetype == JSON.media_type
    assert client.get("/sparql?query=ASK{}", headers={"Accept": format_.media_type}).status_code == 406


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (f'SELECT (CONCAT({", ".join(["?x"] * 33)}) AS ?long) {{ BIND("{"a" * 1000}" AS ?x) }}', "32767 characters"),
        ('SELECT ("a\\u0001b" AS ?x) {}', "U+0001"),
        pytest.param(
            f"SELECT {' '.join(f'?v{n}' for n in range(16_385))} {{}}", "16384 columns", marks=pytest.mark.slow
        ),
    ],
    ids=["long", "control", "columns"],
)
def test_what_a_sheet_cannot_hold_is_refused_with_the_reason(client: FlaskClient, query: str, reason: str) -> None:
    refused = client.post("/sparql", data={"query": query, "format": "xlsx"})
    assert refused.status_code == 406, refused.text
    assert reason in json_of(refused)["detail"]
    assert "text/csv" in json_of(refused)["offers"]
    # Who takes another format as well gets that.
    accept = {"Accept": f"{XLSX.media_type}, text/csv;q=0.5"}
    assert client.post("/sparql", data={"query": query}, headers=accept).mimetype == "text/csv"


@pytest.mark.parametrize("format_", solutions.SHEETS, ids=lambda one: one.suffix)
def test_more_cells_than_are_written_are_refused(monkeypatch: pytest.MonkeyPatch, format_: Any) -> None:
    monkeypatch.setattr(solutions, "_CELLS", 5)
    with pytest.raises(NotAcceptable, match="more than 5 cells"):
        solutions.write_solutions(b"?a\t?b\n" + b"1\t2\n" * 3, format_)
    assert solutions.write_solutions(b"?a\t?b\n" + b"1\t2\n" * 2, format_)


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solutions, "_ROWS", 3)
    with pytest.raises(NotAcceptable, match="3 rows"):
        solutions.write_solutions(b"?a\n1\n2\n3\n", XLSX)
    assert solutions.write_solutions(b"?a\n1\n2\n", XLSX)
    assert solutions.write_solutions(b"?a\n1\n2\n3\n", PARQUET)


@pytest.mark.parametrize(("format_", "package"), [(XLSX, "xlsxwriter"), (PARQUET, "pyarrow")])
def test_without_the_extra_it_is_refused_and_another_format_given(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, format_: Any, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    address = "/sparql?" + urlencode({"query": f"SELECT ({package!r} AS ?x) {{}}"})
    refused = client.get(address, headers={"Accept": format_.media_type})
    assert refused.status_code == 406
    assert "styrka[tables]" in json_of(refused)["detail"]
    both = client.get(address, headers={"Accept": f"{format_.media_type}, text/csv;q=0.1"})
    assert both.mimetype == "text/csv"
