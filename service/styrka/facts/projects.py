"""Projects of Sweden: where, who, about what, paid by which programme, with dates as far as they are known.

A date with a decision ("prioritised 2015-12-16") is when it was decided, not when the project began. A year that the
table reads from context (in brackets, or "assumed") is stated with a Claim of medium confidence from the curator, and
so is a programme that was inferred. Sums keep their kind: applied for, contribution, grant or total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from styrka.facts import actors, parties, programmes, sources
from styrka.facts.regions import region
from styrka.facts.tables import Row, Tables
from styrka.facts.turtle import Document, Term, day, decimal, head, iri, text
from styrka.vocabulary import BASE, CURATORS_KNOWLEDGE, slug

# Programmes as project cells write them: the name in the programme tables.
_PROGRAMMES: Final = (
    (r"^ERDF national programme", "Nationella regionalfondsprogrammet"),
    (r"^ERDF (?P<name>.*\S) \d{4}-\d{4}", ""),
    (r"^Interreg Sverige-Norge 2014-2020", "Interreg V-A - Sweden-Norway"),
    (r"^Interreg Baltic Sea Region", "Interreg Östersjöregionen"),
    (r"^Interreg North Sea", "Interreg Nordsjöregionen"),
    (r"^(?P<name>Interreg Öresund-Kattegat-Skagerrak)", ""),
    (r"Vinnväxt", "Vinnväxt"),
    (r"^Regional growth funds 1:1", "Regionala projektmedel (anslag 1:1 Regionala utvecklingsåtgärder)"),
)
_UNDATED: Final = {"Vinnväxt": "2001-", "Regionala projektmedel (anslag 1:1 Regionala utvecklingsåtgärder)": ""}
_MONTHS: Final = {
    "January": "01",
    "February": "02",
    "March": "03",
    "April": "04",
    "May": "05",
    "June": "06",
    "July": "07",
    "August": "08",
    "September": "09",
    "October": "10",
    "November": "11",
    "December": "12",
}
_STATUSES: Final = {"prioritised": "prioritised", "granted": "granted", "approved": "granted", "decided": ""}


def project(name: str) -> str:
    """Return the IRI of a project of that name."""
    return f"{BASE}id/project/{slug(name)}"


def documents(tables: Tables) -> Iterator[Document]:
    """Yield one document with every project."""
    document = Document("data/projects/se.ttl")
    head(
        document,
        "projects",
        ("Projekt i Sverige", "Projects in Sweden"),
        (
            "Projekt inom områden för smart specialisering, med sökande, program, datum och "
            "belopp så långt de är kända.",
            "Projects in areas of smart specialisation, with applicants, programmes, dates and sums as far as known.",
        ),
    )
    known = actors.directory(tables)
    paid_by = programmes.directory(tables)
    codes = {row["code"] for row in tables["nuts_eu"]}
    for thing, row in sorted(((project(row["name"]), row) for row in tables["projects_se"]), key=lambda one: one[0]):
        if thing in document.blocks:
            raise row.wrong("name", f"another project has the address {thing}.", "Write the name otherwise.")
        document.add(thing, "rdf:type", iri("styrka:Project"))
        english = "kohesio" in row["source"] or "eupublicdata" in row["source"]
        document.add(thing, "skos:prefLabel", text(_title(row["name"]), "en" if english else "sv"))
        if _title(row["name"]) != row["name"]:
            document.add(thing, "skos:note", text(f"Described, not titled, in the source: {row['name']}.", "en"))
        for code in row.parts("nuts"):
            if code not in codes:
                raise row.wrong("nuts", f"{code} is not in nuts_eu.csv.", "Use NUTS codes parted by semicolons.")
            document.add(thing, "styrka:locatedIn", iri(region(code)))
        for topic in topics(row["area"]):
            document.add(thing, "styrka:topic", text(topic, "en"))
        document.add(thing, "skos:note", text(row["note"], "en"))
        document.add(thing, "dcterms:source", *sources.terms(row["source"]))
        _dates(document, thing, row)
        _programme(document, thing, row, paid_by)
        _parties(document, thing, row, known)
        _amounts(document, thing, row)
    yield document


def topics(cell: str) -> tuple[str, ...]:
    """Return what a project is about: parts between semicolons; "a (b; c)" is a, b and c.

    >>> topics("smart specialisation (food; tourism)")
    ('smart specialisation', 'food', 'tourism')
    """
    found = re.fullmatch(r"(.*\S) \((.*;.*)\)", cell)
    parts = (found.group(1), *found.group(2).split(";")) if found else tuple(cell.split(";"))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def dates(period: str) -> tuple[str | None, str | None, str | None, bool]:
    """Start, end and decision as far as the cell says them surely, and whether the decision's year is inferred.

    >>> dates("2016-2018 (from the title); prioritised 2015-12-16")
    ('2016', '2018', '2015-12-16', False)
    >>> dates("approved 19-20 September 2018")
    (None, None, '2018-09', False)
    """
    start = end = decided = None
    inferred = False
    found = re.search(r"(?:prioritised|granted|approved|decided) (\d{4}-\d{2}-\d{2})", period)
    if found:
        decided = found.group(1)
    else:
        found = re.search(r"(?:prioritised|approved|decided) (?:([\d-]+) )?([A-Z][a-z]+) (\()?(\d{4})", period)
        if found and found.group(2) in _MONTHS:
            decided = f"{found.group(4)}-{_MONTHS[found.group(2)]}"
            if found.group(1) and "-" not in found.group(1):
                decided += f"-{int(found.group(1)):02d}"
            inferred = found.group(3) is not None
    moment = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
    if found := re.match(rf"({moment})/({moment})?|(\d{{4}})-(\d{{4}})?(?:$| \()", period):
        start, end = found.group(1) or found.group(3), found.group(2) or found.group(4)
    elif found := re.match(r"start (?:autumn )?(\d{4})", period):
        start = found.group(1)
    elif found := re.search(r"-(\d{4}-\d{2}-\d{2})$", period):
        end = found.group(1)
    return start, end, decided, inferred


def _title(name: str) -> str:
    return re.sub(r" \([^)]*title not stated\)$", "", name)


def _dates(document: Document, thing: str, row: Row) -> None:
    start, end, decided, inferred = dates(row["period"])
    if not decided and (found := re.search(r"\bdecided (\d{4}-\d{2}-\d{2})", row["note"])):
        decided = found.group(1)
    inferred = inferred or "2024 assumed" in row["note"] or "see DHINO 2 on the year" in row["note"]
    document.add(thing, "styrka:periodStart", day(start))
    document.add(thing, "styrka:periodEnd", day(end))
    document.add(thing, "styrka:decidedOn", day(decided))
    if decided and inferred:
        _claim(document, thing, "decided-on", "styrka:decidedOn", day(decided))
    for word, status in _STATUSES.items():
        if status and re.search(rf"\b{word} ", row["period"]):
            document.add(thing, "styrka:status", iri(f"scheme/status/{status}"))
    rest = re.sub(r"\d{4}(?:-\d{2}(?!\d)){0,2}|prioritised|granted|approved|decided|[-/;() ]", "", row["period"])
    if rest:
        document.add(thing, "skos:note", text(f"Dates as stated: {row['period']}.", "en"))


def _programme(document: Document, thing: str, row: Row, paid_by: Mapping[tuple[str, str], str]) -> None:
    cell = row["programme"]
    for pattern, named in _PROGRAMMES:
        found = re.search(pattern, cell)
        if found:
            name = named or found.group("name")
            years = re.search(r"\d{4}-\d{4}", cell)
            target = paid_by.get((name, years.group() if years else _UNDATED.get(name, "")))
            if target:
                document.add(thing, "styrka:fundedBy", iri(target))
                if "inferred" in f"{cell} {row['note']}" or "not stated in the excerpt" in cell:
                    _claim(document, thing, "funded-by", "styrka:fundedBy", iri(target))
                return
            break
    if cell and cell != "not stated":
        document.add(thing, "skos:note", text(f"Programme as stated: {cell}.", "en"))


def _parties(document: Document, thing: str, row: Row, known: Mapping[str, str]) -> None:
    owner = thing.rsplit("/", 1)[1]
    for party in parties.of_project(row):
        if party.role == "kind":
            document.add(thing, "styrka:actorTypeNamed", text(party.name, "sv" if "kommuner" in party.name else "en"))
            continue
        actor = actors.resolve(party.name, known)
        involvement = f"{BASE}id/involvement/{owner}/{actor.rsplit('/', 1)[1]}-{party.role}"
        document.add(involvement, "rdf:type", iri("styrka:Involvement"))
        document.add(involvement, "styrka:involves", iri(actor))
        document.add(involvement, "styrka:involvedIn", iri(thing))
        document.add(involvement, "styrka:role", iri(f"scheme/role/{party.role}"))
        document.add(involvement, "dcterms:source", *sources.terms(row["source"]))


def _amounts(document: Document, thing: str, row: Row) -> None:
    grant = "eu-contribution"
    if "as applied for" in row["note"]:
        grant = "eu-contribution-applied-for"
    elif not re.match(r"ERDF|Interreg|React-EU|EU structural", row["programme"]):
        grant = "grant"
    owner = thing.rsplit("/", 1)[1]
    for kind, column in ((grant, "eu_or_grant_sum"), ("total-budget", "total_budget")):
        value = row.decimal(column)
        if value is None:
            continue
        if not row["currency"]:  # a sum without a currency is no amount; the note tells it
            document.add(
                thing, "skos:note", text(f"A {kind.replace('-', ' ')} of {value} without a sure currency.", "en")
            )
            continue
        amount = f"{BASE}id/amount/{owner}/{kind}"
        document.add(thing, "styrka:hasAmount", iri(amount))
        document.add(amount, "rdf:type", iri("styrka:Amount"))
        document.add(amount, "styrka:amountKind", iri(f"scheme/amount-kind/{kind}"))
        document.add(amount, "styrka:value", decimal(value))
        document.add(amount, "styrka:currency", text(row.choice("currency", ("SEK", "EUR"))))
        document.add(amount, "styrka:bound", iri(f"scheme/bound/{_bound(row['note'], kind)}"))
        if row["period"].startswith("prioritised") and kind != "total-budget":
            document.add(amount, "skos:note", text("The sum that was prioritised; the grant is not recorded.", "en"))
        document.add(amount, "dcterms:source", *sources.terms(row["source"]))


def _bound(note: str, kind: str) -> str:
    if re.search(r"rounded sums|nearly|budget about|about EUR", note):
        return "approximate"
    return "lower" if note.startswith("over ") and kind != "total-budget" else "exact"


def _claim(document: Document, thing: str, name: str, predicate: str, value: Term | None) -> None:
    claim = f"{BASE}id/claim/{thing.rsplit('/', 1)[1]}/{name}"
    document.add(claim, "rdf:type", iri("styrka:Claim"))
    document.add(claim, "rdf:subject", iri(thing))
    document.add(claim, "rdf:predicate", iri(predicate))
    document.add(claim, "rdf:object", value)
    document.add(claim, "styrka:confidence", iri("scheme/confidence/medium"))
    document.add(claim, "dcterms:source", iri(CURATORS_KNOWLEDGE))
