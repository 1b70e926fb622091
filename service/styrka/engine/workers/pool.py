"""The engine in processes: a keeper and its workers over one release.

Two lanes keep the site alive: ``public`` for queries that anybody sends, ``reserved`` for the look-ups that pages make.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

from styrka.engine.interface import Budget, Edition
from styrka.engine.workers.queue import Capacity, Queue
from styrka.engine.workers.sockets import Folder
from styrka.errors import Busy, ReleaseError, StyrkaError

PUBLIC: Final = "public"
RESERVED: Final = "reserved"
_START: Final = 600.0  # seconds that a release may take to load


class Pool:
    """The keeper and workers of one release. ``lane`` gives the engines that use them."""

    def __init__(
        self,
        files: Sequence[Path],
        version: str,
        budget: Budget,
        capacity: Capacity,
        created: str = "",
    ) -> None:
        """Start the keeper and wait until its workers listen.

        Raises:
            ReleaseError: When the release cannot be loaded.
        """
        self.edition = Edition(version, created)
        self.budget = budget
        self.capacity = capacity
        self.kills: Counter[str] = Counter()
        self._files = [str(path.resolve()) for path in files]
        self._folder = Folder()
        self._closed = False
        self._running = threading.Lock()
        self._generation = 0
        try:
            self._keeper, self._sockets = self._start()
        except ReleaseError:
            self._folder.close()
            raise
        self._lanes = {
            PUBLIC: Queue(self, PUBLIC, capacity.public, keep=True),
            RESERVED: Queue(self, RESERVED, capacity.reserved, queue=capacity.lookups, keep=True),
        }
        self._mourner = threading.Thread(target=self._mourn, daemon=True)
        self._mourner.start()

    @property
    def version(self) -> str:
        """The version of the release."""
        return self.edition.version

    def lane(self, name: str) -> Queue:
        """Return the engine that answers in a lane, ``PUBLIC`` or ``RESERVED``."""
        return self._lanes[name]

    @property
    def keeper(self) -> int:
        """The keeper's process id."""
        return self._keeper.pid

    def connect(self, lane: str) -> socket.socket:
        """Return a connection to a free worker of a lane, at the latest when a killed keeper has been replaced.

        Raises:
            Busy: When there is none in time.
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
        for lane in self._lanes.values():
            lane.release()
        with self._running:
            stop_process(self._keeper)
        self._folder.close()

    def _start(self) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
        self._generation += 1
        sockets = {lane: str(self._folder.path / f"{lane}-{self._generation}") for lane in (PUBLIC, RESERVED)}
        orders = {
            "files": self._files,
            "sockets": sockets,
            "workers": {PUBLIC: self.capacity.public, RESERVED: self.capacity.reserved},
        }
        keeper = start_process("styrka.engine.workers.forkserver", orders)
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


def start_process(module: str, orders: Mapping[str, Any], seconds: float = _START) -> subprocess.Popen[bytes] | None:
    """Return a process that runs a module, has its orders and says that it is ready; None when it does not.

    It ends when its standard input closes, at the latest when this process ends.

    Parameters:
        seconds: how long it may take to be ready.
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
    told = _first_line(stdout, seconds)
    if told == b"ready\n":
        return process
    process.kill()
    process.wait()
    return None


def stop_process(process: subprocess.Popen[bytes]) -> None:
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
