"""What the parser says where no small change helps, in the words of people, in English and Swedish."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from styrka.vocabulary import PREFIXES

_POSITION: Final = re.compile(r"^Parser error (?:at|between) line \d+ .*?: ", re.DOTALL)
_PREFIX: Final = re.compile(r"The prefix ([^\s:]*): has not been declared")
_KNOWN: Final = (
    (
        re.compile(r"Unexpected end of file|unexpected end|EOF", re.I),
        "something is opened here and never closed.",
        "något öppnas här och avslutas aldrig.",
        "Close the string, bracket or statement that begins here.",
        "Avsluta strängen, parentesen eller satsen som börjar här.",
    ),
    (
        re.compile(r"LoadDocumentCallback|remote context|loading document", re.I),
        "a context at another address is not fetched.",
        "en kontext på en annan adress hämtas inte.",
        "Write the @context into the file.",
        "Skriv in @context i filen.",
    ),
    (
        re.compile(r"IRI|No scheme found|Invalid .*character", re.I),
        "this is no address as addresses are written.",
        "detta är ingen adress som adresser skrivs.",
        "Write it as <https://...>, without spaces, or as <id/region/SE122>.",
        "Skriv den som <https://...>, utan mellanslag, eller som <id/region/SE122>.",
    ),
    (
        re.compile(r"A dot is expected"),
        "a statement ends before this, and has no full stop.",
        "en uppgift slutar före detta, och har ingen punkt.",
        "Write . at its end; or , before another value, ; before another property.",
        "Skriv . i slutet av den; eller , före ett värde till, ; före en egenskap till.",
    ),
    (
        re.compile(r"PREFIX keyword"),
        "a prefix has a name, a colon and an address.",
        "ett prefix har ett namn, ett kolon och en adress.",
        "Write for example @prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "Skriv till exempel @prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    ),
    (
        re.compile(r"language (?:tag|code)", re.I),
        "the language tag is not one.",
        "språktaggen är ingen sådan.",
        "Write for example @sv or @en-GB.",
        "Skriv till exempel @sv eller @en-GB.",
    ),
    (
        re.compile(r"escape", re.I),
        "\\ in a text has a meaning of its own.",
        "\\ i en text har en egen betydelse.",
        "Double it: \\\\.",
        "Dubblera det: \\\\.",
    ),
)
# What may stand in each place of a statement, by the parser's name of the place.
_PLACE: Final = re.compile(r"(.+) is not a valid (subject or graph name|predicate|RDF object)", re.DOTALL)
_PLACES: Final = {
    "subject or graph name": ("what a statement is about", "det som en uppgift handlar om"),
    "predicate": ("a property", "en egenskap"),
    "RDF object": ("a value", "ett värde"),
}
_LONGEST: Final = 40  # characters of what stands in the wrong place


def describe_complaint(message: str) -> tuple[str, str, str, str]:
    """Return what is wrong, in English and Swedish, and what would be right, in English and Swedish."""
    text = _POSITION.sub("", message)
    unknown = _PREFIX.search(text)
    if unknown:
        prefix = unknown[1]
        meaning = PREFIXES.get(prefix)
        declared = f'"@prefix {prefix}: <{meaning or "..."}> ."'
        return (
            f"the prefix {prefix}: is not declared.",
            f"prefixet {prefix}: är inte deklarerat.",
            f"Add {declared} at the top." if meaning else f"Declare it at the top with {declared}, or correct it.",
            f"Lägg till {declared} överst." if meaning else f"Deklarera det överst med {declared}, eller rätta det.",
        )
    if misplaced := _PLACE.search(text):
        return _describe_misplaced(_show(misplaced[1]), *_PLACES[misplaced[2]])
    for pattern, en, sv, remedy, remedy_sv in _KNOWN:
        if pattern.search(text):
            return en, sv, remedy, remedy_sv
    shown = _show(text).rstrip(".") + "."
    return (
        f"this is not well-formed: {shown}",
        f"detta är inte välformat; läsaren säger: {shown}",
        "Correct it there, or just before.",
        "Rätta det där, eller strax före.",
    )


def _describe_misplaced(found: str, place: str, place_sv: str) -> tuple[str, str, str, str]:
    """Return that something stands where ``place`` has to stand; a mark that ends something leaves that out."""
    if found in set(".,;])}"):
        return (
            f"{place} is missing before {found}",
            f"{place_sv} saknas före {found}",
            f"Write it, or delete what comes before {found}",
            f"Skriv det, eller ta bort det som står före {found}",
        )
    shown = found if len(found) <= _LONGEST else found[:_LONGEST] + "…"
    return (
        f"{shown} cannot stand here, where {place} has to stand.",
        f"{shown} kan inte stå här, där {place_sv} ska stå.",
        'Write an address as <id/region/SE122>, a name as skos:prefLabel, a text in "quotation marks".',
        'Skriv en adress som <id/region/SE122>, ett namn som skos:prefLabel, en text inom "citattecken".',
    )


def _show(text: str) -> str:
    """Return a text whose control characters are named: in a terminal they would do something."""
    return "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in text)


_OTHERS: Final = (
    (re.compile(r"<!DOCTYPE html|<html", re.I), "a web page", "en webbsida"),
    (re.compile(r"<\?xml|<rdf:RDF", re.I), "XML", "XML"),
    (re.compile(r"\{\s*(?:\"|$)|\[\s*\{"), "JSON", "JSON"),
    (re.compile(r"%PDF-"), "a PDF", "en PDF"),
    (re.compile(r"[^\n;]*;[^\n;]*;[^\n;]*\n[^\n;]*;"), "a table with semicolons", "en tabell med semikolon"),
)


def describe_other_format(text: str, form: ox.RdfFormat) -> tuple[str, str, str, str] | None:
    """Return that a text is of another format than its name says, with what to do; None where it may be of this one."""
    start = text.lstrip()[:500]
    for pattern, en, sv in _OTHERS:
        if pattern.match(start) and not (en == "JSON" and form == ox.RdfFormat.JSON_LD):
            if en.startswith("a table") and ("@prefix" in text or ":" in start.split(";")[0]):
                continue
            return (
                f"this is {en}, not {form.name}.",
                f"detta är {sv}, inte {form.name}.",
                f"Save the data as {form.name}, or give the file the ending of its format.",
                f"Spara uppgifterna som {form.name}, eller ge filen sitt formats ändelse.",
            )
    return None
