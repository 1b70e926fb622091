"""The terms as JSON, for editors and other programs that complete what somebody writes."""

from __future__ import annotations

from typing import Any, Final

from styrka.ask.vocabulary.terms import DefinedTerm
from styrka.engine.interface import select_rows
from styrka.labels import collect_labels
from styrka.vocabulary import PREFIXES, shorten, sparql_prefixes
from styrka.web.context import service
from styrka.web.render.vocabulary.release import find_vocabulary

# Concepts of the small schemes: themes are many, and are found by their names at /suggest.
_CONCEPTS: Final = (
    sparql_prefixes()
    + """SELECT ?x ?scheme ?label {
  ?x a skos:Concept ; skos:inScheme ?scheme ; skos:prefLabel ?label . ?scheme a skos:ConceptScheme
  FILTER(STRSTARTS(STR(?x), "https://w3id.org/styrka/scheme/") && ?scheme != <https://w3id.org/styrka/scheme/theme>)
}"""
)


def describe_terms() -> dict[str, Any]:
    """Return the prefixes, the terms and the concepts, with what an editor shows of each. Raises as ``Engine.run``."""
    present = service()
    rows = select_rows(present.engine, _CONCEPTS)
    labels, schemes = collect_labels(rows), {row["x"].value: row["scheme"].value for row in rows}
    return {
        "release": present.engine.version,
        "prefixes": dict(PREFIXES),
        "terms": [_describe(one) for one in find_vocabulary().terms.values()],
        "concepts": [
            {"term": shorten(iri), "iri": iri, "label": labels[iri], "scheme": scheme}
            for iri, scheme in sorted(schemes.items())
        ],
    }


def _describe(one: DefinedTerm) -> dict[str, Any]:
    return {
        "term": one.name,
        "iri": one.iri,
        "kind": one.kind,
        "label": dict(one.labels),
        "definition": dict(one.definitions),
        "domain": list(one.domains),
        "range": list(one.ranges),
        "parents": list(one.parents),
        "count": one.count,
    }
