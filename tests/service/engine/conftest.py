"""A pool of real processes over a small release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from styrka.engine.interface import Budget
from styrka.engine.workers.pool import Pool
from styrka.engine.workers.queue import Capacity

SECONDS = 0.5
MEMORY = 200_000_000


def small_release(path: Path, size: int = 4_000) -> Path:
    """N-Quads that are enough for a join to run away."""
    with path.open("w") as out:
        for number in range(size):
            out.write(
                f"<http://example.org/s{number // 4}> <http://example.org/p{number % 4}> "
                f"<http://example.org/o{number * 7919 % 1000}> <http://example.org/g{number % 3}> .\n"
            )
    return path


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Two public workers and one reserved, with a small budget and a short queue."""
    path = small_release(tmp_path_factory.mktemp("release") / "data.nq")
    made = Pool([path], "v1", Budget(SECONDS, MEMORY, 1_000_000), Capacity(public=2, reserved=1, wait=1.0))
    yield made
    made.close()
