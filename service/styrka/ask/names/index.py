"""The things of one release that fit a text, the best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from styrka.ask.names.exonyms import find_country_names
from styrka.ask.names.folding import fold, split_words
from styrka.ask.names.things import APART, CALL, REGISTERED, Thing
from styrka.ask.names.words import JOINING, OTHER_FORM, WHOLE, Words

# What people look for comes before what only has the same words.
_WEIGHTS: Final[Mapping[str, float]] = {
    "Theme": 1.0,
    "Region": 0.74,
    "Strategy": 0.84,
    "Actor": 0.82,
    "FundingProgramme": 0.8,
    "Overview": 0.74,
    "Project": 0.76,
    "PriorityArea": 0.7,
    "Source": 0.5,
    REGISTERED: 0.55,
    CALL: 0.55,
    "": 0.6,
}
_DECIDING: Final = 1.0  # a region that decides
_COUNTRY: Final = 0.98
_LISTED: Final = 0.9  # a region that a strategy is of, such as one with a joint one only
_OTHER_NAME: Final = 0.97  # a name that is no label
_COVERED: Final = 0.45  # the part of the score that depends on how much of the name was typed
_SAME: Final = 0.5  # is added where the whole name was typed
_SAME_IN_OTHER_FORM: Final = 0.15
_LEAST: Final = 0.2
_ALIKE: Final = 55  # of 100, for names that are only written alike
_Allow = Callable[[Thing], bool]


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that fits.

    Attributes:
        name: the name that fitted.
        whole: whether the name has the words that were typed and no others, each the same or in another form.
    """

    thing: Thing
    name: str
    score: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    thing: int
    text: str
    words: tuple[int, ...]  # without those that only join others
    is_label: bool


class NameIndex:
    """The names of one release. Nothing changes in it, so threads can share it.

    Attributes:
        things: what it finds.
        apart: the indexes of what only a register names, by kind; none where there is no such thing, or it is one.
    """

    def __init__(self, things: Sequence[Thing]) -> None:
        """Make an index of things; those that only a register names are in an index of their own, one for each kind."""
        self.things = tuple(one for one in things if one.kind not in APART) or tuple(things)
        kinds = {one.kind for one in things} if len(self.things) < len(things) else set()
        self.apart: dict[str, NameIndex] = {
            kind: NameIndex([one for one in things if one.kind == kind]) for kind in APART if kind in kinds
        }
        self._by_iri = {one.iri: one for one in self.things}
        self._codes: dict[str, list[Thing]] = defaultdict(list)
        self._wholes: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
        split = [
            (number, name, split_words(text))
            for number, one in enumerate(self.things)
            for name, text in _list_names(one)
        ]
        places = {word for number, _, words in split if self.things[number].kind == "Region" for word in words}
        self.words = Words((word for _, _, words in split for word in words), places)
        self._names: list[_Name] = []
        self._with: list[list[int]] = [[] for _ in self.words.all]
        for number, name, words in split:
            self._wholes[words].append((number, name))
            numbers = tuple(self.words.number(word) for word in leave_joining(words))
            for word in set(numbers):
                self._with[word].append(len(self._names))
            label = name in self.things[number].labels.values() or name == self.things[number].code
            self._names.append(_Name(number, name, numbers, label))
        self._written = [" ".join(words) for _, _, words in split]
        for one in self.things:
            self._codes[fold(one.code)].append(one)
        self._weights = [_weigh(one) for one in self.things]

    def get(self, iri: str) -> Thing | None:
        """Return the thing of that IRI."""
        return self._by_iri.get(iri) or next((one for part in self.apart.values() if (one := part.get(iri))), None)

    def find_code(self, text: str) -> tuple[Thing, ...]:
        """Return the things with a code, in whatever letter case."""
        found = [one for part in self.apart.values() for one in part.find_code(text)]
        return (*self._codes.get(fold(text), ()), *found)

    def find_name(self, text: str) -> tuple[Hit, ...]:
        """Return the things with a name, in whatever letter case, with or without accents."""
        words = split_words(text)
        found = dict(self._wholes.get(words, ())) if words else {}
        return tuple(Hit(self.things[number], name, 1.0, whole=True) for number, name in found.items())

    def search(self, text: str, allow: _Allow = lambda _: True, *, partly: bool = True) -> tuple[Hit, ...]:
        """Return the things that have all the words of a text in one of their names, the best first.

        A word fits when it is the same, has the same stem, is the beginning or a part of another, or is an edit or two
        away. Where nothing has all the words, the things that have the most of them.

        Parameters:
            allow: whether a thing is looked at.
            partly: whether things that have only some of the words are found where nothing has all.
        """
        words = leave_joining(split_words(text))
        found = self._score(words, allow)
        if not found and partly and len(words) > 1:
            found = self._score(("".join(words),), allow) or self._score(words, allow, partly=True)
        return tuple(sorted(found.values(), key=_order))

    def search_every(self, text: str, allow: _Allow = lambda _: True, kinds: Iterable[str] = APART) -> tuple[Hit, ...]:
        """Return what ``search`` does, and the things that only a register names and that have all the words.

        Parameters:
            allow: whether a thing is looked at.
            kinds: of the things that only a register names.
        """
        parts = [self.apart[kind] for kind in kinds if kind in self.apart]
        listed = [hit for part in parts for hit in part.search(text, allow, partly=False)]
        found = self.search(text, allow, partly=not listed)
        return tuple(sorted((*found, *listed), key=_order)) if listed else found

    def find_near(self, text: str, allow: _Allow = lambda _: True, most: int = 3) -> tuple[Hit, ...]:
        """Return the things with the names that are written most like a text, where nothing fits better.

        Parameters:
            allow: whether a thing is looked at.
            most: how many at most.
        """
        wanted = " ".join(split_words(text))
        found = process.extract(wanted, self._written, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=20 * most)
        best: dict[int, Hit] = {}
        for _, score, number in found if wanted else ():
            name = self._names[number]
            if name.thing not in best and allow(self.things[name.thing]):
                best[name.thing] = Hit(self.things[name.thing], name.text, score / 100 * self._weights[name.thing])
        return tuple(sorted(best.values(), key=_order)[:most])

    def _score(self, words: Sequence[str], allow: _Allow, *, partly: bool = False) -> dict[int, Hit]:
        fitting: dict[int, list[float]] = {}
        for place, word in enumerate(words):
            reached: dict[int, float] = {}
            for number, value in self.words.find(word).items():
                for name in self._with[number]:
                    if value > reached.get(name, 0.0):
                        reached[name] = value
            for name, value in reached.items():
                if place == 0 or partly or name in fitting:
                    fitting.setdefault(name, []).append(value)
            if not partly and place:
                fitting = {name: values for name, values in fitting.items() if len(values) > place}
        best: dict[int, Hit] = {}
        for name, values in fitting.items():
            self._take(best, self._names[name], values, len(words), allow)
        return best

    def _take(self, best: dict[int, Hit], name: _Name, values: list[float], typed: int, allow: _Allow) -> None:
        thing = self.things[name.thing]
        known = best.get(name.thing)
        fit = sum(values) / typed
        covered = min(1.0, len(values) / max(1, len(name.words)))
        score = fit * (1 - _COVERED + _COVERED * covered) * (1.0 if name.is_label else _OTHER_NAME)
        score *= self._weights[name.thing]
        whole = typed == len(name.words) == len(values)
        if whole:
            score += _SAME if min(values) == WHOLE else _SAME_IN_OTHER_FORM * min(values)
        if score >= _LEAST and (known is None or score > known.score) and allow(thing):
            best[name.thing] = Hit(thing, name.text, score, whole and min(values) >= OTHER_FORM)


def leave_joining(words: Sequence[str]) -> tuple[str, ...]:
    """Return words without those that only join others; all of them where there are no others."""
    return tuple(word for word in words if word not in JOINING) or tuple(words)


def _order(hit: Hit) -> tuple[float, int, str]:
    return -round(hit.score, 4), len(hit.name), hit.thing.iri


def _weigh(thing: Thing) -> float:
    if thing.kind == "Region":
        if thing.decides or thing.code == thing.country:
            return _DECIDING if thing.decides else _COUNTRY
        return _LISTED if thing.listed else _WEIGHTS["Region"]
    return _WEIGHTS[thing.kind]


def _list_names(thing: Thing) -> Iterable[tuple[str, str]]:
    """Return the names of a thing, each with the text whose words it is found by."""
    # The code of what a register names is no word that others are like, and would be one of very many.
    names = dict.fromkeys((*thing.names, *([thing.code] if thing.kind not in APART else [])))
    if thing.kind == "Region" and thing.code == thing.country:
        names.update(dict.fromkeys(find_country_names(thing.code)))
    yield from ((name, name) for name in names)
    if thing.kind == CALL:  # of hundreds whose programme alone is named, those come first that have other words too
        title = next(iter(thing.labels.values()))
        yield from ((title, f"{title} {programme}") for programme in thing.place.values())
