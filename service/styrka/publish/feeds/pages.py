"""The pages of the event stream: which there are, and which versions of things stand on each.

The oldest release that is stored is listed whole, so that who begins has everything; each later one has what changed
since the one before. A page never changes, and its size is bounded: a whole release is cut by its bytes, a change log
by the number of its things.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from styrka.errors import NotFound, ReleaseError
from styrka.publish import archive
from styrka.publish.files import dumps
from styrka.publish.history import changes, entities
from styrka.release import Release, find_release
from styrka.settings import Settings

WHOLE: Final = "whole"
SINCE: Final = "since"
MEMBERS: Final = 200  # things of a change log on one page
_LAST: Final = "last"
_NAME: Final = re.compile(
    r"(?P<version>[^/]+)(?:/(?P<whole>whole)|/since/(?P<since>[0-9A-Za-z][0-9A-Za-z-]*))?"
    r"(?:/(?P<number>[1-9]\d{0,8}))?"
)


@dataclass(frozen=True)
class StreamPage:
    """One page: of a release, whole, since the release before it, or since another one; and its number."""

    release: Release
    basis: str = _LAST
    number: int = 1

    @property
    def name(self) -> str:
        """Its address below the stream's."""
        way = {WHOLE: f"/{WHOLE}", _LAST: ""}.get(self.basis, f"/{SINCE}/{self.basis}")
        return f"{self.release.version}{way}" + (f"/{self.number}" if self.number > 1 else "")


@dataclass(frozen=True)
class Member:
    """A thing's version: how it came to be (of ``changes.KINDS``), and all that the release states of the thing.

    ``replaced`` is what took its place, or empty; ``lines`` are none where nothing is stated any more.
    """

    iri: str
    kind: str
    label: Mapping[str, str]
    replaced: str
    lines: tuple[bytes, ...]


def list_first_pages(settings: Settings, releases: Iterable[Release], until: str) -> list[StreamPage]:
    """Return the first page of each release, the oldest first; together with those that follow they list everything.

    Parameters:
        releases: the releases.
        until: when the present release was written; later ones, left by a roll-back, are not listed. Empty: all are.
    """
    listed: list[StreamPage] = []
    for one in sorted(releases, key=lambda release: (release.created, release.version)):
        if until and one.created > until:
            break
        if not archive.is_whole(one):
            continue
        if not listed:
            listed.append(StreamPage(one, WHOLE))
            continue
        before = listed[-1].release.version
        # They differ where a release in between is damaged, or was removed by hand.
        listed.append(StreamPage(one) if _previous(settings, one) == before else StreamPage(one, before))
    return listed


def is_complete(settings: Settings, listed: Sequence[StreamPage]) -> bool:
    """Return whether the oldest release that is listed is the first that there was."""
    return not listed or _previous(settings, listed[0].release) is None


def find_page(settings: Settings, name: str) -> StreamPage:
    """Return the page at an address below the stream's.

    Raises:
        NotFound: There is no such page, or no such release.
        ReleaseError: The release is damaged.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotFound(f"The stream has no page {name!r}.", page=name)
    release = find_release(settings.releases_path, found["version"])
    basis = found["whole"] or found["since"] or (_LAST if _previous(settings, release) else WHOLE)
    leaf = StreamPage(release, basis, int(found["number"] or 1))
    last = _count(settings, leaf)
    if leaf.number > last:
        raise NotFound(f"The last page is {replace(leaf, number=last).name}.", page=name)
    return leaf


def find_next_page(settings: Settings, leaf: StreamPage) -> StreamPage | None:
    """Return the page after this one of the same release; None after the last."""
    return replace(leaf, number=leaf.number + 1) if leaf.number < _count(settings, leaf) else None


def list_members(settings: Settings, leaf: StreamPage) -> list[Member]:
    """Return the members of a page."""
    if leaf.basis == WHOLE:
        return [
            _member(leaf.release, subject[1:-1].decode(), changes.KINDS[0], archive.read_labels(lines), "", lines)
            for subject, lines in entities.list_piece(leaf.release, leaf.number)
        ]
    start = (leaf.number - 1) * MEMBERS
    return [
        _member(
            leaf.release,
            thing["iri"],
            kind,
            thing["label"],
            thing.get("replaced", ""),
            entities.find_lines_of(leaf.release, thing["iri"]),
        )
        for kind, thing in _things(_log(settings, leaf))[start : start + MEMBERS]
    ]


def read_change_log(settings: Settings, release: Release) -> Mapping[str, Any]:
    """Return the change log of a release: the one among its downloads, or made now when it has none yet."""
    return _last_log(settings, release.path, release.created)


def find_change_days(settings: Settings, releases: Iterable[Release], until: str) -> dict[str, str]:
    """Return the day on which each thing was changed last, of those that a change log names (ISO 8601).

    Parameters:
        releases: the releases.
        until: when the present release was written; later ones do not count. Empty: all do.
    """
    found: dict[str, str] = {}
    for one in sorted(releases, key=lambda release: (release.created, release.version)):
        if not until or one.created <= until:
            found.update(dict.fromkeys(_touched(settings, one.path, one.created), one.created[:10]))
    return found


def _member(
    release: Release, iri: str, kind: str, label: Mapping[str, str], replaced: str, lines: Sequence[bytes]
) -> Member:
    return Member(iri, kind, label, replaced, tuple(entities.add_blank_nodes(release, lines)))


def _count(settings: Settings, leaf: StreamPage) -> int:
    if leaf.basis == WHOLE:
        return entities.count_pieces(leaf.release)
    return max(1, -(-len(_things(_log(settings, leaf))) // MEMBERS))


def _things(log: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(kind, thing) for kind in changes.KINDS for thing in log[kind]]


def _log(settings: Settings, leaf: StreamPage) -> Mapping[str, Any]:
    if leaf.basis == _LAST:
        return read_change_log(settings, leaf.release)
    other = find_release(settings.releases_path, leaf.basis)
    if other.created >= leaf.release.created:
        raise NotFound(f"{other.version} is not earlier than {leaf.release.version}.", release=other.version)
    return _log_since(other.path, other.created, leaf.release.path, leaf.release.created)


def _previous(settings: Settings, release: Release) -> str | None:
    """Return the release that the change log compares with; cheaper than the log."""
    if (ready := dumps.find_dumps(release)) is not None:
        return ready.previous
    before = changes.find_previous_release(settings, release)
    return before.version if before else None


# A release never changes; its time distinguishes one that was written anew at the same place.


@lru_cache(8)
def _last_log(settings: Settings, path: Path, created: str) -> Mapping[str, Any]:
    release = find_release(settings.releases_path, path.name)
    if (ready := dumps.find_dumps(release)) is not None:
        with suppress(ReleaseError):  # one that is damaged can be made again from the dumps
            return ready.changes()
    return changes.make_change_log(changes.find_previous_release(settings, release), release)


@lru_cache(1000)
def _touched(settings: Settings, path: Path, created: str) -> tuple[str, ...]:
    log = _last_log(settings, path, created)
    return tuple(thing["iri"] for kind in (changes.KINDS[0], changes.KINDS[1]) for thing in log[kind])


@lru_cache(4)
def _log_since(old: Path, old_created: str, new: Path, created: str) -> Mapping[str, Any]:
    return changes.make_change_log(find_release(old.parent, old.name), find_release(new.parent, new.name))
