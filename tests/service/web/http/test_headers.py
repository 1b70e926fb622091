"""What browsers and other programs send in headers of their own, and under which name they reach the service."""

from __future__ import annotations

import base64

import pytest
from flask.testing import FlaskClient

from styrka.errors import BadParameter
from styrka.settings import Settings, load_settings
from styrka.web.http.hosts import list_trusted_hosts
from styrka.web.http.write_access import find_body_limit
from tests.answers import json_of
from tests.service.web.conftest import MakeApp


@pytest.mark.parametrize("asked", ["x-amz-date", "X-Any, traceparent,baggage", "db-query-number"])
def test_a_page_of_another_site_may_send_any_header(client: FlaskClient, asked: str) -> None:
    answer = client.options("/sparql", headers={"Origin": "https://a.example", "Access-Control-Request-Headers": asked})
    assert answer.headers["Access-Control-Allow-Headers"] == asked
    assert "Access-Control-Request-Headers" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_what_is_no_name_of_a_header_is_not_sent_back(client: FlaskClient) -> None:
    answer = client.options("/sparql", headers={"Access-Control-Request-Headers": "a b; c"})
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_another_name_than_the_services_own_is_refused(make_app: MakeApp) -> None:
    client = make_app().test_client()
    answer = client.get("/doc/region/SE122", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "STYRKA_BASE" in json_of(answer)["detail"]
    for host in ("localhost", "127.0.0.1:8000", "[::1]"):
        assert client.get("/doc/region/SE122", headers={"Host": host}).status_code == 200
    assert client.get("/health/live", headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_a_proxys_name_for_the_service_must_be_its_own_too(make_app: MakeApp) -> None:
    client = make_app(proxies=1).test_client()
    assert client.get("/doc/region/SE122", headers={"X-Forwarded-Host": "evil.example"}).status_code == 400


def test_with_a_base_no_name_of_a_request_gets_into_an_answer(make_app: MakeApp) -> None:
    client = make_app(base="https://data.example.org/").test_client()
    answer = client.get("/doc/region/SE122", headers={"Host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)


def test_the_names_that_are_trusted() -> None:
    assert list_trusted_hosts(Settings(base="https://a.example")) == ()
    assert "b.example" in list_trusted_hosts(Settings(trusted_hosts="b.example, c.example"))
    assert "10.1.2.3" in list_trusted_hosts(Settings(host="10.1.2.3"))
    assert "0.0.0.0" not in list_trusted_hosts(Settings(host="0.0.0.0"))


@pytest.mark.parametrize("base", ["https://data.example.org/kg/", "https://a.example?x", "data.example.org", "ftp://a"])
def test_a_base_with_a_path_is_refused_at_the_start(base: str) -> None:
    with pytest.raises(BadParameter, match="without a path"):
        load_settings({"STYRKA_BASE": base})


@pytest.mark.parametrize("base", ["", "https://data.example.org", "http://127.0.0.1:8000/"])
def test_a_base_is_a_host(base: str) -> None:
    assert load_settings({"STYRKA_BASE": base}).base == base


@pytest.mark.parametrize(
    ("base", "credentials", "taken"),
    [
        ("https://a.example", b"anybody:secret", True),
        ("https://a.example", b":secret", True),
        ("https://a.example", b"secret:", False),
        ("https://a.example", b"secret", False),
        ("http://a.example", b"anybody:secret", False),
        ("", b"anybody:secret", False),
    ],
)
def test_the_token_as_a_password_over_what_is_secure(base: str, credentials: bytes, taken: bool) -> None:
    settings = Settings(base=base, write_token="secret", body_bytes=1, source_bytes=2)
    header = "Basic " + base64.b64encode(credentials).decode()
    assert find_body_limit("/update", header, settings) == (2 if taken else 1)
    assert find_body_limit("/update", "Basic %%%", settings) == 1
    assert find_body_limit("/update", "Bearer secret", settings) == 2
