"""What a running service holds over time, and whether that grows: memory and file descriptors of all its processes.

Processes come and go here (a runaway query ends its worker), and pages are shared between them. So two things are
told: the proportional set size of all processes together, which is what the machine gives; and the resident memory of
those processes that were there from the first sample judged to the last, which is where a leak would stand.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from peers import pss, tree

WARM = 0.4  # of the time: caches and arenas fill; what comes after it is judged
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Sample:
    """One look: when, in seconds from the start; of all processes together the proportional set size in bytes; and of
    each process its resident bytes and its open file descriptors."""

    when: float
    proportional: int
    resident: dict[int, int]
    descriptors: dict[int, int]


@dataclass(frozen=True)
class Trend:
    """What a series did: its median, and what it gained from the start to the end of the time judged, by its slope."""

    median: float
    gain: float


def sample(roots: Iterable[int], started: float) -> Sample:
    """A look at some processes and all their descendants."""
    resident: dict[int, int] = {}
    descriptors: dict[int, int] = {}
    whole = 0
    for pid in {pid for root in roots for pid in tree(root)}:
        with contextlib.suppress(OSError, IndexError):
            descriptors[pid] = len(list(Path(f"/proc/{pid}/fd").iterdir()))
            resident[pid] = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
            whole += pss(pid)
    return Sample(time.monotonic() - started, whole, resident, descriptors)


def judged(samples: Sequence[Sample]) -> Sequence[Sample]:
    """The samples after the warming up."""
    return [one for one in samples if one.when >= WARM * samples[-1].when]


def standing(samples: Sequence[Sample]) -> set[int]:
    """The processes that are in every one of the samples."""
    return set.intersection(*(set(one.resident) for one in samples))


def trend(when: Sequence[float], values: Sequence[float]) -> Trend:
    """The median and the gain of a series; the slope is the median of those between all pairs (Theil and Sen), which
    single peaks do not move."""
    slopes = [
        (later - earlier) / (end - start)
        for (start, earlier), (end, later) in combinations(zip(when, values, strict=True), 2)
        if end > start
    ]
    return Trend(statistics.median(values), statistics.median(slopes) * (when[-1] - when[0]) if slopes else 0.0)


def trends(samples: Sequence[Sample]) -> dict[str, Trend]:
    """The trends of the samples that are judged, in MiB and in numbers."""
    chosen = judged(samples)
    staying = standing(chosen)
    when = [one.when for one in chosen]
    return {
        "memory of all (PSS, MiB)": trend(when, [one.proportional / 2**20 for one in chosen]),
        "memory of those that stay (RSS, MiB)": trend(
            when, [sum(one.resident[pid] for pid in staying) / 2**20 for one in chosen]
        ),
        "file descriptors of all": trend(when, [sum(one.descriptors.values()) for one in chosen]),
        "file descriptors of those that stay": trend(
            when, [sum(one.descriptors.get(pid, 0) for pid in staying) for one in chosen]
        ),
    }


def staying(samples: Sequence[Sample], roots: dict[int, str]) -> list[tuple[str, float, float, float]]:
    """Of each process that is in every sample that is judged: whose it is, and its resident MiB at the start of the
    run, at the start of what is judged, and at the end."""
    chosen = judged(samples)
    found = []
    for pid in sorted(standing(chosen)):
        name = next(
            (f"{name}, {'main' if pid == root else 'child'}" for root, name in roots.items() if pid in tree(root)),
            "gone",
        )
        first, begun, last = (one.resident.get(pid, 0) / 2**20 for one in (samples[0], chosen[0], chosen[-1]))
        found.append((name, first, begun, last))
    return found


def leaks(found: dict[str, Trend]) -> list[str]:
    """Which of the processes that stay grow: by more than 5% of the median, and 16 MiB or 8 descriptors at least."""
    least = {"memory of those that stay (RSS, MiB)": 16.0, "file descriptors of those that stay": 8.0}
    return [name for name, floor in least.items() if found[name].gain > max(floor, found[name].median / 20)]
