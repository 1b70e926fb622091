"""What the settings let queries take: each of them, and all together."""

from __future__ import annotations

from styrka.engine.interface import Budget
from styrka.engine.workers.queue import Capacity
from styrka.settings import Settings


def read_budget(settings: Settings) -> Budget:
    """Return what one query may take."""
    return Budget(settings.query_seconds, settings.query_memory, settings.answer_bytes)


def read_capacity(settings: Settings) -> Capacity:
    """Return how many queries are worked on at a time, and how many heavy ones beside them."""
    return Capacity(
        settings.public_workers,
        settings.reserved_workers,
        settings.queue_seconds,
        settings.heavy_queries,
        settings.heavy_seconds,
        settings.heavy_memory,
    )
