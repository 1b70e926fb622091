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
from typing import Any, Final

from styrka.engine.guard import Limits
from styrka.engine.interface import Budget, Edition
from styrka.engine.workers import protocol
from styrka.engine.workers.pool import PUBLIC, RESERVED, start_process, stop_process
from styrka.engine.workers.queue import Capacity, Queue
from styrka.engine.workers.sockets import Folder
from styrka.engine.writes import Change, GraphChange, Outcome
from styrka.errors import Busy, QueryTooExpensive, ReleaseError

_PATIENCE: Final = 30.0  # seconds beyond its own budget that a write may wait for those before it
_STATE_SECONDS: Final = 5.0


class ScratchStore:
    """A store in memory that takes any graph, without shapes, rules or releases, and is empty after a restart."""

    governed: Final = False

    def __init__(self, budget: Budget, capacity: Capacity, memory: int) -> None:
        """Start the holder.

        Parameters:
            budget: what one query or update may take.
            memory: the bytes that the store may take; a write that would add to it is refused beyond.

        Raises:
            ReleaseError: When the holder does not start.
        """
        self.budget = budget
        self.capacity = capacity
        self.kills: Counter[str] = Counter()
        self._memory = memory
        self._folder = Folder()
        self._socket = ""
        self.size: int | None = 0  # see Writer.size; as of the last write
        self._closed = False
        self._starting = threading.Lock()
        self._writing = threading.Lock()
        self._start()
        # What a fork cannot reach fails without a word, as SILENT asks.
        limits = Limits(silent_service=True)
        self.public = Queue(self, PUBLIC, capacity.public, limits)
        self.reserved = Queue(self, RESERVED, capacity.reserved, limits, nice=2)

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
        reply = self._ask({"verb": "state", "graph": graph}, _STATE_SECONDS)
        return str(reply["version"]) if reply["exists"] else None

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
            reply = self._ask(message, self.budget.seconds)
            self.edition = Edition(str(reply["version"]), datetime.now(UTC).isoformat(timespec="microseconds"))
            self.size = int(reply["bytes"])
        return Outcome(self.version, bool(reply.get("created")))

    def connect(self, queue: str) -> socket.socket:
        """Return a connection to the holder, which forks for each.

        Raises:
            Busy: Every worker is busy and the queue is full.
        """
        for _ in range(100):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(self._socket)
                return connection
            except (ConnectionRefusedError, FileNotFoundError):
                # Both processes are gone, and what they had in memory.
                connection.close()
                if self._closed:
                    break
                self._start(self._socket)
            except OSError:
                connection.close()
                time.sleep(0.05)
        raise Busy("The store does not answer just now. Try again in a moment.", retry_after=2)

    def close(self) -> None:
        """End the process; the content is gone."""
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
            self.size = 0
            self.edition = Edition(f"scratch-{mark}-0", datetime.now(UTC).isoformat(timespec="microseconds"))

    def _started(self, version: str) -> subprocess.Popen[bytes]:
        orders = {"socket": self._socket, "version": version, "memory": self._memory}
        holder = start_process("styrka.stores.scratch.process", orders)
        if holder is None:
            raise ReleaseError("The scratch store does not start.")
        # The process that is started may end while its standby holds on; reap it when it does.
        threading.Thread(target=holder.wait, daemon=True).start()
        return holder

    def _ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        with self.connect("") as connection:
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
        reply: dict[str, Any] = json.loads(frame.body)
        return reply
