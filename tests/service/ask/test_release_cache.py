"""What was looked up of one release is looked up once, and never answers for another release."""

from __future__ import annotations

from styrka.ask.release_cache import ReleaseCache
from styrka.engine.interface import Delegate, Edition
from styrka.engine.local import LocalEngine


class Releases(Delegate):
    """An engine whose version can be changed."""

    release = "1"

    @property
    def edition(self) -> Edition:
        """The release that it pretends to be."""
        return Edition(self.release)


def test_each_key_is_looked_up_once_for_a_release(engine: LocalEngine) -> None:
    asked: list[list[str]] = []

    def look_up(keys: list[str]) -> dict[str, int]:
        asked.append(keys)
        return {key: len(key) for key in keys}

    cache, releases = ReleaseCache[str, int](10), Releases(engine)
    assert cache.find(releases, ["a", "bb", "a"], look_up) == {"a": 1, "bb": 2}
    assert list(cache.find(releases, ["ccc", "a"], look_up)) == ["ccc", "a"]
    assert cache.find(releases, ["a", "bb", "ccc"], look_up) == {"a": 1, "bb": 2, "ccc": 3}
    assert asked == [["a", "bb"], ["ccc"]]
    releases.release = "2"
    assert cache.find(releases, ["a"], look_up) == {"a": 1}
    assert asked[2:] == [["a"]]


def test_what_was_not_found_is_looked_for_again(engine: LocalEngine) -> None:
    cache = ReleaseCache[str, int](10)
    assert cache.find(engine, ["a", "b"], lambda keys: {"a": 1}) == {"a": 1}
    assert cache.find(engine, ["b"], lambda keys: {"b": 2}) == {"b": 2}


def test_it_never_has_more_than_its_limit_and_answers_all_the_same(engine: LocalEngine) -> None:
    cache = ReleaseCache[int, int](10)
    for start in range(0, 100, 7):
        wanted = range(start, start + 7)
        assert cache.find(engine, wanted, lambda keys: {key: -key for key in keys}) == {key: -key for key in wanted}
        assert len(cache) <= 10
    assert len(cache.find(engine, range(50), lambda keys: {key: key for key in keys})) == 50
    assert len(cache) <= 10


def test_what_was_looked_up_last_stays_when_it_is_full(engine: LocalEngine) -> None:
    cache, asked = ReleaseCache[int, int](10), list[list[int]]()

    def look_up(keys: list[int]) -> dict[int, int]:
        asked.append(keys)
        return {key: key for key in keys}

    for key in range(11):
        cache.find(engine, [key], look_up)
    cache.find(engine, range(5, 11), look_up)
    assert asked == [[key] for key in range(11)]
    cache.find(engine, [4], look_up)
    assert asked[-1] == [4]


def test_a_release_that_is_taken_up_during_a_look_up_gets_nothing_of_it(engine: LocalEngine) -> None:
    cache, releases = ReleaseCache[str, str](10), Releases(engine)

    def look_up(keys: list[str]) -> dict[str, str]:
        releases.release = "2"
        cache.find(releases, ["other"], lambda keys: {"other": "2"})
        return dict.fromkeys(keys, "1")

    assert cache.find(releases, ["a"], look_up) == {"a": "1"}
    assert cache.find(releases, ["a"], lambda keys: {"a": "2"}) == {"a": "2"}
