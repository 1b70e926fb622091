"""Actors: organisations of the actors' table with their verified identifiers, and those that other tables name.

Rows of low confidence are left out (``left_out``). Where classes merge the stated type is kept as a note. Rows that
no page was found for have curator's knowledge as their source. Organisations named only by programmes or projects get
that row's source, and a class only where their name says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from styrka.facts import parties, sources
from styrka.facts.regions import region
from styrka.facts.tables import Row, Tables
from styrka.facts.turtle import Document, address, head, iri, text
from styrka.vocabulary import BASE, slug

_CLASSES: Final[Mapping[str, str]] = {
    "science park": "SciencePark",
    "cluster": "Cluster",
    "cluster / foundation": "Cluster",
    "cluster (green industries)": "Cluster",
    "university": "University",
    "university campus": "University",
    "incubator": "Incubator",
    "testbed": "TestBed",
    "testbed / cluster": "TestBed Cluster",
    "national agency": "Agency",
    "ministry": "Agency",
    "EU institution": "Agency",
    "county administrative board": "Agency",
    "research institute": "ResearchInstitute",
    "research centre": "ResearchInstitute",
    "research organisation": "ResearchInstitute",
    "research infrastructure": "ResearchInfrastructure",
    "research station": "ResearchInfrastructure",
    "trade association": "Association",
    "association": "Association",
    "agro node": "AgroNode",
    "energy agency": "EnergyAgency",
    "regional EU office": "EUOffice",
    "network": "Network",
    "European network": "Network",
    "council": "Network",
    "collaboration platform": "CollaborationPlatform",
    "platform": "CollaborationPlatform",
    "innovation platform": "CollaborationPlatform",
    "academic collaboration": "CollaborationPlatform",
    "industrial development centre": "InnovationEnvironment",
    "innovation environment": "InnovationEnvironment",
    "innovation district": "InnovationEnvironment",
    "innovation arena": "InnovationEnvironment",
    "innovation centre": "InnovationEnvironment",
    "national centre": "InnovationEnvironment",
    "competence centre": "InnovationEnvironment",
    "Vinnväxt initiative": "InnovationEnvironment",
    "company": "Company",
    "company (cluster coordinator)": "Company",
    "company (innovation support)": "Company",
    "company (public ICT)": "Company",
    "destination company": "Company",
    "centre (Linnéuniversitetet)": "Actor",
    "foundation (life science)": "Actor",
    "industrial initiative": "Actor",
}
_PLAIN: Final = (
    "science park",
    "cluster",
    "university",
    "incubator",
    "testbed",
    "research institute",
    "association",
    "research infrastructure",
    "agro node",
    "energy agency",
    "network",
    "collaboration platform",
    "company",
)
# An alias is the official English name for these types; for others it is another name.
_ENGLISH: Final = (
    "university",
    "university campus",
    "national agency",
    "ministry",
    "county administrative board",
    "EU institution",
    "European network",
    "association",
)
# Classes of organisations that only the registry's table or other tables name.
_REGISTRY: Final = {"company": "Company", "government": "Agency", "facility": "ResearchInstitute"}
_NAMED: Final = (
    (r"^Länsstyrelsen|^CINEA$|^EISMEA$|^EIT$", "Agency"),
    (r" AB$|-AB$|^Almi |^E\.ON$|^SSC$", "Company"),
    (r"ekonomisk förening$", "Association"),
    (r"^Energikontor ", "EnergyAgency"),
    (r"Forskningsinstitut$|^Glafo$|^SP Trä$", "ResearchInstitute"),
)
_HELIX: Final = {
    "University": "academia",
    "ResearchInstitute": "academia",
    "ResearchInfrastructure": "academia",
    "Company": "business",
    "Agency": "public-sector",
    "RegionalAuthority": "public-sector",
    "SciencePark": "intermediary",
    "Incubator": "intermediary",
    "Cluster": "intermediary",
}
_CITIES: Final = {
    "Gothenburg": "Göteborg",
    "Malmo": "Malmö",
    "Vaxjo": "Växjö",
    "Kista": "Stockholm",
    "Bromma": "Stockholm",
}
# What the note says about how a row was checked is not about the actor.
_CHECKED: Final = re.compile(
    r"^(?:confirmed: )?(?:name|type|type of work|city|region|county|website|place|status|owners|ROR name .*|ROR city .*"
    r"|ROR types .*|city differs.*|funder|government|facility|education|nonprofit|other|company|healthcare"
    r"|city not stated|seat not stated|legal form|not in actors_se\.csv)$"
)


def actor(name: str) -> str:
    """Return the IRI that an organisation of that name has or would have."""
    return f"{BASE}id/actor/{slug(name)}"


def directory(tables: Tables) -> dict[str, str]:
    """Return the IRI of every organisation that has a row of its own, by each name it goes by, in lower case."""
    found: dict[str, str] = {}
    for row in tables["regions_se"]:
        found[row["regional_authority"].lower()] = actor(row["regional_authority"])
    for row in (*tables["actors_se"], *tables["actor_ids"]):
        if row["confidence"] == "low":
            continue
        for label in (row["name"], *_short(row["name"]), row.cells.get("alias_en", "")):
            if label:
                found.setdefault(label.lower(), actor(row["name"]))
    return found


def resolve(name: str, known: Mapping[str, str]) -> str:
    """Return the IRI of a named organisation: one with a row, also without its legal form, else one of its own."""
    for form in (name, re.sub(r"^Stiftelsen ", "", name), re.sub(r" (?:AB|ek för)$", "", name), f"{name} AB"):
        if form.lower() in known:
            return known[form.lower()]
    return actor(name)


def left_out(tables: Tables) -> tuple[str, ...]:
    """Return the names of organisations whose row has low confidence."""
    return tuple(row["name"] for row in tables["actors_se"] if row["confidence"] == "low")


def identifiers(document: Document, tables: Tables, name: str, thing: str) -> None:
    """State the ROR and Wikidata identifiers that were verified in the registry's own record, with that source."""
    for row in tables["actor_ids"]:
        if row["name"] == name:
            document.add(thing, "skos:exactMatch", iri(row["ror_id"]))
            if row["wikidata_iri"]:
                document.add(thing, "skos:exactMatch", iri(row["wikidata_iri"]))
            document.add(thing, "dcterms:source", *sources.terms(row["source"]))


def documents(tables: Tables) -> Iterator[Document]:
    """Yield one document with every organisation but the regional authorities."""
    document = Document("data/reference/actors.ttl")
    head(
        document,
        "actors",
        ("Aktörer", "Actors"),
        (
            "Organisationer i innovationssystemet: lärosäten, institut, parker, inkubatorer, kluster, myndigheter.",
            "Organisations of the innovation system: universities, institutes, parks, incubators, clusters, agencies.",
        ),
    )
    known = directory(tables)
    rows = [row for row in tables["actors_se"] if row["confidence"] != "low"]
    counties = {city: row["nuts3"] for row in reversed(rows) if (city := row["city"]) and row["nuts3"]}
    own = {row["name"] for row in rows} | {row["regional_authority"] for row in tables["regions_se"]}
    entries = [(actor(row["name"]), row) for row in rows]
    entries += [(actor(row["name"]), row) for row in tables["actor_ids"] if row["name"] not in own]
    for thing, row in sorted(entries, key=lambda entry: entry[0]):
        if thing in document.blocks:
            raise row.wrong("name", f"another organisation has the address {thing}.", "Write the name otherwise.")
        if "type" in row.cells:
            _listed(document, thing, row)
        else:
            _registered(document, thing, row, counties)
        for label in _short(row["name"]):
            document.add(thing, "skos:altLabel", text(label, "sv"))
        _note(document, thing, row["note"])
        identifiers(document, tables, row["name"], thing)
        document.add(
            thing, "styrka:confidence", iri(f"scheme/confidence/{row.choice('confidence', ('high', 'medium'))}")
        )
        document.add(thing, "dcterms:source", *sources.terms(row["source"]))
    for name, row in sorted(_named_elsewhere(tables, known), key=lambda entry: (actor(entry[0]), entry[1].line)):
        _minted(document, actor(name), name, row)
    yield document


def _listed(document: Document, thing: str, row: Row) -> None:
    kind = row.choice("type", tuple(_CLASSES))
    _classes(document, thing, _CLASSES[kind])
    if kind not in _PLAIN:
        document.add(thing, "skos:note", text(f"Type as stated: {kind}.", "en"))
    document.add(thing, "skos:prefLabel", text(row["name"], "sv"))
    if row["alias_en"]:
        official = kind in _ENGLISH
        document.add(thing, "skos:prefLabel" if official else "skos:altLabel", text(row["alias_en"], "en"))
    document.add(thing, "styrka:locatedIn", *(iri(region(code)) for code in row.parts("nuts3")))
    document.add(thing, "schema:addressLocality", text(row["city"], "sv"))
    _page(document, thing, row, "website")


def _registered(document: Document, thing: str, row: Row, counties: Mapping[str, str]) -> None:
    kinds = row.parts("types_ror")
    _classes(document, thing, next((_REGISTRY[kind] for kind in kinds if kind in _REGISTRY), "Actor"))
    if "funder" in kinds and "government" in kinds:
        _classes(document, thing, "FundingBody")
    document.add(thing, "skos:prefLabel", text(row["name"], "sv"))
    english = re.sub(r" \(Sweden\)$", "", row["ror_name"])
    if english != row["name"]:
        document.add(thing, "skos:altLabel", text(english, "en"))
    city = _CITIES.get(row["city_ror"], row["city_ror"])
    document.add(thing, "schema:addressLocality", text(city, "sv"))
    if city in counties:
        document.add(thing, "styrka:locatedIn", iri(region(counties[city])))
    _page(document, thing, row, "website_ror")


def _minted(document: Document, thing: str, name: str, row: Row) -> None:
    _classes(document, thing, next((kind for pattern, kind in _NAMED if re.search(pattern, name)), "Actor"))
    document.add(thing, "skos:prefLabel", text(name, "sv"))
    document.add(thing, "dcterms:source", *sources.terms(row["source"]))
    if "confidence" in row.cells:
        document.add(thing, "styrka:confidence", iri(f"scheme/confidence/{row['confidence']}"))
    if re.search(r"kommun$|kommunalförbund$", name):
        document.add(thing, "styrka:helixSector", iri("scheme/helix/public-sector"))


def _named_elsewhere(tables: Tables, known: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    ours = set(known.values())
    for row in (*tables["programmes"], *tables["programmes_more"]):
        for name in parties.of_programme(row):
            if resolve(name, known) not in ours:
                yield name, row
    for row in tables["projects_se"]:
        for party in parties.of_project(row):
            if party.role != "kind" and resolve(party.name, known) not in ours:
                yield party.name, row


def _classes(document: Document, thing: str, names: str) -> None:
    for name in names.split():
        document.add(thing, "rdf:type", iri(f"styrka:{name}"))
        if name in _HELIX:
            document.add(thing, "styrka:helixSector", iri(f"scheme/helix/{_HELIX[name]}"))


def _page(document: Document, thing: str, row: Row, column: str) -> None:
    if row[column]:
        page = address(row[column])
        if page is None:
            raise row.wrong(column, f"{row[column]!r} is no address.", "Begin with https://.")
        document.add(thing, "foaf:page", iri(page))


def _note(document: Document, thing: str, note: str) -> None:
    parts = [re.sub(r"^confirmed: ", "", part) for part in note.split("; ") if not _CHECKED.match(part)]
    kept = [re.sub(r"^name \((.*)\)$", r"name in the source: \1", part) for part in parts]
    document.add(thing, "skos:note", text("; ".join(kept), "en"))


def _short(name: str) -> tuple[str, ...]:
    """Shorter names inside a name: without its abbreviation in brackets, the abbreviation, both sides of a slash."""
    found = re.fullmatch(r"(.*\S) \(([^)]*)\)", name)
    if found:
        return found.groups() if re.fullmatch(r"[A-ZÅÄÖ]{2,6}", found.group(2)) else ()
    for separator in (" / ", " - "):
        if separator in name:
            return tuple(name.split(separator, 1))
    return ()
