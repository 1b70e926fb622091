"""What the pages call a region: by the name that its authority uses, where that is a name of the region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import select


def find_short_names(iris: Iterable[str]) -> Mapping[str, str]:
    """Return the short names of those regions that have one: of Region X, where X is a recorded name.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    values = " ".join(f"<{iri}>" for iri in dict.fromkeys(iris))
    rows = select(
        f"""SELECT DISTINCT ?region ?name {{ VALUES ?region {{ {values} }}
  ?authority styrka:authorityOf ?region ; skos:prefLabel ?called . ?region skos:altLabel|skos:prefLabel ?name
  FILTER(STR(?called) = CONCAT("Region ", STR(?name))) }} ORDER BY ?region ?name"""
    )
    return {row["region"].value: row["name"].value for row in rows}


def link_region(iri: str) -> Link:
    """Return the way to a region, by its short name where it has one. Raises as ``Engine.run``."""
    found = Names([iri]).link(iri)
    return replace(found, label=find_short_names([iri]).get(iri) or found.label)
