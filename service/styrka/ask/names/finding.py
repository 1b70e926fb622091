"""What a reader looks for: the things that fit a text, by kind, with the nearest where nothing does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from styrka import clock
from styrka.ask.names.combining import Pair, find_pair
from styrka.ask.names.folding import split_words
from styrka.ask.names.index import Hit, NameIndex
from styrka.ask.names.things import APART, CALL, KINDS, LIST, REGISTERED, Thing
from styrka.errors import BadParameter

MOST: Final = 100
LONGEST: Final = 200  # characters that can be looked for
SOURCE: Final = "Source"
# The kinds as they stand in addresses.
KIND_CODES: Final[Mapping[str, str]] = {
    "region": "Region",
    "theme": "Theme",
    "strategy": "Strategy",
    "overview": "Overview",
    "organisation": "Actor",
    "programme": "FundingProgramme",
    "project": "Project",
    "area": "PriorityArea",
    "call": CALL,
    "source": SOURCE,
    "research-organisation": REGISTERED,
    "term": "",
}
LISTS: Final = "list"  # strategies and overviews together, which most questions ask for


@dataclass(frozen=True)
class Found:
    """What fits a text.

    Attributes:
        hits: the things, the best first, at most ``MOST``.
        counts: how many fit, by kind, the sources included.
        cut: whether more fit than are here.
        pair: the theme and the region that the text names together.
        near: the things that are written most alike, where nothing fits.
    """

    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    cut: bool = False
    pair: Pair | None = None
    near: tuple[Hit, ...] = ()


def find_things(index: NameIndex, text: str, kind: str = "", *, count: bool = True) -> Found:
    """Return the things that fit a text; sources only where they are asked for, and no call whose deadline has passed.

    Parameters:
        kind: a key of ``KIND_CODES`` or ``LISTS``; all but sources where it is empty.
        count: whether things of other kinds are counted; otherwise a register is only searched where its things count.

    Raises:
        BadParameter: For a text without a letter or digit, or one that is too long, or a kind that there is not.
    """
    check_text(text)
    check_kind(kind)
    today = clock.read_today()
    apart = APART if count or not kind else [one for one in APART if one == KIND_CODES.get(kind)]
    every = index.search_every(text, lambda one: is_ahead(one, today), apart)
    counted = Counter(hit.thing.kind for hit in every)
    hits = [hit for hit in every if is_of_kind(hit.thing, kind)]
    near = () if every else index.find_near(text, lambda one: is_of_kind(one, kind))
    ordered = {one: counted[one] for one in (*KINDS, "") if counted[one]}
    return Found(tuple(hits[:MOST]), ordered, len(hits) > MOST, None if kind else find_pair(index, text), near)


def is_of_kind(thing: Thing, kind: str) -> bool:
    """Return whether a thing is of a kind as it stands in addresses; without one, anything but a source is."""
    if kind == LISTS:
        return thing.is_a(LIST)
    return thing.kind == KIND_CODES[kind] if kind else thing.kind != SOURCE


def is_ahead(thing: Thing, today: str) -> bool:
    """Return whether a thing is no call whose deadline has passed; one without a recorded deadline has not."""
    return not thing.deadline or thing.deadline >= today


def check_text(text: str) -> None:
    """Check a text to look for.

    Raises:
        BadParameter: When it has no letter or digit, or more than 200 characters.
    """
    if not split_words(text):
        raise BadParameter(
            "There is no word to look for. Write one, such as energy.",
            sv="Det finns inget ord att söka efter. Skriv ett, till exempel energi.",
            parameter="q",
        )
    if len(text) > LONGEST:
        raise BadParameter(
            f"The text to look for has {len(text)} characters; at most {LONGEST} fit.",
            sv=f"Texten att söka efter har {len(text)} tecken; högst {LONGEST} får plats.",
            parameter="q",
        )


def check_kind(kind: str) -> None:
    """Check the kind of what to look for.

    Raises:
        BadParameter: For a kind that there is not; with those that there are.
    """
    kinds = [*KIND_CODES, LISTS]
    if kind and kind not in kinds:
        raise BadParameter(
            f"kind is {kind!r}; it must be one of {', '.join(kinds)}.",
            sv=f"kind är {kind!r}; det måste vara ett av {', '.join(kinds)}.",
            parameter="kind",
            allowed=kinds,
        )


def find_kind_code(kind: str) -> str:
    """Return how a kind stands in addresses."""
    return next(code for code, one in KIND_CODES.items() if one == kind)


def make_answer_path(pair: Pair) -> str:
    """Return the address of the question who has a theme as a priority in a region."""
    return f"/ask/shared-priorities?theme={pair.theme.code}&country={pair.region.code}"
