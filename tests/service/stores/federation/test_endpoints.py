"""What goes wrong with another endpoint is reported with its cause, or forgiven, and nothing leads elsewhere."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.engine.cancellation import PRESENT, Cancellation
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.engine.workers.pool import PUBLIC, Pool
from styrka.errors import (
    BadParameter,
    Busy,
    ClientGone,
    QueryRefused,
    QuerySyntaxError,
    QueryTooExpensive,
    ServiceError,
    ServiceTimeout,
    StyrkaError,
)
from styrka.formats import JSON, TURTLE
from styrka.http_client.addresses import PUBLIC as PUBLIC_ADDRESSES
from styrka.http_client.addresses import AddressPolicy, is_public
from styrka.settings import Settings
from styrka.stores.federation import values
from styrka.stores.federation.endpoints import AllowedEndpoints, normalise_address, read_allowed_endpoints
from tests.servers import Answer, Request, free_port, reply, scripted
from tests.service.stores.peering import BUDGET, OPEN, beside
from tests.terms import Term, get_value

JSON_ROWS = "application/sparql-results+json"


def document(*found: dict[str, dict[str, str]], names: tuple[str, ...] = ("s", "p", "o")) -> bytes:
    """Rows as SPARQL Results JSON."""
    return json.dumps({"head": {"vars": names}, "results": {"bindings": found}}).encode()


def uri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


ONE = document({"s": uri("http://e.example/s"), "o": {"type": "literal", "value": "x"}})
QUERY = "SELECT * {{\n SERVICE <{}> {{ ?s ?p ?o }} }}"
SILENT = "SELECT * {{ BIND(1 AS ?one) SERVICE SILENT <{}> {{ ?s ?p ?o }} }}"


@pytest.fixture
def engine() -> LocalEngine:
    """The embedded engine over nothing."""
    return LocalEngine(ox.Store(), "v1")


def drip(handler: BaseHTTPRequestHandler, first: bytes, then: bytes) -> None:
    """Send a byte now and then for as long as somebody reads."""
    handler.wfile.write(first)
    stop = threading.Event()
    while not stop.wait(0.02):
        handler.wfile.write(then)
        handler.wfile.flush()


def pour(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON_ROWS)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def hang(handler: BaseHTTPRequestHandler) -> None:
    handler.rfile.read(1)  # until the other side hangs up


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
PROBLEM = "application/problem+json"
HOSTILE = "x) {} } DROP ALL #"
FAILURES: dict[str, tuple[Callable[[BaseHTTPRequestHandler], object], type[StyrkaError], str]] = {
    "refuses": (lambda h: reply(h, b"line 1:\n no such\x1b word", "text/plain", 400), ServiceError, "no such word"),
    "refuses in JSON": (lambda h: reply(h, b'{"detail": "slow down"}', PROBLEM, 429), ServiceError, "slow down"),
    "fails with a page": (lambda h: reply(h, b"<h1>Oops</h1>", "text/html", 500), ServiceError, "status 500."),
    "answers with a page": (lambda h: reply(h, b"<h1>Hello</h1>", "text/html"), ServiceError, "text/html"),
    "answers without a type": (lambda h: reply(h, ONE, ""), ServiceError, "no media type"),
    "answers with Turtle": (lambda h: reply(h, b"", "text/turtle"), ServiceError, "text/turtle"),
    "is not JSON": (lambda h: reply(h, b"<sparql/>"), ServiceError, "not rows"),
    "is half": (lambda h: reply(h, ONE[:-5]), ServiceError, "not rows"),
    "is shorter than it says": (lambda h: reply(h, ONE, length=len(ONE) + 9), ServiceError, "broke off"),
    "breaks off in a chunk": (
        lambda h: h.wfile.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"),
        ServiceError,
        "broke off",
    ),
    "is a truth value": (lambda h: reply(h, b'{"head": {}, "boolean": true}'), ServiceError, "not rows"),
    "is cut": (lambda h: reply(h, ONE, X_SPARQL_MaxRows="1"), ServiceError, "cut its answer"),
    "is compressed": (lambda h: reply(h, ONE, Content_Encoding="gzip"), ServiceError, "coding"),
    "nests": (lambda h: reply(h, b'{"head":' + b"[" * 100_000), ServiceError, "not rows"),
    "has a name that is none": (lambda h: reply(h, document(names=(HOSTILE,))), ServiceError, "not rows"),
    "has an IRI that is none": (lambda h: reply(h, document({"s": uri(f"e:> {HOSTILE}")})), ServiceError, "not rows"),
    "has a relative IRI": (lambda h: reply(h, document({"s": uri("there")})), ServiceError, "not rows"),
    "has a language that is none": (
        lambda h: reply(h, document({"o": {"type": "literal", "value": "", "xml:lang": HOSTILE}})),
        ServiceError,
        "not",
    ),
    "is no HTTP": (lambda h: h.wfile.write(b"220 mail.example ESMTP\r\n"), ServiceError, "does not speak HTTP"),
    "hangs up": (lambda h: None, ServiceError, "without an answer"),
    "has too many rows": (lambda h: reply(h, document(*[{}] * 21)), QueryTooExpensive, "more than 20 rows"),
    "has too many bytes": (lambda h: reply(h, b" " * 200_001), QueryTooExpensive, "more than 200000 bytes"),
    "has no end": (pour, QueryTooExpensive, "more than 200000 bytes"),
    "drips its headers": (lambda h: drip(h, HEAD + b"X-Slow: ", b"x"), ServiceTimeout, "within 0.5 s"),
    "drips its body": (lambda h: drip(h, HEAD + b"\r\n", b" "), ServiceTimeout, "within 0.5 s"),
    "drips continuations": (lambda h: drip(h, b"", b"HTTP/1.1 100 Continue\r\n\r\n"), ServiceTimeout, "within 0.5 s"),
    "says nothing": (hang, ServiceTimeout, "within 0.5 s"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_failure_is_reported_with_its_cause_or_forgiven(engine: LocalEngine, case: str) -> None:
    answer, kind, said = FAILURES[case]

    def answer_once(handler: BaseHTTPRequestHandler, _: Request) -> None:
        answer(handler)

    with scripted(answer_once) as other:
        seconds = 0.5 if kind is ServiceTimeout else 20.0
        whole = beside(engine, other.url, seconds=seconds, bytes=200_000, rows=20)
        with pytest.raises(kind) as error:
            select_rows(whole, QUERY.format(other.url))
        assert said in error.value.detail
        assert other.url in error.value.detail
        assert other.url in error.value.detail_sv
        assert error.value.evidence["endpoint"] == other.url
        assert error.value.evidence["line"] == 2
        (row,) = select_rows(whole, SILENT.format(other.url))
        assert set(row) == {"one"}
        head = json.loads(whole.run(SILENT.format(other.url), JSON).read())["head"]["vars"]
        assert sorted(head) == ["o", "one", "p", "s"]
        assert len(other.requests) == 3


def test_nobody_at_the_address_is_reported(engine: LocalEngine) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(ServiceError, match="nothing answers") as error:
        select_rows(beside(engine, url), QUERY.format(url))
    assert "ingen svarar" in error.value.detail_sv
    unknown = replace(OPEN, resolve=lambda *_: (_ for _ in ()).throw(socket.gaierror()))
    with pytest.raises(ServiceError, match="name is not known"):
        select_rows(beside(engine, url, policy=unknown), QUERY.format(url))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(engine: LocalEngine, status: int) -> None:
    with scripted(lambda handler, _: reply(handler, ONE)) as elsewhere:
        with scripted(lambda handler, _: reply(handler, b"", "", status, Location=elsewhere.url)) as other:
            whole = beside(engine, other.url, elsewhere.url)
            with pytest.raises(ServiceError, match=f"status {status} and leads elsewhere"):
                select_rows(whole, QUERY.format(other.url))
        assert not elsewhere.requests


def test_only_what_the_group_can_bind_is_taken(engine: LocalEngine) -> None:
    body = document({"s": uri("http://e.example/s"), "secret": uri("http://e.example/x")}, names=("secret", "s"))
    with scripted(lambda handler, _: reply(handler, body)) as other:
        text = f"SELECT * {{ VALUES ?secret {{ 1 }} SERVICE <{other.url}> {{ ?s ?p ?o }} }}"
        (row,) = select_rows(beside(engine, other.url), text)
    assert {name: term.value for name, term in row.items()} == {"s": "http://e.example/s", "secret": "1"}


def test_an_answer_in_xml_is_read_too(engine: LocalEngine) -> None:
    body = (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head><results><result>'
        '<binding name="s"><literal xml:lang="sv">å</literal></binding></result></results></sparql>'
    )
    with scripted(lambda handler, _: reply(handler, body.encode(), "application/sparql-results+xml")) as other:
        (row,) = select_rows(beside(engine, other.url), QUERY.format(other.url))
    assert (row["s"].value, row["s"].language) == ("å", "sv")


def test_a_request_says_who_asks_and_nothing_more(engine: LocalEngine) -> None:
    with scripted(lambda handler, _: reply(handler, ONE, Set_Cookie="a=b")) as other:
        text = f"PREFIX e: <http://e.example/> SELECT ?s {{ ?mine e:secret ?s SERVICE <{other.url}> {{ ?s ?p ?o }} }}"
        for _ in range(2):
            select_rows(beside(engine, other.url), text)
    for request in other.requests:
        assert request.method == "POST"
        assert parse_qs(request.body.decode()) == {"query": ["SELECT * WHERE { ?s ?p ?o }\nLIMIT 10001"]}
        assert set(request.headers) == {
            "Host",
            "Accept",
            "Accept-Encoding",
            "Content-Type",
            "Content-Length",
            "User-Agent",
            "Connection",
        }
        assert request.headers["User-Agent"].startswith("Styrka/")
        assert request.headers["Host"] == urlsplit(other.url).netloc


def test_no_proxy_of_the_environment_is_asked(engine: LocalEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(lambda handler, _: reply(handler, ONE)) as proxy, scripted(lambda h, _: reply(h, ONE)) as other:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert len(select_rows(beside(engine, other.url), QUERY.format(other.url))) == 1
        assert (len(other.requests), len(proxy.requests)) == (1, 0)


NOT_PUBLIC = """127.0.0.1 127.255.255.254 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    0.0.0.0 0.1.2.3 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1
    198.51.100.1 203.0.113.5 ::1 :: fe80::1 fe80::1%1 fc00::1 fd12::1 ff02::1 ff0e::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1
    ::ffff:0:8.8.8.8 ::8.8.8.8 64:ff9b::808:808 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1::1 2002:808:808::1 2001::1
    2001:10::1 2001:20::1 2001:db8::1 3fff::1 5f00::1 fec0::1 100::1"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_an_address_that_is_not_public_is_never_connected_to(engine: LocalEngine, address: str) -> None:
    assert not is_public(address)
    with scripted(lambda handler, _: reply(handler, ONE)) as other:
        # Beside a public address, which alone would be well; the port is that of a server that listens.
        for found in ([address], ["8.8.8.8", address], [address, "2606:4700::1111"]):
            policy = AddressPolicy(resolve=lambda *_, found=found: found)
            with pytest.raises(ServiceError, match="not public"):
                select_rows(beside(engine, other.url, policy=policy), QUERY.format(other.url))
        assert not other.requests


@pytest.mark.parametrize("address", ["8.8.8.8", "193.10.252.19", "2606:4700::1111", "2a00:1450::1", "2001:6b0::1"])
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"]
)
def test_no_spelling_of_this_machine_is_reached(engine: LocalEngine, host: str) -> None:
    with scripted(lambda handler, _: reply(handler, ONE)) as other:
        url = f"http://{host}:{urlsplit(other.url).port}/"
        with pytest.raises(ServiceError, match=r"not public|not known|no address"):
            select_rows(beside(engine, url, policy=PUBLIC_ADDRESSES), QUERY.format(url))
        assert not other.requests


def test_a_name_is_resolved_once_and_its_checked_address_is_asked(engine: LocalEngine) -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        # A name server that answers otherwise the second time.
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with scripted(lambda handler, _: reply(handler, ONE)) as other:
        port = urlsplit(other.url).port or 0
        url = f"http://peer.example:{port}/sparql?graph=x"
        assert len(select_rows(beside(engine, url, policy=replace(OPEN, resolve=resolve)), QUERY.format(url))) == 1
        assert asked == [("peer.example", port)]
        (request,) = other.requests
        assert (request.headers["Host"], request.path) == (f"peer.example:{port}", "/sparql?graph=x")


def test_the_next_address_is_asked_where_one_does_not_answer(engine: LocalEngine) -> None:
    with scripted(lambda handler, _: reply(handler, ONE)) as other:
        policy = AddressPolicy(
            resolve=lambda *_: ["127.0.0.2", "127.0.0.1"], permitted=lambda address: address.startswith("127.")
        )
        assert len(select_rows(beside(engine, other.url, policy=policy), QUERY.format(other.url))) == 1


@contextmanager
def secured(folder: Path, host: str) -> Iterator[tuple[str, Callable[[], ssl.SSLContext]]]:
    """A server with a certificate for a host: its address under ``peer.example``, and who trusts its authority."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={host}",
        "-addext",
        f"subjectAltName=DNS:{host}",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]
    subprocess.run(make, cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with scripted(lambda handler, _: reply(handler, ONE), context) as other:
        url = f"https://peer.example:{urlsplit(other.url).port}/"
        yield url, lambda: ssl.create_default_context(cafile=str(folder / "cert.pem"))


def test_a_certificate_must_be_trusted_and_of_the_host(engine: LocalEngine, tmp_path: Path) -> None:
    here = replace(OPEN, resolve=lambda *_: ["127.0.0.1"])
    with secured(tmp_path, "peer.example") as (url, trusting):
        assert len(select_rows(beside(engine, url, policy=replace(here, trust=trusting)), QUERY.format(url))) == 1
        with pytest.raises(ServiceError, match="certificate is not valid"):
            select_rows(beside(engine, url, policy=here), QUERY.format(url))
    with secured(tmp_path, "another.example") as (url, trusting), pytest.raises(ServiceError, match="is not valid"):
        select_rows(beside(engine, url, policy=replace(here, trust=trusting)), QUERY.format(url))


LISTED = ("https://one.example/sparql", "http://two.example:8080/q?default=yes", "http://three.example")


@pytest.mark.parametrize(
    ("iri", "found"),
    [
        ("https://one.example/sparql", LISTED[0]),
        ("HTTPS://ONE.example:443/sparql", LISTED[0]),
        ("http://two.example:8080/q?default=yes", LISTED[1]),
        ("http://three.example:80", "http://three.example/"),
        ("http://one.example/sparql", None),
        ("https://one.example:80/sparql", None),
        ("https://one.example/sparql/", None),
        ("https://one.example/Sparql", None),
        ("https://one.example/x/../sparql", None),
        ("https://one.example/sp%61rql", None),
        ("https://one.example/sparql?", LISTED[0]),
        ("https://one.example/sparql?x", None),
        ("https://one.example/sparql#x", None),
        ("https://one.example@evil.example/sparql", None),
        ("https://user@one.example/sparql", None),
        ("https://one.example.evil.example/sparql", None),
        ("https://one.example./sparql", None),
        ("http://two.example:8080/q", None),
        ("http://two.example:8080/q?default=no", None),
        ("http://two.example:8080/q?default=yes&query=x", None),
        ("http://two.example:99999/q", None),
        ("file:///etc/passwd", None),
        ("//one.example/sparql", None),
        ("https://one.example\\@evil.example/sparql", None),
        ("https://one.example /sparql", None),
        ("https://ône.example/sparql", None),
        ("", None),
    ],
)
def test_an_endpoint_is_on_the_list_as_a_whole(iri: str, found: str | None) -> None:
    assert AllowedEndpoints(tuple(map(normalise_address, LISTED))).find(iri) == found


def test_one_that_is_not_on_the_list_is_refused_also_in_silence(engine: LocalEngine) -> None:
    with scripted(lambda handler, _: reply(handler, ONE)) as other:
        for text in (QUERY, SILENT):
            with pytest.raises(QueryRefused, match="/about/limits") as error:
                select_rows(beside(engine, "https://one.example/"), text.format(other.url))
            assert error.value.evidence["endpoint"] == other.url
        assert not other.requests


def hanging(arrived: threading.Event) -> Answer:
    """A server's answer that does not come; the event is set when somebody waits for it."""

    def answer(handler: BaseHTTPRequestHandler, _: Request) -> None:
        arrived.set()
        hang(handler)

    return answer


@pytest.mark.parametrize("text", [QUERY, SILENT])
def test_the_time_of_the_query_is_that_of_all_its_calls(engine: LocalEngine, text: str) -> None:
    with scripted(lambda handler, _: hang(handler)) as other:
        whole = beside(engine, other.url, budget=replace(BUDGET, seconds=0.5))
        with pytest.raises(QueryTooExpensive, match=r"more than 0\.5 s, of which it waited") as error:
            select_rows(whole, text.format(other.url))
        assert error.value.evidence["cause"] == "time"
        with pytest.raises(QueryTooExpensive, match=r"more than 0\.25 s"):
            whole.run(text.format(other.url), JSON, budget=replace(BUDGET, seconds=0.25))


def test_a_client_that_leaves_ends_the_call(engine: LocalEngine) -> None:
    arrived, departure, failed = threading.Event(), Cancellation(), list[Exception]()

    def ask(url: str) -> None:
        PRESENT.set(departure)
        try:
            select_rows(beside(engine, url), SILENT.format(url))
        except StyrkaError as error:
            failed.append(error)

    with scripted(hanging(arrived)) as other:
        thread = threading.Thread(target=copy_context().run, args=(ask, other.url))
        thread.start()
        assert arrived.wait(20)
        departure.leave()
        thread.join(15)
        assert [type(error) for error in failed] == [ClientGone]


def test_so_many_queries_wait_at_a_time_and_the_next_is_reported(engine: LocalEngine) -> None:
    arrived, departure = threading.Event(), Cancellation()

    def ask(url: str) -> None:
        PRESENT.set(departure)
        with pytest.raises(ClientGone):
            select_rows(whole, QUERY.format(url))

    with scripted(hanging(arrived)) as slow, scripted(lambda handler, _: reply(handler, ONE)) as other:
        whole = beside(engine, slow.url, other.url, queries=1)
        thread = threading.Thread(target=copy_context().run, args=(ask, slow.url))
        thread.start()
        assert arrived.wait(20)
        for text in (QUERY, SILENT):
            with pytest.raises(Busy) as error:
                select_rows(whole, text.format(other.url))
            assert error.value.evidence["retry_after"] == 1
        assert select_rows(whole, "SELECT * { VALUES ?service { 1 } }")
        departure.leave()
        thread.join(15)
        assert len(select_rows(whole, QUERY.format(other.url))) == 1


def test_calls_are_made_in_order_and_so_many(engine: LocalEngine) -> None:
    with scripted(lambda handler, _: reply(handler, ONE)) as other:
        part = "SERVICE <%s> {{ ?s <http://e.example/{}> ?o }}" % other.url  # noqa: UP031
        text = "SELECT * {{ {} }}"
        select_rows(beside(engine, other.url, calls=3), text.format(" ".join(part.format(name) for name in "abc")))
        sent = [parse_qs(request.body.decode())["query"][0] for request in other.requests]
        assert [query.split("example/")[1][0] for query in sent] == ["a", "b", "c"]
        with pytest.raises(QueryRefused, match="4 times; 3 are allowed"):
            select_rows(beside(engine, other.url, calls=3), text.format(" ".join(part.format(name) for name in "abcd")))
        assert len(other.requests) == 3


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {\n SERVICE <@> { ?s ?p ?o }\n ?s ?p }",
        "SELECT * {\n SERVICE <@> {\n  ?s nope:x ?o }\n}",
        "SELECT * {\n SERVICE <@> { ?s ?p ?o } SERVICE <@> { ?s ?p }\n}",
        "SELECT * {\n SERVICE <@> { ?s ?p ?o } SERVICE <@> { ?o ?p ?s } ?s ?p !\n}",
        "SELECT * { SERVICE <@> { ?s ?p ?o } BIND(1 AS ?s) }",
        "SELECT * { SERVICE <@> { ?s ?p ?o FILTER(<http://e.example/unknown>(?s)) } }",
        "CONSTRUCT WHERE { SERVICE <@> { ?s ?p ?o } }",
        "SELECT * { SERVICE <@> { ?s ?p ?o } } LIMIT x",
    ],
)
def test_nothing_is_sent_for_a_query_that_is_not_well_formed(engine: LocalEngine, text: str) -> None:
    with scripted(lambda handler, _: reply(handler, ONE)) as other:
        text = text.replace("@", other.url)
        with pytest.raises((QuerySyntaxError, QueryRefused)) as error:
            beside(engine, other.url).run(text, TURTLE if text.startswith("CONSTRUCT") else JSON)
        assert not other.requests
    evidence = error.value.evidence
    if "excerpt" in evidence:
        assert evidence["excerpt"] == text.split("\n")[evidence["line"] - 1]


@pytest.mark.parametrize("rest", ["?s ?p !", "nope:x ?p ?o", "\n\n ?s ?p 'x", "FILTER(?s = ) }", "} LIMIT x", "} }"])
def test_an_error_has_the_place_that_it_has_without_service(engine: LocalEngine, rest: str) -> None:
    url = "http://peer.example/"
    text = f"SELECT * {{\n ?s ?p ?o . SERVICE <{url}> {{ ?s ?p ?o }} {rest}"
    with pytest.raises(QuerySyntaxError) as error:
        beside(engine, url).run(text, JSON)
    with pytest.raises(QuerySyntaxError) as plain:
        engine.run(text.replace(f"SERVICE <{url}>", " " * len(f"SERVICE <{url}>")), JSON)
    for name in ("line", "column"):
        assert error.value.evidence[name] == plain.value.evidence[name]
    # What would fit there depends on what stands before it, and that is another group.
    assert error.value.detail.split(";")[0].rstrip(".") == plain.value.detail.split(";")[0].rstrip(".")


def test_a_format_that_does_not_fit_is_reported_before_anything_is_sent(engine: LocalEngine) -> None:
    with scripted(lambda handler, _: reply(handler, ONE)) as other:
        with pytest.raises(QueryRefused, match="no answer in"):
            beside(engine, other.url).run(QUERY.format(other.url), TURTLE)
        assert not other.requests


def test_what_the_other_answers_is_no_part_of_what_a_client_may_send(engine: LocalEngine) -> None:
    found = [{name: uri(f"http://e.example/{name}/{number}") for name in "spo"} for number in range(10_000)]
    body = document(*found)
    assert len(body) > 1_000_000
    with scripted(lambda handler, _: reply(handler, body)) as other:
        assert len(select_rows(beside(engine, other.url), QUERY.format(other.url))) == 10_000
        with pytest.raises(QueryRefused, match="words and signs"):
            select_rows(beside(engine, other.url), QUERY.format(other.url) + "VALUES ?s {" + "1 " * 50_000 + "}")
        assert len(other.requests) == 1


def test_workers_take_what_the_other_answers(pool: Pool) -> None:
    here = [(f"http://example.org/s{number}", f"http://example.org/o{number}") for number in range(10_000)]
    body = document(*({"s": uri(subject), "o": uri(thing)} for subject, thing in here))
    text = "SELECT ?s ?q {{ ?s <http://example.org/p1> ?q SERVICE <{}> {{ ?s ?p ?o }} }}"
    with scripted(lambda handler, _: reply(handler, body)) as other:
        found = select_rows(beside(pool.queue(PUBLIC), other.url), text.format(other.url))
    alone = select_rows(pool.queue(PUBLIC), "SELECT ?s ?q { ?s <http://example.org/p1> ?q }")
    assert len(found) == 1000
    assert sorted(map(str, found)) == sorted(map(str, alone))


signs = st.characters(
    exclude_characters='<>"{}|^`\\[]%#', min_codepoint=0x21, max_codepoint=0xD7FF, exclude_categories=["C", "Z"]
)
iris = st.text(signs, max_size=20)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
terms = st.one_of(
    iris.map(lambda rest: ox.NamedNode("http://e.example/" + rest)),
    texts.map(ox.Literal),
    st.builds(lambda text, language: ox.Literal(text, language=language), texts, st.sampled_from(["sv", "en-gb"])),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)),
        texts,
        st.sampled_from(["http://e.example/type", "http://www.w3.org/2001/XMLSchema#integer"]),
    ),
    st.sampled_from(["b1", "b2"]).map(ox.BlankNode),
    texts.map(lambda text: ox.Triple(ox.NamedNode("e:s"), ox.NamedNode("e:p"), ox.Literal(text))),
)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), terms, max_size=3), max_size=6))
def test_every_term_comes_through_a_group_as_it_was(found: list[dict[str, Term]]) -> None:
    solutions = ox.Store().query("SELECT * " + values.make_values_group("abc", found))
    assert isinstance(solutions, ox.QuerySolutions)
    names: dict[str, str] = {}
    came = list(solutions)
    assert len(came) == len(found)
    for there, here in zip(found, came, strict=True):
        for name in "abc":
            term = there.get(name)
            if isinstance(term, ox.BlankNode):
                skolem = get_value(here[name])
                assert skolem.startswith(values.GENID)
                assert names.setdefault(term.value, skolem) == skolem
            else:
                assert here[name] == term
    assert len(set(names.values())) == len(names)


def test_the_list_is_read_from_the_settings() -> None:
    text = " https://One.example/sparql,http://two.example:80/q\n https://one.example/sparql "
    found = read_allowed_endpoints(Settings(services=text, service_seconds=1.5, service_rows=7))
    assert found.endpoints == ("https://one.example/sparql", "http://two.example/q")
    assert (found.allowance.seconds, found.allowance.rows) == (1.5, 7)
    assert read_allowed_endpoints(Settings()).endpoints == ()
    assert found.policy == PUBLIC_ADDRESSES
    for wrong in ("one.example", "ftp://one.example/", "http://u:p@one.example/", "http://one.example/#x", "https://"):
        with pytest.raises(BadParameter, match="services"):
            read_allowed_endpoints(Settings(services=wrong))
