"""What is recorded about a term, a rule or the vocabulary itself rather than said by it: it stands last on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.ask.describe import Resource
from styrka.vocabulary import BASE, ONTOLOGY, PREFIXES
from styrka.web.render.vocabulary.release import find_rules, find_vocabulary

_KEPT: Final[Mapping[str, str]] = {
    PREFIXES["rdfs"] + "isDefinedBy": "defined_in",
    PREFIXES["dcterms"] + "creator": "creator",
    PREFIXES["dcterms"] + "issued": "issued",
    PREFIXES["dcterms"] + "modified": "modified",
    PREFIXES["owl"] + "versionInfo": "version",
    PREFIXES["owl"] + "versionIRI": "version_address",
    PREFIXES["dcterms"] + "license": "licence",
}


def is_described(iri: str) -> bool:
    """Return whether the vocabulary has something of its own to say of a thing. Raises as ``Engine.run``."""
    return iri == ONTOLOGY or iri in find_vocabulary().terms or iri in find_rules() or iri.startswith(BASE + "scheme/")


def list_metadata(found: Resource) -> list[tuple[str, str]]:
    """Return each particular by the key of its word, in the order in which they are shown.

    Of a term, the day on which it was issued is that of the version of the ontology that it is there since.
    """
    order = list(_KEPT)
    kept = [one for one in found.statements if one.predicate.term.value in _KEPT]
    kept.sort(key=lambda one: order.index(one.predicate.term.value))
    listed = [(_KEPT[one.predicate.term.value], one.value.term.value) for one in kept]
    known = find_vocabulary()
    if found.iri not in known.terms:
        return listed
    return [_name_version(known.versions, key, value) for key, value in listed]


def _name_version(versions: Mapping[str, str], key: str, value: str) -> tuple[str, str]:
    return ("since", f"{versions[value]} ({value})") if key == "issued" and value in versions else (key, value)
