"""Who takes part in a thing, and what an organisation takes part in: the role, the year and the money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Row
from styrka.text.locale import sort_key
from styrka.web.context import language
from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import read, select
from styrka.web.render.things.parts.details import Written, write_years
from styrka.web.render.things.parts.money import Amount, find_amounts

# The kinds of what somebody can take part in.
_KINDS: Final = " ".join(
    f"styrka:{one}"
    for one in ("Strategy", "Overview", "PriorityArea", "Project", "Event", "FundingProgramme", "Region")
)


@dataclass(frozen=True)
class Participant:
    """Who takes part: an organisation, or a kind of organisation as the source writes it where it names none."""

    link: Link | None
    written: Written | None
    role: str
    sector: str


@dataclass(frozen=True)
class Part:
    """What an organisation takes part in: its role, the kind of the thing, its years, and the money of the whole."""

    link: Link
    role: str
    kind: str
    years: str
    amounts: tuple[Amount, ...]


def list_participants(iri: str) -> tuple[Participant, ...]:
    """Return who takes part in a thing, by role and name.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    rows = select(
        f"""SELECT DISTINCT ?involvement ?actor ?named ?role ?sector {{
  ?involvement styrka:involvedIn <{iri}>
  OPTIONAL {{ ?involvement styrka:involves ?actor }}
  OPTIONAL {{ ?involvement styrka:actorTypeNamed ?named }}
  OPTIONAL {{ ?involvement styrka:role ?role }}
  OPTIONAL {{ ?involvement styrka:helixSector|styrka:involves/styrka:helixSector ?sector }}
}} ORDER BY ?involvement ?actor ?role"""
    )
    names = Names(row[column].value for row in rows for column in ("actor", "role", "sector") if column in row)
    by_involvement: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_involvement[row["involvement"].value].append(row)
    found = {_make_participant(names, several): None for several in by_involvement.values()}
    return tuple(sorted(found, key=lambda one: (sort_key(one.role, language()), sort_key(_name(one), language()))))


def list_parts(iri: str) -> tuple[Part, ...]:
    """Return what an organisation takes part in, the latest first, and what has no year last.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    rows = select(
        f"""SELECT DISTINCT ?in ?role ?kind ?start ?end ?date {{
  ?involvement styrka:involves <{iri}> ; styrka:involvedIn ?in
  OPTIONAL {{ ?involvement styrka:role ?role }}
  OPTIONAL {{ VALUES ?kind {{ {_KINDS} }} ?in a ?kind }}
  OPTIONAL {{ ?in styrka:periodStart ?start }}
  OPTIONAL {{ ?in styrka:periodEnd ?end }}
  OPTIONAL {{ ?in styrka:decidedOn|styrka:asOf|styrka:priorityAreaOf/styrka:asOf|dcterms:date ?date }}
}} ORDER BY ?in ?role ?kind ?start ?end ?date"""
    )
    names = Names(row[column].value for row in rows for column in ("in", "role", "kind") if column in row)
    money = find_amounts(row["in"].value for row in rows)
    made: dict[tuple[str, str], Part] = {}
    for row in rows:
        thing, role, kind = (read(row, column) for column in ("in", "role", "kind"))
        made.setdefault(
            (thing, role),
            Part(
                names.link(thing),
                names.name(role) if role else "",
                names.name(kind) if kind else "",
                _read_years(row),
                tuple(one for one in money.get(thing, ()) if one.money),
            ),
        )
    by_name = sorted(made.values(), key=lambda one: sort_key(one.link.label, language()))
    return tuple(sorted(by_name, key=lambda one: one.years, reverse=True))


def _read_years(row: Row) -> str:
    """Return the years in the columns ``start`` and ``end``, else that of ``date``; empty when none is recorded."""
    return write_years(read(row, "start")[:4], read(row, "end")[:4]) or read(row, "date")[:4]


def _make_participant(names: Names, rows: Sequence[Row]) -> Participant:
    actor, role, sector = (read(rows[0], column) for column in ("actor", "role", "sector"))
    written = sorted({row["named"] for row in rows if "named" in row}, key=lambda one: one.language != language())
    return Participant(
        names.link(actor) if actor else None,
        Written(written[0].value, written[0].language) if written and not actor else None,
        names.name(role) if role else "",
        names.name(sector) if sector else "",
    )


def _name(one: Participant) -> str:
    return one.link.label if one.link else one.written.text if one.written else ""
