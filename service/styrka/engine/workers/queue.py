"""A bounded queue of requests in front of a few workers, and the idle connections to them.

A worker serves one connection at a time, and no more requests than there are workers are let through to them: so there
are never more connections than workers, and whoever is let through has one. The one that was used last is used next,
because the worker behind it has its pages at hand.
"""

from __future__ import annotations

import socket
import threading
from collections import Counter
from dataclasses import dataclass
from typing import Final, Protocol

from styrka.engine.cancellation import current_cancellation
from styrka.engine.guard import Limits, admit_query
from styrka.engine.interface import Answer, Budget, Dataset, Edition, Load
from styrka.engine.workers import protocol
from styrka.errors import Busy, ClientGone, QueryTooExpensive
from styrka.formats import Format

_PATIENCE: Final = 2.0  # seconds beyond a query's own that the web process waits for a worker's answer


@dataclass(frozen=True)
class Capacity:
    """How many workers each queue has, how many requests may wait for one, and for how many seconds.

    ``queue`` is for what anybody asks; ``lookups`` for what pages look up, each of which takes milliseconds.
    """

    public: int = 4
    reserved: int = 2
    queue: int = 16
    wait: float = 5.0
    lookups: int = 24


class Workers(Protocol):
    """What a queue needs of the processes behind it."""

    edition: Edition
    budget: Budget
    capacity: Capacity
    kills: Counter[str]

    @property
    def version(self) -> str:
        """The version of what is answered from."""

    def connect(self, queue: str) -> socket.socket:
        """Return a connection to a process that takes queries.

        Raises:
            Busy: When none is free in time.
        """

    def close(self) -> None:
        """End the processes."""


class Queue:
    """The engine whose requests wait for the workers of one kind in a pool."""

    def __init__(
        self,
        pool: Workers,
        name: str,
        workers: int,
        limits: Limits | None = None,
        *,
        length: int | None = None,
        reuse: bool = False,
    ) -> None:
        """Set how many requests are let through, and how many may wait.

        Parameters:
            length: how many requests may wait for one; None: what the pool's capacity allows.
            reuse: whether a worker takes another query on a connection when it has answered one.
        """
        self._pool = pool
        self._name = name
        self._limits = limits
        self._reuse = reuse
        self._idle: list[socket.socket] = []
        self._free = threading.BoundedSemaphore(workers)
        self._room = threading.BoundedSemaphore(workers + (pool.capacity.queue if length is None else length))
        self._workers = workers
        self._counting = threading.Lock()
        self._busy = 0
        self._waiting = 0

    @property
    def version(self) -> str:
        """The version of the release that is answered from."""
        return self._pool.version

    @property
    def edition(self) -> Edition:
        """The release that is answered from."""
        return self._pool.edition

    @property
    def load(self) -> Load:
        """How busy the queue is; the causes are counted for all queues together."""
        return Load(self._workers, self._busy, self._waiting, dict(self._pool.kills))

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """See ``Engine.run``. The answer is whole before it is returned, and its worker free."""
        form = admit_query(query, self._limits).form
        request = protocol.QueryRequest(query, form, format_, dataset or Dataset(), budget or self._pool.budget)
        message = protocol.pack_request(request)
        self._enter()
        try:
            frame = self._ask(message, request.budget.seconds)
        finally:
            self._leave()
        if frame.kind == protocol.ERROR:
            error = protocol.unpack_error(frame.body)
            if "cause" in error.evidence:
                self._pool.kills[str(error.evidence["cause"])] += 1
            raise error
        return Answer(form, format_, iter((frame.body,)), self._pool.version)

    def release(self) -> None:
        """Close the idle connections, and reuse none from now on."""
        self._reuse = False
        while self._idle:
            self._idle.pop().close()

    def close(self) -> None:
        """End the pool behind the queue."""
        self._pool.close()

    def _enter(self) -> None:
        if not self._room.acquire(blocking=False):
            raise Busy(
                "Every worker is busy and the queue is full. Try again in a moment.",
                sv="Alla är upptagna och kön är full. Försök igen om en stund.",
                retry_after=1,
            )
        if not self._free.acquire(blocking=False):
            self._count(waiting=1)
            free = self._free.acquire(timeout=self._pool.capacity.wait)
            self._count(waiting=-1)
            if not free:
                self._room.release()
                raise Busy(
                    "Every worker is busy. Try again in a moment.",
                    sv="Alla är upptagna. Försök igen om en stund.",
                    retry_after=2,
                )
        self._count(busy=1)

    def _leave(self) -> None:
        self._count(busy=-1)
        self._free.release()
        self._room.release()

    def _count(self, *, busy: int = 0, waiting: int = 0) -> None:
        with self._counting:
            self._busy += busy
            self._waiting += waiting

    def _ask(self, message: bytes, seconds: float) -> protocol.Frame:
        """Send a request and wait for its frame; once more where a worker died before it answered.

        Raises:
            ClientGone: The client hung up before its answer was ready; nobody reads this status.
            QueryTooExpensive: The query reached its limit of time, memory or bytes.
        """
        departure = current_cancellation()
        for attempt in (1, 2):
            connection = self._connection()
            connection.settimeout(seconds + _PATIENCE)
            frame = None
            try:
                with departure.hanging_up(connection):
                    connection.sendall(message)
                    frame = protocol.receive_frame(connection)
            except TimeoutError:
                self._pool.kills["time"] += 1
                raise QueryTooExpensive(
                    f"The query took more than {seconds:g} s.", cause="time", limit=seconds
                ) from None
            except OSError:
                pass
            finally:
                if self._reuse and frame is not None and frame.stays and not departure.left:
                    self._idle.append(connection)
                else:
                    connection.close()
            if frame is not None:
                return frame
            if departure.left:
                self._pool.kills["gone"] += 1
                raise ClientGone("The client left before the answer was ready.")
            self._pool.kills["crash"] += 1
            if attempt == 2:
                raise QueryTooExpensive(
                    "The query ended the process that worked on it, twice: it is too large or too deep for the engine. "
                    "Split it.",
                    cause="crash",
                )
        raise AssertionError("unreachable")

    def _connection(self) -> socket.socket:
        """Return the connection that was used last and whose worker lives, else a new one.

        Raises:
            Busy: As ``Workers.connect``.
        """
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break  # another thread took it
            if _is_idle(connection):
                return connection
            connection.close()
        return self._pool.connect(self._name)


def _is_idle(connection: socket.socket) -> bool:
    """Return whether the other side is there and sends nothing, as between two requests."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
