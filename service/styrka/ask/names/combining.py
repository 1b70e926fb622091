"""Two names in one text, a theme and a region: what people type when they want an answer and not a thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from styrka.ask.names.folding import split_words
from styrka.ask.names.index import NameIndex, leave_joining
from styrka.ask.names.naming import find_meaning
from styrka.ask.names.things import Thing
from styrka.vocabulary import DEF

_LONGEST: Final = 5  # words


@dataclass(frozen=True)
class Pair:
    """A theme, and a region that it may be a priority of."""

    theme: Thing
    region: Thing


def find_pair(index: NameIndex, text: str) -> Pair | None:
    """Return the theme and the region that a text names, in either order; None where it does not name both."""
    words = leave_joining(split_words(text))
    if not 2 <= len(words) <= _LONGEST:
        return None
    for place in range(1, len(words)):
        parts = " ".join(words[:place]), " ".join(words[place:])
        for one, other in (parts, parts[::-1]):
            theme = find_meaning(index, DEF + "Theme", one).thing
            region = find_meaning(index, DEF + "Region", other).thing if theme else None
            if theme and region:
                return Pair(theme, region)
    return None
