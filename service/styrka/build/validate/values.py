"""Values that nobody can want: each with what is wrong, and the value as it must have been meant.

A wrong encoding, characters that cannot be seen and empty texts are violations; letters taken apart, spaces at the
ends, entities of HTML and a country's code in the place of a language's are warnings: people read past them, and
programs do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

import pyoxigraph as ox

from styrka.build.validate.mending import Fault, Kind, find_fault, undo_wrong_encoding
from styrka.build.validate.report import Finding, Words
from styrka.build.validate.shapes import Severity
from styrka.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    from styrka.build.sources import Source

WANTED_VALUE: Final = BASE + "shape/WantedValue"
_TEXTS: Final = frozenset((PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"))
_VERBATIM: Final = PREFIXES["oa"] + "exact"  # what a document says letter by letter may have its own faults
_NAMES: Final = frozenset(
    PREFIXES[space] + name for space, name in (("skos", "prefLabel"), ("skos", "altLabel"), ("dcterms", "title"))
)
_SPACES: Final = re.compile(r"\s{2,}|[\t\n]")
_SAMI: Final = re.compile("[áčđŋšŧž]", re.IGNORECASE)
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_SHOWN: Final = 80
_TAGGED: Final = re.compile(r'(".*")@([A-Za-z0-9-]+)', re.DOTALL)
# What people write for a language: a country's code, the three letters of ISO 639-2, its name.
LANGUAGES: Final = {
    **dict.fromkeys(("se", "swe", "swedish", "svenska"), "sv"),
    **dict.fromkeys(("gb", "us", "eng", "english", "engelska"), "en"),
    **dict.fromkeys(("dk", "dan", "danish"), "da"),
    **dict.fromkeys(("cz", "cze", "ces", "czech"), "cs"),
    **dict.fromkeys(("gr", "gre", "ell", "greek"), "el"),
    **dict.fromkeys(("ee", "est", "estonian"), "et"),
    **dict.fromkeys(("si", "slv"), "sl"),
    **dict.fromkeys(("at", "ger", "deu", "german", "deutsch"), "de"),
    **dict.fromkeys(("fre", "fra", "french"), "fr"),
    **dict.fromkeys(("spa", "sp", "spanish"), "es"),
    **dict.fromkeys(("nor", "norwegian"), "no"),
    **dict.fromkeys(("fin", "finnish", "suomi"), "fi"),
    **dict.fromkeys(("pol", "polish"), "pl"),
    **dict.fromkeys(("ita", "italian"), "it"),
    **dict.fromkeys(("dut", "nld", "dutch"), "nl"),
    **dict.fromkeys(("por", "portuguese"), "pt"),
    **dict.fromkeys(("rum", "ron"), "ro"),
    **dict.fromkeys(("hun", "hungarian"), "hu"),
    **dict.fromkeys(("lav", "lv-lv"), "lv"),
    **dict.fromkeys(("lit",), "lt"),
    **dict.fromkeys(("slk", "slo"), "sk"),
    **dict.fromkeys(("bul",), "bg"),
    **dict.fromkeys(("hrv",), "hr"),
    **dict.fromkeys(("ua", "ukr"), "uk"),
    **dict.fromkeys(("al",), "sq"),
    **dict.fromkeys(("rs", "srp"), "sr"),
}
_ABOUT: Final[dict[Kind, tuple[Severity, str, str]]] = {
    "empty": ("violation", "The text is empty.", "Texten är tom."),
    "placeholder": (
        "violation",
        "The text holds the place of another, and says nothing.",
        "Texten håller plats för en annan, och säger ingenting.",
    ),
    "control": (
        "violation",
        "The text has a character that cannot be seen: {sign}.",
        "Texten har ett tecken som inte syns: {sign}.",
    ),
    "lost": (
        "violation",
        "A letter of the text was lost on the way: {sign} stands in its place.",
        "En bokstav i texten gick förlorad på vägen: {sign} står i dess ställe.",
    ),
    "encoding": (
        "violation",
        "The text was written in UTF-8 and read in another encoding.",
        "Texten skrevs i UTF-8 och lästes i en annan teckenkodning.",
    ),
    "decomposed": (
        "warning",
        "Letters are taken apart into letter and accent, so that a search does not find them.",
        "Bokstäver är delade i bokstav och accent, så att en sökning inte hittar dem.",
    ),
    "markup": ("warning", "The text has HTML in it: {sign}", "Texten har HTML i sig: {sign}"),
    "spaces": (
        "warning",
        "The text has spaces at its ends, or more than one in a row.",
        "Texten har mellanslag i början eller slutet, eller flera i rad.",
    ),
}


def find_unwanted_values(
    sources: Sequence[Source], reported: frozenset[tuple[str, str]] = frozenset(), focus: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Yield a finding for each text and IRI that a tool has spoilt, with the repaired value.

    Parameters:
        sources: the files of data.
        reported: subject and value, in N-Triples, of what the shapes have found.
        focus: the IRIs of the things to look at; None for all.
    """
    # Values stand in many statements, and each is looked at once: in names, in quotations, and elsewhere.
    wanted: dict[str, set[object]] = {"name": set(), "quotation": set(), "": set()}
    places: dict[ox.NamedNode, str] = {}
    for source in sources:
        for quad in source.quads:
            if focus is not None and (not isinstance(quad.subject, ox.NamedNode) or quad.subject.value not in focus):
                continue
            if (place := places.get(quad.predicate)) is None:
                iri = quad.predicate.value
                place = places[quad.predicate] = "name" if iri in _NAMES else "quotation" if iri == _VERBATIM else ""
            if quad.object in wanted[place]:
                continue
            found = _look(quad)
            if not found:
                wanted[place].add(quad.object)
                continue
            about = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if (about, str(quad.object)) not in reported:
                severity, words = found
                yield Finding.state(
                    source, about, quad.predicate.value, str(quad.object), WANTED_VALUE, severity, words
                )


def suggest_text(value: str) -> tuple[str, str]:
    """Return what to write for a text, in N-Triples, whose language tag is wrong; empty where nobody can know."""
    found = _TAGGED.fullmatch(value)
    meant = suggest_language(ox.Literal("", language=found[2])) if found else ""
    right = f"{found[1]}@{meant}" if found and meant else ""
    return (f"Write {right}.", f"Skriv {right}.") if right else ("", "")


def suggest_language(value: ox.Literal) -> str:
    """Return the tag that a wrong one was meant as; empty where nobody can know.

    >>> suggest_language(ox.Literal("Energi", language="dk"))
    'da'
    """
    tag = (value.language or "").lower()
    first, _, rest = tag.partition("-")
    if tag in LANGUAGES:
        return LANGUAGES[tag]
    if rest == "uk":
        return f"{first}-gb"
    return LANGUAGES.get(first, "")


def _look(quad: ox.Quad) -> tuple[Severity, Words] | None:
    value, predicate = quad.object, quad.predicate.value
    if isinstance(value, ox.NamedNode):
        return _look_at_iri(value.value)
    if not isinstance(value, ox.Literal) or value.datatype.value not in _TEXTS:
        return None
    fault = find_fault(value.value)
    if fault is None and predicate in _NAMES and _SPACES.search(value.value):
        fault = Fault("spaces", _SPACES.sub(" ", value.value))
    if fault is not None and not (predicate == _VERBATIM and fault.kind in ("spaces", "markup")):
        return _describe(fault, value.language)
    return _look_at_language(value)


def _describe(fault: Fault, language: str | None) -> tuple[Severity, Words]:
    severity, en, sv = _ABOUT[fault.kind]
    if fault.repaired:
        right = _write(fault.repaired, language)
        remedy, remedy_sv = f"Write {right}.", f"Skriv {right}."
    elif fault.kind == "lost":
        remedy, remedy_sv = (
            "Write the text anew from its source, and save it in UTF-8.",
            ("Skriv texten på nytt från källan, och spara den i UTF-8."),
        )
    else:
        remedy, remedy_sv = "Write the text, or leave the statement out.", "Skriv texten, eller utelämna uppgiften."
    return severity, Words(en.format(sign=fault.sign), sv.format(sign=fault.sign), remedy, remedy_sv)


def _look_at_language(value: ox.Literal) -> tuple[Severity, Words] | None:
    tag = (value.language or "").lower()
    if tag.endswith("-uk"):
        words = ("UK is the code of no country", "UK är inget lands kod")
    elif (tag == "se" and not _SAMI.search(value.value)) or (tag == "uk" and not _CYRILLIC.search(value.value)):
        words = _IS[tag]
    else:
        return None
    right = _write(value.value, "en" if tag == "uk" else suggest_language(value))
    return "warning", Words(f"@{tag}: {words[0]}.", f"@{tag}: {words[1]}.", f"Write {right}.", f"Skriv {right}.")


_IS: Final = {
    "se": (
        "this is Northern Sámi, and the text does not look like it",
        "detta är nordsamiska, och texten ser inte ut så",
    ),
    "uk": ("this is Ukrainian, and the text does not look like it", "detta är ukrainska, och texten ser inte ut så"),
}


def _look_at_iri(iri: str) -> tuple[Severity, Words] | None:
    if iri.isascii() and "%" not in iri:
        return None
    plain = unquote(iri, errors="replace") if "%" in iri else iri
    meant = undo_wrong_encoding(plain)
    fault = find_fault(meant.replace(" ", "_")) if not plain.isascii() else None
    if meant == plain and (fault is None or fault.kind not in ("control", "decomposed")) and plain == plain.strip():
        return None
    repaired = fault.repaired if fault is not None and fault.repaired else meant
    right = f"<{quote(repaired.strip(), safe=':/?#[]@!$&()*+,;=%~') if iri.isascii() else repaired.strip()}>"
    return "violation", Words(
        "The address has a character in it that nobody typed.",
        "Adressen har ett tecken i sig som ingen har skrivit.",
        f"Write {right}, and look whether it leads somewhere.",
        f"Skriv {right}, och se efter att den leder någonstans.",
    )


def _write(text: str, language: str | None) -> str:
    """Return a text as Turtle writes it, cut where it is long."""
    cut = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return str(ox.Literal(cut, language=language) if language else ox.Literal(cut))
