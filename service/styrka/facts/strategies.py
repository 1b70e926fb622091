"""Strategies and overviews of the EU's other regions and countries, with their areas, a file for each country.

``versions`` says which list belongs to which strategy. A strategy without a list has no areas recorded, which is not
none: it is incomplete. The pages of Eye@RIS3 (``eye_ris3.csv``) make no lists of their own: the areas' tables already
have lists from each of those pages. They give areas of the same label a description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from styrka.facts import sources, versions
from styrka.facts.regions import language, region
from styrka.facts.tables import Row, Tables
from styrka.facts.turtle import Document, address, day, head, integer, iri, text
from styrka.facts.versions import Group, Plan
from styrka.vocabulary import BASE, CURATOR, slug

_LATIN: Final = re.compile(r"^\W*[A-Za-z\u00c0-\u024f]")  # the label begins in Latin script
_JOINT: Final = {("DE3", "2019-2025"): "berlin-brandenburg"}
# What a title says that it is; the first that fits. Smart specialisation in the languages of the table.
_KINDS: Final = (
    (r"(?i)policy framework|policy.*framework|politikrahmen", "policy-framework"),
    (
        r"(?i)smart speciali|slimme specialisatie|intelligente.? spezialisierung|spécialisation intelligente"
        r"|especializaci[oó]n intel|especialização inteligente|especialización intelixente|especialització intel"
        r"|specializza[zt]ione intelligente|specializare inteligent|inteligentn|specijalizacij|έξυπνης|интелигентна"
        r"|älykkään|inteligentnú|inteligentní|\bR?I?S[345]\b|\bRIS[34]\b|\bRIS\b|\bS3|S3-|SRI-SI|smart puglia"
        r"|smartpuglia|strategyplus|specialisation",
        "s3",
    ),
    (r"(?i)science|scien|wissenschaft|research|forschung|ciencia|\bRTI\b|RDIE", "research-strategy"),
    (r"(?i)innova|innowacji|inovac", "innovation-strategy"),
    (r"(?i)economic|business|wirtschaft|erhvervs", "business-strategy"),
)
_NOTED: Final = (
    (r"serves? as the national S3|served as RIS3|also the RIS3|with the RIS3", "s3"),
    (r"regional strategy", "regional-development-strategy"),
    (r"economic and research strategy", "business-strategy"),
)
_SWEDISH: Final = (
    ("page with 2022 figures", "sida med siffror från 2022"),
    ("proposed in consultation", "förslag i samråd"),
    ("as cited by", "enligt"),
    ("as widened", "utvidgad"),
    ("update", "uppdatering"),
    ("consultation", "samråd"),
    ("working document", "arbetsdokument"),
    ("process of", "process"),
    ("process from", "process från"),
    ("technology sectors", "tekniksektorer"),
    ("production systems", "produktionssystem"),
    ("joint", "gemensam"),
    ("undated", "odaterad"),
    ("about", "omkring"),
    ("current", "aktuell"),
    ("annex", "bilaga"),
    ("page", "sida"),
    ("RTI strategy", "strategi för forskning och innovation"),
    ("RIS3 of December", "RIS3 från december"),
    ("strategy to", "strategi till"),
    ("to 20", "till 20"),
    ("March", "mars"),
    ("July", "juli"),
)


def documents(tables: Tables) -> Iterator[Document]:
    """Yield a document for each country with strategies or lists."""
    codes = {row["code"]: row for row in tables["nuts_eu"]}
    for name in ("strategies_eu", "priorities_eu", "eye_ris3"):
        for row in tables[name]:
            if row["nuts"] not in codes:
                raise row.wrong("nuts", f"{row['nuts']} is not in nuts_eu.csv.", "Use a NUTS code of either vintage.")
    plans, others = versions.assign(tables)
    described = {(row["nuts"], slug(row["priority_name"])): row["description_short"] for row in tables["eye_ris3"]}
    made: dict[str, Document] = {}
    entries: list[tuple[str, Plan | None, Group | None, str]] = [(plan.nuts, plan, None, "") for plan in plans]
    entries += [(group.nuts, None, group, kind) for group, kind in others]
    for nuts, plan, group, kind in sorted(entries, key=lambda one: (one[0], _version(one[1], one[2]))):
        document = _document(made, codes, nuts)
        if plan:
            _plan(document, plan, described)
        elif group:
            _overview(document, group, kind, described)
    yield from made.values()


def list_slug(nuts: str, version: str) -> str:
    """Return the last part of a list's IRI.

    >>> list_slug("ES22", "2021-2027 (S4)")
    'es22-2021-2027-s4'
    """
    return slug(f"{nuts} {version}")


def _version(plan: Plan | None, group: Group | None) -> str:
    if plan:
        return plan.lists[0].version if plan.lists else plan.rows[0]["year_or_period"]
    return group.version if group else ""


def _document(made: dict[str, Document], codes: Mapping[str, Row], nuts: str) -> Document:
    country = codes[nuts]["country"]
    if country not in made:
        row = codes[country]
        document = Document(f"data/strategies/eu/{country.lower()}.ttl")
        head(
            document,
            "strategies",
            (
                f"Strategier och prioriteringslistor: {row['name_sv']}",
                f"Strategies and priority lists: {row['name_en']}",
            ),
            (
                "Strategier för smart specialisering och andra listor över prioriterade områden, så långt de är kända.",
                "Smart specialisation strategies and other lists of priority areas, as far as they are known.",
            ),
        )
        made[country] = document
    return made[country]


def _plan(document: Document, plan: Plan, described: Mapping[tuple[str, str], str]) -> None:
    planned = plan.rows[0]["year_or_period"]
    names = [list_slug(plan.nuts, group.version) for group in plan.lists] or [
        list_slug(plan.nuts, planned or "undated")
    ]
    notes = "; ".join(dict.fromkeys(row["note"] for row in plan.rows if row["note"]))
    adoption = versions.adopted(notes)
    dated = adoption or versions.issued(notes)
    for number, name in enumerate(names):
        thing = f"{BASE}id/strategy/{name}"
        if thing in document.blocks:
            raise plan.rows[0].wrong("year_or_period", f"another strategy is {thing}.", "Tell the two apart.")
        group = plan.lists[number] if plan.lists else None
        document.add(thing, "rdf:type", iri("styrka:Strategy"))
        _titles(document, thing, plan, group if number else None)
        covered = _JOINT.get((plan.nuts, planned), plan.nuts)
        _covers(document, thing, covered, plan.nuts, tuple(row["source"] for row in plan.rows))
        kind = _kind(plan, covered != plan.nuts or (group is not None and "(joint)" in group.version))
        document.add(thing, "styrka:kind", iri(f"scheme/strategy-kind/{kind}") if kind else None)
        start, end = versions.period(planned)
        document.add(thing, "styrka:periodStart", day(start))
        document.add(thing, "styrka:periodEnd", day(end))
        document.add(thing, "styrka:adoptedOn", day(adoption))
        document.add(thing, "dcterms:issued", day(versions.issued(notes)))
        if "put to consultation" in notes:
            document.add(thing, "styrka:status", iri("scheme/status/consultation"))
        for row in plan.rows:
            page = address(row["url"])
            document.add(thing, "foaf:page", iri(page) if page else None)
            document.add(thing, "dcterms:source", *sources.terms(row["source"]))
            document.add(thing, "skos:note", text(row["note"], "en"))
        if group:
            _list(document, thing, name, group, versions.known_as_of(group, dated), described)
            if number:
                document.add(thing, "dcterms:isPartOf", iri(f"id/strategy/{names[0]}"))
        else:  # its time is recorded all the same, so that an older list can say that a later one is known
            document.add(thing, "styrka:asOf", day(max(filter(None, (start, dated)), default=None)))
            document.add(thing, "styrka:incompleteFor", iri("styrka:hasPriorityArea"))


def _overview(document: Document, group: Group, kind: str, described: Mapping[tuple[str, str], str]) -> None:
    name = list_slug(group.nuts, group.version)
    thing = f"{BASE}id/overview/{name}"
    first = group.areas[0]
    document.add(thing, "rdf:type", iri("styrka:Overview"))
    place = re.sub(r" \([A-ZÅÄÖ][^)]*\)$", "", first["region"])
    swedish = group.version
    for english, translated in _SWEDISH:
        swedish = swedish.replace(english, translated)
    document.add(
        thing,
        "skos:prefLabel",
        text(f"Priority areas of {place}, {group.version}", "en"),
        text(f"Prioriterade områden i {place}, {swedish}", "sv"),
    )
    _covers(document, thing, group.nuts, group.nuts, tuple(row["source"] for row in group.areas))
    document.add(thing, "styrka:kind", iri(f"scheme/strategy-kind/{kind}"))
    status = versions.status(kind)
    document.add(thing, "styrka:status", iri(f"scheme/status/{status}") if status else None)
    start, end = versions.period(group.version)
    document.add(thing, "styrka:periodStart", day(start))
    document.add(thing, "styrka:periodEnd", day(end))
    _list(document, thing, name, group, versions.known_as_of(group, None), described)


def _list(
    document: Document,
    thing: str,
    name: str,
    group: Group,
    as_of: str | None,
    described: Mapping[tuple[str, str], str],
) -> None:
    document.add(thing, "dcterms:identifier", text(f"{group.nuts} {group.version}"))
    document.add(thing, "styrka:asOf", day(as_of))
    document.add(thing, "styrka:confidence", iri(f"scheme/confidence/{versions.confidence(group.areas)}"))
    document.add(thing, "skos:note", text(group.note, "en"))
    if as_of is None:
        document.add(
            thing, "skos:note", text(f"When the list held is not recorded; its version: {group.version}.", "en")
        )
    if versions.incomplete(group.note):
        document.add(thing, "styrka:incompleteFor", iri("styrka:hasPriorityArea"))
        count = versions.stated_count(group.note)
        document.add(thing, "styrka:statedAreaCount", integer(count) if count else None)
    elif "full list on the page" in group.note:
        document.add(thing, "styrka:completeFor", iri("styrka:hasPriorityArea"))
    common = {row["note"] for row in group.areas}
    for row in group.areas:
        # Greek and Cyrillic labels have no readable slug of their own: the English one serves.
        label = slug(
            row["label_native"] if _LATIN.match(row["label_native"]) else row["label_en"] or row["label_native"]
        )
        area = f"{BASE}id/area/{name}/{label}"
        number = 1
        while area in document.blocks:
            number += 1
            area = f"{BASE}id/area/{name}/{label}-{number}"
        document.add(thing, "styrka:hasPriorityArea", iri(area))
        document.add(thing, "dcterms:source", *sources.terms(row["source"]))
        document.add(area, "rdf:type", iri("styrka:PriorityArea"))
        document.add(
            area,
            "skos:prefLabel",
            text(row["label_native"], tongue(row, row["label_native"])),
            text(row["label_en"], "en"),
        )
        document.add(area, "styrka:order", integer(row.integer("order")))
        document.add(area, "styrka:confidence", iri(f"scheme/confidence/{row['confidence']}"))
        document.add(area, "skos:note", text(described.get((row["nuts"], slug(row["label_en"])), ""), "en"))
        if len(common) > 1:
            document.add(area, "skos:note", text(row["note"], "en"))
        elif "own translation" in row["note"]:
            document.add(area, "skos:note", text("The English label is our translation.", "en"))
        document.add(area, "dcterms:source", *sources.terms(row["source"]))


def tongue(row: Row, written: str) -> str:
    """Return the language of a native label.

    The region's, in Spain Spanish unless the words or the note say otherwise.
    """
    if row["country"] != "ES":
        return language(row["nuts"])
    if "Valencian" in row["note"] or re.search(r"Estratègia|Intel·ligent", written):
        return "ca"
    return "gl" if re.search(r"Estratexia|Intelixente", written) else "es"


def _titles(document: Document, thing: str, plan: Plan, part: Group | None) -> None:
    suffix = f" – {part.version}" if part else ""
    used: dict[str, str] = {}
    for row in plan.rows:
        native, english = row["title_native"], row["title_en"]
        if not native and not english:
            raise row.wrong("title_native", "neither title is there.", "Write one of the two.")
        for label, tag in ((native, tongue(row, native)), (english, "en")):
            if label and used.setdefault(tag, label) == label:
                document.add(thing, "skos:prefLabel", text(label + suffix, tag))
            elif label:
                document.add(thing, "skos:altLabel", text(label + suffix, tag))


def _covers(document: Document, thing: str, covered: str, nuts: str, cells: tuple[str, ...]) -> None:
    document.add(thing, "styrka:coversRegion", iri(region(covered)))
    if not any(re.search(rf"/{nuts}\b", cell, re.IGNORECASE) for cell in cells):
        document.add(thing, "styrka:regionAssignedBy", iri(CURATOR))


def _kind(plan: Plan, joint: bool) -> str | None:
    titles = " ".join(f"{row['title_native']} {row['title_en']}" for row in plan.rows)
    notes = " ".join(row["note"] for row in plan.rows)
    found = next((kind for pattern, kind in _NOTED if re.search(pattern, notes)), None) or next(
        (kind for pattern, kind in _KINDS if re.search(pattern, titles)), None
    )
    if found == "s3":
        return "joint-s3" if joint else "national-s3" if len(plan.nuts) == 2 else "s3"
    return found
