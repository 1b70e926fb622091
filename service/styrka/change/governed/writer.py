"""The writer of a governed instance: one write at a time, each in a process of its own.

So the service answers on meanwhile, and an update without end can be ended.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Final

from styrka import release
from styrka.change.governed.graph_files import check_name, digest_state
from styrka.change.order import send_order
from styrka.engine.workers import protocol
from styrka.engine.writes import Change, GraphChange, Outcome, UpdateChange
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
            WriteRefused: For the graphs that are not data; for those it needs no process to see.
            BadParameter: For a name that no file can have.
            Busy: Every worker is busy and the queue is full.
            QueryTooExpensive: The query reached its limit of time, memory or bytes.
            ClientGone: The client left before anything was changed.
            StyrkaError: The base of all errors that people are meant to see.
        """
        # Rows, which are a patch without an update, go to a table, whatever its graph is called.
        if isinstance(change, GraphChange) and (change.verb != "patch" or change.patch is not None):
            check_name(change.graph)
        order = {
            "settings": {field.name: str(getattr(self._settings, field.name)) for field in fields(Settings)},
            "update" if isinstance(change, UpdateChange) else "graph": asdict(change),
        }
        if not self._one_at_a_time.acquire(timeout=_PATIENCE):
            raise Busy("Another write is being examined. Try again in a moment.", retry_after=10)
        try:
            reply = send_order("styrka.change.governed", json.dumps(order).encode(), self._settings.write_seconds)
        finally:
            self._one_at_a_time.release()
        if reply.left:
            raise ClientGone("The client left before its write was released. Nothing has changed.")
        if reply.frame is None:
            raise self._explain(reply.ended, past=reply.past)
        if reply.frame.kind == protocol.ERROR:
            raise protocol.unpack_error(reply.frame.body)
        self._published()
        done = json.loads(reply.frame.body)
        return Outcome(done["version"], done["created"], tuple(done["files"]))

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
