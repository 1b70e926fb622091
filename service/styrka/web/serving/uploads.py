"""Bodies that are on their way: bounded, and no client has more than its share of the room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from styrka.errors import Busy


class Uploads:
    """The bodies that a server is receiving. For the event loop's thread alone."""

    def __init__(self, room: int) -> None:
        """Room for so many bodies at a time, a quarter of them of one client."""
        self._room = room
        self._share = max(1, room // 4)
        self._clients: Counter[str] = Counter()

    @contextmanager
    def one(self, client: str) -> Iterator[None]:
        """While this is open, one more body of a client is received.

        Raises:
            Busy: Where there is no room for it.
        """
        if self._clients.total() >= self._room or self._clients[client] >= self._share:
            raise make_busy_error()
        self._clients[client] += 1
        try:
            yield
        finally:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]


def make_busy_error() -> Busy:
    """Return the error of a request that there is no room for."""
    return Busy(
        "Too many requests wait. Try again in a moment.",
        sv="För många förfrågningar väntar. Försök igen om en stund.",
        retry_after=1,
    )
