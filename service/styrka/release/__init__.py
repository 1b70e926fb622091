"""Releases: immutable, versioned directories; written whole, switched atomically, opened with a check.

A release is first written into a hidden directory, every file is flushed to the disk, and one rename makes it a
release; another rename, of the symbolic link ``current``, publishes it. Whoever reads sees the old release or the new
one, and a process that is killed in between leaves only a hidden directory, which the next writer removes.
"""

from styrka.release.reading import (
    COMPUTED,
    DATA,
    DERIVATIONS,
    INFERRED,
    MANIFEST,
    REPORT,
    REPORT_GRAPH,
    Release,
    current,
    damaged,
    find,
    open_release,
    published,
    releases,
)
from styrka.release.writing import prune, publish, rollback, write, writing

__all__ = [
    "COMPUTED",
    "DATA",
    "DERIVATIONS",
    "INFERRED",
    "MANIFEST",
    "REPORT",
    "REPORT_GRAPH",
    "Release",
    "current",
    "damaged",
    "find",
    "open_release",
    "prune",
    "publish",
    "published",
    "releases",
    "rollback",
    "write",
    "writing",
]
