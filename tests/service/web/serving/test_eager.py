"""The first step of a request outside the loop, what it waits for, and the notes that requests leave."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from styrka.web.serving import eager
from styrka.web.serving.request_log import RequestLog


def handed_over(make: Any, release: Any = lambda: None) -> list[str]:
    """The threads in which a coroutine's steps run that another thread hands to a hastened loop, as Granian does."""
    steps: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        eager.hasten(loop)
        ended = asyncio.Event()

        async def whole() -> None:
            await make(steps)
            loop.call_soon_threadsafe(ended.set)

        tasks: list[asyncio.Task[None]] = []

        def run(coroutine: Coroutine[Any, Any, None]) -> None:
            tasks.append(loop.create_task(coroutine))

        def server() -> None:
            loop.call_soon_threadsafe(run, whole())
            release()

        thread = threading.Thread(target=server, name="server")
        thread.start()
        await asyncio.wait_for(ended.wait(), 10)
        thread.join()

    threading.current_thread().name = "loop"
    asyncio.run(main())
    return steps


def here(steps: list[str]) -> None:
    steps.append(f"{threading.current_thread().name}, {'in' if eager.in_loop() else 'outside'} the loop")


def test_what_needs_no_loop_is_done_where_it_was_received() -> None:
    async def answer(steps: list[str]) -> None:
        here(steps)

    assert handed_over(answer) == ["server, outside the loop"]


def test_what_needs_the_loop_goes_on_there() -> None:
    async def answer(steps: list[str]) -> None:
        here(steps)
        await eager.into_loop()
        here(steps)
        await asyncio.sleep(0.01)
        here(steps)

    assert handed_over(answer) == ["server, outside the loop", "loop, in the loop", "loop, in the loop"]


@pytest.mark.parametrize("first", ["work", "wait"])
def test_a_wait_ends_in_the_thread_that_did_the_work_whoever_is_first(first: str) -> None:
    parking = eager.Parking()

    def work() -> None:
        thread = threading.Thread(target=parking.over, name="worker")
        thread.start()
        thread.join()

    async def answer(steps: list[str]) -> None:
        here(steps)
        if first == "work":
            work()
        await parking
        here(steps)

    steps = handed_over(answer, work if first == "wait" else lambda: None)
    assert steps == ["server, outside the loop", f"{'server' if first == 'work' else 'worker'}, outside the loop"]


def test_no_request_is_lost_from_the_numbers_or_the_log() -> None:
    output = io.StringIO()
    watch = RequestLog(output)

    def note(client: int) -> None:
        for number in range(1_000):
            watch.note("GET", "/x", 200, 0.004, 10, f"{client}-{number}", kept=number % 2 == 0, agent="probe/1 \"'\\")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(note, range(8)))
        value = watch.registry.get_sample_value
        assert value("styrka_requests_total", {"route": "/x", "method": "GET", "status": "200"}) == 8_000
        assert value("styrka_request_seconds_bucket", {"route": "/x", "le": "0.005"}) == 8_000
        assert value("styrka_request_seconds_bucket", {"route": "/x", "le": "0.0025"}) == 0
        assert value("styrka_cache_requests_total", {"found": "yes"}) == 4_000
        assert value("styrka_response_bytes_total") == 80_000
        dropped = value("styrka_log_dropped_total")
    watch.close()
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert len({line["query_id"] for line in lines}) == len(lines) == 8_000 - (dropped or 0)
    assert {(line["agent"], line["route"], line["ms"]) for line in lines} == {("probe", "/x", 4.0)}
