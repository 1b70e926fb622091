"""The harness: load that counts what it should, rounds in turn, and a results file with one section for each run."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "bench"))
import load
import peers
import report
import trend

SEEN: list[str] = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        SEEN.append(self.path)
        status = 503 if "busy" in self.path else 200
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    SEEN.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_load_counts_every_answer_by_its_status(port: int) -> None:
    result = load.by_threads(port, ["/fine", "/busy"], 2, 0.3)
    assert sum(result.statuses.values()) == len(SEEN)
    assert result.statuses["503"] == result.errors > 0
    assert result.throughput > 0
    assert 0 < result.median <= result.p99


def test_fresh_addresses_are_never_the_same(port: int) -> None:
    load.by_threads(port, ["/x{n}"], 2, 0.2)
    assert max(Counter(SEEN).values()) == 1


def test_wrk_agrees_on_what_it_sends(port: int) -> None:
    result = load.closed_loop(port, "/a%20%23{n}", 2, 1)
    assert result.errors == 0
    assert result.throughput > 0
    assert max(Counter(SEEN).values()) == 1


def test_no_round_asks_what_another_has_asked(port: int) -> None:
    for _ in range(3):
        load.closed_loop(port, "/a%20%23{n}", 2, 1)
    assert max(Counter(SEEN).values()) == 1


def test_rounds_are_interleaved_and_their_medians_kept() -> None:
    order: list[str] = []

    def work(name: str, throughput: float) -> load.Result:
        order.append(name)
        return load.Result(throughput + len(order), 1.0, 2.0, Counter({"200": 1}))

    found = load.interleaved({"a": lambda: work("a", 0), "b": lambda: work("b", 100)}, 3)
    assert order == ["a", "b"] * 3
    assert found["a"].throughput == 3
    assert found["b"].statuses == {"200": 3}


def test_nothing_answered_is_no_throughput() -> None:
    assert load.summary([], 1.0, Counter({"503": 2})).throughput == 0


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "results.md"
    for name, text in (("1M", "one"), ("10M", "ten"), ("1M", "another")):
        report.replace_section(path, name, [text])
    text = path.read_text()
    assert text.count("## 1M") == 1
    assert "another" in text
    assert "ten" in text
    assert "one\n" not in text


def test_memory_of_this_process_is_seen() -> None:
    import os

    assert peers.pss(os.getpid()) > 1 << 20
    assert os.getpid() in peers.tree(os.getpid())


def test_a_leak_is_seen_among_peaks_and_none_where_there_is_none() -> None:
    def look(when: int, resident: int) -> trend.Sample:
        peak = 2**31 if when % 7 == 0 else 0
        return trend.Sample(float(when), resident + peak, {1: resident, 2: 2**20, 1000 + when: peak}, {1: 40, 2: 3})

    still = [look(when, 2**28) for when in range(100)]
    assert trend.leaks(trend.trends(still)) == []
    assert trend.standing(still) == {1, 2}
    growing = trend.trends([look(when, 2**28 + when * 2**20) for when in range(100)])
    assert trend.leaks(growing) == ["memory of those that stay (RSS, MiB)"]
    assert growing["memory of those that stay (RSS, MiB)"].gain == pytest.approx(59)


def test_a_look_sees_this_process_and_its_files(tmp_path: Path) -> None:
    import os
    import time

    before = trend.sample([os.getpid()], time.monotonic())
    with (tmp_path / "a").open("w"), (tmp_path / "b").open("w"):
        after = trend.sample([os.getpid()], time.monotonic())
    assert after.descriptors[os.getpid()] == before.descriptors[os.getpid()] + 2
    assert after.resident[os.getpid()] > 2**20
    assert after.proportional > 2**20


def test_a_relative_folder_means_the_same_to_every_peer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(peers._START, "styrka", folders.append)
    with peers.running(("styrka",), Path("graph")):
        assert folders == [tmp_path / "graph"]


@pytest.mark.parametrize(
    "script", ["generate", "peers", "load", "compare", "growth", "soak", "inprocess", "reasoning", "build"]
)
def test_every_script_has_help(script: str) -> None:
    import os
    import subprocess

    environment = {**os.environ, "PYTHONPATH": str(ROOT / "service")}
    told = subprocess.run(
        [sys.executable, ROOT / "bench" / f"{script}.py", "--help"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "usage:" in told
