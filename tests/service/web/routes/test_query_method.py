"""QUERY at /sparql (RFC 10008): safe, with a body, and answered, tagged and refused as GET and POST are."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.answers import json_of

ROWS = "SELECT ?o { <https://w3id.org/styrka/scheme/theme/energy> <http://www.w3.org/2004/02/skos/core#prefLabel> ?o }"
THEMES = "https://w3id.org/styrka/graph/ontology/schemes/themes"
BODY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"


def query(client: FlaskClient, address: str = "/sparql", **sent: Any) -> TestResponse:
    return client.open(address, method="QUERY", **{"data": ROWS, "content_type": BODY, **sent})


@pytest.mark.parametrize("sent", [{}, {"data": {"query": ROWS}, "content_type": FORM}], ids=["body", "form"])
def test_the_answer_is_that_of_get(client: FlaskClient, sent: Any) -> None:
    got, found = client.get("/sparql", query_string={"query": ROWS}), query(client, **sent)
    assert found.status_code == 200
    assert found.data == got.data
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Type", "Accept-Query"):
        assert found.headers.get(name) == got.headers.get(name)


def test_what_the_client_has_already_is_not_sent_again(client: FlaskClient) -> None:
    tag = query(client).headers["ETag"]
    again = query(client, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    other = query(client, data=ROWS + " LIMIT 1", headers={"If-None-Match": tag})
    assert (other.status_code, other.headers["ETag"] != tag) == (200, True)


def test_parameters_stand_in_the_address_of_a_body_and_in_a_form(client: FlaskClient) -> None:
    asked = {"default-graph-uri": "https://w3id.org/styrka/graph/ontology/schemes/roles", "format": "csv"}
    body = query(client, "/sparql", query_string=asked)
    form = query(client, data={"query": ROWS, **asked}, content_type=FORM)
    assert body.mimetype == form.mimetype == "text/csv"
    assert body.text.split() == form.text.split() == ["o"]
    assert len(query(client, "/sparql", query_string={**asked, "default-graph-uri": THEMES}).text.split()) > 1


def test_the_address_where_get_answers_the_same(client: FlaskClient) -> None:
    found = query(client, query_string={"format": "csv", "default-graph-uri": THEMES})
    there = urlsplit(found.headers["Location"])
    assert client.get(f"{there.path}?{there.query}").data == found.data
    long = query(client, data=ROWS + "#" + "x" * 2000)
    assert (long.status_code, long.headers.get("Location")) == (200, None)


@pytest.mark.parametrize(
    ("content_type", "data", "status"),
    [
        (None, ROWS, 400),
        ("text/plain", ROWS, 415),
        ("application/sparql-update", "CLEAR ALL", 415),
        (BODY, "CLEAR ALL", 400),
        (BODY, "", 400),
        (FORM, "update=CLEAR+ALL", 400),
    ],
)
def test_what_is_refused(client: FlaskClient, content_type: str | None, data: str, status: int) -> None:
    found = query(client, data=data, content_type=content_type)
    assert (found.status_code, json_of(found)["status"]) == (status, status)
    assert found.headers["Accept-Query"] == f"{FORM}, {BODY}"


def test_it_is_declared_where_it_is_answered(client: FlaskClient) -> None:
    options = client.options("/sparql", headers={"Access-Control-Request-Method": "QUERY"})
    assert "QUERY" in options.headers["Allow"].split(", ")
    assert "QUERY" in options.headers["Access-Control-Allow-Methods"].split(", ")
    for _ in range(2):  # the second one is a stored answer
        assert client.get("/sparql", headers={"Accept": "text/turtle"}).headers["Accept-Query"] == f"{FORM}, {BODY}"
    assert "Accept-Query" in options.headers["Access-Control-Expose-Headers"]
    assert client.open("/ask/adoption", method="QUERY").status_code == 405
