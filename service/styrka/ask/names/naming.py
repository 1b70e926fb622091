"""The one thing that a value means: a code in either letter case, a name in any language, both, a CURIE or an IRI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.ask.names.exonyms import is_country
from styrka.ask.names.folding import split_words
from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import Thing
from styrka.vocabulary import expand

_NEAR: Final = 3
_SEVERAL: Final = 6
_LONGEST: Final = 200  # characters of a value that can be a name
_NAME_AND_CODE: Final = re.compile(r"(.{1,600}) \(([^()]{1,200})\)")  # as lists of suggestions have it


@dataclass(frozen=True)
class Meaning:
    """What a value means.

    Attributes:
        thing: the thing that it names; None where it names none, or several.
        near: where there is no ``thing``, those that may have been meant, the nearest first.
        several: whether each of ``near`` has just that name.
        abroad: whether it is a country of which nothing is recorded.
    """

    thing: Thing | None = None
    near: tuple[Thing, ...] = ()
    several: bool = False
    abroad: bool = False


def find_meaning(index: NameIndex, class_: str, text: str) -> Meaning:
    """Return what a value means among the things of a class.

    Parameters:
        class_: the IRI of the class.
    """
    text = text.strip()
    if ":" in text:
        try:
            thing = index.get(expand(text))
        except KeyError:
            thing = None
        if thing is not None and thing.is_a(class_):
            return Meaning(thing)
    if thing := _read_name_and_code(index, class_, text):
        return Meaning(thing)
    if not text or len(text) > _LONGEST:
        return Meaning()
    coded = [one for one in index.find_code(text) if one.is_a(class_)]
    if len(coded) == 1:
        return Meaning(coded[0])
    found = index.search(text, lambda one: one.is_a(class_))
    for named in (
        [hit.thing for hit in index.find_name(text) if hit.thing.is_a(class_)],
        [hit.thing for hit in found if hit.whole],
    ):
        if named:
            thing = choose_one(named)
            return Meaning(thing) if thing else Meaning(near=tuple(named[:_SEVERAL]), several=True)
    if is_country(text):
        return Meaning(abroad=True)  # what has it as a part of its name is something else
    found = found or index.find_near(text, lambda one: one.is_a(class_), _NEAR)
    return Meaning(near=tuple(hit.thing for hit in found[:_NEAR]))


def _read_name_and_code(index: NameIndex, class_: str, text: str) -> Thing | None:
    """Return the thing whose name a text has, and then in parentheses its code, another of its names, or both.

    ``Sörmland (SE122)``, ``Sörmland (Södermanlands län)``, ``Sörmland (Södermanlands län, SE122)``.
    """
    if not (found := _NAME_AND_CODE.fullmatch(text)):
        return None
    words = split_words(found[1])
    for one in index.find_code(found[2].rpartition(", ")[2]):
        names = (*one.names, *map(one.brief, one.place))
        if one.is_a(class_) and words in map(split_words, names):
            return one
    other = split_words(found[2])
    named = [hit.thing for hit in index.find_name(found[1]) if other in map(split_words, hit.thing.names)]
    return next((one for one in named if one.is_a(class_)), None)


def choose_one(named: Sequence[Thing]) -> Thing | None:
    """Return the thing that a name of several means; None where it cannot be known.

    Regions inside one another often have one name (Wien is AT13 and AT130): it means the one that decides on
    priorities, and where none or several do, the largest, which the others are parts of.
    """
    if len(named) == 1:
        return named[0]
    deciding = [one for one in named if one.decides]
    if len(deciding) == 1:
        return deciding[0]
    largest = min(deciding or named, key=lambda one: (len(one.code), one.code))
    inside = all(one.kind == "Region" and one.code.startswith(largest.code) for one in named)
    return largest if inside else None
