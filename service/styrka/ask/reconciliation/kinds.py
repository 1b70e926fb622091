"""What can be looked for, and the properties that each kind has: the columns of its table, and a few of its names'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.ask.names.things import REGISTERED, Thing
from styrka.ask.tables import TableDeclaration
from styrka.text.ui import get_words
from styrka.vocabulary import BASE


@dataclass(frozen=True)
class Kind:
    """A kind of thing: its type's name, its table, and the column of that with identifiers of others."""

    name: str
    table: str
    identifiers: str

    def title(self, language: str) -> str:
        """Return what the kind is called."""
        return get_words(f"kind_{self.name}", language)

    def to_json(self, language: str) -> dict[str, str]:
        """Return the kind as a type."""
        return {"id": self.name, "name": self.title(language)}


KINDS: Final = (
    Kind("Region", "regions", "nuts"),
    Kind("Actor", "actors", "identifier"),
    Kind("Strategy", "strategies", "page"),
    Kind("Theme", "themes", "exact_match"),
    Kind(REGISTERED, "organisations", "identifier"),
)
BY_NAME: Final[Mapping[str, Kind]] = {one.name: one for one in KINDS}
# What the names of a thing come with: enough to tell two of one name apart.
OWN: Final[Mapping[str, tuple[str, str]]] = {
    "country": ("country", "land"),
    "place": ("place", "plats"),
    "year": ("year", "år"),
    "code": ("code", "kod"),
}


def list_names(kinds: Sequence[Kind]) -> frozenset[str]:
    """Return the names of kinds; whoever looks for organisations finds those that only a register names too."""
    names = {kind.name for kind in kinds}
    return frozenset(names | {REGISTERED} if "Actor" in names else names)


def find_kind(thing: Thing) -> Kind | None:
    """Return the kind of a thing that can be looked for."""
    return BY_NAME.get(thing.kind)


def find_id(iri: str) -> str:
    """Return what names a thing below the base, as clients keep it.

    >>> find_id("https://w3id.org/styrka/id/region/SE122")
    'id/region/SE122'
    """
    return iri.removeprefix(BASE)


def list_properties(
    declared: Mapping[str, TableDeclaration],
    titles: Mapping[str, Mapping[str, str]],
    kinds: tuple[Kind, ...],
    language: str,
) -> list[dict[str, str]]:
    """Return the properties of kinds, each once.

    Parameters:
        declared: the tables by name.
        titles: the labels of the tables' properties, for columns that have no title of their own.
    """
    swedish = language == "sv"
    found = {name: words[swedish] for name, words in OWN.items()}
    for kind in kinds:
        for heading in declared[kind.table].headings if kind.table in declared else ():
            labels = {**titles.get(heading.property, {}), **heading.titles}
            found.setdefault(heading.name, labels.get(language) or labels.get("en") or heading.name)
    return [{"id": name, "name": title} for name, title in found.items()]
