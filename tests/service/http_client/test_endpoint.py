"""Another server's address, and the credentials for it."""

from __future__ import annotations

import pytest

from styrka.errors import BadParameter
from styrka.http_client.credentials import Credentials
from styrka.http_client.endpoint import Endpoint, leave_secrets_out, read_credentials, read_endpoint


def test_credentials_come_from_the_environment_and_are_not_shown() -> None:
    known = read_credentials("AUTH", {"AUTH": "digest dba:a:b"})
    assert known == Credentials("digest", "dba", "a:b")
    assert "a:b" not in repr(Endpoint("http://x/", known))
    assert read_credentials("AUTH", {"AUTH": "bearer abc"}) == Credentials("bearer", "", "abc")
    assert read_credentials("AUTH", {}) is None
    for text in ("dba:dba", "basic dba", "bearer ", "ntlm a:b"):
        with pytest.raises(BadParameter, match="AUTH"):
            read_credentials("AUTH", {"AUTH": text})


@pytest.mark.parametrize("url", ["store", "ftp://x/", "http://", "http://u:p@x/", "http://x/ y", "http://x:port/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadParameter):
        read_endpoint(url, "to")


@pytest.mark.parametrize(
    ("given", "public"),
    [
        ("https://e.org/x?format=ttl&api_key=abc", "https://e.org/x?format=ttl"),
        ("https://e.org/x?apikey=abc", "https://e.org/x"),
        ("https://e.org/x?access_token=abc&a=1#part", "https://e.org/x?a=1#part"),
        ("https://e.org/x?Ocp-Apim-Subscription-Key=abc&b=%26", "https://e.org/x?b=%26"),
        ("https://e.org/x?sig=1&se=2", "https://e.org/x?se=2"),
        ("https://e.org/x?%74oken=1", "https://e.org/x"),
        ("https://e.org/x?keyword=energy&passage=3&design=a", "https://e.org/x?keyword=energy&passage=3&design=a"),
        ("https://e.org/x", "https://e.org/x"),
    ],
)
def test_keys_in_a_query_string_are_left_out(given: str, public: str) -> None:
    assert leave_secrets_out(given) == public
