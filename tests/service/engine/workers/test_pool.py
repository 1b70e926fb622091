"""The pool: every query ends in time with a true status, and no death of a process is noticed for long."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styrka import formats
from styrka.engine.cancellation import PRESENT, Cancellation
from styrka.engine.guard import Form
from styrka.engine.interface import Budget, Dataset, select_rows
from styrka.engine.workers import protocol
from styrka.engine.workers.lane import Turn
from styrka.engine.workers.pool import PUBLIC, RESERVED, Pool
from styrka.engine.workers.queue import Capacity
from styrka.errors import Busy, ClientGone, HeavyQuery, QueryTooExpensive, StyrkaError
from tests.service.engine.conftest import SECONDS, small_release

SMALL = "SELECT ?o { <http://example.org/s1> <http://example.org/p1> ?o }"
CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
NAMES = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
RUNAWAYS = {
    "count": CARTESIAN,
    "order": f"SELECT * {{ {NAMES} }} ORDER BY ?a ?d ?g",
    "distinct": f"SELECT DISTINCT ?a ?d ?g {{ {NAMES} }}",
    "group-concat": f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {NAMES} }}",
    "group-by": f"SELECT ?a ?d ?g (COUNT(*) AS ?n) {{ {NAMES} }} GROUP BY ?a ?d ?g",
    "path-closure": "SELECT (COUNT(*) AS ?n) { ?a (!<http://example.org/x>)* ?b . ?c (!<http://example.org/x>)* ?d }",
    "nested-optional": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } }",
    "values": "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(6))
    + " }",
    "regex": f"SELECT (COUNT(*) AS ?n) {{ {NAMES} FILTER(REGEX(STR(?a), '(a|aa)+$') && REGEX(STR(?d), '(x+x+)+y')) }}",
    "replace": f"SELECT (MAX(REPLACE(CONCAT(STR(?a), STR(?d), STR(?g)), '.', '$0$0$0$0')) AS ?x) {{ {NAMES} }}",
    "tower": "SELECT * { { SELECT * { { SELECT * { ?a ?b ?c } } ?d ?e ?f } } ?g ?h ?i } ORDER BY ?g",
    "union": "SELECT (COUNT(*) AS ?n) { " + " UNION ".join(["{ ?a ?b ?c . ?d ?e ?f }"] * 60) + " }",
    "construct": f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {NAMES} }}",
    "exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?x ?y ?c . ?z ?w ?f . ?q ?r ?x } }",
}


def pids(pool: Pool) -> list[int]:
    """The workers' process ids."""
    command = ["pgrep", "-P", str(pool.fork_server_pid)]
    return [int(line) for line in subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()]


def proportional(pool: Pool) -> int:
    """The memory of fork server and workers in bytes, shared pages counted once."""
    total = 0
    for pid in (pool.fork_server_pid, *pids(pool)):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024
    return total


def test_a_worker_answers(pool: Pool) -> None:
    assert select_rows(pool.queue(PUBLIC), SMALL) == select_rows(pool.queue(RESERVED), SMALL) != []


@pytest.mark.parametrize("name", RUNAWAYS)
def test_a_runaway_ends_in_time_with_a_true_status(pool: Pool, name: str) -> None:
    format_ = formats.NTRIPLES if name == "construct" else formats.JSON
    start = time.monotonic()
    try:
        answer = pool.queue(PUBLIC).run(RUNAWAYS[name], format_)
        body = b"".join(answer.chunks)
        assert format_ is formats.NTRIPLES or json.loads(body)
    except QueryTooExpensive as error:
        assert error.evidence["cause"] in {"time", "memory", "bytes"}
    assert time.monotonic() - start < SECONDS + 20, "on a machine that has other things to do"
    assert select_rows(pool.queue(PUBLIC), SMALL)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s " + "/".join(["<http://example.org/p1>"] * 20_000) + " ?o }", "19999 steps of paths"),
        ("ASK { ?s " + "|".join(["<http://example.org/p1>"] * 20_000) + " ?o }", "19999 steps of paths"),
        ("SELECT * { " + " UNION ".join(["{}"] * 12_000) + " }", "11999 UNIONs"),
        ("ASK { FILTER(" + " + ".join(["1"] * 24_000) + " > 1) }", "24000 operators"),
        ("ASK { FILTER(" + " / ".join(["1"] * 24_000) + " > 1) }", "24000 operators"),
        ("ASK { " + "OPTIONAL { ?s ?p ?o } " * 8_000 + " }", "8000 OPTIONALs"),
    ],
    ids=["path", "alternatives", "union", "sum", "quotient", "optional"],
)
def test_a_query_that_is_too_large_for_the_engine_is_refused_with_what_is(pool: Pool, query: str, words: str) -> None:
    with pytest.raises(StyrkaError) as error:
        pool.queue(PUBLIC).run(query, formats.JSON, budget=Budget(20, 1 << 30, 1_000_000)).read()
    if isinstance(error.value, QueryTooExpensive):
        assert error.value.evidence["cause"] in {"time", "memory"}, "this build of the engine has room for it"
    else:
        assert error.value.status == 400
        assert words in error.value.detail
        assert error.value.detail_sv
    assert select_rows(pool.queue(PUBLIC), SMALL)


def test_a_small_query_whose_workers_are_killed_is_not_at_fault(pool: Pool) -> None:
    found: list[StyrkaError] = []

    def ask() -> None:
        try:
            pool.queue(PUBLIC).run(CARTESIAN, formats.JSON, budget=Budget(20, 1 << 30, 1_000_000))
        except StyrkaError as error:
            found.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    while asking.is_alive():
        time.sleep(0.2)
        for pid in pids(pool):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert [(type(error), error.evidence["cause"]) for error in found] == [(QueryTooExpensive, "crash")]


def test_memory_returns_to_the_baseline(pool: Pool) -> None:
    select_rows(pool.queue(PUBLIC), SMALL)
    time.sleep(0.3)
    before = proportional(pool)
    for name in ("order", "distinct", "group-by", "count"):
        with pytest.raises(QueryTooExpensive):
            pool.queue(PUBLIC).run(RUNAWAYS[name], formats.JSON).read()
    deadline = time.monotonic() + 3
    while proportional(pool) > before * 1.2 + 20_000_000 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert proportional(pool) <= before * 1.2 + 20_000_000


def test_sixteen_runaways_leave_the_reserved_lane_free(pool: Pool) -> None:
    public, reserved = pool.queue(PUBLIC), pool.queue(RESERVED)
    outcomes: list[type[Exception]] = []
    presences = [Cancellation() for _ in range(16)]

    def run(presence: Cancellation) -> None:
        PRESENT.set(presence)
        try:
            public.run(CARTESIAN, formats.JSON, budget=replace(pool.budget, seconds=60.0)).read()
        except StyrkaError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=run, args=(presence,)) for presence in presences]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    assert select_rows(reserved, SMALL)
    assert QueryTooExpensive not in outcomes, "they run on, and are no longer waited for"
    deadline = time.monotonic() + 20
    while HeavyQuery not in outcomes and time.monotonic() < deadline:
        time.sleep(0.02)
    for presence in presences:
        presence.leave()
    for thread in threads:
        thread.join()
    assert set(outcomes) <= {ClientGone, HeavyQuery, Busy}
    assert len(outcomes) == 16
    assert HeavyQuery in outcomes


def test_look_ups_wait_and_are_not_turned_away(pool: Pool) -> None:
    queue = pool.queue(RESERVED)
    with ThreadPoolExecutor(20) as threads:
        assert all(threads.map(lambda _: select_rows(queue, SMALL), range(60)))
    assert queue.load.busy == queue.load.waiting == 0


def test_a_client_that_leaves_frees_its_worker(pool: Pool) -> None:
    queue, before = pool.queue(PUBLIC), pool.kills["gone"]
    departures = [Cancellation() for _ in range(2)]
    outcomes: list[type[Exception]] = []

    def run(departure: Cancellation) -> None:
        PRESENT.set(departure)
        try:
            queue.run(CARTESIAN, formats.JSON, budget=Budget(30, 1_000_000_000, 1_000_000))
        except StyrkaError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=run, args=(departure,)) for departure in departures]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    for departure in departures:
        departure.leave()
    for thread in threads:
        thread.join()
    assert select_rows(queue, SMALL)
    assert outcomes == [ClientGone] * 2
    assert pool.kills["gone"] == before + 2


def test_an_answer_over_its_bytes_is_an_error_and_no_half_answer(pool: Pool) -> None:
    queue, before = pool.queue(PUBLIC), pool.kills["crash"]
    with pytest.raises(QueryTooExpensive) as error:
        queue.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", formats.CSV, budget=Budget(5, 1_000_000_000, 3_000_000))
    assert error.value.evidence["cause"] == "bytes"
    whole = queue.run("SELECT * { ?a ?b ?c }", formats.CSV, budget=Budget(5, 1_000_000_000, 30_000_000)).read()
    assert whole.count(b"\n") == 4_001
    assert pool.kills["crash"] == before, "no worker broke off for it"


def test_a_connection_is_kept_and_never_more_of_them_than_workers(pool: Pool) -> None:
    queue = pool.queue(PUBLIC)
    with ThreadPoolExecutor(4) as threads:
        for _ in range(5):
            assert all(threads.map(lambda _: select_rows(queue, SMALL), range(4)))
    idle = list(queue._connections._idle)
    assert 1 <= len(idle) <= 2
    assert select_rows(queue, SMALL)
    assert queue._connections._idle[-1] is idle[-1], "the one used last is used next"


def test_a_worker_that_died_between_two_queries_is_not_asked(pool: Pool) -> None:
    queue = pool.queue(PUBLIC)
    select_rows(queue, SMALL)
    crashes = pool.kills["crash"]
    for pid in pids(pool):
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    assert select_rows(queue, SMALL)
    assert pool.kills["crash"] == crashes


def test_nothing_in_a_query_reaches_the_network(pool: Pool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        store_side = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        with pytest.raises(StyrkaError):
            pool.queue(PUBLIC).run(store_side, formats.JSON)
        # Past the guard, straight to a worker: the process itself has no way out.
        request = protocol.QueryRequest(store_side, Form.SELECT, formats.JSON, Dataset(), pool.budget)
        with contextlib.suppress(QueryTooExpensive):  # it may die of what it is refused
            assert pool.queue(PUBLIC)._ask(request, Turn("", placed=False)).kind == protocol.ERROR
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_killed_worker_is_replaced(pool: Pool) -> None:
    before = pids(pool)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert select_rows(pool.queue(PUBLIC), SMALL), "in the seconds that one waits for a worker"
    deadline = time.monotonic() + 5
    while set(pids(pool)) & set(before) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(pids(pool)).isdisjoint(before)


def test_a_killed_fork_server_is_replaced(pool: Pool) -> None:
    before = pool.fork_server_pid
    os.kill(before, signal.SIGKILL)
    assert select_rows(pool.queue(PUBLIC), SMALL), "in the seconds that one waits for a worker"
    deadline = time.monotonic() + 10
    while pool.fork_server_pid == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert pool.fork_server_pid != before
    assert select_rows(pool.queue(PUBLIC), SMALL)


def test_a_closed_pool_leaves_no_process(tmp_path: Path) -> None:
    path = small_release(tmp_path / "data.nq", 100)
    pool = Pool([path], "v1", Budget(1, 100_000_000, 100_000), Capacity(public=1, reserved=1))
    processes = [pool.fork_server_pid, *pids(pool)]
    assert len(processes) == 3
    pool.close()
    deadline = time.monotonic() + 3
    while any(Path(f"/proc/{pid}/stat").exists() for pid in processes[1:]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}/stat").exists() for pid in processes[1:])


WORDS = """?a ?b <http://example.org/p1> 'x'@sv 1.5 { } ( ) . ; , SELECT ASK WHERE OPTIONAL UNION FILTER GRAPH MINUS
VALUES * + / ^ ! LIMIT ORDER BY COUNT BIND AS \\u0000 ' \"\"\" # CONSTRUCT DESCRIBE EXISTS NOT << >> é \U0001f600"""
TERMS = st.sampled_from([*WORDS.split(), "\n"])


@given(st.lists(TERMS, max_size=40).map(" ".join) | st.text(max_size=200))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_has_an_answer_or_a_clear_refusal(pool: Pool, text: str) -> None:
    try:
        pool.queue(PUBLIC).run(text, formats.JSON).read()
    except StyrkaError as error:
        assert error.status in (400, 413, 503)
        assert error.detail
