"""Today, for the questions that ask by it: what is open, and until when."""

from __future__ import annotations

from datetime import UTC, datetime


def read_today() -> str:
    """Return the day in UTC, as ``2026-11-29``."""
    return datetime.now(UTC).date().isoformat()
