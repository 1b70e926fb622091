"""What the inferred statements of a release were inferred from, read once from its file of derivations."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.ask.evidence import Derive, make_derivations
from styrka.ask.patterns import Statement
from styrka.build.infer import Inference, read_derivations
from styrka.errors import ReleaseError
from styrka.release import DERIVATIONS

_RELEASES: Final = 2  # that are held: the present one, and the one before while requests end


class Derivations:
    """The derivations of the latest releases, some 30 MB for each 100 000 inferred statements. Safe among threads."""

    def __init__(self, releases: Path) -> None:
        """Make an empty cache of the releases below a folder."""
        self._root = releases
        self._read: OrderedDict[str, Inference | None] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, version: str) -> Inference | None:
        """Return what was inferred in a release; None where its files are not on this machine."""
        with self._lock:
            if version not in self._read:
                try:
                    self._read[version] = read_derivations(self._root / version / DERIVATIONS)
                except ReleaseError:
                    self._read[version] = None
                while len(self._read) > _RELEASES:
                    self._read.popitem(last=False)
            self._read.move_to_end(version)
            return self._read[version]

    def derive(self, version: str) -> Derive:
        """Return what gives the stated premises of a release's inferred triples."""
        inference = self.find(version)
        return make_derivations(inference) if inference is not None else _derive_nothing


def _derive_nothing(triples: Iterable[Iterable[ox.NamedNode | ox.Literal]]) -> Iterable[Sequence[Statement]]:
    return [() for _ in triples]
