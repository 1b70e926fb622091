"""Parties: the organisations that a cell names, and as what; one cell often holds several.

The patterns are those of the tables: "A, B" and "A and B" are alike; "A (with B, C)" and "A with B" make B and C
partners; "(project owner)", "(responsible ...)" and "(partner)" say the role. What is not the name of an organisation
("the municipalities in Halland") comes back as a kind of actor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from styrka.facts.tables import Row

# Names in cells that the actors' table writes otherwise, and cut names in full.
ALIASES: Final = {
    "BTH": "Blekinge Tekniska Högskola",
    "KI Science Park": "Karolinska Institutet Science Park",
    "Videum": "Videum Science Park",
    "Create": "Create Business Incubator",
    "RISE": "RISE Research Institutes of Sweden",
    "Visit Dalarna AB": "Destination Dalarna / Visit Dalarna",
    "Alexandersoninstitutet": "Alexanderson Institutet",
    "The Wood Region/Torsby kommun": "The Wood Region (Torsby kommun)",
    "European Commission": "Europeiska kommissionen",
    "Karolinska University Hospital": "Karolinska universitetssjukhuset",
    "Fyrbodals": "Fyrbodals kommunalförbund",
    "Sjuhärads": "Sjuhärads kommunalförbund",
    "Länsstyrelsen i Kalmar": "Länsstyrelsen i Kalmar län",
    "Industriellt Utvecklings Centrum i Halland AB": "IUC Halland",
    "Flemingsberg": "Flemingsberg (campusorganisation)",
    "Jämtland Härjedalen Turism": "Jämtland Härjedalen Turism (JHT)",
}
# Cells that no pattern reads rightly: what they name, and as what.
_CELLS: Final = {
    "FPX (Future Position X), node Gävle": (("Future Position X (FPX)", "applicant"),),
    "Region Östergötland (Östergötlands läns landsting, regional utveckling)": (("Region Östergötland", "applicant"),),
    "Västerås Science Park (Länsstyrelsen/Region Västmanland; Automation Region, Energy Competence Center, "
    "Järnvägsklustret, Välfärd & Hälsa)": (
        ("Västerås Science Park", "applicant"),
        ("Länsstyrelsen i Västmanlands län", "partner"),
        ("Region Västmanland", "partner"),
        ("Automation Region", "partner"),
        ("Energy Competence Center", "partner"),
        ("Järnvägsklustret", "partner"),
        ("Välfärd & Hälsa (Västmanland)", "partner"),
    ),
    "Högskolan i Halmstad – Leap for Life (with Region Halland, Hallands kommuner, HighFive)": (
        ("Högskolan i Halmstad", "applicant"),
        ("Leap for Life", "applicant"),
        ("Region Halland", "partner"),
        ("HighFive", "partner"),
        ("Hallands kommuner", "kind"),
    ),
}
_KINDS: Final = r"(?:the municipalities|county administrative boards|ten incubators|Hallands kommuner|Swedish partner)"
# Who pays, where a programme's cell names an organisation rather than a programme.
_FUNDERS: Final = (
    (r"^Vinnova\b|\(Vinnova\)", "Vinnova", "funder"),
    (r"^Tillväxtverket\b", "Tillväxtverket", "funder"),
    (r"Region Norrbotten co-financing", "Region Norrbotten", "co-funder"),
    (r"\+ Region Kronoberg", "Region Kronoberg", "co-funder"),
    (r"and Region Halland", "Region Halland", "co-funder"),
)


@dataclass(frozen=True)
class Party:
    """An organisation as a cell names it and its role (a slug of the role scheme), or a kind of actor ("kind")."""

    name: str
    role: str


def of_project(row: Row) -> tuple[Party, ...]:
    """Who applies for, owns or takes part in a project, in the order of its cell, and who pays for it."""
    cell = row["applicant_or_owner"]
    found = [Party(name, role) for name, role in _CELLS[cell]] if cell in _CELLS else _read(cell)
    if "lead applicant is not stated" in row["note"]:
        found = [Party(party.name, "participant") for party in found]
    elif row["programme"].startswith("Tillväxtverket"):
        found = [Party(party.name, "owner" if party.role == "applicant" else party.role) for party in found]
    payers = [Party(name, role) for pattern, name, role in _FUNDERS if re.search(pattern, row["programme"])]
    return tuple(dict.fromkeys([*found, *payers]))


def of_programme(row: Row) -> tuple[str, ...]:
    """Return the organisations that manage a programme.

    "regionerna" are not one, and companion companies are left out.
    """
    names: list[str] = []
    for part in row.parts("managing_authority"):
        inner = re.search(r"\(([A-Z]{4,})\)$", part)
        plain = re.sub(r" with .*| \(.*\)$", "", part)
        if plain.lower() != "regionerna":
            names.append(ALIASES.get(plain, plain))
        if inner:
            names.append(inner.group(1))
    return tuple(names)


def _read(cell: str) -> list[Party]:
    role = "applicant"
    if re.search(r", Swedish partners?$", cell):
        cell, role = re.sub(r", Swedish partners?$", "", cell), "partner"
    with_others = re.search(r" ?\((?:with|partners:) (.*)\)| with (.*)", cell)
    others = ""
    if with_others:
        others = with_others.group(1) or with_others.group(2)
        cell = cell[: with_others.start()] + cell[with_others.end() :]
    for pattern, meant in (
        (r" \(project owner\)", "owner"),
        (r" \(responsible[^)]*\)", "responsible"),
        (r" \(partner\)", "partner"),
    ):
        if re.search(pattern, cell):
            cell, role = re.sub(pattern, "", cell), meant
    cell = re.sub(r" \([^)]*\)", "", cell)
    return [*_named(cell, role), *_named(others, "partner")]


def _named(names: str, role: str) -> list[Party]:
    parts = [part.strip() for part in re.split(r"[,;]| and (?=[A-ZÅÄÖ])", names) if part.strip()]
    if parts and re.match(r"ten ", names):
        parts = [names]
    return [Party(ALIASES.get(part, part), "kind" if re.match(_KINDS, part) else role) for part in parts]
