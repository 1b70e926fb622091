"""A request's first step is taken in the thread that has received it.

Granian hands each request to the event loop: it makes the coroutine, and has the loop's own thread woken up for it. For
an answer that is kept, that waking costs several times what the answer does. So the coroutine's first step is taken at
once. It ends there when it has answered; where it goes on, it goes on in the loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import CoroutineType
from typing import Any


def hasten(loop: asyncio.AbstractEventLoop) -> None:
    """Have a loop take the first step of each coroutine that it is handed by another thread in that thread.

    A coroutine that is not done by then must ``await into_loop()`` before it needs the loop. Handing over anything else
    works as before, and so does everything where the server hands over in another way.
    """
    hand_over = loop.call_soon_threadsafe

    def call_soon_threadsafe(callback: Callable[..., Any], *args: Any, context: Any = None) -> Any:
        if args and type(args[0]) is CoroutineType:
            try:
                args[0].send(None)
            except StopIteration:
                return None
        return hand_over(callback, *args, context=context)

    loop.call_soon_threadsafe = call_soon_threadsafe  # type: ignore[method-assign,assignment]


async def into_loop() -> None:
    """What follows runs in the event loop's thread, whichever this is."""
    await asyncio.sleep(0)  # yields once, and asks nothing of a loop
