"""Whether the client that asked is still there; when it leaves, the query that runs for it ends.

The gateway makes a ``Cancellation`` for each request and calls it when the client hangs up. The queue that waits for a
worker registers its connection there: shutting the connection down is what the worker's watchdog notices.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Final


class Cancellation:
    """One client's leaving, reported once and from any thread."""

    def __init__(self, client: str = "") -> None:
        """Begin with the client there.

        Parameters:
            client: who it is: what its share is counted by. Empty: not known, and no share is counted.
        """
        self.client = client
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._left = False

    @property
    def left(self) -> bool:
        """Whether the client has left."""
        return self._left

    def leave(self) -> None:
        """Cancel what is done for the client, which has left."""
        with self._lock:
            self._left = True
            if self._connection is not None:
                _shut_down(self._connection)

    @contextmanager
    def hanging_up(self, connection: socket.socket) -> Iterator[None]:
        """While this is open, the connection to a worker is shut down when the client leaves."""
        with self._lock:
            self._connection = connection
            if self._left:
                _shut_down(connection)
        try:
            yield
        finally:
            with self._lock:
                self._connection = None


PRESENT: Final[ContextVar[Cancellation | None]] = ContextVar("departure", default=None)


def current_cancellation() -> Cancellation:
    """Return the departure of the request that this code runs for; one that never happens where there is no gateway."""
    return PRESENT.get() or Cancellation()


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):  # the worker may have been faster
        connection.shutdown(socket.SHUT_RDWR)
