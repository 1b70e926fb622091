"""Answers cached in memory: bounded, by entity tag, and by the requests that have led to them.

An entity tag has release, question, format, language and coding, so what is stored under it is never wrong; when a new
release is taken up, its requests find nothing here, and what is old is pushed out by what is asked for. An answer that
asks by today's date has the day in its tag, and its requests find it on that day alone.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from styrka import clock

Key = tuple[str, ...]
CACHED_RESPONSE: Final = "styrka.cached"  # where the environment of a request has the answer it was given
_OVERHEAD: Final = 1000  # bytes that an entry takes beside its body and keys, roughly
_KEY_OVERHEAD: Final = 600
_KEYS: Final = 64  # requests remembered for one answer
# The headers of a request that an answer may depend on.
HEADERS: Final = ("host", "accept", "accept-encoding", "accept-language", "accept-profile", "accept-datetime")


def make_key(version: str, protocol: str, scheme: str, path: str, query: str, headers: Mapping[str, str]) -> Key:
    """Return all of a GET or HEAD that its answer may depend on, beginning with the release that it would be of.

    Parameters:
        version: the release.
        protocol: the version of HTTP, ``1`` or ``1.1``.
        path, query: as the client sent them.
        headers: by name in lower case; lines with one name count together (RFC 9110 section 5.3).
    """
    return (version, protocol, scheme, path, query, *[headers.get(name, "") for name in HEADERS])


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """One whole answer: the route that gave it, its headers and its body, and what it answers. Its status is 200.

    ``day`` is the day that it is of; empty for one that is the same each day.
    """

    route: str
    tag: str
    modified: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    question: str = ""
    day: str = ""


@dataclass(slots=True)
class _Entry:
    response: CachedResponse
    size: int
    keys: list[Key] = field(default_factory=list)


class ResponseCache:
    """The cached answers, least recently used first. Safe to share among threads."""

    def __init__(self, bytes_: int, answers: int, answer_bytes: int) -> None:
        """Cache at most so many bytes and responses, none larger than ``answer_bytes``."""
        self._limit = bytes_
        self._answers = answers
        self._largest = min(answer_bytes, bytes_)
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._tags: dict[Key, str] = {}
        self._lock = threading.Lock()
        self.bytes = 0

    def __len__(self) -> int:
        """Return how many answers are cached."""
        return len(self._entries)

    def find(self, key: Key) -> CachedResponse | None:
        """Return the answer that a request of this key was given before, unless it was of another day."""
        with self._lock:
            tag = self._tags.get(key)
            if tag is not None and (day := self._entries[tag].response.day) and day != clock.read_today():
                self._remove(tag)
                tag = None
            return None if tag is None else self._used(tag)

    def get(self, tag: str) -> CachedResponse | None:
        """Return the answer with an entity tag."""
        with self._lock:
            return self._used(tag) if tag in self._entries else None

    def store(self, response: CachedResponse) -> None:
        """Store an answer, unless it is too large."""
        size = len(response.body) + sum(len(name) + len(value) for name, value in response.headers) + _OVERHEAD
        if len(response.body) > self._largest or size > self._limit or not self._answers:
            return
        with self._lock:
            if response.tag in self._entries:
                return
            self._entries[response.tag] = _Entry(response, size)
            self.bytes += size
            self._make_room()

    def lead(self, key: Key, tag: str) -> None:
        """Remember that a request of this key leads to the answer with an entity tag."""
        with self._lock:
            entry = self._entries.get(tag)
            if entry is None or key in self._tags or len(entry.keys) >= _KEYS:
                return
            size = sum(map(len, key)) + _KEY_OVERHEAD
            entry.keys.append(key)
            entry.size += size
            self._tags[key] = tag
            self.bytes += size
            self._make_room()

    def _used(self, tag: str) -> CachedResponse:
        self._entries.move_to_end(tag)
        return self._entries[tag].response

    def _make_room(self) -> None:
        while self._entries and (self.bytes > self._limit or len(self._entries) > self._answers):
            self._remove(next(iter(self._entries)))

    def _remove(self, tag: str) -> None:
        entry = self._entries.pop(tag)
        self.bytes -= entry.size
        for key in entry.keys:
            del self._tags[key]
