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
        re.compile(r"language tag", re.I),
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
    for pattern, en, sv, remedy, remedy_sv in _KNOWN:
        if pattern.search(text):
            return en, sv, remedy, remedy_sv
    # A control character in the message would garble the terminal.
    shown = "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in text).rstrip(".") + "."
    return (
        f"this is not well-formed: {shown}",
        f"detta är inte välformat; läsaren säger: {shown}",
        "Correct it there, or just before.",
        "Rätta det där, eller strax före.",
    )


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
