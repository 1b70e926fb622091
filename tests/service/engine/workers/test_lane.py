"""Heavy queries apart: real workers, runaways beside small queries, and the bounds of what is heavy."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from styrka import formats
from styrka.engine.cancellation import PRESENT, Cancellation
from styrka.engine.interface import Budget, select_rows
from styrka.engine.workers.lane import Lane, Room
from styrka.engine.workers.pool import PUBLIC, Pool
from styrka.engine.workers.queue import Capacity
from styrka.errors import HeavyQuery, QueryTooExpensive, StyrkaError
from tests.service.engine.conftest import small_release
from tests.service.engine.workers.test_pool import CARTESIAN, RUNAWAYS, SMALL, pids

MakePool = Callable[..., Pool]
SECONDS = 3.0


@pytest.fixture
def make_pool(tmp_path: Path) -> Iterator[MakePool]:
    """Makes pools with two public workers and one reserved."""
    made: list[Pool] = []

    def make(
        seconds: float = SECONDS,
        heavy: int = 4,
        proven: float = 0.3,
        memory: int = 0,
        public: int = 2,
        wait: float = 0.9,
    ) -> Pool:
        path = small_release(tmp_path / "data.nq")
        room = Capacity(public, 1, wait, heavy=heavy, seconds=proven, memory=memory)
        made.append(Pool([path], "v1", Budget(seconds, 1 << 30, 1_000_000), room))
        return made[-1]

    yield make
    for pool in made:
        pool.close()


@contextmanager
def runaways(pool: Pool, clients: list[str], text: str = CARTESIAN) -> Iterator[list[tuple[StyrkaError, float]]]:
    """While this is open, each client asks one runaway; how each ended, and after how many seconds."""
    outcomes: list[tuple[StyrkaError, float]] = []

    def ask(number: int, client: str) -> None:
        PRESENT.set(Cancellation(client))
        began = time.monotonic()
        try:
            pool.queue(PUBLIC).run(f"{text} # {number}", formats.JSON)
        except StyrkaError as error:
            outcomes.append((error, time.monotonic() - began))

    threads = [threading.Thread(target=ask, args=one) for one in enumerate(clients)]
    for thread in threads:
        thread.start()
    try:
        yield outcomes
    finally:
        for thread in threads:
            thread.join()


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return found  # what is looked at once more may have changed again: one worker ends, another comes


def test_a_heavy_query_lowers_its_priority_and_a_fresh_worker_takes_its_place(make_pool: MakePool) -> None:
    pool = make_pool()
    before, usual = set(pids(pool)), os.getpriority(os.PRIO_PROCESS, 0)
    with runaways(pool, ["a", "b"]) as outcomes:
        assert wait_until(lambda: pool.queue(PUBLIC).load.heavy == 2)
        assert wait_until(lambda: len(pids(pool)) == 5)
        now = set(pids(pool))
        assert before < now
        assert wait_until(lambda: sorted(os.getpriority(os.PRIO_PROCESS, pid) for pid in now) == [*[usual] * 3, 19, 19])
        assert select_rows(pool.queue(PUBLIC), SMALL)
    assert [(type(error), error.evidence["cause"]) for error, _ in outcomes] == [(QueryTooExpensive, "time")] * 2
    assert all(SECONDS <= took < SECONDS + 1 for _, took in outcomes)
    assert wait_until(lambda: len(pids(pool)) == 3), "as many as before"
    load = pool.queue(PUBLIC).load
    assert (load.heavy, load.busy, load.waiting, load.kills.get("crash", 0)) == (0, 0, 0, 0)


def test_who_is_over_the_bound_of_heavy_queries_is_refused_when_his_has_proven_heavy(make_pool: MakePool) -> None:
    pool = make_pool(heavy=4)
    with runaways(pool, list("abcdef")) as outcomes:
        pass
    refused = [(error, took) for error, took in outcomes if isinstance(error, HeavyQuery)]
    assert len(refused) == 2
    assert len(outcomes) == 6
    assert all(0.25 < took < SECONDS for _, took in refused)
    for error, _ in refused:
        assert error.status == 503
        assert error.evidence["retry_after"] > 0
        assert "4 such queries run already" in error.detail
        assert "4 sådana frågor" in error.detail_sv
    assert pool.kills["heavy"] == 2


def test_one_client_has_half_of_the_places_for_heavy_queries(make_pool: MakePool) -> None:
    pool = make_pool(heavy=4)
    with runaways(pool, ["a"] * 5) as first:
        assert wait_until(lambda: len(first) == 3)
        assert {type(error) for error, _ in first} == {HeavyQuery}
        assert "2 such queries of yours" in first[0][0].detail
        with runaways(pool, ["b"]) as second:
            pass
        assert [type(error) for error, _ in second] == [QueryTooExpensive]


def test_small_queries_are_answered_while_runaways_come_again_and_again(make_pool: MakePool) -> None:
    pool = make_pool(public=4, wait=5.0)  # the machine may have other things to do; bench/fair.py measures
    ended = threading.Event()
    outcomes: list[type[StyrkaError]] = []

    def run_away(client: int) -> None:
        PRESENT.set(Cancellation("one" if client % 2 else str(client)))
        number = 0
        while not ended.is_set():
            number += 1
            try:
                pool.queue(PUBLIC).run(f"{CARTESIAN} # {client} {number}", formats.JSON)
            except StyrkaError as error:
                outcomes.append(type(error))
                time.sleep(0.1)

    def ask(number: int) -> float:
        PRESENT.set(Cancellation("one"))
        began = time.monotonic()
        assert select_rows(pool.queue(PUBLIC), f"{SMALL} # {number}")
        return time.monotonic() - began

    with ThreadPoolExecutor(16) as clients:
        for client in range(16):
            clients.submit(run_away, client)
        time.sleep(0.5)
        try:
            times = [ask(number) for number in range(50)]
        finally:
            ended.set()
    assert max(times) < 2.5, "without places of their own the runaways hold every worker for 3 s"
    assert set(outcomes) <= {HeavyQuery, QueryTooExpensive}


def test_a_query_is_asked_for_its_place_when_others_wait(make_pool: MakePool) -> None:
    pool = make_pool(proven=60.0)  # nothing proves heavy
    with runaways(pool, ["a", "b"]):
        time.sleep(0.3)
        began = time.monotonic()
        assert select_rows(pool.queue(PUBLIC), SMALL)
        assert time.monotonic() - began < 0.9
        assert pool.queue(PUBLIC).load.heavy == 0
    assert wait_until(lambda: len(pids(pool)) == 3)
    assert select_rows(pool.queue(PUBLIC), SMALL)


def test_a_query_that_was_heavy_is_refused_at_once_where_there_is_no_room(make_pool: MakePool) -> None:
    pool = make_pool(heavy=2)

    def ask(client: str) -> float:
        PRESENT.set(Cancellation(client))
        began = time.monotonic()
        with pytest.raises((HeavyQuery, QueryTooExpensive)):
            pool.queue(PUBLIC).run(RUNAWAYS["group-by"], formats.JSON)
        return time.monotonic() - began

    ask("a")
    with runaways(pool, ["b", "c"]):
        assert wait_until(lambda: pool.queue(PUBLIC).load.heavy == 2)
        before = set(pids(pool))
        assert ask("d") < 0.2
        assert before <= set(pids(pool)), "no worker was spent on it"  # one more may be on its way
    assert wait_until(lambda: pool.queue(PUBLIC).load.heavy == 0)
    assert ask("d") > 0.5, "where there is room it runs"


def test_all_queries_together_have_a_bound_of_memory(make_pool: MakePool) -> None:
    pool = make_pool(seconds=20.0, memory=300_000_000)
    with runaways(pool, ["a", "b"], RUNAWAYS["order"]) as outcomes:
        pass
    together = [error for error, _ in outcomes if isinstance(error, HeavyQuery)]
    assert together, [error.detail for error, _ in outcomes]
    assert {error.evidence["cause"] for error in together} == {"together"}
    assert all(error.evidence["retry_after"] for error in together)
    assert select_rows(pool.queue(PUBLIC), SMALL)


def test_who_has_just_had_a_heavy_query_comes_after_the_others() -> None:
    lane = Lane(Room(places=1, wait=5.0, heavy=1, seconds=0.3))
    order: list[str] = []

    def come(client: str) -> None:
        with lane.enter(client):
            order.append(client)

    with lane.enter("heavy") as turn:
        lane.become_heavy(turn)
    with lane.enter("first"):
        threads = [threading.Thread(target=come, args=(client,)) for client in ("heavy", "small")]
        for number, thread in enumerate(threads, 1):
            thread.start()
            assert wait_until(lambda number=number: lane.waiting == number)  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert order == ["small", "heavy"]
    assert (lane.busy, lane.waiting, lane.heavy) == (0, 0, 0)
