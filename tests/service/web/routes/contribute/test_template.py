"""``/template``: a workbook of every noun, in the language that the address names."""

from __future__ import annotations

from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook


def test_a_template_is_a_workbook_in_the_language_of_the_address(client: FlaskClient) -> None:
    answer = client.get("/template/source.xlsx?lang=sv", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="source.xlsx"'
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["läs mig", "sources", "lists"]
    again = client.get("/template/source.xlsx?lang=sv")
    assert again.data == answer.data


def test_every_template_is_listed_and_what_is_none_is_said_to_be_none(client: FlaskClient) -> None:
    page = client.get("/template?lang=sv").text
    assert "Mallar för kalkylark" in page
    for noun in ("strategy", "region", "source"):
        assert f"/template/{noun}.xlsx" in page
    assert "Aktörer" in page
    missing = client.get("/template/unicorn.xlsx")
    assert missing.status_code == 404
