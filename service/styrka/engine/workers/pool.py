"""The engine in processes: a fork server and its workers over one release.

Two queues, so that the site stays alive: ``public`` for queries that anybody sends, ``reserved`` for the look-ups that
pages make.
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
_PAGES: Final = 2  # the nice value of what pages look up when it is heavy: ahead of what anybody asks
_START: Final = 600.0  # seconds that a release may take to load


class Pool:
    """The fork server and workers of one release. ``queue`` returns the engines that use them."""

    def __init__(
        self,
        files: Sequence[Path],
        version: str,
        budget: Budget,
        capacity: Capacity,
        created: str = "",
    ) -> None:
        """Start the fork server and wait until its workers listen.

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
            self._fork_server, self._sockets = self._start()
        except ReleaseError:
            self._folder.close()
            raise
        self._queues = {
            PUBLIC: Queue(self, PUBLIC, capacity.public, reuse=True),
            RESERVED: Queue(self, RESERVED, capacity.reserved, reuse=True, nice=_PAGES),
        }
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)
        self._supervisor.start()

    @property
    def version(self) -> str:
        """The version of the release."""
        return self.edition.version

    def queue(self, name: str) -> Queue:
        """Return the engine that answers by a queue, ``PUBLIC`` or ``RESERVED``."""
        return self._queues[name]

    @property
    def fork_server_pid(self) -> int:
        """The fork server's process id."""
        return self._fork_server.pid

    def connect(self, queue: str) -> socket.socket:
        """Return a connection to a free worker of a queue, waiting for a killed fork server's replacement if need be.

        Raises:
            Busy: When there is none in time.
        """
        for _ in range(100):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(self._sockets[queue])
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
        for queue in self._queues.values():
            queue.release()
        with self._running:
            stop_process(self._fork_server)
        self._folder.close()

    def _start(self) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
        self._generation += 1
        sockets = {queue: str(self._folder.path / f"{queue}-{self._generation}") for queue in (PUBLIC, RESERVED)}
        orders = {
            "files": self._files,
            "sockets": sockets,
            "memory": self.capacity.memory,
            "workers": {PUBLIC: self.capacity.public, RESERVED: self.capacity.reserved},
        }
        fork_server = start_process("styrka.engine.workers.forkserver", orders)
        if fork_server is None:
            raise ReleaseError(f"The release {self.version} cannot be loaded. See its line in `styrka releases`.")
        return fork_server, sockets

    def _supervise(self) -> None:
        """Replace a fork server that died. Its workers answer on until the new one's do."""
        while True:
            dead = self._fork_server
            dead.wait()
            with self._running:
                if self._closed:
                    return
                with contextlib.suppress(ReleaseError):
                    self._fork_server, self._sockets = self._start()
                # The dead fork server's workers hold the reading end of this pipe: closing it lets them end.
                for pipe in _pipes(dead):
                    pipe.close()
            time.sleep(0.1)


def start_process(module: str, orders: Mapping[str, Any], seconds: float = _START) -> subprocess.Popen[bytes] | None:
    """Return a process that runs a module, has its orders and reports that it is ready; None when it does not.

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
    answer = _first_line(stdout, seconds)
    if answer == b"ready\n":
        return process
    process.kill()
    process.wait()
    return None


def stop_process(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end when it has finished what it has in hand."""
    for pipe in _pipes(process):
        with contextlib.suppress(OSError):
            pipe.close()
    process.terminate()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise StyrkaError("The process has no pipes.")
    return process.stdin, process.stdout


def _first_line(stream: IO[bytes], seconds: float) -> bytes:
    lines: list[bytes] = []
    reader = threading.Thread(target=lambda: lines.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(seconds)
    return lines[0] if lines else b""
