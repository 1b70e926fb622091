"""The alignments lead from our terms to known vocabularies, by absolute IRIs and never by identity."""

from __future__ import annotations

import pyoxigraph as ox

from styrka.vocabulary import BASE, DEF
from tests.ontology.graphs import ONTOLOGY, OWL, RDFS, SKOS, own_terms, triples

KNOWN = {
    "CPOV": "http://data.europa.eu/m8g/",
    "DCAT": "http://www.w3.org/ns/dcat#",
    "DCTERMS": "http://purl.org/dc/terms/",
    "EURIO": "http://data.europa.eu/s66#",
    "FOAF": "http://xmlns.com/foaf/0.1/",
    "FRAPO": "http://purl.org/cerif/frapo/",
    "LOCN": "http://www.w3.org/ns/locn#",
    "ORG": "http://www.w3.org/ns/org#",
    "PROV": "http://www.w3.org/ns/prov#",
    "RDF": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema.org": "https://schema.org/",
    "SSSOM": "https://w3id.org/sssom/",
}
ALIGNING = {RDFS + "subClassOf", RDFS + "subPropertyOf"} | {
    SKOS + match for match in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
}
ROWS = [(s, p, o) for s, p, o in triples(ONTOLOGY / "alignments.ttl") if not s.value.startswith(BASE + "graph/")]


def test_only_declared_terms_of_our_own_are_aligned() -> None:
    assert {s.value for s, _, _ in ROWS} - set(own_terms()) == set()


def test_only_the_aligning_predicates_are_used() -> None:
    assert {p for _, p, _ in ROWS} - ALIGNING == set()


def test_every_target_is_an_absolute_iri_of_a_known_vocabulary() -> None:
    wrong = [o for _, _, o in ROWS if not (isinstance(o, ox.NamedNode) and o.value.startswith(tuple(KNOWN.values())))]
    assert wrong == []
    assert [o.value for _, _, o in ROWS if o.value.startswith(DEF)] == []


def test_every_known_vocabulary_is_reached() -> None:
    targets = {o.value for _, _, o in ROWS}
    assert [label for label, ns in KNOWN.items() if not any(iri.startswith(ns) for iri in targets)] == []


def test_classes_and_properties_are_not_mixed_up() -> None:
    terms = own_terms()
    assert [s.value for s, p, _ in ROWS if p == RDFS + "subClassOf" and terms[s.value] != {OWL + "Class"}] == []
    assert [s.value for s, p, _ in ROWS if p == RDFS + "subPropertyOf" and terms[s.value] == {OWL + "Class"}] == []
