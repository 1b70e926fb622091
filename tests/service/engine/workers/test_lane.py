"""Heavy queries apart: real workers, runaways beside small queries, and the bounds of what is heavy."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
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
LONG, SHORT = 60.0, 0.6  # seconds: longer than a test may take, and so few that a runaway's end is waited for


@pytest.fixture
def make_pool(tmp_path: Path) -> Iterator[MakePool]:
    """Makes pools with two public workers and one reserved."""
    made: list[Pool] = []

    def make(
        seconds: float = LONG,
        heavy: int = 4,
        proven: float = 0.15,
        memory: int = 0,
        public: int = 2,
        wait: float = 20.0,
    ) -> Pool:
        path = small_release(tmp_path / "data.nq")
        room = Capacity(public, 1, wait, heavy=heavy, seconds=proven, memory=memory)
        made.append(Pool([path], "v1", Budget(seconds, 1 << 30, 1_000_000), room))
        return made[-1]

    yield make
    for pool in made:
        pool.close()


@contextmanager
def runaways(
    pool: Pool, clients: list[str], text: str = CARTESIAN, *, leaving: bool = True
) -> Iterator[list[tuple[StyrkaError, float]]]:
    """While this is open, each client asks one runaway; how each ended, and after how many seconds.

    Parameters:
        leaving: whether the clients leave at the end, or wait for their answers.
    """
    outcomes: list[tuple[StyrkaError, float]] = []
    presences = [Cancellation(client) for client in clients]

    def ask(number: int, presence: Cancellation) -> None:
        PRESENT.set(presence)
        began = time.monotonic()
        try:
            pool.queue(PUBLIC).run(f"{text} # {number}", formats.JSON)
        except StyrkaError as error:
            outcomes.append((error, time.monotonic() - began))

    threads = [threading.Thread(target=ask, args=one) for one in enumerate(presences)]
    for thread in threads:
        thread.start()
    try:
        yield outcomes
    finally:
        for presence in presences if leaving else ():
            presence.leave()
        for thread in threads:
            thread.join()


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
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
        assert not outcomes
    assert wait_until(lambda: len(pids(pool)) == 3), "as many as before"
    load = pool.queue(PUBLIC).load
    assert (load.heavy, load.busy, load.waiting, load.kills.get("crash", 0)) == (0, 0, 0, 0)


def test_a_heavy_query_ends_when_its_time_is_over_and_leaves_as_many_workers_as_before(make_pool: MakePool) -> None:
    pool = make_pool(seconds=SHORT)
    with runaways(pool, ["a", "b"], leaving=False) as outcomes:
        pass
    assert [(type(error), error.evidence["cause"]) for error, _ in outcomes] == [(QueryTooExpensive, "time")] * 2
    assert all(took >= SHORT for _, took in outcomes)
    assert wait_until(lambda: len(pids(pool)) == 3), "as many as before"
    load = pool.queue(PUBLIC).load
    assert (load.heavy, load.busy, load.waiting, load.kills.get("crash", 0)) == (0, 0, 0, 0)


def test_who_is_over_the_bound_of_heavy_queries_is_refused_when_his_has_proven_heavy(make_pool: MakePool) -> None:
    pool = make_pool(heavy=4)
    with runaways(pool, list("abcdef")) as outcomes:
        assert wait_until(lambda: len(outcomes) == 2)
        refused = list(outcomes)
        assert pool.queue(PUBLIC).load.heavy == 4, "the others run on"
    assert len(outcomes) == 6
    assert all(took > 0.1 for _, took in refused)
    for error, _ in refused:
        assert isinstance(error, HeavyQuery)
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
            assert wait_until(lambda: pool.queue(PUBLIC).load.heavy == 3)
            assert not second


def test_small_queries_are_answered_while_runaways_come_again_and_again(make_pool: MakePool) -> None:
    pool = make_pool(public=4)  # without places of their own the runaways hold every worker longer than one may wait
    ended = threading.Event()
    outcomes: list[type[StyrkaError]] = []
    presences = [Cancellation("one" if client % 2 else str(client)) for client in range(16)]

    def run_away(client: int) -> None:
        PRESENT.set(presences[client])
        number = 0
        while not ended.is_set():
            number += 1
            try:
                pool.queue(PUBLIC).run(f"{CARTESIAN} # {client} {number}", formats.JSON)
            except StyrkaError as error:
                outcomes.append(type(error))
                time.sleep(0.1)

    PRESENT.set(Cancellation("one"))
    with ThreadPoolExecutor(16) as clients:
        for client in range(16):
            clients.submit(run_away, client)
        try:
            assert wait_until(lambda: pool.queue(PUBLIC).load.heavy == 4)
            for number in range(50):
                assert select_rows(pool.queue(PUBLIC), f"{SMALL} # {number}")
            assert pool.queue(PUBLIC).load.heavy == 4, "they run on"
            assert wait_until(lambda: len(outcomes) > 12), "and others come again"
            assert set(outcomes) == {HeavyQuery}
        finally:
            ended.set()
            for presence in presences:
                presence.leave()


def test_a_query_is_asked_for_its_place_when_others_wait(make_pool: MakePool) -> None:
    pool = make_pool(proven=LONG)  # nothing proves heavy
    with runaways(pool, ["a", "b"]) as outcomes:
        assert wait_until(lambda: pool.queue(PUBLIC).load.busy == 2)
        assert select_rows(pool.queue(PUBLIC), SMALL)
        assert pool.queue(PUBLIC).load.heavy == 0
        assert not outcomes
    assert wait_until(lambda: len(pids(pool)) == 3)
    assert select_rows(pool.queue(PUBLIC), SMALL)


def test_a_query_that_was_heavy_is_refused_at_once_where_there_is_no_room(make_pool: MakePool) -> None:
    pool = make_pool(heavy=2)
    short = replace(pool.budget, seconds=SHORT)

    def ask(client: str) -> type[StyrkaError]:
        PRESENT.set(Cancellation(client))
        with pytest.raises((HeavyQuery, QueryTooExpensive)) as error:
            pool.queue(PUBLIC).run(RUNAWAYS["group-by"], formats.JSON, budget=short)
        return error.type

    assert ask("a") is QueryTooExpensive
    assert wait_until(lambda: len(pids(pool)) == 3)
    with runaways(pool, ["b", "c"]):
        assert wait_until(lambda: pool.queue(PUBLIC).load.heavy == 2 and len(pids(pool)) == 5)
        before = set(pids(pool))
        assert ask("d") is HeavyQuery
        assert set(pids(pool)) == before, "no worker was spent on it"
    assert wait_until(lambda: pool.queue(PUBLIC).load.heavy == 0)
    assert ask("d") is QueryTooExpensive, "where there is room it runs"


def test_all_queries_together_have_a_bound_of_memory(make_pool: MakePool) -> None:
    pool = make_pool(seconds=20.0, memory=300_000_000)
    with runaways(pool, ["a", "b"], RUNAWAYS["order"], leaving=False) as outcomes:
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
