"""The budget of a governed write: what it sets is taken back, whether the write succeeds or is refused."""

from __future__ import annotations

import resource
import signal
from contextlib import suppress

import pytest

from styrka.change.governed import pipeline
from styrka.errors import QueryRefused, QueryTooExpensive, StyrkaError
from styrka.settings import Settings


@pytest.mark.parametrize("error", [None, QueryRefused("no"), ValueError("no"), MemoryError()], ids=repr)
def test_no_timer_and_no_limit_stay_behind(error: Exception | None) -> None:
    limit = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(StyrkaError, ValueError), pipeline._within_budget(Settings(query_seconds=60.0)):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        if error is not None:
            raise error
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert resource.getrlimit(resource.RLIMIT_AS) == limit


def test_a_write_over_its_memory_is_told() -> None:
    with pytest.raises(QueryTooExpensive, match="Nothing has changed"), pipeline._within_budget(Settings()):
        raise MemoryError
