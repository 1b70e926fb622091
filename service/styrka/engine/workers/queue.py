"""A queue of requests in front of a few workers.

A worker serves one connection at a time, and no more requests than there are workers are let through to them: so there
are never more connections than workers, and whoever is let through has one. A worker whose query has proven heavy
leaves the queue with its connection, and a fresh one takes its place.
"""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Final, Protocol

from styrka.engine.cancellation import current_cancellation
from styrka.engine.guard import Limits, admit_query
from styrka.engine.interface import Answer, Budget, Dataset, Edition, Load
from styrka.engine.workers import protocol
from styrka.engine.workers.chains import make_crash_error
from styrka.engine.workers.connections import Connections
from styrka.engine.workers.lane import Lane, Room, Turn
from styrka.engine.workers.spool import clear_spool, open_spool, read_spool
from styrka.errors import ClientGone, HeavyQuery, QueryTooExpensive
from styrka.formats import Format

_LOOK: Final = 0.02  # seconds that a query runs before it is asked for its place, where others wait
_PATIENCE: Final = 2.0  # seconds beyond a query's own that the web process waits for a worker's answer


@dataclass(frozen=True)
class Capacity:
    """How many workers each queue has, and for how many seconds a request may wait for one.

    ``heavy`` queries may run beside them in each queue: those that have run for ``seconds``. All queries may take
    ``memory`` bytes together; 0: no bound.
    """

    public: int = 4
    reserved: int = 2
    wait: float = 5.0
    heavy: int = 4
    seconds: float = 0.3
    memory: int = 0


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
        reuse: bool = False,
        nice: int = 19,
    ) -> None:
        """Set how many requests are let through.

        Parameters:
            reuse: whether a worker takes another query on a connection when it has answered one.
            nice: the nice value of a query that has proven heavy.
        """
        self._pool = pool
        self._name = name
        self._limits = limits
        self._nice = nice
        self._connections = Connections(lambda: pool.connect(name), reuse=reuse)
        capacity = pool.capacity
        self._lane = Lane(Room(workers, capacity.wait, capacity.heavy, capacity.seconds))

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
        lane = self._lane
        return Load(lane.room.places, lane.busy, lane.waiting, dict(self._pool.kills), lane.heavy)

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """See ``Engine.run``. The answer is whole before it is returned, and its worker free."""
        form = admit_query(query, self._limits).form
        known = self._lane.is_known(hash((query, dataset or Dataset())))
        request = protocol.QueryRequest(
            query,
            form,
            format_,
            dataset or Dataset(),
            budget or self._pool.budget,
            0.0 if known else self._lane.room.seconds,
            self._nice,
        )
        if not request.budget.spooled:
            return Answer(form, format_, iter((self._find_reply(request),)), self._pool.version)
        with ExitStack() as opened:
            file = opened.enter_context(open_spool())
            self._find_reply(replace(request, file=file.fileno()))
            opened.pop_all()  # from here on it is closed by who reads it
        return Answer(form, format_, read_spool(file), self._pool.version, os.fstat(file.fileno()).st_size)

    def _find_reply(self, request: protocol.QueryRequest) -> bytes:
        """Return the bytes that a worker replies with, in the order of the lane.

        Raises:
            StyrkaError: As ``Engine.run``.
        """
        lane, client = self._lane, current_cancellation().client
        text, known = hash((request.query, request.dataset)), request.heavy == 0
        try:
            if known:
                lane.check_heavy(client)
            with lane.enter(client) as turn:
                began = time.monotonic()
                frame = self._ask(request, turn)
        except HeavyQuery:
            self._pool.kills["heavy"] += 1
            raise
        if known and time.monotonic() - began < lane.room.seconds:
            lane.remember(text, heavy=False)
        elif turn.heavy:
            lane.remember(text, heavy=True)
        if frame.kind == protocol.ERROR:
            error = protocol.unpack_error(frame.body)
            if "cause" in error.evidence:
                self._pool.kills[str(error.evidence["cause"])] += 1
            raise error
        return frame.body

    def release(self) -> None:
        """Close the idle connections, and reuse none from now on."""
        self._connections.release()

    def close(self) -> None:
        """End the pool behind the queue."""
        self._pool.close()

    def _ask(self, request: protocol.QueryRequest, turn: Turn) -> protocol.Frame:
        """Send a request and wait for its reply; once more where a worker died before it answered.

        Raises:
            ClientGone: The client hung up before its answer was ready; nobody reads this status.
            HeavyQuery: It has proven heavy, and there is no room for one more of those.
            QueryTooExpensive: The query reached its limit of time, memory or bytes.
            QueryRefused: It ends every process that works on it.
        """
        departure, seconds = current_cancellation(), request.budget.seconds
        message = protocol.pack_request(request)
        for attempt in (1, 2):
            connection = self._connections.take()
            began, frame = time.monotonic(), None
            if request.file is not None:
                clear_spool(request.file)
            try:
                with departure.hanging_up(connection):
                    connection.settimeout(seconds + _PATIENCE)
                    protocol.send_request(connection, message, request.file)
                    frame = self._converse(connection, turn, seconds + _PATIENCE)
            except TimeoutError:
                self._pool.kills["time"] += 1
                raise _make_late_error(seconds) from None
            except OSError:
                pass
            finally:
                # One that was asked for its place may have that byte before the next request.
                stays = frame is not None and frame.stays and not (departure.left or turn.asked)
                self._connections.give_back(connection, stays=stays)
            if frame is not None:
                return frame
            if departure.left:
                self._pool.kills["gone" if departure.gone else "aborted"] += 1
                raise ClientGone("The client left before the answer was ready.")
            if time.monotonic() - began >= seconds:
                self._pool.kills["time"] += 1  # by its alarm: the watchdog was not let in
                raise _make_late_error(seconds)
            self._pool.kills["crash"] += 1
            if attempt == 2:
                raise make_crash_error(request.query)
        raise AssertionError("unreachable")

    def _converse(self, connection: socket.socket, turn: Turn, seconds: float) -> protocol.Frame | None:
        """Return the reply to a request; None when the worker is gone. The place may go before it comes.

        Raises:
            HeavyQuery: It has proven heavy, and there is no room for one more of those.
            OSError: The worker is gone, or does not reply in time (TimeoutError).
        """
        end = time.monotonic() + seconds
        reader = protocol.FrameReader(connection)
        while True:
            left = max(0.001, end - time.monotonic())
            looks = turn.placed and not turn.asked and left > _LOOK
            try:
                frame = reader.receive(_LOOK if looks else left, left)
            except TimeoutError:
                if not looks:
                    raise
                if self._lane.wanted:
                    turn.asked = True
                    connection.sendall(protocol.GIVE_BACK)
                continue
            if frame is None or frame.kind in (protocol.DATA, protocol.ERROR):
                return frame
            if frame.kind == protocol.HEAVY:
                self._lane.become_heavy(turn)
            else:
                self._lane.give_back(turn)


def _make_late_error(seconds: float) -> QueryTooExpensive:
    return QueryTooExpensive(
        f"The query took more than {seconds:g} s.",
        sv=f"Frågan tog mer än {seconds:g} s.",
        cause="time",
        limit=seconds,
    )
