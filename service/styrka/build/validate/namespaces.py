"""Namespaces that are nearly ours, or nearly a standard's: what is stated with them appears nowhere.

A namespace is near another when it differs by what people and tools change: the scheme, ``www.``, the last ``/`` or
``#``, the case, a slip in one part. Terms of standards are known as far as the shapes and the ontology use them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding, Words
from styrka.vocabulary import BASE, DEF, PREFIXES, shorten

if TYPE_CHECKING:
    from styrka.build.sources import Source

KNOWN_NAMESPACE: Final = BASE + "shape/KnownNamespace"
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
# Vocabularies of their own, whose addresses are like those that we know.
_OTHERS: Final = (
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/dcmitype/",
    "http://purl.org/dc/dcam/",
    "http://www.w3.org/2003/01/geo/",
    "http://www.w3.org/2008/05/skos-xl#",
    "http://www.w3.org/ns/sosa/",
    "http://www.w3.org/ns/ssn/",
    "http://www.w3.org/ns/odrl/2/",
    "http://www.w3.org/ns/adms#",
    "http://www.w3.org/ns/dqv#",
    "http://www.w3.org/ns/locn#",
    "http://www.w3.org/ns/ldp#",
    "http://data.europa.eu/nuts/",
    "http://data.europa.eu/nuts/scheme/",
)
_SCHEMA: Final = "http://schema.org/"
_XML_SCHEMA: Final = PREFIXES["xsd"].rstrip("#")
_SPLIT: Final = re.compile(r"[/#:?]")
_SHORT: Final = 4  # a part with fewer letters is another name, not a slip of one
_LONG: Final = 8  # in one with more, two slips are still the same name


@dataclass(frozen=True)
class Terms:
    """The terms that shapes and ontology use, and the namespaces that the ontology has terms in."""

    known: frozenset[str]
    by_lower: Mapping[str, str]

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Terms:
        """Return the terms in the statements of the ontology and the shapes."""
        iris = {
            term.value
            for quad in quads
            for term in (quad.subject, quad.predicate, quad.object)
            if isinstance(term, ox.NamedNode)
        }
        known = frozenset(iri for iri in iris if iri.startswith(_known()))
        return cls(known, {iri.lower(): iri for iri in sorted(known)})


def find_near_namespaces(
    sources: Sequence[Source], terms: Terms, focus: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Yield a violation for each namespace of a file that is nearly one that we know, at its prefix where it has one.

    Parameters:
        sources: the files of data.
        terms: what ontology and shapes use.
        focus: the IRIs of the things to look at; None for all.
    """
    right_things: set[ox.NamedNode] = set()  # terms stand in many statements, and each is looked at once
    right_terms: set[ox.NamedNode] = set()  # those in the place of a property or class
    for source in sources:
        if focus is not None and focus.isdisjoint(source.lines):
            continue
        reported: set[str] = set()
        for namespace, (prefix, line) in source.prefixes.items():
            right = _find_right(namespace, prefix)
            if right:
                reported.add(namespace)
                yield _finding(source, namespace, right, prefix, line, next(iter(source.lines), source.graph))
        if focus is None and _has_no_other_near(source, terms, right_things, right_terms):
            continue
        for quad in source.quads:
            predicate = quad.predicate
            classes = right_terms if predicate == _TYPE else right_things
            for right_ones, term in (
                (right_things, quad.subject),
                (right_terms, predicate),
                (classes, quad.object),
            ):
                if not isinstance(term, ox.NamedNode) or term in right_ones or term.value.startswith(tuple(reported)):
                    continue
                namespace, right = _find_near_start(term.value)
                if right:
                    reported.add(namespace)
                    yield _finding(source, namespace, right, "", None, str(quad.subject)[1:-1])
                    continue
                if right_ones is right_terms and (spelt := _find_spelling(term.value, terms)):
                    reported.add(term.value)
                    yield _misspelt(source, str(quad.subject)[1:-1], term.value, spelt)
                    continue
                right_ones.add(term)


def _has_no_other_near(
    source: Source, terms: Terms, right_things: set[ox.NamedNode], right_terms: set[ox.NamedNode]
) -> bool:
    """Return whether no term of a file is nearly one that we know; they are right then, each in its place."""
    things = {
        term
        for each in ({quad.subject for quad in source.quads}, {quad.object for quad in source.quads})
        for term in each
        if isinstance(term, ox.NamedNode) and term not in right_things
    }
    named = {quad.object for quad in source.under(_TYPE)} | source.by_predicate.keys()
    uses = {term for term in named if isinstance(term, ox.NamedNode) and term not in right_terms}
    if any(_find_near_start(term.value)[1] for term in things | uses) or any(
        _find_spelling(term.value, terms) for term in uses
    ):
        return False
    right_things |= things
    right_terms |= uses
    return True


def _find_spelling(iri: str, terms: Terms) -> str:
    """Return how a term is written that an IRI has in other letters; empty where it is none, or right."""
    spelt = terms.by_lower.get(iri.lower(), iri)
    return "" if spelt == iri or iri in terms.known or iri.startswith(DEF) else spelt


def _find_right(namespace: str, prefix: str = "") -> str:
    """Return the namespace that was meant; empty where this one is known, or is like none."""
    if namespace in _known() or namespace in _OTHERS or any(known.startswith(namespace) for known in _known()):
        return _of_short(namespace, prefix)
    right = _near(namespace)
    meant = PREFIXES.get(prefix, "")
    if right or not meant.startswith(BASE):
        return right
    return "" if namespace.startswith(BASE) else meant


def _of_short(namespace: str, prefix: str) -> str:
    """Return what a namespace without its last sign was meant as: XMLSchema for XMLSchema#."""
    if namespace in _known() or namespace in _OTHERS:
        return ""
    return next((known for known in _known() if known in (f"{namespace}#", f"{namespace}/")), "")


@cache
def _near(namespace: str) -> str:
    folded = _fold(namespace)
    parts = _SPLIT.split(folded)
    best = ""
    for known, wanted, others in _fold_known():
        if folded == wanted:
            return known
        if len(parts) == len(others):
            differing = [(one, other) for one, other in zip(parts, others, strict=True) if one != other]
            if len(differing) == 1 and _is_slip(*differing[0]):
                best = best or known
        elif (abs(len(parts) - len(others)) == 1 and wanted.replace("/", "") == folded.replace("/", "")) or (
            known in _DEEP and len(parts) + 1 == len(others) and _lacks_one(parts, others)
        ):
            best = best or known
    return best


def _find_near_start(iri: str) -> tuple[str, str]:
    """Return the namespace of an IRI and the one that it is nearly; empty where it is like none."""
    if iri.startswith(_known()) or iri.startswith(_OTHERS):
        return "", ""
    # A prefix without its last sign gives http://www.w3.org/2001/XMLSchemadate.
    if iri.startswith(_XML_SCHEMA) and iri[len(_XML_SCHEMA) : len(_XML_SCHEMA) + 1].isalpha():
        return _XML_SCHEMA, PREFIXES["xsd"]
    at = max(iri.rfind("#"), iri.rfind("/"))
    return _near_cached(iri[: at + 1])


@cache
def _near_cached(namespace: str) -> tuple[str, str]:
    right = "" if any(known.startswith(namespace) for known in _known()) else _near(namespace)
    return namespace, right


@cache
def _known() -> tuple[str, ...]:
    return (*PREFIXES.values(), BASE)


@cache
def _fold_known() -> tuple[tuple[str, str, list[str]], ...]:
    return tuple((known, _fold(known), _SPLIT.split(_fold(known))) for known in _known())


# Where one part is easily left out: http://www.w3.org/2004/02/skos# for .../skos/core#.
_DEEP: Final = frozenset((PREFIXES["skos"], DEF, PREFIXES["semapv"], PREFIXES["foaf"]))


def _fold(namespace: str) -> str:
    """Return a namespace without what people and tools change: scheme, ``www.``, case, the last sign, doubled ones."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*:/*", "", namespace.strip().lower())
    return re.sub(r"/{2,}", "/", bare).removeprefix("www.").rstrip("#/:?")


def _is_slip(one: str, other: str) -> bool:
    most = 2 if max(len(one), len(other)) >= _LONG else 1
    if min(len(one), len(other)) < _SHORT or abs(len(one) - len(other)) > most:
        return False
    return _count_edits(one, other) <= most


def _lacks_one(short: Sequence[str], whole: Sequence[str]) -> bool:
    return any([*whole[:at], *whole[at + 1 :]] == list(short) for at in range(2, len(whole)))


def _count_edits(one: str, other: str) -> int:
    """Return how many letters are changed, left out, put in or swapped with their neighbour.

    >>> _count_edits("styrka", "stryka"), _count_edits("terms", "term")
    (1, 1)
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        present = [row]
        for column, sign in enumerate(other, 1):
            cost = min(last[column] + 1, present[-1] + 1, last[column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                cost = min(cost, before[column - 2] + 1)
            present.append(cost)
        before, last = last, present
    return last[-1]


def _finding(source: Source, wrong: str, right: str, prefix: str, line: int | None, about: str) -> Finding:
    name = prefix or next((name for name, meaning in PREFIXES.items() if meaning == right), "base")
    declared = f"@prefix {name}: <{right}> ." if source.path.endswith((".ttl", ".trig")) else f'"{name}": "{right}"'
    return Finding.state(
        source,
        about,
        "",
        f"<{wrong}>",
        KNOWN_NAMESPACE,
        "warning" if wrong == _SCHEMA else "violation",  # a vocabulary's own second address
        Words(
            f"The namespace {wrong} is not {right}, and what is stated with it appears nowhere.",
            f"Namnrymden {wrong} är inte {right}, och det som sägs med den syns ingenstans.",
            f"Write {declared}",
            f"Skriv {declared}",
        ),
        line=line,
    )


def _misspelt(source: Source, about: str, wrong: str, right: str) -> Finding:
    return Finding.state(
        source,
        about,
        wrong,
        f"<{wrong}>",
        KNOWN_NAMESPACE,
        "violation",
        Words(
            f"{shorten(wrong)} is no term; capital and small letters count.",
            f"{shorten(wrong)} är ingen term; det är skillnad på stora och små bokstäver.",
            f"Write {shorten(right)}.",
            f"Skriv {shorten(right)}.",
        ),
    )
