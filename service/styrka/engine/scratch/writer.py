"""The writer of a scratch store on disk: it alone has the store open, and makes a snapshot of each state."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

import pyoxigraph as ox

from styrka.engine.disk.enclosure import enclose
from styrka.engine.disk.opening import UNREADABLE
from styrka.engine.interface import Budget
from styrka.engine.workers import protocol
from styrka.engine.workers.output import AnswerWriter
from styrka.engine.workers.watchdog import Memory, run_within_budget
from styrka.errors import ReleaseError
from styrka.stores.scratch.update import ScratchState, apply_change, is_empty

SNAPSHOTS: Final = "snapshots"
SEEN: Final = b"."  # what the holder says when queries go to the snapshot that it was told of
_DATA: Final = "data"
PATIENCE: Final = 10.0  # seconds that a request may take to arrive on the local socket
_REPLY: Final = 1 << 16


def write_on(folder: Path, told: socket.socket, channel: socket.socket, writing: tuple[str, int, int]) -> NoReturn:
    """In a child of the holder: open the store, and do one write after the other until the holder is gone.

    Parameters:
        folder: of the store and its snapshots.
        told: where writes come.
        channel: to the holder.
        writing: the first part of the version, the bytes the store may take, and how often it was changed.
    """
    prefix, limit, changes = writing
    try:
        enclose()
        store = ox.Store(str(folder / _DATA))
    except (OSError, ReleaseError) as error:
        print(f"styrka: {error}", file=sys.stderr, flush=True)
        os._exit(UNREADABLE)
    held = ScratchState(prefix, limit, store, changes, durable=True)
    memory = Memory()
    _show(folder, held, channel)
    while True:
        ready, _, _ = select.select([told, channel], [], [])
        if channel in ready:
            os._exit(0)  # it says nothing unasked: this is its end
        connection, _ = told.accept()
        with connection:
            said = protocol.receive_soon(connection, PATIENCE)
            if said is not None:
                _write(folder, held, channel, connection, said, memory)


def _write(
    folder: Path,
    held: ScratchState,
    channel: socket.socket,
    connection: socket.socket,
    said: Mapping[str, Any],
    memory: Memory,
) -> None:
    line = AnswerWriter(connection, _REPLY)
    before = held.changes
    done: dict[str, Any] | None = None
    with run_within_budget(line, Budget(said["seconds"], said["memory"], _REPLY), memory, "update"):
        done = apply_change(held, said, _size(folder / _DATA))
    if held.changes > before:
        _show(folder, held, channel)  # first, so that whoever is told of the write sees it
    if done is not None:
        size = 0 if is_empty(held.store) else _size(folder / _DATA)
        with contextlib.suppress(OSError):  # whoever asked may be gone
            line.write(json.dumps({"version": held.version, "bytes": size, **done}).encode())
            line.finish(stays=False)


def _show(folder: Path, held: ScratchState, channel: socket.socket) -> None:
    """Make a snapshot, tell the holder, and wait until queries go to it."""
    snapshots = folder / SNAPSHOTS
    name = str(max(map(number, snapshots.iterdir()), default=0) + 1)
    held.store.backup(str(snapshots / name))
    protocol.send_message(channel, {"snapshot": name, "changes": held.changes})
    if channel.recv(1) != SEEN:
        os._exit(0)


def number(snapshot: Path) -> int:
    """Which snapshot it is: they are numbered on, over restarts."""
    return int(snapshot.name) if snapshot.name.isdecimal() else -1


def _size(folder: Path) -> int:
    """The bytes of a folder's files."""
    total = 0
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # the store removes files as it goes
            total += path.stat().st_size
    return total
