"""The writer of a governed instance: one write at a time, each in a process of its own.

So the service answers on meanwhile, and an update without end can be ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Final

from styrka import release
from styrka.change.governed.graph_files import digest_state
from styrka.change.governed.pipeline import READY
from styrka.engine.cancellation import current_cancellation
from styrka.engine.workers import protocol
from styrka.engine.writes import Change, Outcome, UpdateChange
from styrka.errors import Busy, ClientGone, QueryTooExpensive, StyrkaError
from styrka.settings import Settings
from styrka.vocabulary import graph_iri

_PATIENCE: Final = 60.0  # seconds that a write waits for the one before it


class GovernedWriter:
    """The writer of an instance whose data must be valid: every write is a new release, or nothing."""

    governed: Final = True
    size: Final = None

    def __init__(self, chosen: Settings, published: Callable[[], None] = lambda: None) -> None:
        """Write to the tree of the settings; ``published`` is called after each new release."""
        self._settings = chosen
        self._published = published
        self._one_at_a_time = threading.Lock()

    def state(self, graph: str | None) -> str | None:
        """See ``Writer.state``: for a file's graph, the digest of the file in the published release."""
        present = release.open_current(self._settings.releases_path)
        if present is None or graph is None:
            return present.version if present else None
        if graph not in present.manifest["counts"]["graphs"]:
            return None
        digests = {graph_iri(path): digest for path, digest in present.manifest["inputs"].items()}
        return digest_state(digests.get(graph, present.version))

    def write(self, change: Change) -> Outcome:
        """See ``Writer.write``.

        Raises:
            Busy: Every worker is busy and the queue is full.
            QueryTooExpensive: The query reached its limit of time, memory or bytes.
            ClientGone: The client left before anything was changed.
            StyrkaError: The base of all errors that people are meant to see.
        """
        order = {
            "settings": {field.name: str(getattr(self._settings, field.name)) for field in fields(Settings)},
            "update" if isinstance(change, UpdateChange) else "graph": asdict(change),
        }
        if not self._one_at_a_time.acquire(timeout=_PATIENCE):
            raise Busy("Another write is being examined. Try again in a moment.", retry_after=10)
        try:
            frame, ended, past = self._perform(json.dumps(order).encode())
        finally:
            self._one_at_a_time.release()
        if frame is None:
            raise self._explain(ended, past=past)
        if frame.kind == protocol.ERROR:
            raise protocol.unpack_error(frame.body)
        self._published()
        reply = json.loads(frame.body)
        return Outcome(reply["version"], reply["created"], tuple(reply["files"]))

    def _perform(self, order: bytes) -> tuple[protocol.Frame | None, int, bool]:
        """Return what a process replies to an order; how it ended, and whether its time was over, where it is nothing.

        Raises:
            ClientGone: When the client has left, before anything was changed.
        """
        departure, past = current_cancellation(), False
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = subprocess.Popen(
                    [sys.executable, "-m", "styrka.change.governed"],
                    stdin=theirs.fileno(),
                    start_new_session=True,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                )
            frame = None
            try:
                ours.settimeout(self._settings.write_seconds)
                with departure.hanging_up(ours):
                    protocol.send_frame(ours, protocol.DATA, order)
                    frame = protocol.receive_frame(ours)
                if frame is not None and frame.kind == READY and not departure.left:
                    ours.settimeout(None)  # its files and its release change together: it is let finish
                    protocol.send_frame(ours, protocol.DATA)
                    frame = protocol.receive_frame(ours)
            except TimeoutError:
                past = True
            except OSError:
                pass
            finally:
                if frame is None or frame.kind == READY:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
                ended = process.wait()
        if departure.left and (frame is None or frame.kind == READY):
            raise ClientGone("The client left before its write was released. Nothing has changed.")
        return frame, ended, past

    def _explain(self, ended: int, *, past: bool) -> StyrkaError:
        """Return why a write came to nothing."""
        if ended >= 0:
            return StyrkaError("The service met an error of its own. Nothing has changed.")
        late = past or ended == -signal.SIGALRM
        seconds = self._settings.write_seconds if past else self._settings.query_seconds
        limit = f"{seconds:g} s" if late else f"{self._settings.write_memory} bytes of memory"
        grans = f"{seconds:g} s" if late else f"{self._settings.write_memory} byte minne"
        return QueryTooExpensive(
            f"The update took more than {limit}. Nothing has changed. Narrow it.",
            sv=f"Ändringen tog mer än {grans}. Ingenting har ändrats. Gör den mindre.",
            cause="time" if late else "memory",
        )
