"""What documents would change, thing by thing: what is added, removed and changed, with the names of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import pyoxigraph as ox

from styrka.labels import PROPERTIES
from styrka.vocabulary import shorten

Kind = Literal["added", "changed", "removed"]
_LABELS: Final = frozenset(PROPERTIES)
_LONGEST: Final = 500  # characters of a text that are shown


@dataclass(frozen=True)
class PropertyChange:
    """The values that one property of a thing would get, and lose."""

    property: str
    added: tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, ...]
    removed: tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, ...]


@dataclass(frozen=True)
class ThingChange:
    """What would change of one thing."""

    thing: str
    kind: Kind
    properties: tuple[PropertyChange, ...]


@dataclass(frozen=True)
class Differences:
    """What would change, with the labels of everything that is named in it, by IRI and language."""

    things: tuple[ThingChange, ...]
    labels: Mapping[str, Mapping[str, str]]

    def counts(self) -> dict[str, int]:
        """Return how many things would be added, changed and removed, and how many statements come and go."""
        counted = {kind: sum(1 for one in self.things if one.kind == kind) for kind in ("added", "changed", "removed")}
        properties = [one for thing in self.things for one in thing.properties]
        return counted | {
            "statements_added": sum(len(one.added) for one in properties),
            "statements_removed": sum(len(one.removed) for one in properties),
        }

    def to_json(self, most: int) -> dict[str, Any]:
        """Return the counts, and so many of the things with what would change of each."""
        return {"counts": self.counts(), "things": [self._thing_to_json(one) for one in self.things[:most]]}

    def _thing_to_json(self, change: ThingChange) -> dict[str, Any]:
        return {
            "iri": change.thing,
            "kind": change.kind,
            "labels": dict(self.labels.get(change.thing, {})),
            "properties": [
                {
                    "iri": one.property,
                    "name": shorten(one.property),
                    "labels": dict(self.labels.get(one.property, {})),
                    "added": [self._value_to_json(value) for value in one.added],
                    "removed": [self._value_to_json(value) for value in one.removed],
                }
                for one in change.properties
            ],
        }

    def _value_to_json(self, value: object) -> dict[str, Any]:
        if isinstance(value, ox.NamedNode):
            return {"iri": value.value, "labels": dict(self.labels.get(value.value, {}))}
        if isinstance(value, ox.Literal):
            text = value.value if len(value.value) <= _LONGEST else value.value[: _LONGEST - 1] + "…"
            return {"text": text, **({"language": value.language} if value.language else {})}
        return {"text": str(value)[:_LONGEST]}


def find_differences(
    before: Iterable[ox.Quad], after: Iterable[ox.Quad], whole: Iterable[ox.Quad], most: int
) -> Differences:
    """Return what is different between two sets of statements, in the order of the things' IRIs.

    Parameters:
        before: the statements that something takes the place of.
        after: what takes their place.
        whole: everything that there would be: where the labels are, and what tells a new thing from a changed one.
        most: of how many things the labels are looked up.
    """
    own = set(after)
    old, new = {quad.triple for quad in before}, {quad.triple for quad in own}
    changed: dict[str, dict[str, tuple[set[Any], set[Any]]]] = defaultdict(lambda: defaultdict(lambda: (set(), set())))
    for place, triples in enumerate((new - old, old - new)):
        for triple in triples:
            changed[_name(triple.subject)][triple.predicate.value][place].add(triple.object)
    whole = tuple(whole)
    stays = {_name(quad.subject) for quad in whole if quad not in own} if changed else set()
    described, gone = {_name(triple.subject) for triple in new}, {_name(triple.subject) for triple in old}
    things = []
    for thing in sorted(changed):
        known_before, known_after = thing in stays or thing in gone, thing in stays or thing in described
        kind: Kind = "changed" if known_before and known_after else "removed" if known_before else "added"
        properties = (
            PropertyChange(name, tuple(sorted(added, key=str)), tuple(sorted(removed, key=str)))
            for name, (added, removed) in sorted(changed[thing].items())
        )
        things.append(ThingChange(thing, kind, tuple(properties)))
    return Differences(tuple(things), _find_labels(set(_list_iris(things[:most])), whole))


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _list_iris(things: Iterable[ThingChange]) -> Iterator[str]:
    for thing in things:
        yield thing.thing
        for one in thing.properties:
            yield one.property
            yield from (value.value for value in (*one.added, *one.removed) if isinstance(value, ox.NamedNode))


def _find_labels(wanted: set[str], quads: Iterable[ox.Quad]) -> dict[str, dict[str, str]]:
    """Return the labels of things by IRI and language; the alphabetically first where a language has several."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal) and _name(quad.subject) in wanted:
            names, language = found[_name(quad.subject)], quad.object.language or ""
            names[language] = min(names.get(language, quad.object.value), quad.object.value)
    return found
