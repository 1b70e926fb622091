"""The writer of a governed instance: one write at a time, each in a process of its own.

So the service answers on meanwhile, and an update without end can be ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Final

from styrka import release
from styrka.change.governed.graph_files import digest_state
from styrka.engine.workers import protocol
from styrka.engine.writes import Change, Outcome, UpdateChange
from styrka.errors import Busy, QueryTooExpensive, StyrkaError
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
            StyrkaError: The base of all errors that people are meant to see.
        """
        order = {
            "settings": {field.name: str(getattr(self._settings, field.name)) for field in fields(Settings)},
            "update" if isinstance(change, UpdateChange) else "graph": asdict(change),
        }
        if not self._one_at_a_time.acquire(timeout=_PATIENCE):
            raise Busy("Another write is being examined. Try again in a moment.", retry_after=10)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "styrka.change.governed"],
                input=json.dumps(order).encode(),
                stdout=subprocess.PIPE,
                start_new_session=True,
                check=False,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )
        finally:
            self._one_at_a_time.release()
        if done.returncode < 0:
            late = done.returncode == -signal.SIGALRM
            limit = f"{self._settings.query_seconds:g} s" if late else f"{self._settings.query_memory} bytes of memory"
            cause = "time" if late else "memory"
            raise QueryTooExpensive(f"The update took more than {limit}. Nothing has changed. Narrow it.", cause=cause)
        if done.returncode:
            raise StyrkaError("The service met an error of its own. Nothing has changed.")
        kind, body = done.stdout[:1], done.stdout[1:]
        if kind == protocol.ERROR:
            raise protocol.unpack_error(body)
        self._published()
        reply = json.loads(body)
        return Outcome(reply["version"], reply["created"], tuple(reply["files"]))
