"""The names of one release, read when they are first asked for."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import Thing, read_things
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Engine, ask_truth

_KNOWN: Final = 5_000  # things whose class was asked for


@dataclass(frozen=True)
class _Read:
    version: str
    things: tuple[Thing, ...]


class Names:
    """A cache of the names of one release. Safe to share among threads; only one of them reads."""

    def __init__(self) -> None:
        self._read: _Read | None = None
        self._index: tuple[str, NameIndex] | None = None
        self._known: dict[tuple[str, str, str], bool] = {}
        self._lock = threading.Lock()

    def things(self, engine: Engine) -> tuple[Thing, ...]:
        """Return what has a name. Raises as ``Engine.run``."""
        found = self._read
        if found is None or found.version != engine.version:
            with self._lock:
                found = self._read
                if found is None or found.version != engine.version:
                    found = self._read = _Read(engine.version, read_things(engine))
        return found.things

    def index(self, engine: Engine) -> NameIndex:
        """Return the index of the names. Raises as ``Engine.run``."""
        found, things = self._index, self.things(engine)
        if found is None or found[0] != engine.version:
            with self._lock:
                found = self._index
                if found is None or found[0] != engine.version:
                    found = self._index = (engine.version, NameIndex(things))
        return found[1]

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
