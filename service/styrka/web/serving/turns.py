"""Whose request a thread works on next: the clients take turns, and no client has all of the threads."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from styrka.web.serving.uploads import make_busy_error


class Turns:
    """The threads of a server, and the requests that wait for one. For the event loop's thread alone."""

    def __init__(self, threads: int, room: int) -> None:
        """Let so many requests be worked on at a time, three quarters of them of one client, and so many wait."""
        self._threads = threads
        self._share = max(1, threads * 3 // 4)
        self._room = room
        self._inside: Counter[str] = Counter()
        self._busy = 0
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self.waiting = 0

    @asynccontextmanager
    async def one(self, client: str) -> AsyncIterator[None]:
        """While this is open, one request of a client is worked on.

        Raises:
            Busy: Where there is no room to wait.
        """
        if self._busy < self._threads and self._inside[client] < self._share:
            self._busy += 1
            self._inside[client] += 1
        else:
            await self._wait(client)
        try:
            yield
        finally:
            self._leave(client)

    async def _wait(self, client: str) -> None:
        if self.waiting >= self._room:
            raise make_busy_error()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        self.waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(client)  # it had just got its thread
            raise

    def _leave(self, client: str) -> None:
        self._busy -= 1
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]
        while self._busy < self._threads and self._give():
            pass

    def _give(self) -> bool:
        """Give a thread to the client whose turn it is; whether there is one."""
        for client, turns in self._waiting.items():
            if self._inside[client] >= self._share:
                continue
            turn = turns.popleft()
            self.waiting -= 1
            self._waiting.move_to_end(client)
            if not turns:
                del self._waiting[client]
            if not turn.done():
                self._busy += 1
                self._inside[client] += 1
                turn.set_result(None)
            return True
        return False
