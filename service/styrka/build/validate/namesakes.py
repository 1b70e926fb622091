"""Two areas of one list that have one name: the same area written twice, or two that a reader cannot tell apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding, Words
from styrka.vocabulary import BASE, DEF, PREFIXES

if TYPE_CHECKING:
    from styrka.build.sources import Source

OWN_NAME: Final = BASE + "shape/OwnName"
_NAME: Final = PREFIXES["skos"] + "prefLabel"
_AREA: Final = DEF + "hasPriorityArea"


def find_namesakes(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a violation for each area that has the name of an earlier one of its list, in one language.

    Parameters:
        sources: the files of data.
        focus: the IRIs of the things to look at; None for all.
    """
    lists: dict[str, set[str]] = defaultdict(set)
    names: dict[str, dict[tuple[str, str], Source]] = defaultdict(dict)
    for source in sources:
        for quad in source.under(ox.NamedNode(_AREA)):
            if isinstance(quad.object, ox.NamedNode):
                lists[str(quad.subject)].add(quad.object.value)
    listed = set().union(*lists.values())
    for source in sources:
        for quad in source.under(ox.NamedNode(_NAME)):
            subject, value = quad.subject, quad.object
            if isinstance(value, ox.Literal) and isinstance(subject, ox.NamedNode) and subject.value in listed:
                if not any(map(str.isalnum, value.value)):
                    continue  # no name: what only holds the place of one is reported as such
                key = (value.language or "", " ".join(value.value.casefold().split()))
                names[subject.value].setdefault(key, source)
    told: set[tuple[str, str, str]] = set()
    for areas in lists.values():
        first: dict[tuple[str, str], str] = {}
        for area in sorted(areas):
            for key, source in names.get(area, {}).items():
                other = first.setdefault(key, area)
                seen = (area, other, key[0])
                if other != area and seen not in told and (focus is None or area in focus or other in focus):
                    told.add(seen)
                    yield _describe(source, area, other, key[1])


def _describe(source: Source, area: str, other: str, name: str) -> Finding:
    other, own = (f"<{iri.removeprefix(BASE)}>" for iri in (other, area))
    words = Words(
        f"The areas {other} and {own} of one list have the name “{name}”.",
        f"Områdena {other} och {own} i samma lista heter båda ”{name}”.",
        f"Remove {own} where it is the same area; else write a name of its own.",
        f"Ta bort {own} om det är samma område; skriv annars ett eget namn.",
    )
    return Finding.state(source, area, _NAME, "", OWN_NAME, "violation", words)
