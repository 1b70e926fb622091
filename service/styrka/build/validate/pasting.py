"""Lines ready to paste, where an address or a name stands for a thing that must be described.

``dcterms:source <https://...>`` names a document that the graph knows under another address, or does not know yet; the
same goes for actors and for regions by their NUTS code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from styrka.build.tables.habits import read_day
from styrka.build.validate.addresses import repair_address
from styrka.build.validate.dangling import KNOWN_THING
from styrka.build.validate.report import Finding
from styrka.vocabulary import BASE, PREFIXES, slug, source_iri

_SOURCES: Final = frozenset((PREFIXES["dcterms"] + "source", PREFIXES["styrka"] + "locatedInSource"))
_ACTORS: Final = frozenset(
    [PREFIXES["dcterms"] + "publisher", PREFIXES["prov"] + "wasAttributedTo"]
    + [
        PREFIXES["styrka"] + name
        for name in ("adoptedBy", "managedBy", "ledBy", "involves", "memberOf", "collaboratesWith")
    ]
)
_REGIONS: Final = frozenset(
    PREFIXES["styrka"] + name
    for name in ("coversRegion", "locatedIn", "eligibleRegion", "authorityOf", "partOf", "borders", "adoptedBy")
)
_PAGES: Final = frozenset(
    PREFIXES[space] + name
    for space, name in (("foaf", "page"), ("foaf", "homepage"), ("skos", "exactMatch"), ("skos", "notation"))
)
_LABELS: Final = frozenset(
    PREFIXES[space] + name for space, name in (("skos", "prefLabel"), ("skos", "altLabel"), ("dcterms", "title"))
)


class Pasting:
    """What the graph describes, by page, match, code and name; read when the first finding needs it."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._quads = list(quads)

    def suggest(self, focus: str, predicate: str, value: str) -> tuple[str, str]:
        """Return what to write instead of a value that is no thing of ours, in English and Swedish; empty: nothing.

        Parameters:
            focus: the thing that the value is of.
            predicate: the property's IRI.
            value: in N-Triples syntax.
        """
        known = predicate in _SOURCES | _ACTORS | _REGIONS
        if not known or not value or value.startswith((f"<{BASE}id/", "_:")):
            return "", ""
        text = _read(value)
        noun = "source" if predicate in _SOURCES else "actor" if predicate in _ACTORS else "region"
        if found := self._things.get((noun, _fold(text))):
            right = f"<{found.removeprefix(BASE)}>"
            return f"It is described: write {right}.", f"Det är beskrivet: skriv {right}."
        if predicate in _SOURCES:
            lines = describe_source(text)
        elif predicate in _ACTORS:
            lines = describe_actor(text)
        else:
            return "", ""
        iri = lines.split(" ", 1)[0]
        name = f"dcterms:source {iri}" if predicate in _SOURCES else iri
        return (
            f"Write {name} there, and describe it with these lines:\n{lines}",
            f"Skriv {name} där, och beskriv det med de här raderna:\n{lines}",
        )

    def extend(self, finding: Finding) -> Finding:
        """Return the finding with the lines that describe a source or an actor, where it is about a missing one."""
        missing = finding.value[1:-1] if finding.value.startswith("<") else finding.focus
        noun = missing.removeprefix(BASE + "id/").split("/")[0]
        if finding.shape != KNOWN_THING or noun not in ("source", "actor") or not missing.startswith(BASE + "id/"):
            return finding
        name = missing.rpartition("/")[2].replace("-", " ")
        _, _, rest = (describe_source(name) if noun == "source" else describe_actor(name)).partition(" ")
        lines = f"<{missing.removeprefix(BASE)}> {rest}"
        return replace(
            finding,
            remedy=f"{finding.remedy.rstrip('.')}:\n{lines}",
            remedy_sv=f"{finding.remedy_sv.rstrip('.')}:\n{lines}",
        )

    @cached_property
    def _things(self) -> Mapping[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for quad in self._quads:
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if (
                isinstance(subject, ox.NamedNode)
                and subject.value.startswith(BASE + "id/")
                and predicate in _PAGES | _LABELS
            ):
                noun = subject.value.removeprefix(BASE).split("/")[1]
                found.setdefault((noun, _fold(getattr(value, "value", ""))), subject.value)
        return found


def suggest_day(value: str) -> tuple[str, str]:
    """Return what to write for a date in words, in N-Triples syntax, in English and Swedish; empty for none.

    >>> suggest_day('"15 juni 2026"')[0], suggest_day('"5/6/2026"')[0]
    ('Here that is "2026-06-15"^^xsd:date.', '')
    """
    day = read_day(_read(value)) if value.startswith('"') else ""
    kind = "gYearMonth" if len(day) == len("2026-06") else "date"
    return (f'Here that is "{day}"^^xsd:{kind}.', f'Här är det "{day}"^^xsd:{kind}.') if day else ("", "")


def describe_source(text: str) -> str:
    """Return the lines that describe a source by its address or its title, with what has to be filled in."""
    address = _find_address(text)
    iri = source_iri(address or text).removeprefix(BASE)
    title = _title(address) if address else text
    today = date.today().isoformat()
    page = f"    <{PREFIXES['foaf']}page> <{address}> ;\n" if address else ""
    return (
        f"<{iri}> a <{PREFIXES['styrka']}Source> ;\n"
        f"    <{PREFIXES['dcterms']}title> {ox.Literal(title)} ;\n"
        f"{page}"
        f'    <{PREFIXES["styrka"]}recordedOn> "{today}"^^<{PREFIXES["xsd"]}date> .'
    )


def describe_actor(text: str) -> str:
    """Return the lines that describe an actor by its address or its name."""
    address = _find_address(text)
    name = urlsplit(address).netloc.removeprefix("www.") if address else text
    page = f" ;\n    <{PREFIXES['foaf']}page> <{address}>" if address else ""
    return (
        f"<id/actor/{slug(name.rsplit('.', 1)[0] if address else name)}> a <{PREFIXES['styrka']}Actor> ;\n"
        f"    <{PREFIXES['skos']}prefLabel> {ox.Literal(name, language='sv')}{page} ."
    )


def _read(value: str) -> str:
    if value.startswith("<"):
        return value[1:-1]
    found = re.fullmatch(r'"((?:[^"\\]|\\.)*)"(?:@\S+|\^\^\S+)?', value, re.DOTALL)
    return found[1].replace('\\"', '"').replace("\\n", " ") if found else value


def _find_address(text: str) -> str:
    """Return the whole address in a text; empty where it has none."""
    repaired = repair_address(text) if re.match(r"https?:|www\.", text) or text.startswith(BASE) else ""
    if text.startswith("www."):
        return f"https://{text}"
    address = text if repaired is None else repaired
    return address if address.startswith(("http://", "https://")) and not re.search(r"[\s<>\"{}|^`\\]", address) else ""


def _title(address: str) -> str:
    """Return the title to replace: the words of the address."""
    parts = urlsplit(address)
    last = next((part for part in reversed(parts.path.split("/")) if part), "")
    words = re.sub(r"[-_+]|\.[a-z]{2,4}$", " ", unquote(last)).strip()
    return words or parts.netloc


def _fold(text: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", text.strip().casefold()).rstrip("/")
