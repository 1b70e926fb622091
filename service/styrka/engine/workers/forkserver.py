"""The fork server: loads a release once, forks the workers that share its pages, and replaces those that die.

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
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

from styrka.engine.layout import StoreLayout, load_layout
from styrka.engine.workers.watchdog import STOPPED
from styrka.engine.workers.worker import run_worker

_BACKLOG: Final = 512
_RESTING: Final = 0.05  # seconds between forks when workers die as soon as they start


def main() -> NoReturn:
    """Run workers over the release that standard input names."""
    orders: Mapping[str, Any] = json.loads(sys.stdin.buffer.readline())
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
    queues: dict[int, str] = {}
    for queue, count in orders["workers"].items():
        for _ in range(count):
            queues[_fork(store, listeners[queue])] = queue
    os.write(sys.stdout.fileno(), b"ready\n")
    while not leaving:
        ready, _, _ = select.select([sys.stdin, wake_read], [], [])
        if sys.stdin in ready and not os.read(sys.stdin.fileno(), 4096):
            break
        if wake_read in ready:
            os.read(wake_read, 4096)
        for pid, code in _reap():
            queue = queues.pop(pid)
            if not leaving:
                if code not in (0, STOPPED):
                    time.sleep(_RESTING)
                queues[_fork(store, listeners[queue])] = queue
    for pid in queues:
        os.kill(pid, signal.SIGTERM)
    while queues:
        for pid, _ in _reap(block=True):
            queues.pop(pid, None)
    os._exit(0)


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


def _fork(store: StoreLayout, listener: socket.socket) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        run_worker(store, listener, sys.stdin.fileno())
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
