"""The holder of a scratch store on disk: what was written is there after a restart, whatever ended the process before.

A store on disk survives neither a fork nor a second process that writes, so three kinds of processes share the work.
The *holder* owns the folder and the sockets, and never opens the store. The *writer*, its child, has the store open,
does one write after the other under the watchdog, and makes a *snapshot* after each: a folder of hard links. Each query
is a child of the holder that opens the newest snapshot: it sees the store as it was when it came, and dies alone. A
write that takes more than its budget ends the writer; it was one transaction, so the next writer finds all or nothing.

It reads its orders as one JSON object on standard input, says ``ready`` on standard output when it listens, and ends
when standard input closes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

import pyoxigraph as ox

from styrka.engine.disk.enclosure import allow_files, enclose
from styrka.engine.disk.opening import FAILED
from styrka.engine.scratch.writer import PATIENCE, SEEN, SNAPSHOTS, number, write_on
from styrka.engine.workers import protocol
from styrka.engine.workers.watchdog import Memory
from styrka.engine.workers.worker import answer
from styrka.errors import ReleaseError

WRITES: Final = ".writes"  # what the name of the socket for writes ends with
_BACKLOG: Final = 512
_RESTING: Final = 0.2  # seconds between writers when they die as soon as they start
_LOOK: Final = 1.0  # seconds between two looks at which queries have ended


@dataclass
class _Desk:
    """What the holder knows: its folder and sockets, its writer, the newest snapshot, who reads which.

    Attributes:
        writing: the first part of the version, the bytes the store may take, and how often it was changed.
    """

    folder: Path
    guard: int
    asked: socket.socket
    told: socket.socket
    writing: tuple[str, int, int]
    lifeline: int
    writer: int = 0
    channel: socket.socket | None = None
    newest: Path | None = None
    readers: dict[int, Path] = field(default_factory=dict)


def main() -> NoReturn:
    """Hold the store in the folder that standard input names."""
    orders: Mapping[str, Any] = json.loads(sys.stdin.buffer.readline())
    folder = Path(orders["folder"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        desk = _Desk(
            folder,
            _owned(folder, orders["patience"]),
            _listen(orders["socket"]),
            _listen(orders["socket"] + WRITES),
            (orders["version"], orders["memory"], 0),
            sys.stdin.fileno(),
        )
        allow_files()
        _hire(desk)
        if not _follow(desk):
            raise ReleaseError("The scratch store cannot be opened. See the messages above.")
    except (OSError, ReleaseError) as error:
        os.write(sys.stdout.fileno(), FAILED + str(error).encode() + b"\n")
        os._exit(1)
    os.write(sys.stdout.fileno(), b"ready\n")
    while True:
        _serve(desk)


def see_free(folder: Path) -> None:
    """Raises ReleaseError when another instance holds the store in a folder, or it cannot be made."""
    try:
        os.close(_owned(folder, 0.0))
    except OSError as error:
        raise ReleaseError(f"The scratch store cannot be made: {error.strerror}. Set STYRKA_SCRATCH_PATH.") from None


def _owned(folder: Path, patience: float) -> int:
    """The lock of the folder, for this process and its writer.

    Parameters:
        patience: seconds that the writer of a holder that was killed has to end.

    Raises ReleaseError when another instance has it.
    """
    (folder / SNAPSHOTS).mkdir(parents=True, exist_ok=True)
    guard = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ReleaseError(
                    "Another instance holds the scratch store in that folder. End it, or set STYRKA_SCRATCH_PATH to "
                    "another folder."
                ) from None
            time.sleep(0.05)
        else:
            return guard


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(_BACKLOG)
    return listener


def _serve(desk: _Desk) -> None:
    """Do what comes next: a query, a snapshot of the writer's, the end of a process, the end of the service."""
    channel = _channel(desk)
    awaited: list[socket.socket | int] = [desk.asked, desk.lifeline, channel]
    ready, _, _ = select.select(awaited, [], [], _LOOK if desk.readers else None)
    if desk.lifeline in ready:
        os._exit(0)
    if channel in ready and not _follow(desk):
        time.sleep(_RESTING)
        # Whether the write that it died of is done is not known, so what comes has a version of its own.
        desk.writing = (*desk.writing[:2], desk.writing[2] + 1)
        _hire(desk)
    for pid in [pid for pid in desk.readers if os.waitpid(pid, os.WNOHANG)[0]]:
        del desk.readers[pid]
    _clear(desk)
    if desk.asked in ready and desk.newest is not None:
        connection, _ = desk.asked.accept()
        with connection:
            pid = os.fork()
            if pid == 0:
                _answer(desk, desk.newest, connection)
            desk.readers[pid] = desk.newest


def _channel(desk: _Desk) -> socket.socket:
    if desk.channel is None:
        raise ReleaseError("There is no writer.")
    return desk.channel


def _follow(desk: _Desk) -> bool:
    """Take up the writer's next snapshot; whether there was one, and not the end of the writer."""
    channel = _channel(desk)
    with contextlib.suppress(OSError):
        news = protocol.receive_message(channel)
        if news is not None:
            desk.newest = desk.folder / SNAPSHOTS / news["snapshot"]
            desk.writing = (*desk.writing[:2], news["changes"])
            channel.sendall(SEEN)
            return True
    channel.close()
    os.waitpid(desk.writer, 0)
    return False


def _clear(desk: _Desk) -> None:
    """Remove the snapshots that are neither read nor the newest; none while the writer may be making one."""
    wanted = {desk.newest, *desk.readers.values()}
    newest = -1 if desk.newest is None else number(desk.newest)
    for path in (desk.folder / SNAPSHOTS).iterdir():
        if path not in wanted and number(path) < newest:
            shutil.rmtree(path, ignore_errors=True)


def _hire(desk: _Desk) -> None:
    """Start a writer. It tells of its first snapshot when the store is open."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            desk.asked.close()
            write_on(desk.folder, desk.told, theirs, desk.writing)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(1)
    theirs.close()
    desk.writer, desk.channel = pid, ours


def _answer(desk: _Desk, snapshot: Path, connection: socket.socket) -> NoReturn:
    """In a child of the holder: one query, over a snapshot, with no way onto the network."""
    try:
        for held in (desk.asked, desk.told, _channel(desk)):
            held.close()
        os.close(desk.guard)
        said = protocol.receive_soon(connection, PATIENCE)
        if said is not None:
            enclose()
            store = ox.Store.read_only(str(snapshot))
            answer(store, connection, protocol.read_request(said), Memory())
    except (OSError, ReleaseError) as error:
        print(f"styrka: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
