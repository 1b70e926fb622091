"""What a server states about a request, as the environment of a WSGI application (PEP 3333)."""

from __future__ import annotations

from typing import Any

import pytest

from styrka.web.http.limits import name_client
from styrka.web.serving.scopes import collect_headers, make_environ

SCOPE: dict[str, Any] = {
    "method": "GET",
    "http_version": "1.1",
    "scheme": "http",
    "raw_path": b"/doc/q%2fr/%C3%B6",
    "query_string": b"q=%2F",
    "headers": [(b"host", b"e.org"), (b"accept", b"text/html"), (b"accept", b"*/*"), (b"content-type", b"a/b")],
    "server": ("127.0.0.1", "8000"),
    "client": ("127.0.0.1", "5000"),
}


def test_the_environment_has_the_path_and_the_target() -> None:
    values = make_environ(SCOPE)
    assert values["PATH_INFO"].encode("latin-1").decode() == "/doc/q%2Fr/ö"
    assert values["REQUEST_URI"] == "/doc/q%2fr/%C3%B6?q=%2F"
    assert values["QUERY_STRING"] == "q=%2F"
    assert (values["SERVER_NAME"], values["SERVER_PORT"], values["SERVER_PROTOCOL"]) == (
        "127.0.0.1",
        "8000",
        "HTTP/1.1",
    )
    assert make_environ({**SCOPE, "http_version": "1"})["SERVER_PROTOCOL"] == "HTTP/1.0"


def test_lines_of_one_name_are_one_list() -> None:
    assert make_environ(SCOPE)["HTTP_ACCEPT"] == collect_headers(SCOPE["headers"])["accept"] == "text/html,*/*"
    assert make_environ(SCOPE)["CONTENT_TYPE"] == "a/b"


@pytest.mark.parametrize("line", [(b"host", b""), (b"x_forwarded_for", b"10.0.0.1")], ids=["no host", "underscore"])
def test_what_is_no_header_of_the_request_is_left_out(line: tuple[bytes, bytes]) -> None:
    values = make_environ({**SCOPE, "headers": [line]})
    assert not [name for name in values if name.startswith("HTTP_")]


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_a_client_of_ipv6_is_the_network_that_one_customer_has(address: str, client: str) -> None:
    assert name_client(make_environ({**SCOPE, "client": (address, "5000")})["REMOTE_ADDR"]) == client
