"""What the tables have of the kinds that can be looked for, and whose identifiers they are.

A table is read whole, once for a release; of a register, which is large, only what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import REGISTERED
from styrka.ask.reconciliation.kinds import KINDS, Kind, find_kind
from styrka.ask.reconciliation.matching import make_identifiers
from styrka.ask.reconciliation.reading import Extension
from styrka.ask.release_cache import ReleaseCache
from styrka.ask.tables import TableContent, TableDeclaration, select_content
from styrka.engine.interface import Engine
from styrka.vocabulary import BASE

ContentCache = ReleaseCache[str, TableContent]
IdentifierCache = ReleaseCache[str, Mapping[str, Sequence[str]]]
Declared = Mapping[str, TableDeclaration]


def find_identifiers(
    engine: Engine, declared: Declared, contents: ContentCache, cache: IdentifierCache
) -> Mapping[str, Sequence[str]]:
    """Return the IRIs of things by the identifiers that others gave them, read once for a release.

    Parameters:
        declared: the tables by name.

    Raises as ``Engine.run``.
    """

    def read(_: list[str]) -> dict[str, Mapping[str, Sequence[str]]]:
        found = _read_whole(engine, declared, contents, (kind for kind in KINDS if kind.name != REGISTERED))
        for kind in KINDS:
            if kind.name == REGISTERED and kind.table in declared:
                found[kind.table] = select_content(engine, declared[kind.table], (kind.identifiers,))
        pairs = [
            (thing, term.value)
            for kind in KINDS
            if (content := found.get(kind.table))
            for thing, columns in content.terms.items()
            for term in columns.get(kind.identifiers, ())
        ]
        return {"": make_identifiers(pairs)}

    return cache.find(engine, [""], read)[""]


def find_contents(
    engine: Engine, declared: Declared, contents: ContentCache, index: NameIndex, asked: Extension
) -> dict[str, TableContent]:
    """Return what the tables have of the things that are asked for, by the table's name.

    Parameters:
        declared: the tables by name.

    Raises as ``Engine.run``.
    """
    every = [index.get(id_ if "://" in id_ else BASE + id_) for id_ in asked.ids]
    things = [(kind, thing.iri) for thing in every if thing and (kind := find_kind(thing)) and kind.table in declared]
    found = _read_whole(engine, declared, contents, (kind for kind, _ in things if kind.name != REGISTERED))
    for kind in {kind for kind, _ in things if kind.name == REGISTERED}:
        columns = [one.name for one in declared[kind.table].headings if one.name in asked.properties]
        if columns:  # none would mean all
            iris = [iri for one, iri in things if one is kind]
            found[kind.table] = select_content(engine, declared[kind.table], columns, iris)
    return found


def _read_whole(
    engine: Engine, declared: Declared, contents: ContentCache, kinds: Iterable[Kind]
) -> dict[str, TableContent]:
    wanted = [kind.table for kind in kinds if kind.table in declared]
    return contents.find(engine, wanted, lambda names: {name: select_content(engine, declared[name]) for name in names})
