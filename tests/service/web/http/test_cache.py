"""What is cached: validators, conditions, codings, the bounded cache, and that it is never wrong."""

from __future__ import annotations

import gzip
import sys
from typing import Any
from urllib.parse import urlencode

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from styrka.engine.interface import Edition
from styrka.engine.local import LocalEngine
from styrka.release import Release
from styrka.web.http import conditions
from styrka.web.http.cache import CachedResponse, Key, ResponseCache
from styrka.web.serving.middleware import make_environ_key
from styrka.web.serving.scopes import collect_headers, make_environ, make_scope_key
from tests.service.web.conftest import MakeApp

pytestmark = pytest.mark.slow

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BIG = "/sparql?" + urlencode({"query": "SELECT * { ?s a ?c } ORDER BY ?s LIMIT 200"})
SMALL = "/sparql?query=ASK%7B%7D"
OPENERS = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}


def hits(app: Flask) -> float:
    found = app.extensions["styrka"].watch.registry.get_sample_value("styrka_cache_requests_total", {"found": "yes"})
    return found or 0.0


@pytest.mark.parametrize("coding", sorted(OPENERS))
def test_an_answer_comes_in_every_coding(client: FlaskClient, coding: str) -> None:
    plain, packed = client.get(BIG), client.get(BIG, headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert OPENERS[coding](packed.data) == plain.data
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data) / 3
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert all("Accept-Encoding" in one.headers["Vary"] for one in (packed, plain))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *", "br"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("deflate", None),
        ("", None),
    ],
)
def test_the_client_decides_the_coding(client: FlaskClient, accepted: str, coding: str | None) -> None:
    assert client.get(BIG, headers={"Accept-Encoding": accepted}).headers.get("Content-Encoding") == coding


def test_a_small_answer_is_not_packed(client: FlaskClient) -> None:
    answer = client.get(SMALL, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "address", [BIG, "/", "/doc/region/SE122", "/static/styrka.css", "/ask/shared-priorities?theme=energy"]
)
def test_head_says_what_get_says(client: FlaskClient, address: str) -> None:
    asked = {"Accept-Encoding": "gzip"}
    get, head = client.get(address, headers=asked), client.head(address, headers=asked)
    drop = {"X-Query-Id", "RateLimit", "RateLimit-Policy"}  # an answer from the cache counts for nobody
    assert {k: v for k, v in get.headers if k not in drop} == {k: v for k, v in head.headers if k not in drop}
    assert head.data == b""


@pytest.mark.parametrize("address", [BIG, "/", "/static/styrka.css"])
def test_who_has_the_answer_gets_304(make_app: MakeApp, address: str) -> None:
    client, fresh = make_app().test_client(), make_app(cache_bytes=0).test_client()
    first = client.get(address)
    for none_match in ("{tag}", "W/{tag}", '"other", {tag}', "*", '"a",W/"b" , {tag}'):
        asked = {"If-None-Match": none_match.format(tag=first.headers["ETag"])}
        for one in (client, fresh):  # from the cache, and by an application that makes each answer anew
            again = one.get(address, headers=asked)
            assert again.status_code == 304, none_match
            assert again.data == b""
            for name in ("ETag", "Vary", "Cache-Control", "Last-Modified", "Access-Control-Allow-Origin"):
                assert again.headers.get(name) == first.headers.get(name)
            assert "Content-Type" not in again.headers


def test_the_language_of_a_page_and_the_format_are_in_the_tag(client: FlaskClient) -> None:
    tags = {
        client.get("/doc/region/SE122", headers=asked).headers["ETag"]
        for asked in (
            {"Accept": "text/html", "Accept-Language": "sv"},
            {"Accept": "text/html", "Accept-Language": "en"},
            {"Accept": "text/turtle"},
            {"Accept": "application/ld+json"},
        )
    }
    assert len(tags) == 4


def test_an_error_has_no_tag_and_is_not_kept(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    for _ in range(2):
        answer = client.get("/sparql?query=SELECT")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
    assert len(app.extensions["styrka"].cache) == 0


def test_a_star_does_not_hide_an_error(client: FlaskClient) -> None:
    assert client.get("/sparql?query=SELECT", headers={"If-None-Match": "*"}).status_code == 400
    assert client.get("/doc/region/SE999", headers={"If-None-Match": "*"}).status_code == 404


def test_repeated_questions_are_answered_before_the_application(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    first = client.get(BIG)
    before = hits(app)
    second = client.get(BIG)
    assert hits(app) == before + 1
    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["X-Query-Id"] != first.headers["X-Query-Id"]


def test_the_same_question_by_post_is_kept_too(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    first = client.post("/sparql", data={"query": "SELECT * { ?s a ?c } LIMIT 3"})
    assert len(app.extensions["styrka"].cache) == 1
    again = client.get("/sparql", query_string={"query": "SELECT * { ?s a ?c } LIMIT 3"})
    assert len(app.extensions["styrka"].cache) == 1
    assert again.data == first.data
    assert "ETag" not in first.headers
    assert "ETag" in again.headers


def test_another_host_has_its_own_links(make_app: MakeApp) -> None:
    client = make_app(trusted_hosts="one.example, two.example").test_client()
    for host in ("one.example", "two.example", "one.example"):
        assert f"http://{host}/" in client.get("/doc/region/SE122", headers={"Host": host}).headers["Link"]


def test_the_cache_stays_within_its_bounds(make_app: MakeApp) -> None:
    app = make_app(cache_bytes=200_000, cache_answers=20)
    client = app.test_client()
    for number in range(60):
        query = f"SELECT ?s {{ ?s a ?c }} LIMIT {number * 5}"
        assert client.get("/sparql", query_string={"query": query}).status_code == 200
    cache = app.extensions["styrka"].cache
    assert 0 < len(cache) <= 20
    assert cache.bytes <= 200_000


def test_no_cache_at_all_still_answers(make_app: MakeApp) -> None:
    app = make_app(cache_bytes=0)
    client = app.test_client()
    assert client.get(BIG).data == client.get(BIG).data
    assert len(app.extensions["styrka"].cache) == 0


def kept(tag: str, size: int = 100) -> CachedResponse:
    return CachedResponse("/", tag, "", (("ETag", tag),), b"x" * size)


def test_what_is_used_least_goes_first_and_takes_its_keys_along() -> None:
    cache = ResponseCache(1_000_000, 2, 1_000)
    for tag in ("a", "b"):
        cache.store(kept(tag))
        cache.lead((tag,), tag)
    assert cache.find(("a",)) is not None
    cache.store(kept("c"))
    assert cache.find(("b",)) is None
    assert cache.get("b") is None
    assert cache.find(("a",)) is not None
    cache.store(kept("d", 2_000))
    assert cache.get("d") is None


def test_many_ways_to_ask_do_not_fill_the_memory() -> None:
    cache = ResponseCache(1_000_000, 10, 1_000)
    cache.store(kept("a"))
    for number in range(10_000):
        cache.lead((str(number),), "a")
    assert cache.bytes < 100_000


def test_a_date_counts_only_without_a_tag_and_only_when_it_is_the_very_date() -> None:
    date = conditions.format_last_modified("2026-11-22T03:30:35.466049+00:00")
    assert date == "Sun, 22 Nov 2026 03:30:35 GMT"
    assert conditions.is_unchanged("a", date, None, date)
    assert not conditions.is_unchanged("a", date, '"b"', date)
    assert not conditions.is_unchanged("a", date, None, "Sun, 22 Nov 2026 04:00:00 GMT")
    assert not conditions.is_unchanged("a", "", None, "")


def test_last_modified_is_the_release_s(make_app: MakeApp, release: Release, engine: LocalEngine) -> None:
    before, engine.edition = engine.edition, Edition(release.version, release.created)
    try:
        client = make_app().test_client()
        date = client.get(BIG).headers["Last-Modified"]
        assert date == conditions.format_last_modified(release.created)
        assert client.get(BIG, headers={"If-Modified-Since": date}).status_code == 304
    finally:
        engine.edition = before


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"http_version": "1"},
        {"raw_path": b"/doc/region/%C3%96rebro%2F"},
        {"raw_path": "/doc/region/Örebro".encode()},
        {"headers": [(b"host", b"e.org"), (b"accept", b"text/html"), (b"accept", b"*/*;q=0.1"), (b"x", b"a")]},
        {"headers": [(b"host", b"e.org"), (b"host", b"e.com")]},
        {"headers": [(b"host", b""), (b"accept-language", b"\xff")]},
    ],
)
def test_a_request_has_one_key_however_it_comes(changed: dict[str, Any]) -> None:
    scope = {
        "method": "GET",
        "http_version": "1.1",
        "scheme": "https",
        "raw_path": b"/ask",
        "query_string": b"q=%C3%B6",
        "headers": [(b"host", b"e.org"), (b"accept-language", b"sv")],
        "server": ("127.0.0.1", "8000"),
        "client": ("127.0.0.1", "5000"),
        **changed,
    }

    def find_key(version: str, **other: Any) -> Key:
        return make_scope_key(version, {**scope, **other}, collect_headers(scope["headers"]))

    key = find_key("1")
    assert make_environ_key("1", make_environ(scope)) == key
    others = [
        find_key("2"),
        find_key("1", scheme="http"),
        find_key("1", raw_path=b"/ask%2F"),
        find_key("1", query_string=b"q=o"),
        find_key("1", http_version="2"),
    ]
    assert len({key, *others}) == 6
