"""Labels are looked up once for each release, and the cache of them is bounded."""

from __future__ import annotations

from styrka.ask.label_cache import LabelCache
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE
from tests.service.ask.test_choices import CountingEngine

ENERGY, HEALTH, NOTHING = (BASE + "scheme/theme/" + name for name in ("energy", "health", "no-such-thing"))


def test_only_what_is_not_known_is_looked_up(engine: LocalEngine) -> None:
    counting, labels = CountingEngine(engine), LabelCache()
    first = labels.find(counting, [ENERGY])
    assert set(first) == {ENERGY}
    assert labels.find(counting, [ENERGY, ENERGY]) == first
    assert counting.queries == 1
    both = labels.find(counting, [ENERGY, HEALTH])
    assert both == {**first, **LabelCache().find(engine, [HEALTH])}
    assert counting.queries == 2
    counting.release = "2"
    assert labels.find(counting, [ENERGY]) == first
    assert counting.queries == 3


def test_the_cache_is_bounded_and_forgets_things_without_labels(engine: LocalEngine) -> None:
    labels = LabelCache(things=1)
    for iris in ([ENERGY], [HEALTH], [ENERGY, HEALTH], [NOTHING]):
        assert set(labels.find(engine, iris)) == set(iris) - {NOTHING}
        assert len(labels) <= 1
