"""What is turned away at the gate: what is too long, malformed, or too much; and that every refusal is whole."""

from __future__ import annotations

import time

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styrka.errors import BadParameter
from styrka.web.http.limits import Counts
from tests.answers import json_of
from tests.service.web.conftest import MakeApp

ADDRESSES = [
    "/",
    "/nothing",
    "/sparql?query=A",
    "/doc/region/SE999",
    "/about/limits",
    "/static/styrka.css",
    "/static/none",
]


@pytest.mark.parametrize(
    "address",
    [
        "/sparql?query=%ff",
        "/sparql?query=%zz",
        "/sparql?query=%",
        "/sparql?query=%ED%A0%80",
        "/sparql?query=ASK%7B%7D%00",
        "/ask?lang=%C3",
        "/doc/%ff",
        "/doc/%00",
        "/ask/shared-priorities?theme=%E0%80",
    ],
)
def test_what_is_not_text_is_400(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("body", [b"query=%ff", b"query=\xff", b"query=%zz", b"query=a%00b", b"query=%ED%B0%80"])
def test_a_form_that_is_not_text_is_400(client: FlaskClient, body: bytes) -> None:
    assert client.post("/sparql", data=body, content_type="application/x-www-form-urlencoded").status_code == 400


@pytest.mark.parametrize(
    "address", ["/doc/x%3E%20%3Fp%20%3Fo", "/graph/%25", "/def/%7B%7D", "/doc/%5C", "/scheme/a%22b"]
)
def test_what_names_nothing_is_404_and_reaches_no_query(client: FlaskClient, address: str) -> None:
    for accept in ("text/turtle", "text/html"):
        assert client.get(address, headers={"Accept": accept}).status_code == 404


def test_an_address_over_the_limit_is_414(make_app: MakeApp) -> None:
    answer = make_app(url_bytes=200).test_client().get("/sparql?query=" + "a" * 200)
    assert answer.status_code == 414
    assert "POST" in json_of(answer)["detail"]


def test_a_body_over_the_limit_is_413(make_app: MakeApp) -> None:
    client = make_app(body_bytes=1000).test_client()
    for content_type in ("application/sparql-query", "application/x-www-form-urlencoded"):
        answer = client.post("/sparql", data=b"q" * 1001, content_type=content_type)
        assert answer.status_code == 413
        assert json_of(answer)["limit"] == 1000


def test_too_many_parameters_are_413(make_app: MakeApp) -> None:
    client = make_app(form_fields=10).test_client()
    assert client.get("/sparql?" + "&".join(["a=1"] * 11)).status_code == 413
    assert client.post("/sparql", data={f"a{n}": "1" for n in range(11)}).status_code == 413


def test_who_asks_too_often_is_told_to_wait(make_app: MakeApp) -> None:
    client = make_app(rate="3/minute").test_client()
    asked = [client.get("/sparql", query_string={"query": f"ASK {{}} # {n}"}) for n in range(5)]
    assert [one.status_code for one in asked] == [200, 200, 200, 429, 429]
    assert 1 <= int(asked[3].headers["Retry-After"]) <= 61
    assert {one.headers["RateLimit-Policy"] for one in asked} == {'"client";q=3;w=60'}
    assert [one.headers["RateLimit"].split(";")[:2] for one in asked] == [
        ['"client"', f"r={left}"] for left in (2, 1, 0, 0, 0)
    ]
    assert json_of(asked[3])["limits"] == "/about/limits"
    assert client.get("/sparql", query_string={"query": "ASK {} # 0"}).status_code == 200  # cached: free
    assert "RateLimit" not in client.get("/sparql", query_string={"query": "ASK {} # 0"}).headers
    assert client.get("/health/live").status_code == 200
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/sparql", query_string={"query": "ASK {} # 9"}, environ_overrides=other).status_code == 200


def test_a_customer_s_whole_network_is_one_client(make_app: MakeApp) -> None:
    client = make_app(rate="1/minute").test_client()
    for number, status in enumerate([200, 429]):
        address = {"REMOTE_ADDR": f"2001:db8::{number + 1}"}
        assert client.get(f"/sparql?query=ASK{{}}%23{number}", environ_overrides=address).status_code == status


def test_only_a_trusted_proxy_s_word_is_taken(make_app: MakeApp) -> None:
    def statuses(proxies: int) -> list[int]:
        client = make_app(rate="1/minute", proxies=proxies).test_client()
        return [
            client.get(f"/sparql?query=ASK{{}}%23{n}", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(3)
        ]

    assert statuses(0) == [200, 429, 429]
    assert statuses(1) == [200, 200, 200]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_every_response_has_the_security_headers(client: FlaskClient, address: str, method: str) -> None:
    headers = client.open(address, method=method).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"]
    assert headers["X-Query-Id"]


@pytest.mark.parametrize("sign", ["\r", "\n", "\x00", "\x1f", "\x7f"])
@pytest.mark.parametrize("path", ["/id/region/SE122", "/id/%20", "/release/latest", "/sparql", "/ask"])
def test_a_raw_control_character_in_a_query_string_is_400(client: FlaskClient, path: str, sign: str) -> None:
    answer = client.get(path, environ_overrides={"QUERY_STRING": f"a=b{sign}Set-Cookie: c=d"})
    assert answer.status_code == 400
    assert f"U+{ord(sign):04X}" in json_of(answer)["detail"]
    assert "Location" not in answer.headers


@pytest.mark.parametrize("sign", ["%0D", "%0A", "%0d%0a"])
def test_an_encoded_one_stays_encoded_in_a_redirect(client: FlaskClient, sign: str) -> None:
    answer = client.get("/id/region/SE122", environ_overrides={"QUERY_STRING": f"a={sign}"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/doc/region/SE122?a={sign}"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/sparql", "/doc/", "/ask/", "/graph/", "/def/", "/id/", "/"]),
    tail=st.binary(max_size=40),
    query=st.binary(max_size=60),
    accept=st.text(st.characters(max_codepoint=126), max_size=30),
)
def test_no_request_whatever_is_a_500(client: FlaskClient, path: str, tail: bytes, query: bytes, accept: str) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in tail)
    text = query.decode("latin-1").replace("#", "%23").replace("?", "%3F")
    try:
        accept.encode("ascii")
        answer = client.open(
            path + (quoted if path != "/sparql" else ""),
            query_string="query=" + text,
            headers={"Accept": accept.replace("\n", " ").replace("\r", " ")},
        )
    except (UnicodeError, ValueError):
        return  # the test client itself cannot send it
    assert answer.status_code < 500


@pytest.mark.parametrize(
    ("host", "status"), [('"<>"', 400), ("a b", 400), ("", 400), ("[::1]:8000", 200), ("localhost:1", 200)]
)
def test_a_host_is_a_host(client: FlaskClient, host: str, status: int) -> None:
    assert client.get("/about/limits.json", headers={"Host": host}).status_code == status


def test_a_rate_that_is_none_is_reported_at_the_start(make_app: MakeApp) -> None:
    with pytest.raises(BadParameter, match="100/minute"):
        make_app(rate="often")


def test_what_has_expired_is_looked_for_now_and_then_and_not_by_a_thread_for_each_request() -> None:
    counts = Counts()
    first = counts.timer
    for client in ("one", "two", "three"):
        counts.incr(client, 0.01 if client == "one" else 60)
        time.sleep(0.02)  # after which the library by itself would start another
    assert counts.timer is first
    assert first.daemon
    first.function()
    assert set(counts.storage) == {"two", "three"}
