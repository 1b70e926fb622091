"""The scratch instance as the web process sees it: an engine to ask, and a writer, over one holder process."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import subprocess
import threading
import time
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from styrka.engine.guard import Limits
from styrka.engine.interface import Budget, Edition
from styrka.engine.scratch.durable import WRITES
from styrka.engine.workers import protocol
from styrka.engine.workers.pool import PUBLIC, RESERVED, start_process, stop_process
from styrka.engine.workers.queue import Capacity, Queue
from styrka.engine.workers.sockets import Folder
from styrka.engine.writes import Change, GraphChange, Outcome
from styrka.errors import Busy, QueryTooExpensive, ReleaseError, StyrkaError

_PATIENCE: Final = 30.0  # seconds beyond its own budget that a write may wait for those before it
_STATE_SECONDS: Final = 5.0
_TAKING_OVER: Final = 2.0  # seconds beyond a write's own in which its process ends when its holder was killed


class ScratchStore:
    """A store that takes any graph, and forgets it when it ends or keeps it on disk; no shapes, rules and releases."""

    governed: Final = False

    def __init__(self, budget: Budget, capacity: Capacity, memory: int, place: Path | None = None) -> None:
        """Start the holder.

        Parameters:
            budget: what one query or update may take.
            memory: the bytes that the store may take; a write that would add to it is refused beyond.
            place: the folder that the store is held in, for this start and later ones; None: in memory.

        Raises ReleaseError when the holder does not start.
        """
        self.budget = budget
        self.capacity = capacity
        self.kills: Counter[str] = Counter()
        self._memory = memory
        self._place = place
        self._folder = Folder()
        self._socket = ""
        self.size: int | None = 0  # see Writer.size; as of the last write
        self._closed = False
        self._starting = threading.Lock()
        self._writing = threading.Lock()
        self._start()
        self._renew()
        # What a fork cannot reach fails without a word, as SILENT asks.
        limits = Limits(silent_service=True)
        self.public = Queue(self, PUBLIC, capacity.public, limits)
        self.reserved = Queue(self, RESERVED, capacity.reserved, limits, queue=capacity.lookups)

    @property
    def version(self) -> str:
        """The version of the content; every write makes another."""
        return self.edition.version

    @property
    def session(self) -> int:
        """The id of the session (POSIX) that the holder and its standby are in."""
        return self._holder.pid

    def state(self, graph: str | None) -> str | None:
        """See ``Writer.state``: the version of the whole store, where the graph exists."""
        said = self._ask({"verb": "state", "graph": graph}, _STATE_SECONDS)
        return str(said["version"]) if said["exists"] else None

    def write(self, change: Change) -> Outcome:
        """See ``Writer.write``."""
        if isinstance(change, GraphChange):
            message: dict[str, Any] = {
                "verb": change.verb,
                "graph": change.graph,
                "triples": change.triples,
                "match": change.condition.match,
                "none_match": change.condition.none_match,
                **(asdict(change.patch) if change.patch is not None else {}),
            }
        else:
            message = {"verb": "update", "text": change.text, "base": change.base}
        with self._writing:
            try:
                said = self._ask(message, self.budget.seconds)
            except QueryTooExpensive:
                self._renew()
                raise
            self.edition = Edition(str(said["version"]), datetime.now(UTC).isoformat(timespec="microseconds"))
            self.size = int(said["bytes"])
        return Outcome(self.version, bool(said.get("created")))

    def connect(self, lane: str) -> socket.socket:
        """A connection to the holder, which forks for each. Raises Busy."""
        return self._connected("")

    def _connected(self, suffix: str) -> socket.socket:
        for _ in range(100):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(self._socket + suffix)
                return connection
            except (ConnectionRefusedError, FileNotFoundError):
                # Nobody holds the socket any more; in memory, what holder and standby held is gone.
                connection.close()
                if self._closed:
                    break
                self._start(self._socket)
            except OSError:
                connection.close()
                time.sleep(0.05)
        raise Busy("The store does not answer just now. Try again in a moment.", retry_after=2)

    def close(self) -> None:
        """End the holder; what it held in memory is forgotten."""
        self._closed = True
        with self._starting:
            stop_process(self._holder)
        self._folder.close()

    def _start(self, dead: str | None = None) -> None:
        with self._starting:
            if dead is not None and (dead != self._socket or self._closed):
                return  # another thread has started it already
            mark = secrets.token_hex(4)
            self._socket = str(self._folder.path / mark)
            self._holder = self._started(f"scratch-{mark}")
            self.size = 0 if self._place is None else None
            self.edition = Edition(f"scratch-{mark}-0", datetime.now(UTC).isoformat(timespec="microseconds"))

    def _started(self, version: str) -> subprocess.Popen[bytes]:
        orders: dict[str, Any] = {"socket": self._socket, "version": version, "memory": self._memory}
        if self._place is not None:
            orders |= {"folder": str(self._place.resolve()), "patience": self.budget.seconds + _TAKING_OVER}
        holder = start_process(f"styrka.stores.scratch.{'holder' if self._place is None else 'durable'}", orders)
        if holder is None:
            raise ReleaseError("The scratch store does not start.")
        # The process that is started may end while its standby holds on; reap it when it does.
        threading.Thread(target=holder.wait, daemon=True).start()
        return holder

    def _renew(self) -> None:
        """On disk, the end of a writer is a new version, since it may have come after its write was done."""
        if self._place is not None:
            with contextlib.suppress(StyrkaError):
                said = self._ask({"verb": "state", "graph": None}, _STATE_SECONDS)
                self.edition = Edition(str(said["version"]), datetime.now(UTC).isoformat(timespec="microseconds"))
                self.size = int(said["bytes"])

    def _ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        connection = self._connected("" if self._place is None else WRITES)
        with connection:
            connection.settimeout(seconds + _PATIENCE)
            frame = None
            with contextlib.suppress(OSError):
                protocol.send_message(connection, {**message, "seconds": seconds, "memory": self.budget.memory})
                frame = protocol.receive_frame(connection)
        if frame is None:
            self.kills["crash"] += 1
            raise QueryTooExpensive(
                "The update ended the process that worked on it; nothing has changed. Split it.", cause="crash"
            )
        if frame.kind == protocol.ERROR:
            error = protocol.unpack_error(frame.body)
            if "cause" in error.evidence:
                self.kills[str(error.evidence["cause"])] += 1
            raise error
        said: dict[str, Any] = json.loads(frame.body)
        return said
