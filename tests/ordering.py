"""The order of the tests where several workers share them, so that none of them waits.

Each of pytest's workers begins with a part of the list, and who has done his steals from the end of another's. So what
takes long stands first, and the many short tests last. The first worker that needs the release builds it while others
who need it wait: only the first part begins with tests that do.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

_BUILT = {"release", "little_release", "whole_release", "planted"}


def arrange_items(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Return the same tests, of which each of so many workers begins with a part of its own; modules stay together."""
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    if workers < 2 or len(modules) < 2 * workers:
        return items
    lasting = [module for module in modules.values() if any(one.get_closest_marker("slow") for one in module)]
    lasting = lasting or list(modules.values())
    waiting = [module for module in lasting if _waits(module)]
    parts: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for module in lasting:
        if module not in waiting:
            min(parts[1:], key=len).extend(module)
    for module in waiting:
        min(parts, key=len).extend(module)
    there = {id(item) for part in parts for item in part}
    short = [item for item in items if id(item) not in there]
    left = len(items)
    for place, part in enumerate(parts):
        size = max(0, left // (workers - place) - len(part))
        part += short[:size]
        short = short[size:]
        left -= len(part)
    return [*(item for part in parts for item in part), *short]


def _waits(module: Iterable[pytest.Item]) -> bool:
    return any(_BUILT & set(getattr(item, "fixturenames", ())) for item in module)
