"""Regional authorities of Sweden, one for each county, and the curator of this graph."""

from __future__ import annotations

from collections.abc import Iterator

from styrka.facts import actors, sources
from styrka.facts.regions import region
from styrka.facts.tables import Tables
from styrka.facts.turtle import Document, address, head, iri, text
from styrka.vocabulary import CURATOR, CURATORS_KNOWLEDGE


def documents(tables: Tables) -> Iterator[Document]:
    """Yield one document with the authority of each county and the curator."""
    document = Document("data/reference/authorities.ttl")
    head(
        document,
        "actors",
        ("Regioner som myndigheter", "Regional authorities"),
        (
            "De 21 myndigheter som ansvarar för regional utveckling, och den som kurerar grafen.",
            "The 21 authorities in charge of regional development, and the curator of the graph.",
        ),
    )
    document.add(CURATOR, "rdf:type", iri("styrka:Actor"))
    document.add(CURATOR, "skos:prefLabel", text("Styrka", "sv"), text("Styrka", "en"))
    document.add(
        CURATOR,
        "skos:note",
        text("Projektet som kurerar grafen.", "sv"),
        text("The project that curates this graph.", "en"),
    )
    document.add(CURATOR, "styrka:confidence", iri("scheme/confidence/high"))
    document.add(CURATOR, "dcterms:source", iri(CURATORS_KNOWLEDGE))
    for row in sorted(tables["regions_se"], key=lambda row: row["nuts3"]):
        thing = actors.actor(row["regional_authority"])
        document.add(thing, "rdf:type", iri("styrka:RegionalAuthority"))
        document.add(thing, "skos:prefLabel", text(row["regional_authority"], "sv"))
        document.add(thing, "styrka:authorityOf", iri(region(row["nuts3"])))
        document.add(thing, "styrka:locatedIn", iri(region(row["nuts3"])))
        document.add(thing, "schema:addressLocality", text(row["residence_city"], "sv"))
        if row["website"]:
            page = address(row["website"])
            if page is None:
                raise row.wrong("website", f"{row['website']!r} is no address.", "Begin with https://.")
            document.add(thing, "foaf:page", iri(page))
        document.add(thing, "styrka:helixSector", iri("scheme/helix/public-sector"))
        document.add(thing, "styrka:confidence", iri(f"scheme/confidence/{row['confidence']}"))
        document.add(thing, "dcterms:source", *sources.terms(row["source"]))
        actors.identifiers(document, tables, row["regional_authority"], thing)
    yield document
