"""Regions: NUTS units of both vintages with names, places and what replaces them; functional regions.

The sources differ by column: codes, levels and native names are Eurostat's, English names OnlineS3's or the curator's
(each is a Claim with its source and confidence), coordinates OnlineS3's. A unit of 2021 and one of 2024 with the same
level, name and parent country follow one another; where the name has no such pair, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from styrka.facts import sources
from styrka.facts.tables import Row, Tables
from styrka.facts.turtle import Document, decimal, head, integer, iri, text
from styrka.vocabulary import BASE

SCHEMES: Final = {
    "in_nuts2021": "http://data.europa.eu/nuts/scheme/2021",
    "in_nuts2024": "http://data.europa.eu/nuts/scheme/2024",
}
_COUNTRY: Final = {
    "AT": "de",
    "BE": "fr",
    "BG": "bg",
    "CY": "el",
    "CZ": "cs",
    "DE": "de",
    "DK": "da",
    "EE": "et",
    "EL": "el",
    "ES": "es",
    "FI": "fi",
    "FR": "fr",
    "HR": "hr",
    "HU": "hu",
    "IE": "en",
    "IT": "it",
    "LT": "lt",
    "LU": "fr",
    "LV": "lv",
    "MT": "mt",
    "NL": "nl",
    "PL": "pl",
    "PT": "pt",
    "RO": "ro",
    "SE": "sv",
    "SI": "sl",
    "SK": "sk",
}
# Where a region's own language is not its country's; the longest prefix of the code decides.
_REGIONAL: Final = {
    "BE2": "nl",
    "BE336": "de",
    "ES111": "gl",
    "ES112": "gl",
    "ES113": "gl",
    "ES114": "gl",
    "ES212": "eu",
    "ES213": "eu",
    "ES512": "ca",
    "ES513": "ca",
    "ES52": "ca",
    "ES53": "ca",
    "ES531": "es",
    "FI2": "sv",
}
# Names in two languages, written "one/other" in one cell.
_TWO: Final = {
    "BE": ("fr", "nl"),
    "BE1": ("fr", "nl"),
    "BE10": ("fr", "nl"),
    "BE100": ("fr", "nl"),
    "ES211": ("eu", "es"),
    "ES521": ("es", "ca"),
    "ES522": ("es", "ca"),
    "ES523": ("es", "ca"),
    "FI": ("fi", "sv"),
    "IE": ("ga", "en"),
    "ITC2": ("it", "fr"),
    "ITC20": ("it", "fr"),
    "MT002": ("en", "mt"),
}
_CHANGES: Final = {
    "Boundary shift": ("gränsen ändrades", "the boundary changed"),
    "Code change": ("koden ändrades", "the code changed"),
    "New region": ("ny enhet", "new unit"),
    "Merged": ("enheten slogs ihop med en annan", "the unit was merged with another"),
    "Split": ("enheten delades", "the unit was split"),
    "Name change": ("namnet ändrades", "the name changed"),
    "art. 5(2a)": ("ändring enligt artikel 5.2a", "change under article 5(2a)"),
}
# Names in use that no table has as a name: label, language; those in documents and programme tables.
_ALSO: Final = {
    "SE12": (("ÖMS", "sv"), ("East Middle Sweden", "en")),
    "SE32": (("Middle Norrland", "en"),),
    "SE21": (("Småland och öarna", "sv"),),
    "SE22": (("Skåne-Blekinge", "sv"),),
    "SE122": (("Sörmland", "sv"),),
    "SE322": (("Jämtland Härjedalen", "sv"),),
}
# Functional regions: slug, names, members as the tables give them, and the table's id or source behind it.
FUNCTIONAL: Final = (
    ("malardalen", "Mälardalen", "Mälardalen", (), "document region-vastmanland-oms"),
    ("smaland-joint", "Småland", "Småland", ("SE211", "SE212", "SE213"), "se-21-skog-tra"),
    ("stockholm-uppsala", "Stockholm–Uppsala", "Stockholm–Uppsala", ("SE110", "SE121"), "se-110-uppsala-ls"),
    (
        "berlin-brandenburg",
        "Berlin och Brandenburg",
        "Berlin and Brandenburg",
        ("DE3", "DE4"),
        "https://vdocuments.site/gemeinsame-innovationsstrategie-der-lnder-berlin-und-mit-der-vorliegenden.html",
    ),
)
# The one unit whose name the table lacks; the name is the curator's knowledge.
_UNNAMED: Final = {"RO322": "Ilfov"}


def region(code: str) -> str:
    """Return the IRI of a region by its code, or by its slug when it is functional."""
    return f"{BASE}id/region/{code}"


def language(code: str) -> str:
    """Return the language of a NUTS unit's own name, and of what is written in it."""
    for length in range(len(code), 2, -1):
        if code[:length] in _REGIONAL:
            return _REGIONAL[code[:length]]
    return _COUNTRY[code[:2]]


def documents(tables: Tables) -> Iterator[Document]:
    """Yield a document for each country and one for functional regions."""
    units = {row["code"]: row for row in tables["nuts_eu"]}
    counties = {row["nuts3"]: row for row in tables["regions_se"]}
    for row in tables["regions_se"]:
        if row["nuts3"] not in units:
            raise row.wrong("nuts3", f"{row['nuts3']} is not in nuts_eu.csv.", "Use a NUTS code of level 3.")
    following = _following(units)
    for country in sorted({row["country"] for row in units.values()}):
        name = units[country]["name_sv"], units[country]["name_en"]
        document = Document(f"data/reference/regions/{country.lower()}.ttl")
        head(
            document,
            "regions",
            (f"Regioner: {name[0]}", f"Regions: {name[1]}"),
            (
                "Enheter enligt Nuts 2021 och 2024. Koder, nivåer och namn på egna språk är Eurostats; koordinater är "
                "mittpunkter ur OnlineS3; engelska namn har var sitt påstående med källa.",
                "Units of NUTS 2021 and 2024. Codes, levels and native names are Eurostat's; coordinates are centroids "
                "from OnlineS3; each English name has a claim with its source.",
            ),
        )
        for code in sorted(code for code in units if units[code]["country"] == country):
            _unit(document, units[code], units, following, counties.get(code))
        yield document
    yield _functional(tables, units)


def _following(units: Mapping[str, Row]) -> dict[str, str]:
    """Return which unit of 2024 follows which of 2021: the only one of the same country, level and name."""
    new: dict[tuple[str, str, str], list[str]] = {}
    for row in units.values():
        if row["in_nuts2021"] == "no":
            new.setdefault((row["country"], row["level"], row["name_native"]), []).append(row["code"])
    pairs = {
        row["code"]: new.get((row["country"], row["level"], row["name_native"]), [])
        for row in units.values()
        if row["in_nuts2024"] == "no"
    }
    return {old: found[0] for old, found in pairs.items() if len(found) == 1}


def _unit(
    document: Document, row: Row, units: Mapping[str, Row], following: Mapping[str, str], county: Row | None
) -> None:
    code, thing = row["code"], region(row["code"])
    level = row.integer("level")
    if level != len(code) - 2:
        raise row.wrong("level", f"{code} cannot be of level {level}.", "The level is the code's length less two.")
    if row["parent"] != (code[:-1] if level else "") or (level and row["parent"] not in units):
        raise row.wrong("parent", f"{row['parent']!r} is not what {code} belongs to.", "Use the code less its end.")
    if row["uri"] != f"http://data.europa.eu/nuts/code/{code}":
        raise row.wrong("uri", "the address does not end in the code.", f"Use http://data.europa.eu/nuts/code/{code}.")
    document.add(thing, "rdf:type", iri("styrka:Region"))
    document.add(thing, "skos:notation", text(code))
    document.add(thing, "styrka:nutsLevel", integer(level))
    document.add(thing, "skos:exactMatch", iri(row["uri"]))
    if level:
        document.add(thing, "styrka:partOf", iri(region(row["parent"])))
    for column, scheme in SCHEMES.items():
        if row.choice(column, ("yes", "no")) == "yes":
            document.add(thing, "skos:inScheme", iri(scheme))
    document.add(thing, "geo:lat", decimal(row.decimal("lat")))
    document.add(thing, "geo:long", decimal(row.decimal("lon")))
    document.add(thing, "dcterms:source", *sources.terms(row["source"]), *sources.terms(row["latlon_source"]))
    _names(document, row, county)
    if county:
        document.add(thing, "styrka:countyCode", text(county["lanskod"]))
        document.add(thing, "styrka:isoCode", text(county["iso_3166_2"]))
        document.add(thing, "styrka:confidence", iri(f"scheme/confidence/{county['confidence']}"))
        document.add(thing, "dcterms:source", *sources.terms(county["source"]))
    if row["change_2021_2024"]:
        swedish, english = _CHANGES[row.choice("change_2021_2024", tuple(_CHANGES))]
        document.add(
            thing,
            "skos:note",
            text(f"Från Nuts 2021 till 2024: {swedish}.", "sv"),
            text(f"From NUTS 2021 to 2024: {english}.", "en"),
        )
    if code in following:
        document.add(thing, "dcterms:isReplacedBy", iri(region(following[code])))
    if row["note"] == "extra-regio":
        document.add(
            thing,
            "skos:note",
            text("Extra-regio: territorium som inte hör till någon region.", "sv"),
            text("Extra-regio: territory that belongs to no region.", "en"),
        )


def _names(document: Document, row: Row, county: Row | None) -> None:
    code, thing = row["code"], region(row["code"])
    preferred: dict[str, str] = {}
    also: list[tuple[str, str]] = []
    claims: list[tuple[str, str, str, str]] = []  # label, language, source cell, confidence
    native = row["name_native"]
    if not native:
        if code not in _UNNAMED:
            raise row.wrong("name_native", "the cell is empty.", "Every unit has a name.")
        native = _UNNAMED[code]
        claims.append((native, language(code), "general knowledge", "high"))
    if row["note"] == "extra-regio":
        preferred["en"] = native
    elif code in _TWO:
        preferred.update(zip(_TWO[code], native.split("/", 1), strict=True))
    else:
        preferred[language(code)] = _greek(native) if row["country"] in ("EL", "CY") else native
    if row["name_latin_transliteration"]:
        preferred[f"{language(code)}-Latn"] = row["name_latin_transliteration"]
    if row["name_sv"] and row["note"] != "extra-regio":
        if preferred.setdefault("sv", row["name_sv"]) != row["name_sv"]:
            also.append((row["name_sv"], "sv"))
        if row["country"] != "SE":
            claims.append((row["name_sv"], "sv", "general knowledge", "high"))
    if county:
        preferred["en"] = county["region_en"]
        also.append((county["short_name"], "sv"))
        claims.append((county["region_en"], "en", "general knowledge", county["confidence"]))
    if row["name_en"]:
        if preferred.setdefault("en", row["name_en"]) != row["name_en"]:
            also.append((row["name_en"], "en"))
        claims.append(
            (row["name_en"], "en", row["name_en_source"], row.choice("name_en_confidence", ("high", "medium")))
        )
    for tag, label in preferred.items():
        document.add(thing, "skos:prefLabel", text(label, tag))
    for label, tag in (*also, *_ALSO.get(code, ())):
        if preferred.get(tag) != label:
            document.add(thing, "skos:altLabel", text(label, tag))
    for number, (label, tag, cell, confidence) in enumerate(claims, 1):
        claim = f"{BASE}id/claim/{code.lower()}/name-{tag}-{number}"
        prefers = preferred.get(tag) == label
        document.add(claim, "rdf:type", iri("styrka:Claim"))
        document.add(claim, "rdf:subject", iri(thing))
        document.add(claim, "rdf:predicate", iri("skos:prefLabel" if prefers else "skos:altLabel"))
        document.add(claim, "rdf:object", text(label, tag))
        document.add(claim, "styrka:confidence", iri(f"scheme/confidence/{confidence}"))
        document.add(claim, "dcterms:source", *sources.terms(cell))


def _greek(name: str) -> str:
    """Return the name with a Greek capital alpha where Eurostat's workbook has a Latin A before Greek letters."""
    return "Α" + name[1:] if name.startswith("A") and not name.isascii() else name


def _functional(tables: Tables, units: Mapping[str, Row]) -> Document:
    document = Document("data/reference/regions/functional.ttl")
    head(
        document,
        "regions",
        ("Funktionella regioner", "Functional regions"),
        (
            "Områden utan Nuts-kod som strategier och aktörer hänvisar till; medlemmarna är de som källan räknar upp.",
            "Areas without a NUTS code that strategies and actors refer to; the members are "
            "those that the source lists.",
        ),
    )
    rows = {row["id"]: row for row in tables["strategies_se"]}
    for slug, swedish, english, members, origin in FUNCTIONAL:
        thing = region(slug)
        document.add(thing, "rdf:type", iri("styrka:FunctionalRegion"))
        document.add(thing, "skos:prefLabel", text(swedish, "sv"), text(english, "en"))
        document.add(thing, "dcterms:source", *sources.terms(rows[origin]["source"] if origin in rows else origin))
        if not members:
            document.add(thing, "styrka:incompleteFor", iri("styrka:hasPart"))
            document.add(
                thing,
                "skos:note",
                text("Vilka län som ingår står inte i källan.", "sv"),
                text("The source does not say which counties belong to it.", "en"),
            )
        for code in members:
            document.add(region(code), "styrka:partOf", iri(thing))
    return document
