"""What an editor asks while somebody writes: what is wrong with a query, and which terms there are."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask.testing import FlaskClient

from styrka.vocabulary import DEF
from styrka.web.render import static_files
from tests.answers import json_of
from tests.conftest import ROOT

WRONG = f"PREFIX styrka: <{DEF}>\nSELECT * {{ ?r styrka:ownPriorityAera ?a }}"


@pytest.mark.parametrize(("language", "words"), [("en", "is not defined; did you mean"), ("sv", "menade du")])
def test_a_query_is_checked_as_a_body_and_as_a_form(client: FlaskClient, language: str, words: str) -> None:
    asked = {"Accept-Language": language}
    body = client.post("/sparql/check", data=WRONG, content_type="application/sparql-query", headers=asked)
    form = client.post("/sparql/check", data={"query": WRONG}, headers=asked)
    assert json_of(body) == json_of(form)
    (found,) = json_of(body)["remarks"]
    assert words in found["message"]
    assert (found["severity"], found["line"], found["column"], found["language"]) == ("warning", 2, 15, language)
    assert found["fixes"][0] == {"text": "styrka:ownPriorityArea", "first": False}
    assert body.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"data": {"text": "ASK {}"}}, 400),
        ({"data": b"a" * 3_000_000, "content_type": "application/sparql-query"}, 413),
        ({"data": b"ASK { \xff", "content_type": "application/sparql-query"}, 200),
        ({"data": "ASK { " + "{" * 5000, "content_type": "application/sparql-query"}, 200),
    ],
)
def test_a_check_of_no_query_is_refused(client: FlaskClient, request_: dict[str, Any], status: int) -> None:
    assert client.post("/sparql/check", **request_).status_code == status


def test_the_protocol_has_its_own_address(client: FlaskClient) -> None:
    answer = client.post("/sparql?check", data="ASK {}", content_type="application/sparql-query")
    assert json_of(answer)["boolean"] is True
    assert client.get("/sparql/check").status_code == 405


def test_the_terms_are_there_for_programs(client: FlaskClient) -> None:
    answer = client.get("/def/terms.json")
    found = json_of(answer)
    terms = {one["term"]: one for one in found["terms"]}
    covers = terms["styrka:coversRegion"]
    assert covers["label"] == {"en": "covers region", "sv": "omfattar regionen"}
    assert covers["domain"] == [DEF + "PriorityList"]
    assert covers["range"] == [DEF + "Region"]
    assert covers["count"] > 300
    assert found["prefixes"]["styrka"] == DEF
    kinds = {one["iri"] for one in found["concepts"] if one["scheme"].endswith("/strategy-kind")}
    assert "https://w3id.org/styrka/scheme/strategy-kind/s3" in kinds
    assert client.get("/def/terms.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_bundle_is_of_the_files_that_are_here() -> None:
    folder = ROOT / "service" / "styrka" / "web" / "editor"
    digest = hashlib.sha256()
    for path in (*sorted((folder / "source").iterdir()), folder / "package-lock.json"):
        digest.update(path.read_bytes())
    assert digest.hexdigest() in static_files.read_file("editor.js")[:300].decode(), "make editor"


def test_every_package_in_the_bundle_has_its_licence() -> None:
    licences = static_files.read_file("editor-licences.txt").decode().split("\n----\n")
    assert {"@codemirror/view", "@lezer/common", "codemirror-lang-sparql", "style-mod"} <= {
        one.split()[0] for one in licences
    }
    assert all("Permission is hereby granted" in one for one in licences)
