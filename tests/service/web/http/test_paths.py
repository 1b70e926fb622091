"""The path of a request as an IRI has it: what is one address and what are two (RFC 3986 sections 2.2 and 6.2.2)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from styrka.web.http.paths import decode_path, encode_path, find_path, remove_dots


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("/doc/q%2Fr", "/doc/q%2Fr"),
        ("/doc/q%2fr", "/doc/q%2Fr"),
        ("/doc/%71%7E%2D", "/doc/q~-"),
        ("/doc/a%3Fb%23c%25d%5B%5D", "/doc/a%3Fb%23c%25d%5B%5D"),
        ("/doc/a%252Fb", "/doc/a%252Fb"),
        ("/doc/a%20b%22%3C%5C", "/doc/a%20b%22%3C%5C"),
        ("/doc/%28a%3A%40b%2C%2B%29", "/doc/(a:@b,+)"),
        ("/doc/%c3%b6/%E2%82%AC", "/doc/ö/€"),
        ("/doc/\xc3\xb6", "/doc/ö"),
        ("/doc/%FF%2f", "/doc/%FF%2F"),
        ("/doc/\xff", "/doc/%FF"),
        ("/doc/%00%1f%C2%85", "/doc/%00%1F%C2%85"),
        ("/doc/%zz%4", "/doc/%zz%4"),
        ("/doc/%2E%2e/x", "/doc/../x"),
        ("*", "*"),
    ],
)
def test_what_makes_a_difference_stays_encoded(sent: str, read: str) -> None:
    assert decode_path(sent) == read


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_each_segment_is_the_one_that_was_sent(segments: list[str]) -> None:
    written = [one.encode("utf-8", "replace").decode() for one in segments]
    sent = "/" + "/".join(quote(one, safe="") for one in written)
    read = decode_path(sent)
    assert [unquote(one) for one in read.split("/")[1:]] == written
    assert decode_path(encode_path(read)) == read
    assert decode_path(re.sub("%..", lambda found: found[0].lower(), sent)) == read


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/a%2Fb?c=/..", "/a%2Fb"),
        ("http://example.org/a%2Fb?c", "/a%2Fb"),
        ("http://example.org", "/"),
        ("/x?a=http://example.org/", "/x"),
        ("//example.org/x", "//example.org/x"),
        ("/a#b", "/a"),
    ],
)
def test_the_path_is_that_of_the_target(target: str, path: str) -> None:
    assert find_path({"REQUEST_URI": target, "PATH_INFO": "/other"}) == path


def test_a_server_that_keeps_the_target_to_itself_is_believed() -> None:
    assert find_path({"PATH_INFO": "/a b/%/\xc3\xb6"}) == "/a%20b/%25/ö"


@pytest.mark.parametrize(
    ("path", "without"),
    [
        ("/a/b/c/./../../g", "/a/g"),  # RFC 3986 section 5.2.4
        ("/a/b/c/..", "/a/b/"),
        ("/../../g", "/g"),
        ("/a/.", "/a/"),
        ("/..", "/"),
        ("/a/.b/..c/d.", "/a/.b/..c/d."),
        ("/a//b", "/a//b"),
        ("*", "*"),
    ],
)
def test_dot_segments_are_removed(path: str, without: str) -> None:
    assert remove_dots(path) == without


@pytest.mark.parametrize(
    ("sent", "leads_to"),
    [
        ("/doc/x/../region/SE122?lang=sv&q=%2F", "/doc/region/SE122?lang=sv&q=%2F"),
        ("/doc/x/%2e%2E/q%2Fr", "/doc/q%2Fr"),
        ("/doc/./%C3%B6", "/doc/%C3%B6"),
        ("/.//example.org/x", "/example.org/x"),
        ("/x/..//example.org", "/example.org"),
    ],
)
def test_an_address_leads_to_the_one_that_it_is_equal_to(client: FlaskClient, sent: str, leads_to: str) -> None:
    answer = client.get(sent)
    assert (answer.status_code, answer.headers["Location"]) == (308, leads_to)
