"""The places before the workers of one kind: for queries that have just come, and for those that have proven heavy.

A query begins in a place of its lane. When others wait it is asked to give that place back, and when it has proven
heavy it gives it back by itself; the fork server puts a fresh worker there. So who comes with a small query waits for
small ones at most, and only as long as it can still be answered within the second. Who has many queries there already,
or has just had a heavy one, comes a little later.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from styrka.engine.workers.watchdog import RETRY
from styrka.errors import Busy, HeavyQuery

_LATER: Final = 0.02  # seconds that one comes later for each query of the same client there
_LATEST: Final = 0.3
_PROVEN: Final = 0.6  # seconds that one comes later of whose queries one has just proven heavy
_CLIENTS: Final = 1_000  # clients of whom that is remembered
_KNOWN: Final = 1_000  # texts of heavy queries that are remembered


@dataclass(frozen=True)
class Room:
    """How many places a lane has, for how many seconds one may wait for one, and how many heavy queries there may be.

    ``seconds``: those after which a query is heavy.
    """

    places: int
    wait: float
    heavy: int
    seconds: float


@dataclass(eq=False, slots=True)
class Turn:
    """What one query holds.

    Attributes:
        client: who asked; empty where that is not known.
        placed: whether it holds a place of the lane.
        heavy: whether it holds one for heavy queries.
        asked: whether it has been asked to give its place back.
    """

    client: str
    placed: bool = True
    heavy: bool = False
    asked: bool = False


@dataclass(eq=False, slots=True)
class _Waiter:
    """One that waits for a place: the event that wakes it, and whether it has one, or has gone without."""

    woken: threading.Event
    placed: bool = False
    gone: bool = False


class Lane:
    """The places of one queue. Safe to share among threads."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._free = room.places
        self._waiters: list[tuple[float, int, _Waiter]] = []
        self._order = itertools.count()
        self._inside: Counter[str] = Counter()  # queries of each client, those that wait included
        self._lock = threading.Lock()
        self._known: OrderedDict[int, None] = OrderedDict()
        self._heavy: Counter[str] = Counter()
        self._proven: OrderedDict[str, float] = OrderedDict()  # when a query of a client proved heavy
        self.busy = 0
        self.waiting = 0

    @property
    def heavy(self) -> int:
        """How many heavy queries there are now."""
        return self._heavy.total()

    @property
    def wanted(self) -> bool:
        """Whether a query that runs is to give its place back: others wait.

        How many do so is bounded by the web process's threads, and what they take together by the ledger.
        """
        return self.waiting > 0

    @contextmanager
    def enter(self, client: str) -> Iterator[Turn]:
        """While this is open, a query holds a place, or what it has exchanged it for.

        Raises:
            Busy: No place is free in time.
        """
        if (waiter := self._come(client)) is not None:
            self._wait(waiter, client)
        turn = Turn(client)
        try:
            yield turn
        finally:
            self._leave(turn)

    def give_back(self, turn: Turn) -> None:
        """Give back the place of a query that runs on."""
        if turn.placed:
            turn.placed = False
            with self._lock:
                self._free_place()

    def become_heavy(self, turn: Turn) -> None:
        """Give a query that has proven heavy a place of those for heavy ones, instead of its own.

        Raises:
            HeavyQuery: None is free, or its client has half of them.
        """
        self.give_back(turn)
        with self._lock:
            self._proven[turn.client] = time.monotonic()
            self._proven.move_to_end(turn.client)
            if len(self._proven) > _CLIENTS:
                self._proven.popitem(last=False)
            self._check_heavy(turn.client)
            self._heavy[turn.client] += 1
            turn.heavy = True

    def check_heavy(self, client: str) -> None:
        """Raise HeavyQuery where no heavy query of a client would have a place.

        Raises:
            HeavyQuery: None is free, or the client has half of them.
        """
        with self._lock:
            self._check_heavy(client)

    def is_known(self, text: int) -> bool:
        """Return whether a query, known by a number, was heavy when it was asked last."""
        return text in self._known

    def remember(self, text: int, *, heavy: bool) -> None:
        """Note whether a query was heavy."""
        with self._lock:
            if heavy:
                self._known[text] = None
                self._known.move_to_end(text)
                if len(self._known) > _KNOWN:
                    self._known.popitem(last=False)
            else:
                self._known.pop(text, None)

    def _check_heavy(self, client: str) -> None:
        most = self.room.heavy
        own = self._heavy[client] if client else 0
        if own >= max(1, most // 2):
            raise HeavyQuery(
                f"This query takes more than {self.room.seconds:g} s, and {own} such queries of yours run already; the "
                "service answers smaller ones meanwhile. Narrow it, or send it again when those have ended.",
                sv=f"Den här frågan tar mer än {self.room.seconds:g} s, och {own} sådana frågor från dig pågår redan; "
                "mindre frågor besvaras under tiden. Fråga snävare, eller skicka den igen när de är klara.",
                retry_after=RETRY,
                limit=max(1, most // 2),
            )
        if self._heavy.total() >= most:
            raise HeavyQuery(
                f"This query takes more than {self.room.seconds:g} s, and {most} such queries run already; the service "
                "answers smaller ones meanwhile. Narrow it, or send it again in a moment.",
                sv=f"Den här frågan tar mer än {self.room.seconds:g} s, och {most} sådana frågor pågår redan; mindre "
                "frågor besvaras under tiden. Fråga snävare, eller skicka den igen om en stund.",
                retry_after=RETRY,
                limit=most,
            )

    def _come(self, client: str) -> _Waiter | None:
        """Return what a client is to wait with; None where it has a place."""
        with self._lock:
            before = self._inside[client]
            self._inside[client] += 1
            if self._free:
                self._free -= 1
                self.busy += 1
                return None
            waiter = _Waiter(threading.Event())
            now = time.monotonic()
            turn = now + min(before * _LATER, _LATEST)
            if client and now - self._proven.get(client, -RETRY) < RETRY:
                turn += _PROVEN
            heapq.heappush(self._waiters, (turn, next(self._order), waiter))
            self.waiting += 1
            return waiter

    def _wait(self, waiter: _Waiter, client: str) -> None:
        waiter.woken.wait(self.room.wait)
        with self._lock:
            self.waiting -= 1
            if waiter.placed:
                return
            waiter.gone = True
            self._forget(client)
        raise Busy(
            f"No worker was free within {self.room.wait:g} s. Try again in a moment.",
            sv=f"Ingen blev ledig inom {self.room.wait:g} s. Försök igen om en stund.",
            retry_after=2,
        )

    def _leave(self, turn: Turn) -> None:
        with self._lock:
            self.busy -= 1
            self._forget(turn.client)
            if turn.placed:
                self._free_place()
            elif turn.heavy:
                self._heavy[turn.client] -= 1
                self._heavy = +self._heavy

    def _free_place(self) -> None:
        """Give a place to the first who waits; it is free where nobody does."""
        while self._waiters:
            _, _, waiter = heapq.heappop(self._waiters)
            if not waiter.gone:
                waiter.placed = True
                self.busy += 1
                waiter.woken.set()
                return
        self._free += 1

    def _forget(self, client: str) -> None:
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]
