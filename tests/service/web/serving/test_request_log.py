"""What those who run the service see: health, numbers, lines; and that nothing in them tells who asked."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from styrka.engine.local import LocalEngine
from styrka.settings import Settings
from styrka.web.app import create_app
from styrka.web.serving.request_log import DailyNames, RequestLog
from tests.answers import json_of
from tests.service.web.conftest import MakeApp


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


def test_a_line_for_each_request_and_nobody_in_it(settings: Settings, engine: LocalEngine) -> None:
    output = io.StringIO()
    watch = RequestLog(output)
    client = create_app(settings, engine, watch=watch).test_client()
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


def test_an_error_of_the_service_s_own_is_logged_and_not_shown(
    settings: Settings, engine: LocalEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings, engine)
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
