"""What changed from one release to the next, thing by thing: added, changed, removed.

Only what is stated is compared, for what is inferred follows from it; and a statement that moved to another file is the
same statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from styrka.catalogue import archive
from styrka.release import DATA, Release, releases
from styrka.settings import Settings
from styrka.vocabulary import DEF

KINDS: Final = ("added", "changed", "removed")


def before(settings: Settings, release: Release) -> Release | None:
    """The release that was written last before this one, of those that are kept."""
    earlier = (one for one in releases(settings.releases_path) if one.created < release.created)
    return max(earlier, key=lambda one: (one.created, one.version), default=None)


def log(old: Release | None, new: Release) -> dict[str, Any]:
    """The change log as JSON-serialisable values.

    ``previous`` is the earlier release's version, or None when this is the first; ``counts`` has a number for each of
    KINDS, and each of KINDS has its things, sorted by IRI: ``iri``, ``label`` by language, ``type`` (or None), and how
    many statements came (``added``) and went (``removed``), with the ``properties`` that they are about. One that is
    no more than a former name now is removed, and ``replaced`` tells what took its place.
    """
    things = {kind: [] for kind in KINDS} if old is None else _compare(_read(old), _read(new))
    return {
        "version": new.version, "previous": old.version if old else None, "created": new.created,
        "counts": {kind: len(found) for kind, found in things.items()}, **things,
    }  # fmt: skip


def _read(release: Release) -> dict[bytes, frozenset[bytes]]:
    """The statements of a release by subject; blank nodes are left out, as their names mean nothing elsewhere."""
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for line in (release.path / DATA).read_bytes().splitlines(keepends=True):
        if line.startswith(b"<"):
            found[line.split(b" ", 1)[0]].append(line)
    return {subject: archive.statements(lines) for subject, lines in found.items()}


def _compare(
    old: Mapping[bytes, frozenset[bytes]], new: Mapping[bytes, frozenset[bytes]]
) -> dict[str, list[dict[str, Any]]]:
    nothing: frozenset[bytes] = frozenset()
    things: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for subject in sorted(old.keys() | new.keys()):
        then, now = old.get(subject, nothing), new.get(subject, nothing)
        came, went = _comparable(now - then), _comparable(then - now)
        if came or went:
            successor = archive.replacement(_lines(now)) if then else None
            kind = "added" if not then else "changed" if now and successor is None else "removed"
            thing = _thing(subject, then if kind == "removed" else now, came, went)
            things[kind].append(thing if successor is None else {**thing, "replaced": successor})
    return things


def _comparable(statements: Iterable[bytes]) -> frozenset[bytes]:
    """The statements without those that name a blank node: that may be the same node under another label."""
    return frozenset(one for one in statements if not one.split(b" ", 2)[2].startswith(b"_:"))


def _thing(
    subject: bytes, described: Iterable[bytes], came: frozenset[bytes], went: frozenset[bytes]
) -> dict[str, Any]:
    classes = sorted(line.split(b" ", 2)[2][1:-1].decode() for line in described
                     if line.split(b" ", 2)[1] == archive.TYPE)
    return {
        "iri": subject[1:-1].decode(), "label": archive.labels(_lines(described)),
        "type": next((one for one in classes if one.startswith(DEF)), next(iter(classes), None)),
        "added": len(came), "removed": len(went),
        "properties": sorted({line.split(b" ", 2)[1][1:-1].decode() for line in came | went}),
    }  # fmt: skip


def _lines(statements: Iterable[bytes]) -> list[bytes]:
    """Statements as lines, in the default graph."""
    return [one + b" .\n" for one in statements]
