"""The pool over a store on disk: the same answers and the same ends as in memory, and no way onto the network."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from styrka import formats
from styrka.engine.guard import Form
from styrka.engine.interface import Budget, Dataset, select_rows
from styrka.engine.layout import load_layout
from styrka.engine.local import LocalEngine
from styrka.engine.workers import protocol
from styrka.engine.workers.pool import PUBLIC, RESERVED, Capacity, Pool
from styrka.errors import Busy, QueryTooExpensive, ReleaseError
from tests.service.engine.conftest import MEMORY, SECONDS, small_release
from tests.service.engine.workers.test_pool import RUNAWAYS, SMALL, pids, proportional

QUESTIONS = {
    "small": SMALL,
    "sort": "SELECT * { ?s ?p ?o } ORDER BY DESC(?o) ?p ?s",
    "scan": "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o }",
    "join": "SELECT ?o (COUNT(*) AS ?n) { ?a ?p ?o . ?b ?p ?o } GROUP BY ?o ORDER BY ?o",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "from": "SELECT (COUNT(*) AS ?n) FROM <http://example.org/g1> { ?s ?p ?o }",
    "path": "SELECT (COUNT(*) AS ?n) { <http://example.org/s1> (!<http://example.org/x>)* ?b }",
}


def identity(store: Path) -> str:
    """What a store was called when it was made; no two are called the same."""
    return (store / "data" / "IDENTITY").read_text()


def budget() -> Budget:
    return Budget(SECONDS, MEMORY, 1_000_000)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release."""
    return small_release(tmp_path_factory.mktemp("release") / "data.nq")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is held on disk."""
    return tmp_path_factory.mktemp("stores") / "v1"


@pytest.fixture(scope="module")
def pool(data: Path, store: Path) -> Iterator[Pool]:
    """Two public workers and one reserved over the store on disk."""
    made = Pool([data], "v1", budget(), Capacity(public=2, reserved=1, queue=2, wait=1.0), store=store)
    yield made
    made.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_answers_as_from_memory(pool: Pool, data: Path, name: str) -> None:
    memory = LocalEngine(load_layout([data]), "v1")
    wide = Budget(30, 1_000_000_000, 10_000_000)
    found = [pool.lane(lane).run(QUESTIONS[name], formats.CSV, budget=wide).read() for lane in (PUBLIC, RESERVED)]
    assert found == [memory.run(QUESTIONS[name], formats.CSV).read()] * 2
    assert found[0].count(b"\n") > 1


@pytest.mark.parametrize("name", ["count", "order", "group-by", "path-closure", "distinct", "construct"])
def test_a_runaway_ends_in_time_and_leaves_the_store_as_it_was(pool: Pool, store: Path, name: str) -> None:
    before = {path.name: path.stat().st_size for path in (store / "data").iterdir()}
    format_ = formats.NTRIPLES if name == "construct" else formats.JSON
    start = time.monotonic()
    with pytest.raises(QueryTooExpensive) as error:
        pool.lane(PUBLIC).run(RUNAWAYS[name], format_).read()
    assert error.value.evidence["cause"] in {"time", "memory", "bytes"}
    assert time.monotonic() - start < SECONDS + 1
    assert select_rows(pool.lane(PUBLIC), SMALL)
    assert {path.name: path.stat().st_size for path in (store / "data").iterdir()} == before


def test_memory_returns_to_the_baseline(pool: Pool) -> None:
    select_rows(pool.lane(PUBLIC), SMALL)
    time.sleep(0.3)
    before = proportional(pool)
    for name in ("order", "group-by"):
        with pytest.raises(QueryTooExpensive):
            pool.lane(PUBLIC).run(RUNAWAYS[name], formats.JSON).read()
    deadline = time.monotonic() + 3
    while proportional(pool) > before * 1.2 + 20_000_000 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert proportional(pool) <= before * 1.2 + 20_000_000


@pytest.mark.parametrize("silent", ["", "SILENT "], ids=["aloud", "silent"])
def test_nothing_in_a_query_reaches_the_network(pool: Pool, silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        # Past the guard, straight to a worker that may open files: the process itself has no way out.
        query = f"SELECT * {{ {{ SERVICE {silent}<{address}> {{ ?s ?p ?o }} }} UNION {{ ?s ?p 1 }} }}"
        request = protocol.Request(query, Form.SELECT, formats.JSON, Dataset(), pool.budget)
        with contextlib.suppress(QueryTooExpensive):  # it may die of what it is refused
            frame = pool.lane(PUBLIC)._ask(protocol.pack_request(request), 5.0)
            assert (frame.kind == protocol.DATA) == bool(silent)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_killed_processes_are_replaced_over_the_same_store(pool: Pool, store: Path) -> None:
    before, keeper = identity(store), pool.keeper
    for pid in pids(pool):
        os.kill(pid, signal.SIGKILL)
    start = time.monotonic()
    assert select_rows(pool.lane(PUBLIC), SMALL)
    assert time.monotonic() - start < 2
    os.kill(keeper, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while pool.keeper == keeper and time.monotonic() < deadline:
        time.sleep(0.05)
    assert pool.keeper != keeper
    assert select_rows(pool.lane(PUBLIC), SMALL)
    assert identity(store) == before


def test_a_second_start_finds_the_store_and_one_gone_bad_is_filled_again(data: Path, tmp_path: Path) -> None:
    store = tmp_path / "v1"

    def started() -> str:
        made = Pool([data], "v1", budget(), Capacity(public=1, reserved=1), store=store)
        assert select_rows(made.lane(PUBLIC), SMALL)
        processes = [made.keeper, *pids(made)]
        made.close()
        deadline = time.monotonic() + 5
        while any(Path(f"/proc/{pid}/fd/0").exists() for pid in processes) and time.monotonic() < deadline:
            time.sleep(0.05)
        return identity(store)

    first = started()
    assert started() == first
    (store / "data" / "CURRENT").unlink()
    assert started() != first


def test_a_store_that_goes_bad_while_it_is_read_is_filled_again(data: Path, tmp_path: Path) -> None:
    store = tmp_path / "v1"
    made = Pool([data], "v1", budget(), Capacity(public=1, reserved=1), store=store)
    try:
        before = identity(store)
        (store / "data" / "CURRENT").unlink()
        assert select_rows(made.lane(PUBLIC), SMALL), "who has it open reads on"
        for pid in pids(made):
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(Busy, QueryTooExpensive, OSError):
                if identity(store) != before and select_rows(made.lane(PUBLIC), SMALL):
                    break
            time.sleep(0.1)
        assert identity(store) != before
        assert select_rows(made.lane(PUBLIC), SMALL)
    finally:
        made.close()


def test_a_store_that_cannot_be_made_is_told(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="STYRKA_STORE_PATH"):
        Pool([data], "v1", budget(), Capacity(public=1, reserved=1), store=tmp_path / "file" / "v1")
