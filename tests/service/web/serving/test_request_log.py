"""What those who run the service see: health, numbers, lines; and that nothing in them tells who asked."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from styrka.engine.local import LocalEngine
from styrka.settings import Settings
from styrka.web.app import create_app
from styrka.web.serving.request_log import DailyNames, RequestLog, open_log
from tests.answers import json_of
from tests.queries.conftest import QUESTIONS
from tests.service.web.conftest import MakeApp

INFERRED = {"of": "region:SE122", "property": "styrka:prioritises", "value": "theme:energy"}
DECISION = {"mapping": "the first that nobody has reviewed", "verdict": "reject", "reason": "confidential"}


def test_live_and_ready(client: FlaskClient, engine: LocalEngine) -> None:
    assert client.get("/health/live").json == {"status": "live"}
    told = {"status": "ready", "release": engine.version, "published": engine.version}
    assert client.get("/health/ready").json == told
    assert client.get("/health/ready").headers["Cache-Control"] == "no-store"


def test_a_published_release_that_is_not_taken_up_is_reported(make_app: MakeApp, tmp_path: Path) -> None:
    for name, told in (("other", "other"), (None, None)):
        folder = tmp_path / str(name)
        folder.mkdir()
        if name:
            (folder / "current").symlink_to(name)
        client = make_app(releases=folder).test_client()
        assert json_of(client.get("/health/ready"))["published"] == told
        assert "styrka_release_taken_up 0.0" in client.get("/metrics").text
    assert "styrka_release_taken_up 1.0" in make_app().test_client().get("/metrics").text


def test_metrics_tell_requests_cache_and_release(make_app: MakeApp, engine: LocalEngine) -> None:
    client = make_app().test_client()
    for address in ("/sparql?query=ASK{}", "/sparql?query=ASK{}", "/sparql?query=A", "/doc/region/SE122", "/nothing"):
        client.get(address)
    text = client.get("/metrics").text
    assert 'styrka_requests_total{method="GET",route="/sparql",status="200"} 2.0' in text
    assert 'styrka_requests_total{method="GET",route="/sparql",status="400"} 1.0' in text
    assert 'styrka_requests_total{method="GET",route="none",status="404"} 1.0' in text
    assert 'styrka_request_seconds_count{route="/doc/<path:name>"} 1.0' in text
    assert 'styrka_cache_requests_total{found="yes"} 1.0' in text
    assert f'version="{engine.version}"' in text
    for name in ("workers", "busy", "waiting", "kills_total", "cache_bytes", "cache_answers"):
        assert f"styrka_{name}" in text


@pytest.mark.parametrize("method", ["GET", "BREW", "X" * 500])
def test_a_made_up_method_makes_no_number_of_its_own(make_app: MakeApp, method: str) -> None:
    client = make_app().test_client()
    client.open("/sparql?query=ASK{}", method=method)
    expected = method if method == "GET" else "other"
    assert f'method="{expected}"' in client.get("/metrics").text


def test_a_line_for_each_request_and_nobody_in_it(make_app: MakeApp) -> None:
    output = io.StringIO()
    watch = RequestLog(output)
    client = make_app(watch).test_client()
    address = {"REMOTE_ADDR": "192.0.2.99"}
    sent = {"User-Agent": "Mozilla/5.0 (Macintosh; somebody's very own machine)"}
    ids = [
        client.get(one, headers=sent, environ_overrides=address).headers["X-Query-Id"]
        for one in ("/sparql?query=ASK{}#secret", "/sparql?query=ASK{}#secret", "/doc/region/SE999")
    ]
    watch.close()
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [one["query_id"] for one in lines] == ids
    assert [one["status"] for one in lines] == [200, 200, 404]
    assert [one["kept"] for one in lines] == [False, True, False]
    assert [one["route"] for one in lines] == ["/sparql", "/sparql", "/doc/<path:name>"]
    assert all(one["bytes"] > 0 and one["ms"] >= 0 and one["agent"] == "Mozilla" for one in lines)
    assert not {"192.0.2.99", "Macintosh", "secret", "somebody"} & set(output.getvalue().replace('"', " ").split())
    assert "192.0.2" not in output.getvalue()


@pytest.fixture(scope="module")
def logging_app(settings: Settings, engine: LocalEngine, app: Flask) -> Iterator[tuple[Flask, io.StringIO]]:
    """An application that logs its requests, and what it has written of them."""
    output = io.StringIO()
    watch = RequestLog(output)
    yield create_app(settings, engine, QUESTIONS, watch=watch, names=app.extensions["styrka"].names), output
    watch.close()


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/api/check", {"data": b"<x:a> <x:b> confidential", "content_type": "text/turtle"}),
        ("/check", {"data": {"text": "<x:a> <x:b> confidential"}}),
        ("/correct", {"data": {**INFERRED, "right": "confidential", "where": "confidential"}}),
        ("/review", {"data": {"organisation": "confidential", "role": "confidential", "turn": "yes"}}),
        (
            "/review/file",
            {"json": {"organisation": "Region Sörmland", "role": "confidential", "decisions": [DECISION]}},
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_people_contribute_is_neither_logged_nor_stored(
    logging_app: tuple[Flask, io.StringIO],
    address: str,
    sent: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    app, output = logging_app
    if decisions := sent.get("json", {}).get("decisions"):
        decisions[0]["mapping"] = json_of(app.test_client().get("/review.json"))["mappings"][0]["mapping"]
    kept = len(app.extensions["styrka"].cache)
    with caplog.at_level(logging.DEBUG):
        answer = app.test_client().post(address, **sent)
    assert answer.status_code == 200, answer.text
    for _ in range(1000):  # a thread writes it
        if answer.headers["X-Query-Id"] in output.getvalue():
            break
        time.sleep(0.01)
    (line,) = [one for one in output.getvalue().splitlines() if answer.headers["X-Query-Id"] in one]
    assert json.loads(line)["route"] == address
    assert "confidential" not in output.getvalue() + caplog.text + "".join(capfd.readouterr())
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(app.extensions["styrka"].cache) == kept
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_service_s_own_is_logged_and_not_shown(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    monkeypatch.setitem(app.view_functions, "home.start", lambda: 1 / 0)
    answer = app.test_client().get("/", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert vars(caplog.records[-1])["query_id"] == json_of(answer)["query_id"]


def test_a_client_has_another_name_tomorrow() -> None:
    names = DailyNames()
    now = time.time()
    assert names.of("192.0.2.1", now) == names.of("192.0.2.1", now) != names.of("192.0.2.2", now)
    assert names.of("192.0.2.1", now) != names.of("192.0.2.1", now + 86400)


def test_a_log_of_questions_has_what_was_asked_and_nothing_of_who_asked(make_app: MakeApp) -> None:
    output = io.StringIO()
    watch = RequestLog(output, questions=True)
    client = make_app(watch).test_client()
    address = {"REMOTE_ADDR": "192.0.2.99"}
    own = "0b1f5c86-9d0e-4d0c-8a55-6a54e0f3a0a7"
    sent = {
        "User-Agent": "Sputnik/5.0 (somebody's)",
        "Authorization": "Bearer open-sesame",
        "Referer": "https://intranet.example/somebody",
        "X-Forwarded-For": "198.51.100.7",
        "X-Query-Id": own,
        "Cookie": "who=somebody",
    }
    query = "ASK { FILTER('secret' = 'secret') }"
    for _ in range(2):
        client.get("/ask/shared-priorities?theme=energy&country=SE&lang=sv", headers=sent, environ_overrides=address)
        client.get("/sparql", query_string={"query": query}, headers=sent, environ_overrides=address)
    client.post("/sparql", data=query, content_type="application/sparql-query", environ_overrides=address)
    client.post("/sparql", data={"query": "ASK { secret"}, headers=sent, environ_overrides=address)
    client.get("/doc/region/SE122?secret=1", headers=sent, environ_overrides=address)
    watch.close()
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    digest = "sha256:" + hashlib.sha256(query.encode()).hexdigest()[:16]
    asked = ["shared-priorities", digest] * 2 + [digest]
    assert [one["question"] for one in lines[:5]] == asked
    assert [one["kept"] for one in lines[:5]] == [False, False, True, True, False]
    assert (lines[5]["status"], lines[5]["question"] not in (digest, None)) == (400, True)
    assert lines[6]["question"] is None
    fields = {"time", "query_id", "method", "route", "status", "ms", "bytes", "kept", "question"}
    assert all(set(one) == fields and one["bytes"] > 0 for one in lines)
    for word in ("192.0.2", "198.51", "Sputnik", "somebody", "sesame", "secret", "energy", "intranet", own, "client"):
        assert word not in output.getvalue()


@pytest.mark.parametrize(("name", "lines"), [("json", 1), ("questions", 1), ("none", 0)])
def test_the_log_is_on_or_off_by_its_setting(
    make_app: MakeApp, capsys: pytest.CaptureFixture[str], name: str, lines: int
) -> None:
    watch = open_log(name)
    make_app(watch).test_client().get("/health/live")
    watch.close()
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(written) == lines
    assert [("client" in one, "question" in one) for one in written] == [(name == "json", name != "json")] * lines
