"""The classes that the values on a map fall into: where each begins, how it looks, and what the legend says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from styrka.text.locale import format_number
from styrka.text.maps import get_map_words
from styrka.web.context import language
from styrka.web.render.map.drawing import CLASSES, COUNTRY, NONE


def classify(values: Sequence[float]) -> list[float]:
    """Return where each class after the first begins, so that each of at most five has about as many values.

    >>> classify([1, 1, 1, 2, 3, 4, 5, 6, 7, 8]), classify([3, 3]), classify([1, 2])
    ([3, 5, 7], [], [2])
    """
    ordered = sorted(values)
    cuts = {ordered[len(ordered) * part // len(CLASSES)] for part in range(1, len(CLASSES))} if ordered else set()
    return sorted(cuts - {ordered[0]}) if ordered else []


def choose_looks(number: int) -> list[str]:
    """Return the looks of so many classes, the first and the last as far apart as can be."""
    if number == 1:
        return [CLASSES[len(CLASSES) // 2]]
    return [CLASSES[round(place * (len(CLASSES) - 1) / (number - 1))] for place in range(number)]


def write_legend(
    values: Mapping[str, float | None], chosen: Mapping[str, str], others: int, *, counted: bool
) -> list[tuple[str, str]]:
    """Return each look with what it stands for and how many regions have it; a class, with its least and most value.

    Parameters:
        values: by region; None where none is recorded.
        chosen: the look of each region.
        others: how many regions are shown that the answer is not about.
        counted: whether the values are numbers of things.
    """
    lines = []
    for look in CLASSES:
        numbers = [number for iri, number in values.items() if chosen[iri] == look and number is not None]
        if numbers:
            ends = dict.fromkeys(format_number(shorten(one), language()) for one in (min(numbers), max(numbers)))
            lines.append((look, get_map_words("class", language(), values="–".join(ends), n=len(numbers))))
    missing = sum(look == NONE for look in chosen.values())
    lines.append((NONE, f"{get_map_words('none_counted' if counted else 'no_value', language())}: {missing}"))
    return [*lines, *([(COUNTRY, f"{get_map_words('outside', language())}: {others}")] if others else [])]


def shorten(number: float) -> float | int:
    """Return a number that is whole as one.

    >>> shorten(2.0), shorten(2.5)
    (2, 2.5)
    """
    return int(number) if number.is_integer() else number
