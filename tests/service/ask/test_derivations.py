"""The derivations of a release, read once; none where its files are elsewhere."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from styrka.ask.derivations import Derivations
from styrka.release import Release
from styrka.vocabulary import BASE, DEF

INFERRED = ox.Triple(
    ox.NamedNode(BASE + "id/region/SE122"), ox.NamedNode(DEF + "partOf"), ox.NamedNode(BASE + "id/region/SE")
)


def test_an_inferred_triple_ends_in_stated_ones(release: Release) -> None:
    stated = ox.Triple(INFERRED.subject, ox.NamedNode(DEF + "nothing"), INFERRED.object)
    premises, none = Derivations(release.path.parent).derive(release.version)([INFERRED, stated])

    assert premises
    assert all(predicate == str(INFERRED.predicate) for _, predicate, _ in premises)
    assert (str(INFERRED.subject), str(INFERRED.predicate), str(INFERRED.object)) not in premises
    assert not none


def test_they_are_read_once(release: Release) -> None:
    cache = Derivations(release.path.parent)

    assert cache.find(release.version) is cache.find(release.version)


def test_a_release_that_is_elsewhere_derives_nothing(tmp_path: Path) -> None:
    assert Derivations(tmp_path).find("2026-01-01-000000000000") is None
    assert Derivations(tmp_path).derive("2026-01-01-000000000000")([INFERRED]) == [()]
