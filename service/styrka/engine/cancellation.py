"""Whether the client that asked is still there; when it leaves, or aborts its query, what runs for it ends.

The gateway makes a ``Cancellation`` for each request and calls it when the client hangs up. The queue that waits for a
worker registers its connection there: shutting the connection down is what the worker's watchdog notices. A query that
its client has given an id is found among ``NamedQueries`` and aborted there, by another request of the same client.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Final

from styrka.errors import ClientGone, QueryAborted


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
        self.gone = False
        self.aborted = False

    @property
    def left(self) -> bool:
        """Whether nobody waits for what is done: the client has left, or wants it no more."""
        return self.gone or self.aborted

    def leave(self) -> None:
        """Cancel what is done for the client, which has left."""
        with self._lock:
            self.gone = True
            self._hang_up()

    def abort(self) -> None:
        """Cancel what is done for the client, which waits for the word that it has ended."""
        with self._lock:
            self.aborted = True
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            _shut_down(self._connection)

    @contextmanager
    def hanging_up(self, connection: socket.socket) -> Iterator[None]:
        """While this is open, the connection to a worker is shut down when the client leaves."""
        with self._lock:
            self._connection = connection
            if self.left:
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


class NamedQueries:
    """The queries under way that their clients have given ids. Safe to share among threads."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], set[Cancellation]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def name(self, query_id: str, of: Cancellation) -> Iterator[None]:
        """While this is open, what is done for a client can be aborted by the id, and by no other client.

        Without an id nothing is named.

        Raises:
            QueryAborted: When it was.
            ClientGone: When the client has left.
        """
        if not query_id:
            yield
            return
        key = (of.client, query_id)
        with self._lock:
            self._found.setdefault(key, set()).add(of)
        try:
            yield
        except ClientGone:
            if of.gone or not of.aborted:
                raise
            raise QueryAborted(
                "The query was aborted by its id, as its client asked.",
                sv="Frågan avbröts med sitt id, som den som frågade bad om.",
            ) from None
        finally:
            with self._lock:
                self._found[key].discard(of)
                if not self._found[key]:
                    del self._found[key]
                of.aborted = False  # what comes after the query, such as the page of its error, is not aborted

    def abort(self, query_id: str, client: str) -> bool:
        """End the queries of a client that have an id. Return whether there were any."""
        with self._lock:
            found = list(self._found.get((client, query_id), ()))
            for one in found:
                one.abort()
        return bool(found)


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):  # the worker may have been faster
        connection.shutdown(socket.SHUT_RDWR)
