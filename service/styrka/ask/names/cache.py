"""The names of a release, read when they are first asked for, or before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar

from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import APART, Thing, read_things
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Engine, ask_truth
from styrka.errors import StyrkaError

Made = TypeVar("Made")
_RELEASES: Final = 2
_KNOWN: Final = 5_000  # things whose class was asked for


class Names:
    """A cache of the names of two releases, the present and the next. Safe to share among threads; only one reads."""

    def __init__(self) -> None:
        self._every: dict[str, tuple[Thing, ...]] = {}
        self._things: dict[str, tuple[Thing, ...]] = {}
        self._indexes: dict[str, NameIndex] = {}
        self._known: dict[tuple[str, str, str], bool] = {}
        self._lock = threading.Lock()

    def things(self, engine: Engine) -> tuple[Thing, ...]:
        """Return what has a name and is not only in a register. Raises as ``Engine.run``."""
        every = self._read(engine)
        return self._find(self._things, engine, lambda: tuple(one for one in every if one.kind not in APART))

    def index(self, engine: Engine) -> NameIndex:
        """Return the index of the names. Raises as ``Engine.run``."""
        every = self._read(engine)
        return self._find(self._indexes, engine, lambda: NameIndex(every))

    def _read(self, engine: Engine) -> tuple[Thing, ...]:
        return self._find(self._every, engine, lambda: read_things(engine))

    def start_reading(self, engine: Engine, after: float = 1.0) -> None:
        """Begin to make the index of a release, so that its first reader need not wait.

        Parameters:
            after: seconds until it begins, unless somebody needs it before: it takes seconds of the one interpreter,
                and those who wait for a first page come first.

        Nothing is raised: whoever asks for a name gets the error.
        """

        def make() -> None:
            with suppress(StyrkaError, OSError):
                self.index(engine)

        timer = threading.Timer(after, make)
        timer.daemon = True
        timer.start()

    def _find(self, found: dict[str, Made], engine: Engine, make: Callable[[], Made]) -> Made:
        version = engine.version
        if (known := found.get(version)) is not None:
            return known
        with self._lock:
            if (known := found.get(version)) is None:
                known = make()
                while len(found) >= _RELEASES:
                    del found[next(iter(found))]
                found[version] = known
        return known

    def is_known(self, engine: Engine, class_: str, iri: str) -> bool:
        """Return whether a thing is of a class, which needs no index. Raises as ``Engine.run``."""
        key = (engine.version, class_, iri)
        if key not in self._known:
            known = ask_truth(engine, AdmittedQuery(f"ASK {{ <{iri}> a <{class_}> }}", Form.ASK))
            if len(self._known) >= _KNOWN:
                self._known = {}
            if not known:  # of what is not known there is no end, so it is not remembered
                return False
            self._known[key] = True
        return True
