"""What a register says of an organisation: its kinds there, its seat, its parent and parts, and under which terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.ask.describe import LabelledTerm, Resource
from styrka.vocabulary import BASE, DEF
from styrka.web.render.names import Link, link_things, name_site
from styrka.web.render.things.asking import read, select
from styrka.web.render.things.parts.details import make_links, read_one, read_subjects, read_values

_REGISTERED: Final = DEF + "ResearchOrganisation"


@dataclass(frozen=True)
class Registration:
    """What the register says, and the register itself.

    Attributes:
        kinds: the registry's own.
        places: the region that its town lies in; in each vintage of NUTS where the name differs.
        nearby: whether that is only the nearest region.
        founded: the year; empty where it is not recorded.
        parents: what it is part of; an organisation that is not here is under its address.
        parts: the organisations that are part of it.
        release: of the registry, in which the record was added or changed last.
        named: whether a source other than the register names it too.
        notice: what must stand where the data are shown.
        licence: the address of the licence; empty where none is recorded.
        source: the IRI of the register as a source.
    """

    kinds: tuple[Link, ...]
    places: tuple[Link, ...]
    nearby: bool
    founded: str
    parents: tuple[Link, ...]
    parts: tuple[Link, ...]
    release: str
    named: bool
    notice: str
    licence: str
    source: str

    @property
    def terms(self) -> str:
        """The name of the site of the licence."""
        return name_site(self.licence)


def describe_registration(found: Resource) -> Registration | None:
    """Return what the register says of an organisation; None where it is in none. Raises as ``Engine.run``."""
    classes = {one.term.value for one in found.types}
    if _REGISTERED not in classes:
        return None
    terms = select(
        f"""SELECT ?source ?notice ?licence {{
  GRAPH ?graph {{ <{found.iri}> a <{_REGISTERED}> }} ?graph dcterms:source ?source
  OPTIONAL {{ ?source schema:creditText ?notice }} OPTIONAL {{ ?source dcterms:license ?licence }} }}"""
    )
    one = terms[0] if terms else {}
    seats = link_things(one.term.value for one in read_values(found, "styrka:seatIn"))
    return Registration(
        kinds=make_links(read_values(found, "styrka:organisationKind")),
        places=tuple({one.label: one for one in seats}.values()),
        nearby=read_one(found, "styrka:seatNearby") == "true",
        founded=read_one(found, "schema:foundingDate"),
        parents=_link_parents(read_values(found, "org:subOrganizationOf")),
        parts=make_links(read_subjects(found, "org:subOrganizationOf")),
        release=read_one(found, "styrka:registryRelease"),
        named=DEF + "Actor" in classes,
        notice=read(one, "notice"),
        licence=read(one, "licence"),
        source=read(one, "source"),
    )


def _link_parents(values: Sequence[LabelledTerm]) -> tuple[Link, ...]:
    own = make_links(one for one in values if one.term.value.startswith(BASE))
    others = (one.term.value for one in values if not one.term.value.startswith(BASE))
    return (*own, *(Link(iri, iri, iri.partition("://")[2]) for iri in others))
