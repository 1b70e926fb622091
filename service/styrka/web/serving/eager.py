"""A request's first step is taken in the thread that has received it.

Granian hands each request to the event loop: it makes the coroutine, and has the loop's own thread woken up for it. For
an answer that is kept, that waking costs several times what the answer does. So the coroutine's first step is taken at
once. Where it does not end there, it goes on in the loop, or when whatever it is parked for has been done.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from types import CoroutineType
from typing import Any


class Parking:
    """Where a coroutine outside the loop waits until another thread has done its work for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parked: Coroutine[Any, Any, Any] | None = None
        self._over = False

    def __await__(self) -> Generator[Parking, None, None]:
        """Wait. What follows runs in the thread that says ``over``."""
        yield self

    def park(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Keep the coroutine that waits here, or run it to its end when the wait is over already."""
        with self._lock:
            self._parked = coroutine
            over = self._over
        if over:
            _end(coroutine)

    def over(self) -> None:
        """The wait is over: run the coroutine to its end."""
        with self._lock:
            self._over = True
            coroutine = self._parked
        if coroutine is not None:
            _end(coroutine)


def hasten(loop: asyncio.AbstractEventLoop) -> None:
    """Have a loop take the first step of each coroutine that it is handed by another thread in that thread.

    A coroutine that is not done by then must wait in a ``Parking`` to its end, or ``await into_loop()`` before it needs
    the loop. Handing over anything else works as before.
    """
    hand_over = loop.call_soon_threadsafe

    def call_soon_threadsafe(callback: Callable[..., Any], *args: Any, context: Any = None) -> Any:
        if args and type(args[0]) is CoroutineType:
            try:
                step = args[0].send(None)
            except StopIteration:
                return None
            if isinstance(step, Parking):
                return step.park(args[0])
        return hand_over(callback, *args, context=context)

    loop.call_soon_threadsafe = call_soon_threadsafe  # type: ignore[method-assign,assignment]


async def into_loop() -> None:
    """What follows runs in the event loop's thread, whichever this is."""
    await asyncio.sleep(0)  # yields once, and asks nothing of a loop


def in_loop() -> bool:
    """Whether this runs in the thread of an event loop."""
    return asyncio._get_running_loop() is not None


def _end(coroutine: Coroutine[Any, Any, Any]) -> None:
    with suppress(StopIteration):
        coroutine.send(None)
