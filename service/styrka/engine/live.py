"""An engine that follows the published release: a new one is taken up without a request being dropped.

The new release's workers start beside the old ones; when they answer, requests go to them, and the old ones finish what
they have in hand and end.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from styrka.engine.interface import Answer, Budget, Dataset, Delegate, Engine
from styrka.engine.workers.pool import PUBLIC, RESERVED, Pool
from styrka.engine.workers.queue import Queue
from styrka.errors import Busy, ReleaseError, StyrkaError
from styrka.formats import Format
from styrka.release import Release, open_current, open_release, read_current_version

_log = logging.getLogger("styrka.engine.interface")
_LOOK_SECONDS: Final = 0.5


class LivePool:
    """The pool over whatever release is published; it looks twice a second, asked or not."""

    def __init__(self, releases: Path, opener: Callable[[Release], Pool]) -> None:
        """Open the published release.

        Raises:
            ReleaseError: When there is none.
        """
        self._releases = releases
        self._opener = opener
        release = open_current(releases, checksums=True)
        if release is None:
            raise ReleaseError("There is no release yet. Make one with `styrka build`.")
        self.kills: Counter[str] = Counter()
        self._take(opener(release))
        self._looking = threading.Lock()
        self._complaint = ""
        self.public = LiveQueue(self, PUBLIC)
        self.reserved = LiveQueue(self, RESERVED)
        self._closed = threading.Event()
        threading.Thread(target=self._watch, name="release watch", daemon=True).start()

    @property
    def pool(self) -> Pool:
        """The pool that answers now."""
        return self._pool

    def queue(self, name: str) -> Queue:
        """Return the queue of the pool that answers now."""
        return self._queues[name]

    def catch_up(self) -> None:
        """Take up the published release before returning; the old one answers on where that cannot be done."""
        self._looking.acquire()
        self._follow()

    def close(self) -> None:
        """End the pool, and the looking for another."""
        self._closed.set()
        self._pool.close()

    def _watch(self) -> None:
        """Take up each release that is published, within a second, whether anybody asks or not."""
        while not self._closed.wait(_LOOK_SECONDS):
            with contextlib.suppress(OSError):  # what is no link is looked at whole
                if read_current_version(self._releases) == self._pool.version:
                    continue
            if self._looking.acquire(blocking=False):
                self._follow()

    def _take(self, pool: Pool) -> None:
        pool.kills = self.kills
        self._pool = pool
        self._queues = {name: pool.queue(name) for name in (PUBLIC, RESERVED)}

    def _follow(self) -> None:
        try:
            release = open_current(self._releases)
            if release is not None and release.version != self._pool.version:
                release = open_release(release.path, checksums=True)
                old = self._pool
                self._take(self._opener(release))
                old.close()
                _log.info("release %s is taken up", release.version)
                if self._closed.is_set():
                    self._pool.close()
            self._complaint = ""
        except (StyrkaError, OSError) as error:
            if str(error) != self._complaint:  # it is looked at twice a second
                _log.warning("the published release cannot be opened; the old one answers on: %s", error)
            self._complaint = str(error)
        finally:
            self._looking.release()


class LiveQueue(Delegate):
    """The engine that asks through one queue of whatever pool answers now."""

    def __init__(self, live: LivePool, name: str) -> None:
        self._live = live
        self._name = name

    def _target(self) -> Engine:
        """Return the queue of the release that is published now."""
        return self._live.queue(self._name)

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """See ``Engine.run``.

        Raises:
            Busy: Every worker is busy and the queue is full.
        """
        queue = self._target()
        try:
            return queue.run(query, format_, dataset=dataset, budget=budget)
        except Busy:
            # The release may have been switched between choosing the queue and reaching its workers.
            if queue is self._target():
                raise
            return super().run(query, format_, dataset=dataset, budget=budget)

    def close(self) -> None:
        """End the pool."""
        self._live.close()
