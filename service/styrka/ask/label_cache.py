"""The labels of the things that pages show, looked up once for each release: most pages name the same things."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from styrka.engine.interface import Engine, select_rows
from styrka.labels import find_labels

_THINGS: Final = 20_000  # some 10 MB
_WITHOUT: Final = 2_000  # things without labels
_LONGEST: Final = 200  # characters of their IRIs


class LabelCache:
    """A cache of the labels of one release. Safe to share among threads.

    Things without labels are remembered too, because every page of some questions names the same few; apart from the
    others, fewer and short ones only, because clients can make up as many as they like.
    """

    def __init__(self, things: int = _THINGS) -> None:
        """Make a cache for at most so many things."""
        self._limit = things
        self._version = ""
        self._labels: dict[str, Mapping[str, str]] = {}
        self._without: set[str] = set()
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
            if self._version != version:
                self._version, self._labels, self._without = version, {}, set()
            known = self._labels
            found = {iri: known[iri] for iri in wanted if iri in known}
            unknown = wanted - found.keys() - self._without
        if not unknown:
            return found
        new = find_labels(partial(select_rows, engine), unknown)
        without = {iri for iri in unknown - new.keys() if len(iri) <= _LONGEST}
        with self._lock:
            if self._version == version:
                self._keep(new, without)
        return {**found, **new}

    def _keep(self, new: Mapping[str, Mapping[str, str]], without: set[str]) -> None:
        if len(self._labels) + len(new) > self._limit:
            self._labels = {}
        if len(new) <= self._limit:
            self._labels.update(new)
        if len(self._without) + len(without) > _WITHOUT:
            self._without = set()
        if len(without) <= _WITHOUT:
            self._without |= without
