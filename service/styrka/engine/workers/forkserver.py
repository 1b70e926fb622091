"""The fork server: loads a release once, forks the workers that share its pages, and replaces those that die.

A worker whose query has proven heavy reports itself, and a fresh one takes its place at once.

It never runs a query, so nothing that a query does can end it. It reads its orders as one JSON object on standard
input, writes ``ready`` on standard output when workers listen, and ends when standard input closes or SIGTERM comes.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

from styrka.engine.layout import StoreLayout, load_layout
from styrka.engine.workers.ledger import Ledger
from styrka.engine.workers.watchdog import STOPPED, Place
from styrka.engine.workers.worker import run_worker

_BACKLOG: Final = 512
_PID: Final = struct.Struct("=i")
_RESTING: Final = 0.05  # seconds between forks when workers die as soon as they start


def main() -> NoReturn:
    """Run workers over the release that standard input names."""
    line = sys.stdin.buffer.readline()
    if not line:  # the service has ended meanwhile
        os._exit(0)
    orders: Mapping[str, Any] = json.loads(line)
    with _ending_with(sys.stdin.fileno()):
        store = load_layout([Path(path) for path in orders["files"]])
    listeners = {queue: _listen(path) for queue, path in orders["sockets"].items()}
    gc.freeze()  # pages that the collector does not touch stay shared
    wake_read, wake_write = os.pipe()
    for end in (wake_read, wake_write):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    leaving = False

    def on_term(*_: object) -> None:
        nonlocal leaving
        leaving = True

    signal.signal(signal.SIGTERM, on_term)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    workers = _Workers(store, listeners, Ledger(orders["memory"]))
    for queue, count in orders["workers"].items():
        for _ in range(count):
            workers.fork(queue)
    os.write(sys.stdout.fileno(), b"ready\n")
    while not leaving:
        ready, _, _ = select.select([sys.stdin, wake_read, workers.reports], [], [])
        if sys.stdin in ready and not os.read(sys.stdin.fileno(), 4096):
            break
        if wake_read in ready:
            os.read(wake_read, 4096)
        if workers.reports in ready:
            workers.replace_heavy()
        for pid, code in _reap():
            workers.replace_dead(pid, code, leaving=leaving)
    for pid in workers.queues:
        os.kill(pid, signal.SIGTERM)
    while workers.queues:
        for pid, _ in _reap(block=True):
            workers.queues.pop(pid, None)
    os._exit(0)


class _Workers:
    """The workers that live, and where they report that they have given their place back."""

    def __init__(self, store: StoreLayout, listeners: Mapping[str, socket.socket], ledger: Ledger) -> None:
        self._store = store
        self._listeners = listeners
        self._ledger = ledger
        self.queues: dict[int, str] = {}
        self._slots: dict[int, int] = {}
        self._apart: set[int] = set()  # those whose place another has
        self.reports, self._report = os.pipe()
        os.set_blocking(self.reports, False)

    def fork(self, queue: str) -> None:
        """Put a worker into a queue."""
        slot = self._ledger.take_slot()
        pid = os.fork()
        if pid == 0:
            _work(self._store, self._listeners[queue], Place(self._ledger, slot, self._report_heavy))
        self.queues[pid], self._slots[pid] = queue, slot

    def _report_heavy(self) -> None:
        """Let the fork server know, from a worker, that its place is free."""
        os.write(self._report, _PID.pack(os.getpid()))

    def replace_heavy(self) -> None:
        """Put a fresh worker where one has given its place back."""
        for (pid,) in _PID.iter_unpack(os.read(self.reports, 1024 * _PID.size)):
            if pid in self.queues and pid not in self._apart:
                self._apart.add(pid)
                self.fork(self.queues[pid])

    def replace_dead(self, pid: int, code: int, *, leaving: bool) -> None:
        """Put a fresh worker where one has ended that had its place."""
        queue, apart = self.queues.pop(pid), pid in self._apart
        self._apart.discard(pid)
        self._ledger.give_slot(self._slots.pop(pid))
        if not leaving and not apart:
            if code not in (0, STOPPED):
                time.sleep(_RESTING)
            self.fork(queue)


@contextmanager
def _ending_with(lifeline: int) -> Iterator[None]:
    """While the release is loaded, which may take minutes, end at once where the service does."""
    reader, writer = os.pipe()

    def watch() -> None:
        ready, _, _ = select.select([lifeline, reader], [], [])
        if lifeline in ready:
            os._exit(0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        os.close(writer)
        watcher.join()  # no thread may be there when workers are forked
        os.close(reader)


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(_BACKLOG)
    listener.setblocking(False)
    return listener


def _work(store: StoreLayout, listener: socket.socket, place: Place) -> NoReturn:
    """Be a worker from now on."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        run_worker(store, listener, sys.stdin.fileno(), place)
    finally:
        os._exit(1)


def _reap(*, block: bool = False) -> list[tuple[int, int]]:
    ended: list[tuple[int, int]] = []
    while True:
        try:
            pid, status = os.waitpid(-1, 0 if block and not ended else os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended.append((pid, os.waitstatus_to_exitcode(status)))


if __name__ == "__main__":
    main()
