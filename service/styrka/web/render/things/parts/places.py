"""Regions as people call them: by the name that the authority uses (Region X), where X is a recorded name."""

from __future__ import annotations

from collections.abc import Iterable

from styrka.web.render.names import Link, Names, make_link
from styrka.web.render.things.asking import select


def name_places(iris: Iterable[str]) -> tuple[Link, ...]:
    """Return the ways to regions, each once, under the short name where there is one.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    regions = list(dict.fromkeys(iris))
    if not regions:
        return ()
    values = " ".join(f"<{iri}>" for iri in regions)
    short = {
        row["region"].value: row["short"].value
        for row in select(
            f"""SELECT DISTINCT ?region ?short {{
  VALUES ?region {{ {values} }}
  ?authority styrka:authorityOf ?region ; skos:prefLabel|skos:altLabel ?name .
  ?region skos:altLabel ?short FILTER(STR(?name) = CONCAT("Region ", STR(?short)))
}} ORDER BY DESC(?short)"""
        )
    }
    names = Names(regions)
    return tuple(make_link(iri, short[iri]) if iri in short else names.link(iri) for iri in regions)
