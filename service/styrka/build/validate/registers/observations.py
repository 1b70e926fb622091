"""Observations of a data cube: each has a time and a region of its data set's vintage of NUTS, and is the only one.

The time is its year or, where the source states no period, the day as of which all values of its data set hold.

As queries of SHACL both take minutes of a register: they are asked of each observation, or of all together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding, Words
from styrka.vocabulary import BASE, DEF, PREFIXES

if TYPE_CHECKING:
    from styrka.build.sources import Source

ONE_VINTAGE: Final = BASE + "shape/OneVintage"
OBSERVED_ONCE: Final = BASE + "shape/ObservedOnce"
DATED: Final = BASE + "shape/Dated"
_SET: Final = PREFIXES["qb"] + "dataSet"
_AREA: Final = PREFIXES["sdmx-dimension"] + "refArea"
_PERIOD: Final = PREFIXES["sdmx-dimension"] + "refPeriod"
_AS_OF: Final = DEF + "asOf"
_CONFORMS: Final = PREFIXES["dcterms"] + "conformsTo"
_SCHEME: Final = PREFIXES["skos"] + "inScheme"


def find_wrong_observations(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a violation for each observation without a time, of another vintage, and that is there already.

    Parameters:
        sources: the files of data.
        focus: the IRIs of the things to look at; None for all.
    """
    stated: dict[str, dict[str, set[str]]] = {_SET: {}, _AREA: {}, _PERIOD: {}}
    vintages: dict[str, set[str]] = defaultdict(set)
    files: dict[str, Source] = {}
    dated: set[str] = set()
    for source in sources:
        for quad in source.quads:
            predicate = quad.predicate.value
            if predicate in stated and isinstance(quad.subject, ox.NamedNode):
                stated[predicate].setdefault(quad.subject.value, set()).add(_read(quad))
                if predicate == _SET:
                    files.setdefault(quad.subject.value, source)
            elif predicate in (_CONFORMS, _SCHEME) and isinstance(quad.subject, ox.NamedNode):
                vintages[quad.subject.value].add(_read(quad))
            elif predicate == _AS_OF and isinstance(quad.subject, ox.NamedNode):
                dated.add(quad.subject.value)
    first: dict[tuple[str, str, str], str] = {}
    for observation, source in files.items():
        # What has none or several of one is a finding of the shapes.
        its = [list(stated[predicate].get(observation, ())) for predicate in (_SET, _AREA, _PERIOD)]
        if not its[2]:
            if dated.isdisjoint(its[0]) and (focus is None or observation in focus):
                yield _describe_no_time(source, observation)
            its[2] = [""]
        if any(len(values) != 1 for values in its):
            continue
        dataset, area, period = (values[0] for values in its)
        other = first.setdefault((dataset, area, period), observation)
        if focus is not None and observation not in focus and other not in focus:
            continue
        if vintages[dataset] and vintages[area].isdisjoint(vintages[dataset]):
            yield _describe_vintage(source, observation, dataset, area, vintages)
        if other != observation:
            yield _describe_repetition(source, observation, other)


def _read(quad: ox.Quad) -> str:
    return quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else ""


def _describe_vintage(
    source: Source, observation: str, dataset: str, area: str, vintages: dict[str, set[str]]
) -> Finding:
    code = area.rsplit("/", 1)[-1]
    right = ", ".join(sorted(one.rsplit("/", 1)[-1] for one in vintages[dataset]))
    words = Words(
        f"The code {code} is of another vintage of NUTS than the data set's, which is {right}.",
        f"Koden {code} hör till en annan årgång av Nuts än datamängdens, som är {right}.",
        f"Write the code that the region has in {right} (dcterms:isReplacedBy leads from an old to the new), or add "
        "its vintage to the data set (dcterms:conformsTo).",
        f"Skriv den kod som regionen har i {right} (dcterms:isReplacedBy leder från en gammal till den nya), eller "
        "lägg till dess årgång i datamängden (dcterms:conformsTo).",
    )
    return Finding.state(source, observation, _AREA, f"<{area}>", ONE_VINTAGE, "violation", words)


def _describe_no_time(source: Source, observation: str) -> Finding:
    words = Words(
        "The observation has no year.",
        "Observationen har inget år.",
        'Write sdmx-dimension:refPeriod, for example "2023"^^xsd:gYear, or styrka:asOf on the data set where the '
        "source states no period.",
        'Skriv sdmx-dimension:refPeriod, till exempel "2023"^^xsd:gYear, eller styrka:asOf på datamängden när källan '
        "inte anger någon period.",
    )
    return Finding.state(source, observation, _PERIOD, "", DATED, "violation", words)


def _describe_repetition(source: Source, observation: str, other: str) -> Finding:
    shown = f"<{other.removeprefix(BASE)}>"
    words = Words(
        f"{shown} is of the same data set, region and year.",
        f"{shown} gäller samma datamängd, region och år.",
        "Keep the one that the source has.",
        "Behåll den som källan har.",
    )
    return Finding.state(source, observation, _PERIOD, "", OBSERVED_ONCE, "violation", words)
