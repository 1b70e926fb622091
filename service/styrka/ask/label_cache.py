"""The labels of the things that pages show, looked up once for each release: most pages name the same things."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from styrka.engine.interface import Engine, select_rows
from styrka.labels import find_labels

_THINGS: Final = 20_000  # some 10 MB


class LabelCache:
    """A cache of the labels of one release. Safe to share among threads.

    A thing without labels is looked up again: clients can make up as many as they like.
    """

    def __init__(self, things: int = _THINGS) -> None:
        """Make a cache for at most so many things."""
        self._limit = things
        self._version = ""
        self._labels: dict[str, Mapping[str, str]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many things there are."""
        return len(self._labels)

    def find(self, engine: Engine, iris: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """Return the labels of things by IRI and language, without those that have none.

        Raises:
            StyrkaError: As ``Engine.run``.
        """
        version, wanted = engine.version, set(iris)
        with self._lock:
            known = self._labels if self._version == version else {}
            found = {iri: known[iri] for iri in wanted if iri in known}
        new = find_labels(partial(select_rows, engine), wanted - found.keys())
        if new:
            with self._lock:
                if self._version != version or len(self._labels) + len(new) > self._limit:
                    self._version, self._labels = version, {}
                if len(new) <= self._limit:
                    self._labels.update(new)
        return {**found, **new}
