"""Answers that go through a file: the same bytes and the same errors as those that are sent, and no file is left."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from styrka import formats
from styrka.engine.interface import Budget
from styrka.engine.workers.pool import PUBLIC, Pool
from styrka.engine.workers.spool import clear_spool, open_spool, read_spool, write_spool
from styrka.errors import QuerySyntaxError, QueryTooExpensive
from tests.service.engine.workers.test_pool import pids

WHOLE = Budget(10, 1 << 30, 50_000_000)
SPOOLED = replace(WHOLE, spooled=True)
PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"


def unnamed_files(pid: int | str = "self") -> list[Path]:
    """What a process has open that has no name any more, as a spool has none from the beginning."""
    found = []
    with contextlib.suppress(OSError):
        for one in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                if str(one.readlink()).endswith("(deleted)"):
                    found.append(one)
    return found


@pytest.fixture(autouse=True)
def _no_file_is_left() -> Iterator[None]:
    before = len(unnamed_files())
    yield
    assert len(unnamed_files()) == before


@pytest.mark.parametrize("format_", [formats.CSV, formats.JSON, formats.XML], ids=lambda one: one.name)
def test_a_spooled_answer_has_the_bytes_of_one_that_is_sent(pool: Pool, format_: formats.Format) -> None:
    sent = pool.queue(PUBLIC).run(PAIRS, format_, budget=WHOLE).read()
    spooled = pool.queue(PUBLIC).run(PAIRS, format_, budget=SPOOLED)
    assert spooled.size == len(sent) > 1_000_000
    assert spooled.read() == sent


def test_a_graph_is_spooled_too_and_a_small_answer(pool: Pool) -> None:
    for query, format_ in (("CONSTRUCT WHERE { ?a ?b ?c }", formats.TURTLE), ("ASK { ?a ?b ?c }", formats.JSON)):
        sent = pool.queue(PUBLIC).run(query, format_, budget=WHOLE).read()
        assert pool.queue(PUBLIC).run(query, format_, budget=SPOOLED).read() == sent


def test_errors_are_those_of_any_answer_and_leave_no_file(pool: Pool) -> None:
    queue = pool.queue(PUBLIC)
    with pytest.raises(QueryTooExpensive, match="more than 1000000 bytes") as over:
        queue.run(PAIRS, formats.CSV, budget=replace(SPOOLED, answer=1_000_000))
    assert over.value.evidence["cause"] == "bytes"
    with pytest.raises(QuerySyntaxError):
        queue.run("SELECT * { ?a", formats.CSV, budget=SPOOLED)
    with pytest.raises(QueryTooExpensive, match=r"more than 0\.5 s"):
        queue.run(PAIRS.replace("60000", "60000000"), formats.CSV, budget=Budget(0.5, 1 << 30, 1 << 33, spooled=True))
    assert queue.run("ASK { ?a ?b ?c }", formats.JSON).read()  # the pool answers on


def test_a_worker_that_dies_half_way_leaves_no_half_answer(pool: Pool) -> None:
    """The second worker begins anew, in the same file."""
    query = PAIRS.replace("60000", "400000")
    whole = pool.queue(PUBLIC).run(query, formats.CSV, budget=replace(SPOOLED, answer=1 << 30))
    expected, killed = whole.size, threading.Event()

    def kill() -> None:
        while not killed.is_set():
            for pid in pids(pool):
                # Only the one that works has such a file, which the pool's process has written into nothing yet.
                if any(one.stat().st_size > 100_000 for one in unnamed_files(pid)):
                    os.kill(pid, signal.SIGKILL)
                    killed.set()
            time.sleep(0.001)

    thread = threading.Thread(target=kill, daemon=True)
    whole.read()
    thread.start()
    try:
        for _ in range(20):  # on a busy machine a worker may have written all before anybody looks
            again = pool.queue(PUBLIC).run(query, formats.CSV, budget=replace(SPOOLED, answer=1 << 30))
            if killed.is_set():
                break
            again.read()
    finally:
        came = killed.is_set()
        killed.set()
        thread.join()
    assert came, "no worker was killed while it wrote"
    body = again.read()
    assert len(body) == again.size == expected
    assert body.count(b"\n") == 400_001


def test_a_disk_without_room_is_an_error_with_a_sentence() -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(QueryTooExpensive, match="no room") as refused,
    ):
        write_spool(full.fileno(), b"x")
    assert "inte plats" in refused.value.detail_sv
    assert refused.value.evidence["cause"] == "room"


def test_a_spool_is_read_from_its_beginning_and_closed_by_who_stops_reading() -> None:
    file = open_spool()
    write_spool(file.fileno(), b"old")
    clear_spool(file.fileno())
    write_spool(file.fileno(), b"new" * 200_000)
    pieces = read_spool(file)
    assert next(pieces).startswith(b"new")
    pieces.close()
    assert file.closed
