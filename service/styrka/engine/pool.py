"""The engine in processes: a keeper and its workers over one release, and the queue in front of them.

Two lanes keep the site alive: ``public`` for queries that anybody sends, ``reserved`` for the look-ups that pages make.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Protocol

from styrka.engine import Answer, Budget, Dataset, Edition, Load, wire
from styrka.engine.departure import present
from styrka.engine.guard import Limits, admit
from styrka.errors import Busy, ClientGone, QueryTooExpensive, ReleaseError, StyrkaError
from styrka.formats import Format

PUBLIC: Final = "public"
RESERVED: Final = "reserved"
_PATIENCE: Final = 2.0  # seconds beyond a query's own that the web process waits for a worker's word
_START: Final = 600.0  # seconds that a release may take to load


@dataclass(frozen=True)
class Capacity:
    """How many workers each lane has, how many requests may wait for one, and for how many seconds."""

    public: int = 4
    reserved: int = 2
    queue: int = 16
    wait: float = 5.0


class Workers(Protocol):
    """What a lane needs of the processes behind it."""

    edition: Edition
    budget: Budget
    capacity: Capacity
    kills: Counter[str]

    @property
    def version(self) -> str:
        """The version of what is answered from."""

    def connect(self, lane: str) -> socket.socket:
        """A connection to a process that takes one query. Raises Busy."""

    def close(self) -> None:
        """End the processes."""


class Pool:
    """The keeper and workers of one release. ``lane`` gives the engines that use them."""

    def __init__(
        self, files: Sequence[Path], version: str, budget: Budget, capacity: Capacity, created: str = ""
    ) -> None:
        """Start the keeper and wait until its workers listen.

        Raises ReleaseError when the release cannot be loaded.
        """
        self.edition = Edition(version, created)
        self.budget = budget
        self.capacity = capacity
        self.kills: Counter[str] = Counter()
        self._files = [str(path.resolve()) for path in files]
        self._folder = Path(tempfile.mkdtemp(prefix="styrka-"))
        self._closed = False
        self._running = threading.Lock()
        self._generation = 0
        self._keeper, self._sockets = self._start()
        self._mourner = threading.Thread(target=self._mourn, daemon=True)
        self._mourner.start()

    @property
    def version(self) -> str:
        """The version of the release."""
        return self.edition.version

    def lane(self, name: str) -> Lane:
        """The engine that answers in a lane, ``PUBLIC`` or ``RESERVED``."""
        count = self.capacity.public if name == PUBLIC else self.capacity.reserved
        return Lane(self, name, count)

    @property
    def keeper(self) -> int:
        """The keeper's process id."""
        return self._keeper.pid

    def connect(self, lane: str) -> socket.socket:
        """A connection to a free worker of a lane, at the latest when a killed keeper has been replaced.

        Raises Busy when there is none in time.
        """
        for _ in range(100):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(self._sockets[lane])
                return connection
            except OSError:
                connection.close()
                if self._closed:
                    break
                time.sleep(0.05)
        raise Busy("No worker answers just now. Try again in a moment.", retry_after=2)

    def close(self) -> None:
        """Let the workers finish what they have in hand, and end."""
        self._closed = True
        with self._running:
            dismiss(self._keeper)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
        self._generation += 1
        sockets = {lane: str(self._folder / f"{lane}-{self._generation}") for lane in (PUBLIC, RESERVED)}
        orders = {
            "files": self._files,
            "sockets": sockets,
            "workers": {PUBLIC: self.capacity.public, RESERVED: self.capacity.reserved},
        }
        keeper = started("styrka.engine.keeper", orders)
        if keeper is None:
            raise ReleaseError(f"The release {self.version} cannot be loaded. See what `styrka releases` says of it.")
        return keeper, sockets

    def _mourn(self) -> None:
        """Replace a keeper that died. Its workers answer on until the new one's do."""
        while True:
            dead = self._keeper
            dead.wait()
            with self._running:
                if self._closed:
                    return
                with contextlib.suppress(ReleaseError):
                    self._keeper, self._sockets = self._start()
                # The dead keeper's workers hold the reading end of this pipe: closing it lets them end.
                for pipe in _pipes(dead):
                    pipe.close()
            time.sleep(0.1)


class Lane:
    """The engine over one lane of a pool."""

    def __init__(self, pool: Workers, name: str, workers: int, limits: Limits | None = None) -> None:
        self._pool = pool
        self._name = name
        self._limits = limits
        self._free = threading.BoundedSemaphore(workers)
        self._room = threading.BoundedSemaphore(workers + pool.capacity.queue)
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
        """How busy the lane is; the causes are counted for all lanes together."""
        return Load(self._workers, self._busy, self._waiting, dict(self._pool.kills))

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """See ``Engine.run``. An answer under a mebibyte is whole before it is returned."""
        form = admit(query, self._limits).form
        request = wire.Request(query, form, format_, dataset or Dataset(), budget or self._pool.budget)
        self._enter()
        try:
            connection, kind, first = self._begin(request)
        except BaseException:
            self._leave()
            raise
        if kind == wire.ERROR:
            connection.close()
            self._leave()
            error = wire.unpack_error(first)
            if "cause" in error.evidence:
                self._pool.kills[str(error.evidence["cause"])] += 1
            raise error
        frames = self._frames(connection, kind, first)
        # The first piece is asked for now, so that a small answer is whole and its worker free before a byte goes out.
        head = next(frames, b"")
        return Answer(form, format_, _chain(head, frames), self._pool.version)

    def close(self) -> None:
        """End the pool behind the lane."""
        self._pool.close()

    def _enter(self) -> None:
        if not self._room.acquire(blocking=False):
            raise Busy("Every worker is busy and the queue is full. Try again in a moment.", retry_after=1)
        self._count(waiting=1)
        free = self._free.acquire(timeout=self._pool.capacity.wait)
        self._count(waiting=-1, busy=int(free))
        if not free:
            self._room.release()
            raise Busy("Every worker is busy. Try again in a moment.", retry_after=2)

    def _leave(self) -> None:
        self._count(busy=-1)
        self._free.release()
        self._room.release()

    def _count(self, *, busy: int = 0, waiting: int = 0) -> None:
        with self._counting:
            self._busy += busy
            self._waiting += waiting

    def _begin(self, request: wire.Request) -> tuple[socket.socket, bytes, bytes]:
        """Send the request and wait for its first frame; once more where a worker died without a word."""
        departure = present()
        for attempt in (1, 2):
            connection = self._pool.connect(self._name)
            connection.settimeout(request.budget.seconds + _PATIENCE)
            try:
                with departure.hanging_up(connection):
                    wire.send_request(connection, request)
                    frame = wire.receive_frame(connection)
            except TimeoutError:
                connection.close()
                self._pool.kills["time"] += 1
                raise QueryTooExpensive(
                    f"The query took more than {request.budget.seconds:g} s.",
                    cause="time",
                    limit=request.budget.seconds,
                ) from None
            except OSError:
                frame = None
            if frame is not None:
                return connection, *frame
            connection.close()
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

    def _frames(self, connection: socket.socket, kind: bytes, body: bytes) -> Iterator[bytes]:
        """The pieces of an answer; the worker is free as soon as the last one is here, or the reader leaves."""
        try:
            while kind == wire.DATA:
                # Look one frame ahead: the answer's last piece is handed out only when its end is known.
                following = wire.receive_frame(connection)
                if following is None:
                    raise QueryTooExpensive("The answer broke off.", cause="crash")
                yield body
                kind, body = following
            if kind == wire.ERROR:
                raise wire.unpack_error(body)
        finally:
            connection.close()
            self._leave()


def _chain(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def started(module: str, orders: Mapping[str, Any]) -> subprocess.Popen[bytes] | None:
    """A process that runs a module, has its orders and says that it is ready; None when it does not.

    It ends when its standard input closes, at the latest when this process ends.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    stdin, stdout = _pipes(process)
    with contextlib.suppress(BrokenPipeError):
        stdin.write(json.dumps(orders).encode() + b"\n")
        stdin.flush()
    if _first_line(stdout, _START) == b"ready\n":
        return process
    process.kill()
    process.wait()
    return None


def dismiss(process: subprocess.Popen[bytes]) -> None:
    """Tell a process to end when it has finished what it has in hand."""
    for pipe in _pipes(process):
        with contextlib.suppress(OSError):
            pipe.close()
    process.terminate()


def _pipes(keeper: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if keeper.stdin is None or keeper.stdout is None:
        raise StyrkaError("The keeper has no pipes.")
    return keeper.stdin, keeper.stdout


def _first_line(stream: IO[bytes], seconds: float) -> bytes:
    told: list[bytes] = []
    reader = threading.Thread(target=lambda: told.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(seconds)
    return told[0] if told else b""
