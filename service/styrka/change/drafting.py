"""A strategy's folder as far as it can be written before anybody has read the document: ``styrka new strategy``.

What is known of the region is filled in; what only the document says is a blank, ``…``, which ``styrka check`` finds
by itself: a text that says nothing is never published.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from styrka.build.tables import read_present, read_schemas
from styrka.build.tables.metadata import FOLDER
from styrka.build.tables.rows import Row, Table
from styrka.errors import BadParameter, Conflict, NotFound
from styrka.turtle import format_turtle
from styrka.vocabulary import PREFIXES, slug

BLANK: Final = "…"
_SOURCES: Final = f"{FOLDER}/sources.csv"
_CODE: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_YEARS: Final = range(1990, 2101)
_NAMES: Final = ("dcterms", "prov", "skos", "styrka", "void", "xsd")


@dataclass(frozen=True)
class StrategyFacts:
    """What somebody says of a new strategy; empty where the document is not read yet.

    Attributes:
        code: the region's.
        year: the first of its period.
        source: the id of the document, as a source.
        title: as the document has it.
        language: of the document.
        page: the document's address.
        adopted: the day on which it was adopted.
        until: the last year of its period.
        areas: the names of its priority areas, as the document has them.
        today: the day on which it is recorded.
    """

    code: str
    year: int
    source: str = ""
    title: str = ""
    language: str = ""
    page: str = ""
    adopted: str = ""
    until: str = ""
    areas: tuple[str, ...] = ()
    today: str = ""


@dataclass(frozen=True)
class Blank:
    """What has to be written, where: the file and its line, and what in English and Swedish."""

    path: str
    line: int
    en: str
    sv: str


@dataclass(frozen=True)
class Draft:
    """The files of a new strategy by path, the whole table of sources among them, and the blanks in them."""

    files: Mapping[str, str]
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class _Region:
    code: str
    names: Mapping[str, str]
    language: str
    authorities: tuple[str, ...]
    replaced: str

    def name(self, language: str) -> str:
        """Return the region's name in a language, else in its own, else its code."""
        return self.names.get(language) or self.names.get(self.language) or self.code


def draft_strategy(root: Path, limit: int, facts: StrategyFacts) -> Draft:
    """Return the folder of a new strategy, with what is known of its region.

    Parameters:
        root: where the tables are, and the folder will be.
        limit: the largest file that is read, in bytes.

    Raises:
        BadParameter: For a code or a year that cannot be one.
        NotFound: For a region that is not recorded.
        Conflict: Where the folder is there already.
        SourceError: When a table cannot be read.
    """
    code, folder = facts.code.upper(), f"data/strategies/{facts.code.lower()}-{facts.year}"
    if not _CODE.fullmatch(code) or facts.year not in _YEARS:
        raise BadParameter(
            f"{facts.code} {facts.year} is no code of NUTS and no year, as SE211 2026 are.",
            sv=f"{facts.code} {facts.year} är ingen Nutskod och inget år, som SE211 2026 är.",
            parameter="CODE",
        )
    if (root / folder).exists():
        raise Conflict(
            f"{folder}/ is there already. Change its files, or choose another --year.",
            sv=f"{folder}/ finns redan. Ändra filerna där, eller välj ett annat --year.",
        )
    present = read_present(root, read_schemas(root, limit), limit)
    region = _find_region(present, code)
    name = f"{code.lower()}-{facts.year}"
    source = slug(facts.source) if facts.source else name
    language = facts.language or region.language
    document = format_turtle(_write_document(name, source, region, language, facts), f"{folder}/{source}.ttl")
    curation = format_turtle(_write_curation(name, region, language, facts), f"{folder}/curation.ttl")
    files = {f"{folder}/{source}.ttl": document, f"{folder}/curation.ttl": curation}
    if all(row.cells.get("id") != source for row in present["sources.csv"].rows):
        before = (root / _SOURCES).read_text("utf-8")
        files[_SOURCES] = before + "\n" * (not before.endswith("\n")) + _write_source(present, source, language, facts)
    return Draft(files, tuple(_find_blanks(files)))


def _find_region(present: Mapping[str, Table], code: str) -> _Region:
    """Return what is known of a region.

    Raises:
        NotFound: When it is not recorded.
    """
    rows = [row.cells for row in present["regions.csv"].rows if row.cells.get("id") == code]
    if not rows:
        raise NotFound(
            f"No region {code} is recorded. `styrka query regions-without-priorities` lists codes.",
            sv=f"Ingen region {code} är registrerad. `styrka query regions-without-priorities` räknar upp koder.",
        )
    names = {row["language"]: row["name"] for row in rows if "name" in row and "language" in row}
    own = next((row["language"] for row in rows if "code" in row and "language" in row), "en")
    authorities = {
        row.cells["id"]
        for row in present["actors.csv"].rows
        if code in row.cells.get("authority_of", "").split("|") and row.cells.get("id")
    }
    return _Region(code, names, own, tuple(sorted(authorities)), _find_earlier(present["strategies.csv"].rows, code))


def _find_earlier(rows: Sequence[Row], code: str) -> str:
    """Return the strategy of a region that is recorded as the present one, where there is just one; else nothing."""
    covering = {row.cells["id"] for row in rows if code in row.cells.get("covers", "").split("|")}
    current = {
        row.cells["id"]
        for row in rows
        if row.cells.get("status") == "current" and "s3" in row.cells.get("kind", "").split("|")
    }
    found = sorted(one for one in covering & current if one.startswith("strategy/"))
    return found[0] if len(found) == 1 else ""


def _write_head(graph: str, source: str, titles: tuple[str, str], about: tuple[str, str], today: str) -> str:
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _NAMES)
    return f"""@base <https://w3id.org/styrka/> .
{prefixes}
<graph/strategies/{graph}> a void:Dataset ;
    dcterms:title {_quote(titles[0])}@sv, {_quote(titles[1])}@en ;
    dcterms:description {_quote(about[0])}@sv, {_quote(about[1])}@en ;
    dcterms:modified "{today}"^^xsd:date ;
    dcterms:license <http://creativecommons.org/licenses/by/4.0/> ;
    prov:wasAttributedTo <id/actor/styrka> ;
    dcterms:isPartOf <dataset/strategies> ;
    dcterms:source <id/source/{source}> .

"""


def _write_document(name: str, source: str, region: _Region, language: str, facts: StrategyFacts) -> str:
    titles = (
        f"Strategi för {region.name('sv')} {facts.year}: dokumentet",
        f"The strategy of {region.name('en')} {facts.year}: the document",
    )
    about = ("Vad dokumentet säger, och bara det.", "What the document says, and only that.")
    areas = _name_areas(name, facts.areas)
    lines = [
        f"skos:prefLabel {_quote(facts.title or BLANK)}@{language}",
        f"styrka:coversRegion <id/region/{region.code}>",
    ]
    lines += (f"styrka:adoptedBy <id/actor/{one}>" for one in region.authorities)
    if facts.adopted:
        lines.append(f'styrka:adoptedOn "{facts.adopted}"^^xsd:date')
    lines.append(f'styrka:periodStart "{facts.year}"^^xsd:gYear')
    if facts.until:
        lines.append(f'styrka:periodEnd "{facts.until}"^^xsd:gYear')
    lines.append("styrka:hasPriorityArea " + ", ".join(f"<{iri}>" for iri in areas))
    body = f"<id/strategy/{name}> a styrka:Strategy ;\n    " + " ;\n    ".join(lines) + " .\n\n"
    body += "".join(
        f"<{iri}> a styrka:PriorityArea ;\n    skos:prefLabel {_quote(label)}@{language} ;\n    styrka:order {at} .\n\n"
        for at, (iri, label) in enumerate(areas.items(), 1)
    )
    return _write_head(f"{name}/{source}", source, titles, about, facts.today) + body


def _write_curation(name: str, region: _Region, language: str, facts: StrategyFacts) -> str:
    titles = (
        f"Strategi för {region.name('sv')} {facts.year}: kuratering",
        f"The strategy of {region.name('en')} {facts.year}: curation",
    )
    about = ("Översättningar och status.", "Translations and the status.")
    lines = ["styrka:kind <scheme/strategy-kind/s3>", "styrka:status <scheme/status/current>"]
    if region.replaced:
        lines.append(f"styrka:replaces <id/{region.replaced}>")
    if language != "en":
        lines.insert(0, f'skos:prefLabel "Smart specialisation strategy of {region.name("en")}"@en')
    body = f"<id/strategy/{name}> " + " ;\n    ".join(lines) + " .\n\n"
    if language != "en":
        body += "".join(f'<{iri}> skos:prefLabel "{BLANK}"@en .\n\n' for iri in _name_areas(name, facts.areas))
    return _write_head(f"{name}/curation", "curation", titles, about, facts.today) + body


def _name_areas(name: str, labels: Sequence[str]) -> dict[str, str]:
    """Return the label of each area by its address; one blank where none is given."""
    return {f"id/area/{name}/{slug(label)}": label for label in labels} or {f"id/area/{name}/area-1": BLANK}


def _write_source(present: Mapping[str, Table], source: str, language: str, facts: StrategyFacts) -> str:
    """Return the row of the document in the table of sources."""
    cells = {
        "id": source,
        "language": language,
        "type": "Source",
        "title": facts.title or BLANK,
        "kind": "strategy-document",
        "issued": facts.adopted,
        "read_on": facts.today,
        "recorded_on": facts.today,
        "page": facts.page,
    }
    out = io.StringIO(newline="")
    columns = [column.name for column in present["sources.csv"].schema.columns]
    csv.writer(out, lineterminator="\n").writerow([cells.get(column, "") for column in columns])
    return out.getvalue()


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _find_blanks(files: Mapping[str, str]) -> Iterator[Blank]:
    for path, text in files.items():
        area = False
        for line, written in enumerate(text.splitlines(), 1):
            area = "id/area/" in written.split(" ")[0] if written.startswith("<") else area
            if path == _SOURCES:
                if f",{BLANK}," in written and written.split(",", 3)[2] == "Source":
                    yield Blank(
                        path, line, "the title of the document, as it is written", "dokumentets titel, som den står"
                    )
            elif f'"{BLANK}"' in written:
                if path.endswith("/curation.ttl"):
                    yield Blank(path, line, "the name of the area in English", "områdets namn på engelska")
                elif area:
                    yield Blank(path, line, "the name of a priority area", "namnet på ett prioriterat område")
                else:
                    yield Blank(
                        path, line, "the name of the strategy, as it is written", "strategins namn, som det står"
                    )
