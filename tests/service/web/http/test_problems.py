"""What an error is reported with (RFC 9457), in the reader's language, as JSON and as a page with ways on."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka import errors
from styrka.engine.workers import protocol
from styrka.errors import Busy, QueryRefused, StyrkaError
from styrka.web.http.problems import choose_language, make_problem
from tests.answers import json_of
from tests.service.web.conftest import MakeApp, Server
from tests.service.web.serving.test_server import fetch

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
KINDS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, StyrkaError)]


@pytest.mark.parametrize("error", KINDS, ids=lambda one: one.__name__)
def test_every_kind_has_a_title_in_both_languages_of_its_own(error: type[StyrkaError]) -> None:
    assert error.title != error.title_sv
    for name in ("title", "title_sv"):
        assert vars(error)[name]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("sv", "sv"),
        ("sv-SE,sv;q=0.9,en;q=0.5", "sv"),
        ("de, sv;q=0.4, en;q=0.3", "sv"),
        ("en;q=0.9, sv;q=0.8", "en"),
        ("de", "en"),
        ("*", "en"),
        ("sv;q=0, en", "en"),
        (";;,,q", "en"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best(accepted: str | None, language: str) -> None:
    assert choose_language(accepted) == language


@pytest.mark.parametrize(
    ("address", "method", "status", "sv"),
    [
        ("/nothing", "GET", 404, "Det finns inget på den här adressen"),
        ("/sparql", "DELETE", 405, "tar inte emot DELETE"),
        ("/sparql?query=ASK{}&query=ASK{}", "GET", 400, "precis en query"),
        ("/sparql?query=%ff", "GET", 400, "inte UTF-8"),
        ("/doc/region/SE122?format=x", "GET", 400, "inget format"),
        ("/doc/region/SE999", "GET", 404, "Inget är registrerat"),
        ("/ask/nothing", "GET", 404, "ingen fråga"),
        ("/ask/shared-priorities.json?theme=none", "GET", 400, "inget med det namnet"),
        ("/graphs?default", "PUT", 403, "inga|ingenting|avstängt"),
    ],
)
def test_our_own_sentences_are_in_the_language_of_the_reader(
    client: FlaskClient, address: str, method: str, status: int, sv: str
) -> None:
    told = {one: client.open(address, method=method, headers={"Accept-Language": one}) for one in ("en", "sv")}
    for language, answer in told.items():
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        assert answer.headers["Content-Language"] == language
        assert {"Accept", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))
        assert "detail_language" not in json_of(answer)
    assert re.search(sv, json_of(told["sv"])["detail"])
    assert json_of(told["en"])["detail"] != json_of(told["sv"])["detail"]
    assert json_of(told["en"])["title"] != json_of(told["sv"])["title"]
    assert json_of(told["en"])["type"] == json_of(told["sv"])["type"]


def test_a_parser_s_complaint_stays_as_it_is_and_is_marked(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=SELECT * { ?s ?p }", headers={"Accept-Language": "sv"})
    assert json_of(answer)["title"] == errors.QuerySyntaxError.title_sv
    assert json_of(answer)["detail_language"] == "en"
    assert answer.headers["Content-Language"] == "sv, en"
    page = client.get("/sparql?query=SELECT * { ?s ?p }", headers={**PAGE, "Accept-Language": "sv"}).text
    assert '<html lang="sv">' in page
    assert '<a href="#query" lang="en">' in page


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_page_leads_on_with_the_query_kept(client: FlaskClient, language: str) -> None:
    query = 'SELECT * { ?s ?p "</textarea><b>" '
    page = client.get("/sparql", query_string={"query": query}, headers={**PAGE, "Accept-Language": language})
    assert (page.status_code, page.headers["Content-Language"][:2]) == (400, language)
    assert "SELECT * { ?s ?p &#34;&lt;/textarea&gt;&lt;b&gt;&#34; " in page.text
    assert re.search(r'<form id="asked" action="/sparql#answer" method="get"', page.text)
    for way in ("/about/limits", "/sparql", "/about/problems#query-syntax-error", "/ask", "/"):
        assert f'href="{way}"' in page.text


@pytest.mark.parametrize(
    ("data", "content_type"),
    [({"query": "SELEC"}, None), ("SELEC", "application/sparql-query")],
    ids=["form", "body"],
)
def test_a_query_that_was_posted_is_kept_too(client: FlaskClient, data: object, content_type: str | None) -> None:
    page = client.post("/sparql", data=data, content_type=content_type, headers=PAGE)
    assert page.status_code == 400
    assert re.search(r"<textarea[^>]*>SELEC</textarea>", page.text)


def test_a_long_query_is_sent_again_by_post(client: FlaskClient) -> None:
    page = client.post("/sparql", data={"query": "SELEC # " + "x" * 9000}, headers=PAGE)
    assert 'method="post"' in page.text


def test_a_question_that_was_asked_wrongly_leads_to_its_form(client: FlaskClient) -> None:
    page = client.get("/ask/shared-priorities?theme=none", headers=PAGE)
    assert page.status_code == 400
    assert '<form action="/ask/shared-priorities"' in page.text


def test_a_page_of_an_error_that_has_no_query_has_no_editor(client: FlaskClient) -> None:
    page = client.get("/nothing", headers=PAGE).text
    assert "<textarea" not in page
    assert 'href="/ask"' in page


def test_a_body_that_is_too_large_has_a_page_too(make_app: MakeApp) -> None:
    client = make_app(body_bytes=1000).test_client()
    page = client.post("/sparql", data={"query": "x" * 2000}, headers=PAGE)
    assert (page.status_code, page.mimetype) == (413, "text/html")


def test_a_refusal_before_the_application_speaks_swedish(server: Server) -> None:
    status, headers, body = fetch(
        server.address + "/sparql",
        b"ASK{}",
        Content_Type="application/sparql-query",
        Content_Length="50000000",
        Accept_Language="sv",
    )
    assert (status, headers["Content-Language"], headers["Vary"]) == (413, "sv", "Accept-Language")
    assert "En förfrågan får ha" in body.decode()


def test_an_error_keeps_its_words_on_the_way_from_a_worker() -> None:
    for error in (Busy("a", sv="b", retry_after=3), QueryRefused("a")):
        again = protocol.unpack_error(protocol.pack_error(error))
        assert (type(again), again.detail, again.detail_sv) == (type(error), error.detail, error.detail_sv)
        assert again.evidence == error.evidence


def test_a_retry_is_reported_in_a_header_and_a_strange_sign_does_no_harm() -> None:
    told = make_problem(Busy("a \ud800", sv="å", retry_after=3), "id", "en")
    assert ("Retry-After", "3") in told.headers
    assert told.body().decode("utf-8")
