"""An engine that follows the published release: a new one is taken up without a request being dropped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from styrka.engine import Answer, Budget, Dataset, Engine
from styrka.errors import ReleaseError, StyrkaError
from styrka.formats import Format
from styrka.release import Release, current

_log = logging.getLogger("styrka.engine")
_LOOK_SECONDS: Final = 1.0


class LiveEngine:
    """The engine over whatever release is published; it looks once a second, when asked something."""

    def __init__(self, releases: Path, opener: Callable[[Release], Engine]) -> None:
        self._releases = releases
        self._opener = opener
        release = current(releases)
        if release is None:
            raise ReleaseError("There is no release yet. Make one with `styrka build`.")
        self._engine = opener(release)
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """The version of the release that is answered from."""
        return self._engine.version

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """See ``Engine.run``."""
        self._look()
        return self._engine.run(query, format_, dataset=dataset, budget=budget)

    def close(self) -> None:
        """Close the engine of the present release."""
        self._engine.close()

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS or not self._lock.acquire(blocking=False):
            return
        self._looked = now
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        try:
            release = current(self._releases)
            if release is not None and release.version != self._engine.version:
                # The old engine is dropped, not closed: requests that still run on it hold it until they end.
                self._engine = self._opener(release)
                _log.info("release %s is taken up", release.version)
        except (StyrkaError, OSError) as error:
            _log.warning("the published release cannot be opened, the old one answers on: %s", error)
        finally:
            self._lock.release()
