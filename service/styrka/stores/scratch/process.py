"""The holder: one single-threaded process that owns a writable store in memory, and forks for every query.

A query sees the store as it was when it came, and dies alone. A write is done in the holder itself, under the same
watchdog: where it would take more than its budget the holder dies, and a *standby*, a fork of the last committed
state that waits on a pipe, takes over on the same socket. So a write happens wholly or not at all, and the death of the
holder loses nothing, whatever it died of.

It reads its orders as one JSON object on standard input, writes ``ready`` on standard output when it listens, and ends
when standard input closes.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import pyoxigraph as ox

from styrka.engine.interface import Budget
from styrka.engine.rewriting import close_the_network
from styrka.engine.workers import protocol
from styrka.engine.workers.output import AnswerWriter
from styrka.engine.workers.watchdog import Memory, run_within_budget
from styrka.engine.workers.worker import answer
from styrka.stores.scratch.update import ScratchState, apply_change, is_empty

_BACKLOG: Final = 512
_PATIENCE: Final = 10.0  # seconds that a request may take to arrive on the local socket
_DONE: Final = b"."
_REPLY: Final = 1 << 16


@dataclass(frozen=True)
class _Reply:
    """What is to be reported of a write as soon as a standby has its result too."""

    line: AnswerWriter
    body: bytes

    def send(self) -> None:
        """Send it. Whoever asked may be gone."""
        with contextlib.suppress(OSError), self.line.connection:
            self.line.write(self.body)
            self.line.finish()


def main() -> NoReturn:
    """Hold a store that begins empty."""
    begun_anew = len(sys.argv) > 1
    orders: Mapping[str, Any] = json.loads(sys.argv[1] if begun_anew else sys.stdin.buffer.readline())
    if begun_anew:
        listener = socket.socket(fileno=orders["listener"])
    else:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(orders["socket"])
        listener.listen(_BACKLOG)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    held = ScratchState(orders["version"], orders["memory"], ox.Store(), orders.get("changes", 0))
    memory = Memory()
    lifeline = sys.stdin.fileno()
    if not begun_anew:
        os.write(sys.stdout.fileno(), b"ready\n")
    reply: _Reply | None = None
    while True:
        standby, pipe = _fork_standby(lifeline, reply)
        if standby == 0:
            reply, memory = None, Memory()
            continue
        if reply is not None:
            reply.send()
            if memory.resident() > held.limit // 2 and is_empty(held.store):
                _stop_standby(standby, pipe)
                _restart_empty(held, listener)
        reply = _answer_requests(held, listener, lifeline, memory, standby, pipe)


def _fork_standby(lifeline: int, reply: _Reply | None) -> tuple[int, int]:
    """Fork the standby: its process id, and the pipe that it waits on. Returns in the standby too: 0, to take over."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(reader)
        return pid, writer
    os.close(writer)
    if reply is not None:
        reply.line.connection.close()
    ready, _, _ = select.select([reader, lifeline], [], [])
    # Both are at their end when the service stops. A byte on the pipe: another standby takes this one's place.
    if _readable(lifeline) or (reader in ready and os.read(reader, 1)):
        os._exit(0)
    os.close(reader)
    return 0, -1


def _stop_standby(standby: int, pipe: int) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(pipe, _DONE)
    os.waitpid(standby, 0)
    os.close(pipe)


def _restart_empty(held: ScratchState, listener: socket.socket) -> NoReturn:
    """Become a fresh process with an empty store: the memory that a full one took is not given back otherwise."""
    os.set_inheritable(listener.fileno(), True)
    orders = {"listener": listener.fileno(), "version": held.prefix, "memory": held.limit, "changes": held.changes}
    os.execv(sys.executable, [sys.executable, "-m", "styrka.stores.scratch.process", json.dumps(orders)])  # noqa: S606


def _readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0)[0])


def _answer_requests(
    held: ScratchState, listener: socket.socket, lifeline: int, memory: Memory, standby: int, pipe: int
) -> _Reply | None:
    """Answer until another standby is needed: the store has changed (the reply to that), or the standby has died."""
    while True:
        ready, _, _ = select.select([listener.fileno(), lifeline], [], [])
        if lifeline in ready:
            os._exit(0)
        if standby in _reap():
            os.close(pipe)
            return None
        connection, _ = listener.accept()
        message = protocol.receive_soon(connection, _PATIENCE)
        if message is not None and "query" in message:
            if os.fork() == 0:
                listener.close()
                os.close(pipe)
                _answer(held.store, connection, message)
        elif message is not None:
            before = held.changes
            reply = _write(held, connection, message, memory)
            if held.changes > before:
                _stop_standby(standby, pipe)
                return reply
            if reply is not None:
                reply.send()
        connection.close()


def _answer(store: ox.Store, connection: socket.socket, message: Mapping[str, Any]) -> NoReturn:
    """Answer one query in a fork of its own, with no way onto the network."""
    try:
        memory = Memory()
        close_the_network()
        answer(store, connection, protocol.read_request(message), memory)
    finally:
        os._exit(0)


def _write(held: ScratchState, connection: socket.socket, message: Mapping[str, Any], memory: Memory) -> _Reply | None:
    """Do one write; the reply to it, or None when it has failed and the error is sent."""
    line = AnswerWriter(connection, _REPLY)
    reply = None
    files = close_the_network()
    with run_within_budget(line, Budget(message["seconds"], message["memory"], _REPLY), memory, "update"):
        done = apply_change(held, message, memory.resident())
        if is_empty(held.store):
            held.store = ox.Store()  # a store that is only emptied still takes memory for its past
        size = 0 if is_empty(held.store) else memory.resident()
        reply = _Reply(line, json.dumps({"version": held.version, "bytes": size, **done}).encode())
    resource.setrlimit(resource.RLIMIT_NOFILE, files)
    return reply


def _reap() -> set[int]:
    ended = set()
    with contextlib.suppress(ChildProcessError):
        while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            ended.add(pid)
    return ended


if __name__ == "__main__":
    main()
