"""What people call a region: as its authority does, by a name that no other region has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.ask.answer import Answers
from styrka.engine.interface import Engine
from styrka.vocabulary import sparql_prefixes

# Stockholm is a larger region too, so the county is called by its official name.
SHORT: Final = """SELECT DISTINCT ?region ?name {
  ?authority styrka:authorityOf ?region ; skos:prefLabel|skos:altLabel ?called .
  ?region skos:altLabel ?name
  FILTER(STR(?called) = CONCAT("Region ", STR(?name)))
  FILTER NOT EXISTS { ?other skos:prefLabel ?name ; a styrka:Region FILTER(?other != ?region) }
} ORDER BY ?region DESC(?name)"""


def read_short_names(engine: Engine, answers: Answers) -> Mapping[str, str]:
    """Return the short names of those regions that have one, by IRI: of Region X, where X is another recorded name.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    return {row["region"].value: row["name"].value for row in answers.rows(engine, sparql_prefixes() + SHORT)}


def offer_name(label: str, short: str) -> str:
    """Return what a region is called where it is chosen: by its short name, with its label if that is another.

    >>> offer_name("Södermanlands län", "Sörmland")
    'Sörmland (Södermanlands län)'
    >>> offer_name("Hallands län", "Halland")
    'Halland'
    """
    return label if not short else short if label.startswith(short) else f"{short} ({label})"
