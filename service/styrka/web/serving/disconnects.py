"""Which requests are under way, and whether their clients are still there.

Most requests are answered before anybody could notice that a client has left. So nothing is set up for a request when
it comes: the event loop looks from time to time which ones are still under way, and watches those.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import Final

from styrka.engine.cancellation import Cancellation
from styrka.web.serving.scopes import Receive

_LOOK: Final = 0.05  # seconds
_REST: Final = 20  # looks at nothing, after which the loop is left in peace until the next request


@dataclass(eq=False, slots=True)
class RequestUnderWay:
    """One request under way: what the server says of it, what is called when its client leaves, and who watches."""

    receive: Receive
    departure: Cancellation
    watch: asyncio.Task[None] | None = None
    seen: bool = False


class RequestsUnderWay:
    """The requests under way in one event loop."""

    def __init__(self) -> None:
        self._visits: set[RequestUnderWay] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looking = False
        self._lock = threading.Lock()

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Watch in this loop from now on."""
        self._loop = loop

    def enter(self, receive: Receive, client: str = "") -> RequestUnderWay:
        """Return a request of a client that begins. To be called in any thread."""
        visit = RequestUnderWay(receive, Cancellation(client))
        with self._lock:
            self._visits.add(visit)
            start, self._looking = not self._looking, True
        if start and self._loop is not None:
            self._loop.call_soon_threadsafe(self._begin)
        return visit

    def leave(self, visit: RequestUnderWay) -> None:
        """End a request that has been answered. To be called in any thread."""
        with self._lock:
            self._visits.discard(visit)
        if visit.watch is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(visit.watch.cancel)

    def _begin(self) -> None:
        self._task = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        idle = 0
        while True:
            await asyncio.sleep(_LOOK)
            with self._lock:
                visits = list(self._visits)
                idle = 0 if visits else idle + 1
                if idle > _REST:
                    self._looking = False
                    return
            for visit in visits:
                if visit.seen and visit.watch is None:
                    visit.watch = asyncio.ensure_future(self._watch(visit))
                    if visit not in self._visits:
                        visit.watch.cancel()  # it was answered just now
                visit.seen = True

    async def _watch(self, visit: RequestUnderWay) -> None:
        while (await visit.receive())["type"] != "http.disconnect":
            pass  # a body that nobody reads
        if visit in self._visits:
            visit.departure.leave()
