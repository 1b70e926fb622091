"""What was looked up of one release, by key: a page asks the engine only for what no page before it asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Generic, TypeVar

from styrka.engine.interface import Engine

Key = TypeVar("Key")
Value = TypeVar("Value")


class ReleaseCache(Generic[Key, Value]):
    """A bounded cache of what one release has under each key. Safe to share among threads."""

    def __init__(self, limit: int) -> None:
        """Make a cache for at most ``limit`` keys."""
        self._limit = limit
        self._version = ""
        self._known: dict[Key, Value] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._known)

    def find(
        self, engine: Engine, keys: Iterable[Key], look_up: Callable[[list[Key]], Mapping[Key, Value]]
    ) -> dict[Key, Value]:
        """Return what each key has, in the order of the keys.

        Parameters:
            look_up: gives what the keys have that are not known, asked for together; a key that it leaves out has
                nothing, and is looked up again the next time.

        Raises:
            StyrkaError: As ``look_up``.
        """
        version, wanted = engine.version, list(dict.fromkeys(keys))
        with self._lock:
            if self._version != version:
                self._version, self._known = version, {}
            known = self._known  # is replaced where it is full, and never emptied
        unknown = [key for key in wanted if key not in known]
        if not unknown:
            return {key: known[key] for key in wanted}
        new = look_up(unknown)
        with self._lock:
            if self._version == version:
                if len(self._known) + len(new) > self._limit:  # the newer half of it stays, where there is room
                    kept = max(0, min(len(self._known) // 2, self._limit - len(new)))
                    self._known = dict(islice(self._known.items(), len(self._known) - kept, None))
                if len(new) <= self._limit:
                    self._known.update(new)
        return {key: known[key] if key in known else new[key] for key in wanted if key in known or key in new}
