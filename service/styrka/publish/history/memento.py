"""What did this thing look like then: the releases as the web's memory of themselves (Memento, RFC 7089).

A thing's mementos are the releases in which what is stated of it changed. Each was true from its release's time until
the next one's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from styrka.errors import BadParameter, ReleaseError
from styrka.formats import LINK_FORMAT
from styrka.publish import archive
from styrka.publish.datasets import GRAPH
from styrka.release import Release, list_releases

# RFC 7089 section 2.1.1: the format of RFC 1123, always in GMT.
_DATETIME: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}:\d{2} GMT"
)


@dataclass(frozen=True)
class State:
    """A release in which what is stated of a thing changed; ``recorded`` states whether anything was stated then."""

    release: Release
    recorded: bool

    @property
    def moment(self) -> datetime:
        """When the release was written, to the second."""
        return read_moment(self.release)


def read_moment(release: Release) -> datetime:
    """Return when a release was written, in UTC, to the second: HTTP knows no fractions."""
    return datetime.fromisoformat(release.created).astimezone(UTC).replace(microsecond=0)


def format_http_date(when: datetime) -> str:
    """Return a moment as HTTP writes it (RFC 9110 section 5.6.7)."""
    return format_datetime(when, usegmt=True)


def parse_datetime(text: str) -> datetime:
    """Return the moment that an Accept-Datetime header names.

    Raises:
        BadParameter: When it names none.
        ValueError: The text is none.
    """
    try:
        if not _DATETIME.fullmatch(text.strip()):
            raise ValueError
        return parsedate_to_datetime(text.strip()).astimezone(UTC)
    except (ValueError, TypeError):
        raise BadParameter(
            f"Accept-Datetime is {text!r}; write it as Sun, 22 Nov 2026 09:00:00 GMT.", parameter="Accept-Datetime"
        ) from None


def list_states(root: Path, iri: str) -> tuple[State, ...]:
    """Return the states of a thing, the oldest first; none when no release has it.

    Damaged releases are left out.

    Parameters:
        root: the releases' folder.
        iri: a thing's, or a named graph's.
    """
    states: list[State] = []
    last = ""
    for release in reversed(_listed(root, root.stat().st_mtime_ns if root.is_dir() else 0)):
        if not archive.is_whole(release):
            continue
        try:
            found = _digest(release, iri)
        except ReleaseError:
            continue
        if found != last:
            states.append(State(release, bool(found)))
            last = found
    return tuple(states)


def find_state(states: Sequence[State], when: datetime) -> State | None:
    """Return the state of a moment: the last that began before it; the first for an earlier moment (RFC 7089, 4.5.3).

    States in which nothing was stated do not count; None when there is no other.
    """
    recorded = [state for state in states if state.recorded]
    passed = [state for state in recorded if state.moment <= when]
    return passed[-1] if passed else next(iter(recorded), None)


def find_lines(release: Release, iri: str) -> list[bytes]:
    """Return what a release states of a thing, or in a named graph."""
    return (
        archive.find_lines_in_graph(release, iri)
        if iri.startswith(GRAPH)
        else archive.find_lines_about(release, iri, stated=True)
    )


def write_timemap(states: Sequence[State], original: str, here: str, root: str) -> str:
    """Return the states as a TimeMap in the link format (RFC 7089 section 5).

    Parameters:
        original: the address of the thing's document, which is its TimeGate too.
        here: the TimeMap's own address.
        root: the service's address, with a slash at the end.
    """
    recorded = [state for state in states if state.recorded]
    span = ""
    if recorded:
        span = f'; from="{format_http_date(recorded[0].moment)}"; until="{format_http_date(recorded[-1].moment)}"'
    links = [f'<{original}>; rel="original timegate"', f'<{here}>; rel="self"; type="{LINK_FORMAT.media_type}"{span}']
    for place, state in enumerate(recorded):
        relation = " ".join(["first"] * (place == 0) + ["last"] * (place == len(recorded) - 1) + ["memento"])
        address = make_memento_address(root, state.release.version, original)
        links.append(f'<{address}>; rel="{relation}"; datetime="{format_http_date(state.moment)}"')
    return ",\n".join(links) + "\n"


def make_memento_address(root: str, version: str, original: str) -> str:
    """Return the address at which a document stands as it was in a release."""
    return f"{root}release/{version}/{original.removeprefix(root)}"


@lru_cache(8)
def _listed(root: Path, changed: int) -> tuple[Release, ...]:
    """Return the releases in a folder, read again when the folder has changed: there may be thousands."""
    return list_releases(root)


@lru_cache(10_000)
def _cached_state(path: Path, created: str, iri: str) -> str:
    release = Release("", path, {"created": created})
    found = archive.read_statements(find_lines(release, iri))
    return hashlib.sha256(b"\n".join(sorted(found))).hexdigest() if found else ""


def _digest(release: Release, iri: str) -> str:
    """Return a digest of what is stated; releases never change, so it is cached.

    The time distinguishes one written anew.
    """
    if iri.startswith(GRAPH) and iri not in release.manifest["counts"]["graphs"]:
        return ""  # looking for a graph takes longer than looking for a thing
    return _cached_state(release.path, release.created, iri)
