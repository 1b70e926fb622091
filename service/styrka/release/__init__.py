"""Releases: immutable, versioned directories; written whole, switched atomically, opened with a check.

A release is first written into a hidden directory, every file is flushed to the disk, and one rename makes it a
release; another rename, of the symbolic link ``current``, publishes it. Whoever reads sees the old release or the new
one, and a process that is killed in between leaves only a hidden directory, which the next writer removes.
"""

from styrka.release.geometry import Box, Shape, View, read_geometry
from styrka.release.reading import (
    COMPUTED,
    DATA,
    DERIVATIONS,
    GEOMETRY,
    INFERRED,
    MANIFEST,
    REPORT,
    REPORT_GRAPH,
    Release,
    find_release,
    list_damaged,
    list_releases,
    open_current,
    open_release,
    read_current_version,
)
from styrka.release.writing import lock_releases, prune_releases, roll_back, switch_current, write_release

__all__ = [
    "COMPUTED",
    "DATA",
    "DERIVATIONS",
    "GEOMETRY",
    "INFERRED",
    "MANIFEST",
    "REPORT",
    "REPORT_GRAPH",
    "Box",
    "Release",
    "Shape",
    "View",
    "find_release",
    "list_damaged",
    "list_releases",
    "lock_releases",
    "open_current",
    "open_release",
    "prune_releases",
    "read_current_version",
    "read_geometry",
    "roll_back",
    "switch_current",
    "write_release",
]
