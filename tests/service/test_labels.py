"""Labels are looked up by one rule, and chosen in one order of languages."""

from __future__ import annotations

from functools import partial
from typing import Any

import pyoxigraph as ox
import pytest

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.labels import PROPERTIES, choose_label, choose_language, find_labels


def made(*labels: tuple[int, str, str | None]) -> LocalEngine:
    """An engine over things with a number, labelled with one of the properties after the other."""
    store = ox.Store()
    for place, (number, text, language) in enumerate(labels):
        predicate = ox.NamedNode(PROPERTIES[place % len(PROPERTIES)])
        thing = ox.NamedNode(f"http://e.example/{number}")
        store.add(ox.Quad(thing, predicate, ox.Literal(text, language=language)))
    return LocalEngine(store, "v1")


def test_every_property_counts_and_the_first_of_a_language_is_taken() -> None:
    engine = made((1, "b", "sv"), (1, "a", "sv"), (1, "c", None), (2, "d", "en"))
    found = find_labels(partial(select_rows, engine), [f"http://e.example/{number}" for number in (1, 2, 3, 1)])
    assert found == {"http://e.example/1": {"sv": "a", "": "c"}, "http://e.example/2": {"en": "d"}}


def test_many_things_are_asked_for_in_several_queries() -> None:
    engine = made(*((number, str(number), "en") for number in range(1200)))
    asked: list[str] = []

    def select(query: str) -> list[dict[str, Any]]:
        asked.append(query)
        return select_rows(engine, query)

    assert len(find_labels(select, (f"http://e.example/{number}" for number in range(1200)))) == 1200
    assert len(asked) == 3
    assert find_labels(select, ()) == {}
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("tags", "chosen"),
    [(("de", "en", "sv"), "de"), (("en", "fi", "sv"), "en"), (("fi", "sv"), "sv"), (("fi", "da"), "da"), ((), "")],
)
def test_the_reader_s_language_comes_first_and_english_and_swedish_next(tags: tuple[str, ...], chosen: str) -> None:
    assert choose_language(tags, "de") == chosen
    assert choose_label({tag: tag.upper() for tag in tags}, "de") == chosen.upper()
