"""What changed between two releases, value by value: the change log's things, with what each property was and is.

The change log finds the things without loading a release; only those are then read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import pyoxigraph as ox

from styrka.build.check.differences import Differences, Kind, PropertyChange, ThingChange
from styrka.publish import archive
from styrka.publish.history import entities
from styrka.publish.history.changes import KINDS, make_change_log
from styrka.release import Release
from styrka.vocabulary import DEF

_NODE: Final = ox.BlankNode("of-the-thing")  # every blank node: its label means nothing in another release
_Values = dict[str, set[Any]]


def compare_releases(old: Release, new: Release) -> Differences:
    """Return what is different between two releases, in the order of the things' IRIs.

    Raises:
        ReleaseError: For a dump that is damaged.
    """
    log = make_change_log(old, new)
    kinds: dict[str, Kind] = {one["iri"]: kind for kind in KINDS for one in log[kind]}
    things = tuple(_compare(iri, kinds[iri], old, new) for iri in sorted(kinds))
    named = {iri for thing in things for iri in _list_iris(thing)}
    return Differences(things, {iri: labels for iri in named if (labels := _find_labels(iri, old, new))})


def find_kinds(differences: Differences, old: Release, new: Release) -> dict[str, str]:
    """Return the class of each thing that changed, by IRI: the first of ours that it has now, or had."""
    return {one.thing: _find_class(one.thing, new) or _find_class(one.thing, old) for one in differences.things}


def _compare(iri: str, kind: Kind, old: Release, new: Release) -> ThingChange:
    before, after = (_read_values(iri, release) for release in (old, new))
    changed = (
        PropertyChange(
            name,
            tuple(sorted(after[name] - before[name], key=str)),
            tuple(sorted(before[name] - after[name], key=str)),
        )
        for name in sorted({*before, *after})
    )
    return ThingChange(iri, kind, tuple(one for one in changed if one.added or one.removed))


def _read_values(iri: str, release: Release) -> defaultdict[str, set[Any]]:
    """Return the values of a thing's properties, and of the nodes without a name that it leads to."""
    lines = entities.add_blank_nodes(release, entities.find_lines_of(release, iri))
    found: defaultdict[str, set[Any]] = defaultdict(set)
    for quad in ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS):
        value = _NODE if isinstance(quad.object, ox.BlankNode) else quad.object
        found[quad.predicate.value].add(value)
    return found


def _list_iris(thing: ThingChange) -> Iterator[str]:
    yield thing.thing
    for one in thing.properties:
        yield one.property
        yield from (value.value for value in (*one.added, *one.removed) if isinstance(value, ox.NamedNode))


def _find_labels(iri: str, old: Release, new: Release) -> dict[str, str]:
    """Return what a thing is called in the new release, else in the old one."""
    for release in (new, old):
        if labels := archive.read_labels(archive.find_lines_about(release, iri, stated=True)):
            return labels
    return {}


def _find_class(iri: str, release: Release) -> str:
    lines = archive.find_lines_about(release, iri, stated=True)
    classes = sorted(
        archive.split_terms(line)[2][1:-1].decode() for line in lines if line.split(b" ", 2)[1] == archive.TYPE
    )
    return next((one for one in classes if one.startswith(DEF)), next(iter(classes), ""))
