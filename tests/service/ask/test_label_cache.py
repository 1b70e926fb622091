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


def test_a_thing_without_labels_is_looked_up_once_unless_its_name_is_long(engine: LocalEngine) -> None:
    counting, labels = CountingEngine(engine), LabelCache()
    for _ in range(2):
        assert labels.find(counting, [NOTHING]) == {}
        assert counting.queries == 1
    for asked in range(2):
        assert labels.find(counting, [NOTHING + "x" * 200]) == {}
        assert counting.queries == 2 + asked
    counting.release = "2"
    assert labels.find(counting, [NOTHING]) == {}
    assert counting.queries == 4


def test_things_without_labels_push_out_none_that_have_some(engine: LocalEngine) -> None:
    counting, labels = CountingEngine(engine), LabelCache()
    labels.find(counting, [ENERGY])
    for start in range(0, 5000, 1000):
        labels.find(counting, [f"{NOTHING}-{number}" for number in range(start, start + 1000)])
    before = counting.queries
    assert set(labels.find(counting, [ENERGY])) == {ENERGY}
    assert counting.queries == before
    assert len(labels) == 1


def test_the_cache_is_bounded(engine: LocalEngine) -> None:
    labels = LabelCache(things=1)
    for iris in ([ENERGY], [HEALTH], [ENERGY, HEALTH], [NOTHING]):
        assert set(labels.find(engine, iris)) == set(iris) - {NOTHING}
        assert len(labels) <= 1
