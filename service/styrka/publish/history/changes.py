"""What changed from one release to the next, thing by thing: added, changed, removed.

Only what is stated is compared, for what is inferred follows from it; and a statement that moved to another file is the
same statement. A thing is compared with the blank nodes that it leads to. Both dumps are read side by side, so that
their size does not matter.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from styrka.publish import archive
from styrka.publish.history import entities
from styrka.release import Release, list_releases
from styrka.settings import Settings
from styrka.vocabulary import DEF

KINDS: Final = ("added", "changed", "removed")


def find_previous_release(settings: Settings, release: Release) -> Release | None:
    """Return the release that was written last before this one, of those that are stored and whole."""
    earlier = (
        one for one in list_releases(settings.releases_path) if one.created < release.created and archive.is_whole(one)
    )
    return max(earlier, key=lambda one: (one.created, one.version), default=None)


def make_change_log(old: Release | None, new: Release) -> dict[str, Any]:
    """Return the change log as JSON-serialisable values.

    ``previous`` is the earlier release's version, or None when this is the first; ``counts`` has a number for each of
    KINDS, and each of KINDS has its things, sorted by IRI: ``iri``, ``label`` by language, ``type`` (or None), and how
    many statements came (``added``) and went (``removed``), with the ``properties`` that they are about. One that is
    no more than a former name now is removed, and ``replaced`` names what took its place.
    """
    things = {kind: [] for kind in KINDS} if old is None else _compare(old, new)
    return {
        "version": new.version,
        "previous": old.version if old else None,
        "created": new.created,
        "counts": {kind: len(found) for kind, found in things.items()},
        **things,
    }


def _compare(old: Release, new: Release) -> dict[str, list[dict[str, Any]]]:
    things: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for subject, then, now in _side_by_side(entities.list_things(old), entities.list_things(new)):
        if archive.read_statements(then) == archive.read_statements(now) and not entities.names_blank_node(now):
            continue
        if entities.canonicalise(old, then) == entities.canonicalise(new, now):
            continue
        was = entities.strip_labels(archive.read_statements(entities.add_blank_nodes(old, then)))
        is_ = entities.strip_labels(archive.read_statements(entities.add_blank_nodes(new, now)))
        successor = archive.find_replacement(now) if then else None
        kind = "added" if not then else "changed" if now and successor is None else "removed"
        thing = _thing(subject, then if kind == "removed" else now, is_ - was, was - is_)
        things[kind].append(thing if successor is None else {**thing, "replaced": successor})
    return things


def _side_by_side(
    old: Iterable[entities.Described], new: Iterable[entities.Described]
) -> Iterator[tuple[bytes, tuple[bytes, ...], tuple[bytes, ...]]]:
    """Yield each thing of either release, with its lines then and now; both come in the order of their IRIs."""
    both = heapq.merge(((subject, 0, lines) for subject, lines in old), ((subject, 1, lines) for subject, lines in new))
    for subject, found in groupby(both, key=itemgetter(0)):
        sides = {side: lines for _, side, lines in found}
        yield subject, sides.get(0, ()), sides.get(1, ())


def _thing(
    subject: bytes, described: Iterable[bytes], came: frozenset[bytes], went: frozenset[bytes]
) -> dict[str, Any]:
    classes = sorted(
        {archive.split_terms(line)[2][1:-1].decode() for line in described if line.split(b" ", 2)[1] == archive.TYPE}
    )
    return {
        "iri": subject[1:-1].decode(),
        "label": archive.read_labels(described),
        "type": next((one for one in classes if one.startswith(DEF)), next(iter(classes), None)),
        "added": len(came),
        "removed": len(went),
        "properties": sorted({line.split(b" ", 2)[1][1:-1].decode() for line in came | went}),
    }
