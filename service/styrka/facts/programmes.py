"""Funding programmes: one for each name and period, from two tables that do not always agree.

Every budget is an Amount with its own source. Where two amounts of one kind differ, each is also a Claim. Codes in the
nuts cell are eligible regions; countries of an Interreg programme only take part, so they are told in the coverage
note, as is what stands in brackets. Amounts that only a note tells are read from it here (``_TOLD``); should the note
change, nothing is told any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from styrka.facts import actors, parties, sources
from styrka.facts.regions import region
from styrka.facts.tables import Row, Tables
from styrka.facts.turtle import Document, day, decimal, head, iri, text
from styrka.vocabulary import BASE, CURATORS_KNOWLEDGE, slug

_FUNDS: Final = {
    "ESF": "esf",
    "YEI": "yei",
    "EAFRD": "eafrd",
    "EMFF": "emff",
    "ERDF": "erdf",
    "JTF": "jtf",
    "ESF+": "esf-plus",
    "Interreg IV-A": "interreg-a",
    "Interreg V-A": "interreg-a",
    "Interreg VI-A": "interreg-a",
    "Interreg V-B": "interreg-b",
    "Interreg VI-B": "interreg-b",
    "Interreg VI": "interreg",
    "EU framework programme": "horizon",
    "EU programme": "eu-programme",
    "EU instrument (ERDF)": "i3",
    "EU ETS fund": "innovation-fund",
    "EU body": "eu-body",
    "Vinnova programme": "vinnova",
    "Vinnova/Formas/Energimyndigheten programme": "strategic-innovation",
    "national programme": "national",
    "national appropriation": "national-appropriation",
    "national scheme": "national-scheme",
    "Tillväxtverket scheme": "tillvaxtverket",
}
_SWEDISH_FUNDS: Final = {"ERDF": "Eruf"}
# What a note tells beside the amount in the cell: its words, kind, value, currency, bound, source.
_TOLD: Final = (
    ("EC atlas page gives 69026314 EUR ERDF", "eu-contribution", "69026314", "EUR", "exact", "EC atlas page"),
    ("138052628 total (operational part)", "total-budget", "138052628", "EUR", "exact", "EC atlas page"),
    ("EC atlas page: 153149629 EUR ERDF", "eu-contribution", "153149629", "EUR", "exact", "EC atlas page"),
    ("EC atlas page: 131350695 EUR ERDF", "eu-contribution", "131350695", "EUR", "exact", "EC atlas page"),
    (
        "programme site: EUR 140 million",
        "eu-contribution",
        "140000000",
        "EUR",
        "exact",
        "https://interreg-oks.eu/larkannaoss/omprogrammet/vadarinterregoresundkattegatskagerrak.547.html",
    ),
    (
        "(balticwaterhub.net) gives EUR 118 million",
        "eu-contribution",
        "118000000",
        "EUR",
        "exact",
        "balticwaterhub.net",
    ),
    (
        "eufonder.se prints 462 million EUR",
        "eu-contribution",
        "462000000",
        "EUR",
        "exact",
        "https://eufonder.se/eu-fonder/regionala-utvecklingsfonden/vastsverige.html",
    ),
)
# Sources that only notes name.
TOLD_SOURCES: Final = tuple(dict.fromkeys(told[5] for told in _TOLD if not told[5].startswith("http")))


def key(row: Row) -> tuple[str, str]:
    """Return what makes a programme one: its name without brackets, and its period."""
    name = row["name_sv"] or row["name_en"]
    if re.search(r" \([^)]*\)$", name) and name.startswith("Interreg") and not row["cci"]:
        name = re.sub(r" \([^)]*\)$", "", name)
    return name, row["period"]


def programme(name: str, fund: str, period: str) -> str:
    """Return the IRI of a programme; the fund is in it where the name is a region's."""
    years = period.rstrip("-")
    return f"{BASE}id/programme/{slug(' '.join(filter(None, (name, _fund(name, fund), years))))}"


def directory(tables: Tables) -> dict[tuple[str, str], str]:
    """Return the IRI of each programme by name and period."""
    rows = (*tables["programmes"], *tables["programmes_more"])
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        found.setdefault(key(row), programme(key(row)[0], row["fund_or_type"], row["period"]))
    return found


def documents(tables: Tables) -> Iterator[Document]:
    """Yield one document with every programme and its amounts."""
    document = Document("data/reference/programmes.ttl")
    head(
        document,
        "programmes",
        ("Finansieringsprogram", "Funding programmes"),
        (
            "Program som betalar för regional innovation. Belopp står med källa, slag och "
            "gräns; där källor säger olika "
            "finns "
            "båda.",
            "Programmes that pay for regional innovation. Amounts have source, kind and bound; "
            "where sources differ both "
            "are kept.",
        ),
    )
    known = actors.directory(tables)
    codes = {row["code"] for row in tables["nuts_eu"]}
    where = directory(tables)
    groups: dict[str, list[Row]] = {}
    for row in (*tables["programmes"], *tables["programmes_more"]):
        groups.setdefault(where[key(row)], []).append(row)
    for thing, rows in sorted(groups.items()):
        document.add(thing, "rdf:type", iri("styrka:FundingProgramme"))
        _labels(document, thing, rows)
        amounts: list[tuple[str, str, str, str]] = []
        for row in rows:
            _facts(document, thing, row, codes)
            _managers(document, thing, row, known)
            _amounts(document, thing, row, amounts)
        _disagreements(document, thing, amounts)
    yield document


def _fund(name: str, fund: str) -> str:
    return fund if fund == "ERDF" and not re.search(r"fond|Regionalfond|ERUF|ERDF", name) else ""


def _labels(document: Document, thing: str, rows: list[Row]) -> None:
    name, period = key(rows[0])
    fund = _fund(name, rows[0]["fund_or_type"])
    years = period.replace("-", "–")
    when = " ".join(filter(None, (_SWEDISH_FUNDS.get(fund, fund), years)))
    if rows[0]["name_sv"]:
        document.add(thing, "skos:prefLabel", text(f"{name}, {when}" if when else name, "sv"))
    english = rows[0]["name_en"]
    if english:
        label = (
            english
            if years and (period in english or years in english)
            else ", ".join(filter(None, (english, " ".join(filter(None, (fund, years))))))
        )
        document.add(thing, "skos:prefLabel", text(label, "en"))
    preferred = {term.value for term in document.blocks[thing]["skos:prefLabel"]}
    for row in rows:
        for label, tag in ((row["name_sv"], "sv"), (row["name_en"], "en")):
            if label and label not in preferred:
                document.add(thing, "skos:altLabel", text(label, tag))


def _facts(document: Document, thing: str, row: Row, codes: set[str]) -> None:
    fund = f"scheme/fund/{_FUNDS[row.choice('fund_or_type', tuple(_FUNDS))]}"
    document.add(thing, "styrka:fund", iri(fund))
    if fund == "scheme/fund/interreg":  # the other table says which strand
        narrower = {iri("scheme/fund/interreg-a"), iri("scheme/fund/interreg-b")}
        if document.blocks[thing]["styrka:fund"] & narrower:
            document.blocks[thing]["styrka:fund"].discard(iri(fund))
    elif fund.startswith("scheme/fund/interreg-"):
        document.blocks[thing]["styrka:fund"].discard(iri("scheme/fund/interreg"))
    start, _, end = row["period"].partition("-")
    document.add(thing, "styrka:periodStart", day(start))
    document.add(thing, "styrka:periodEnd", day(end))
    document.add(thing, "styrka:cci", text(row["cci"]))
    document.add(thing, "styrka:confidence", iri(f"scheme/confidence/{row.choice('confidence', ('high', 'medium'))}"))
    if len(document.blocks[thing]["styrka:confidence"]) > 1:  # the surest row decides
        document.blocks[thing]["styrka:confidence"].discard(iri("scheme/confidence/medium"))
    document.add(thing, "dcterms:source", *sources.terms(row["source"]))
    interreg = "interreg" in fund
    outside = re.sub(r"\([^)]*\)", "", row["nuts"])
    found = re.findall(r"\b[A-Z]{2}\w{0,3}\b", outside) if re.fullmatch(r"[A-Z0-9; ]+", outside.strip()) else []
    for code in found:
        if len(code) == 2 and interreg:
            continue
        if code not in codes:
            raise row.wrong("nuts", f"{code} is not in nuts_eu.csv.", "Use a NUTS code or words in brackets.")
        document.add(thing, "styrka:eligibleRegion", iri(region(code)))
    if row["nuts"] and (not found or (interreg and len(found[0]) == 2)):
        document.add(thing, "styrka:coverageNote", text(f"takes part: {row['nuts']}", "en"))
    for told in re.findall(r"(\w+ )?\(([^)]*)\)", row["nuts"]):
        document.add(thing, "styrka:coverageNote", text(f"{told[0].strip()}: {told[1]}".lstrip(": "), "en"))
    for part in row.parts("coverage_note"):
        if part.startswith("named in documents"):
            continue
        swedish = re.search(r" län\b| och |\bi\b", part) is not None
        document.add(thing, "styrka:coverageNote", text(part, "sv" if swedish else "en"))
    note = "; ".join(part for part in row.parts("note") if part != "managing authority: general knowledge")
    document.add(thing, "skos:note", text(note, "en"))


def _managers(document: Document, thing: str, row: Row, known: dict[str, str]) -> None:
    names = parties.of_programme(row)
    for name in names:
        manager = actors.resolve(name, known)
        document.add(thing, "styrka:managedBy", iri(manager))
        if "managing authority: general knowledge" in row["note"]:
            claim = f"{BASE}id/claim/{thing.rsplit('/', 1)[1]}/managed-by-{slug(name)}"
            document.add(claim, "rdf:type", iri("styrka:Claim"))
            document.add(claim, "rdf:subject", iri(thing))
            document.add(claim, "rdf:predicate", iri("styrka:managedBy"))
            document.add(claim, "rdf:object", iri(manager))
            document.add(claim, "styrka:confidence", iri(f"scheme/confidence/{row['confidence']}"))
            document.add(claim, "dcterms:source", iri(CURATORS_KNOWLEDGE))
    if re.search(r" with | \((?![A-Z]{4,}\))|regionerna", row["managing_authority"], re.IGNORECASE):
        document.add(thing, "skos:note", text(f"Managed by, as stated: {row['managing_authority']}.", "en"))


def _amounts(document: Document, thing: str, row: Row, amounts: list[tuple[str, str, str, str]]) -> None:
    bound = (
        "approximate"
        if re.search(r"\babout EUR|\babout SEK", row["note"])
        else "lower"
        if re.match(r"over (?:EUR|SEK)", row["note"])
        else "exact"
    )
    stated = [
        (kind, value, row["currency"], bound, row["source"])
        for kind, column in (("eu-contribution", "eu_budget"), ("total-budget", "total_budget"))
        if (value := row.decimal(column))
    ]
    told = [entry[1:] for entry in _TOLD if entry[0] in row["note"]]
    for kind, value, currency, limit, source in (*stated, *told):
        if currency not in ("SEK", "EUR"):
            raise row.wrong("currency", f"{currency!r} is not a currency.", "Use SEK or EUR.")
        amount = f"{BASE}id/amount/{thing.rsplit('/', 1)[1]}/{len(amounts) + 1}"
        amounts.append((amount, kind, f"{value} {currency}", row["fund_or_type"]))
        document.add(thing, "styrka:hasAmount", iri(amount))
        document.add(amount, "rdf:type", iri("styrka:Amount"))
        document.add(amount, "styrka:amountKind", iri(f"scheme/amount-kind/{kind}"))
        document.add(amount, "styrka:value", decimal(value))
        document.add(amount, "styrka:currency", text(currency))
        document.add(amount, "styrka:bound", iri(f"scheme/bound/{limit}"))
        document.add(amount, "styrka:confidence", iri(f"scheme/confidence/{row['confidence']}"))
        document.add(amount, "dcterms:source", *sources.terms(source))
        if row["fund_or_type"] in ("ESF", "YEI") or "Lokalt ledd" in row["name_sv"]:
            document.add(amount, "skos:note", text(f"{row['fund_or_type']} part.", "en"))
        if "must be a slip" in row["note"] and currency == "EUR":
            document.add(amount, "skos:note", text("The currency must be a slip: another source has SEK.", "en"))
            document.blocks[amount]["styrka:confidence"] = {iri("scheme/confidence/low")}


def _disagreements(document: Document, thing: str, amounts: list[tuple[str, str, str, str]]) -> None:
    for amount, kind, value, fund in amounts:
        if any(other[1] == kind and other[3] == fund and other[2] != value for other in amounts):
            claim = amount.replace("/id/amount/", "/id/claim/").rsplit("/", 1)
            name = f"{claim[0]}/amount-{claim[1]}"
            document.add(name, "rdf:type", iri("styrka:Claim"))
            document.add(name, "rdf:subject", iri(thing))
            document.add(name, "rdf:predicate", iri("styrka:hasAmount"))
            document.add(name, "rdf:object", iri(amount))
            document.add(name, "dcterms:source", *document.blocks[amount]["dcterms:source"])
