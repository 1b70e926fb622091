"""Today, for the questions that ask by it: what is open, and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def read_today() -> str:
    """Return the day in UTC, as ``2026-11-29``."""
    return datetime.now(UTC).date().isoformat()


def count_on(day: str, days: int) -> str:
    """Return the day that comes so many days after another.

    >>> count_on("2026-12-03", 90)
    '2027-03-03'
    """
    return (date.fromisoformat(day) + timedelta(days)).isoformat()
