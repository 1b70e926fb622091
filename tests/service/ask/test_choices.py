"""The choices of forms: what a parameter can name, listed once for each release, class and language."""

from __future__ import annotations

from styrka.ask.choices import Choices
from styrka.ask.parameters import Parameter
from styrka.engine.interface import Answer, Budget, Dataset, Delegate, Edition
from styrka.engine.local import LocalEngine
from styrka.formats import Format
from styrka.text.locale import sort_key
from styrka.vocabulary import BASE, DEF

THEME = Parameter("theme", "iri", {}, DEF + "Theme")
REGION = Parameter("region", "iri", {}, DEF + "Region")


class CountingEngine(Delegate):
    """An engine that counts its queries, and whose version can be changed."""

    def __init__(self, engine: LocalEngine) -> None:
        super().__init__(engine)
        self.queries = 0
        self.release = "1"

    @property
    def edition(self) -> Edition:
        """The release that it pretends to be."""
        return Edition(self.release)

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """Count and answer."""
        self.queries += 1
        return super().run(query, format_, dataset=dataset, budget=budget)


def test_choices_are_in_the_order_of_the_reader_s_labels(engine: LocalEngine) -> None:
    for language in ("en", "sv"):
        found = Choices().find(engine, THEME, language)
        keys = [sort_key(one.label, language) for one in found]
        assert keys == sorted(keys)
        assert all(THEME.iri(one.value) == one.iri for one in found)
        assert BASE + "scheme/theme/energy" in {one.iri for one in found if one.value == "energy"}


def test_a_list_is_made_once_for_a_release_a_class_and_a_language(engine: LocalEngine) -> None:
    counting, choices = CountingEngine(engine), Choices()
    first = choices.find(counting, THEME, "en")
    assert choices.find(counting, THEME, "en") is first
    assert counting.queries == 1
    assert choices.find(counting, THEME, "sv") != first
    assert choices.find(counting, REGION, "en") != first
    assert counting.queries == 3
    counting.release = "2"
    assert choices.find(counting, THEME, "en") == first
    assert counting.queries == 4


def test_a_narrower_class_has_fewer_choices_with_the_same_values(engine: LocalEngine) -> None:
    choices = Choices()
    every = choices.find(engine, REGION, "en")
    some = choices.find(engine, REGION, "en", DEF + "StrategyRegion")
    assert 0 < len(some) < len(every)
    assert set(some) < set(every)
