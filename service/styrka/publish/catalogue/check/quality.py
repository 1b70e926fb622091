"""A portal's mark for the catalogue: the 405 points of data.europa.eu's metadata quality, indicator by indicator.

An indicator's points are given by the share of datasets, or of distributions, that fulfil it; each one that does not is
named with the triple that it lacks. The portal itself counts only the best distribution of each dataset, so it never
gives less. What a format is by nature, open or machine-readable, no triple can mend: there, as in the portal, a dataset
needs one distribution that is. (Neither Excel's format nor Parquet is on the portal's list of open ones.)

Whether addresses answer, and whether the official shapes are satisfied, is not in the catalogue: where nobody looked,
it is assumed, and marked so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from styrka.publish.catalogue.triples import SPACES
from styrka.publish.catalogue.vocabularies import EU, IANA, LICENCES, PUBLIC

EXCELLENT: Final = 351
WHOLE: Final = 405
# The portal's lists of formats, of those that this catalogue may have.
_OPEN: Final = frozenset(
    {
        "RDF_N_QUADS",
        "RDF_TURTLE",
        "JSON_LD",
        "JSON",
        "CSV",
        "RDF_XML",
        "RDF_N_TRIPLES",
        "XML",
        "HTML",
        "TSV",
        "ODS",
        "GEOJSON",
        "RDF_TRIG",
    }
)
_MACHINE: Final = (_OPEN | {"XLSX", "XLS"}) - {"HTML", "TSV"}
_LICENCES: Final = tuple({*LICENCES, EU + "licence/"})


@dataclass(frozen=True)
class Indicator:
    """One indicator: its dimension and name, the points given and to be had, and what is missing (as triples).

    ``assumed`` when it takes a look at the network, or official shapes, and nobody looked.
    """

    dimension: str
    name: str
    points: float
    maximum: int
    missing: tuple[str, ...]
    assumed: bool = False


class Statements:
    """The catalogue's triples, by subject and property (prefixed)."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._values: defaultdict[tuple[str, str], list[object]] = defaultdict(list)
        self.triples = tuple(triples)
        for one in self.triples:
            if isinstance(one.subject, ox.NamedNode):
                self._values[one.subject.value, one.predicate.value].append(one.object)

    def all(self, subject: str, property_: str) -> tuple[str, ...]:
        """Return the values of a property as text."""
        prefix, _, name = property_.partition(":")
        found = self._values.get((subject, SPACES[prefix] + name), [])
        return tuple(one.value for one in found if isinstance(one, ox.NamedNode | ox.Literal))

    def instances(self, class_: str) -> tuple[str, ...]:
        """Return the IRIs of a class's instances, sorted."""
        wanted = ox.NamedNode(SPACES["rdf"] + "type"), ox.NamedNode(SPACES["dcat"] + class_)
        return tuple(
            sorted(
                one.subject.value
                for one in self.triples
                if (one.predicate, one.object) == wanted and isinstance(one.subject, ox.NamedNode)
            )
        )


def rate_indicators(
    triples: Iterable[ox.Triple], answers: Mapping[str, bool] | None = None, conforms: bool | None = None
) -> tuple[Indicator, ...]:
    """Return the indicators, in the portal's order; their maxima add up to WHOLE.

    Parameters:
        triples: the catalogue.
        answers: whether each address answered to HEAD and GET; None when nobody asked.
        conforms: whether the official shapes find no violation; None when nobody looked.
    """
    statements = Statements(triples)
    datasets, distributions = statements.instances("Dataset"), statements.instances("Distribution")

    def has(property_: str, what: Callable[[str], bool] = bool) -> Callable[[str], str | None]:
        def lacking(subject: str) -> str | None:
            values = statements.all(subject, property_)
            return None if any(what(value) for value in values) else f"<{subject}> {property_} ?"

        return lacking

    def answering(property_: str) -> Callable[[str], str | None]:
        def lacking(subject: str) -> str | None:
            values = statements.all(subject, property_)
            if not values:
                return f"<{subject}> {property_} ?"
            silent = [value for value in values if answers is not None and not answers.get(value, False)]
            return f"<{subject}> {property_} <{silent[0]}> does not answer" if silent else None

        return lacking

    def code(value: str) -> str:
        return value.removeprefix(EU + "file-type/") if value.startswith(EU + "file-type/") else ""

    def both(subject: str) -> str | None:
        known = any(map(code, statements.all(subject, "dct:format")))
        if known and any(value.startswith(IANA) for value in statements.all(subject, "dcat:mediaType")):
            return None
        return f"<{subject}> dct:format <{EU}file-type/...> ; dcat:mediaType <{IANA}...>"

    def offered(codes: frozenset[str]) -> Callable[[str], str | None]:
        def lacking(dataset: str) -> str | None:
            formats = (
                value
                for one in statements.all(dataset, "dcat:distribution")
                for value in statements.all(one, "dct:format")
            )
            return None if any(code(value) in codes for value in formats) else f"<{dataset}> dcat:distribution ?"

        return lacking

    def shapes(_: str) -> str | None:
        return "the official shapes find violations" if conforms is False else None

    looked = answers is not None
    table: tuple[tuple[str, str, int, tuple[str, ...], Callable[[str], str | None], bool], ...] = (
        ("findability", "keyword", 30, datasets, has("dcat:keyword"), False),
        (
            "findability",
            "theme",
            30,
            datasets,
            has("dcat:theme", lambda value: value.startswith(EU + "data-theme/")),
            False,
        ),
        ("findability", "spatial", 20, datasets, has("dct:spatial"), False),
        ("findability", "temporal", 20, datasets, has("dct:temporal"), False),
        ("accessibility", "access address answers", 50, distributions, answering("dcat:accessURL"), not looked),
        ("accessibility", "download address", 20, distributions, has("dcat:downloadURL"), False),
        ("accessibility", "download address answers", 30, distributions, answering("dcat:downloadURL"), not looked),
        ("interoperability", "format", 20, distributions, has("dct:format"), False),
        ("interoperability", "media type", 10, distributions, has("dcat:mediaType"), False),
        ("interoperability", "format and media type from the vocabularies", 10, distributions, both, False),
        ("interoperability", "non-proprietary", 20, datasets, offered(_OPEN), False),
        ("interoperability", "machine-readable", 20, datasets, offered(_MACHINE), False),
        ("interoperability", "DCAT-AP shapes", 30, datasets, shapes, conforms is None),
        ("reusability", "licence", 20, distributions, has("dct:license"), False),
        (
            "reusability",
            "licence from the vocabulary",
            10,
            distributions,
            has("dct:license", lambda value: value.startswith(_LICENCES)),
            False,
        ),
        ("reusability", "access rights", 10, datasets, has("dct:accessRights"), False),
        (
            "reusability",
            "access rights from the vocabulary",
            5,
            datasets,
            has("dct:accessRights", lambda value: value.startswith(PUBLIC.rpartition("/")[0])),
            False,
        ),
        ("reusability", "contact point", 20, datasets, has("dcat:contactPoint"), False),
        ("reusability", "publisher", 10, datasets, has("dct:publisher"), False),
        ("contextuality", "rights", 5, distributions, has("dct:rights"), False),
        ("contextuality", "size in bytes", 5, distributions, has("dcat:byteSize"), False),
        ("contextuality", "issued", 5, (*datasets, *distributions), has("dct:issued"), False),
        ("contextuality", "modified", 5, (*datasets, *distributions), has("dct:modified"), False),
    )
    return tuple(_indicator(*row) for row in table)


def sum_points(found: Iterable[Indicator]) -> float:
    """Return the points together."""
    return sum(one.points for one in found)


def _indicator(
    dimension: str,
    name: str,
    maximum: int,
    subjects: tuple[str, ...],
    lacking: Callable[[str], str | None],
    assumed: bool,
) -> Indicator:
    missing = tuple(lack for subject in subjects if (lack := lacking(subject)) is not None)
    points = maximum * (len(subjects) - len(missing)) / len(subjects) if subjects else 0.0
    lacks = missing or (() if subjects else ("there is nothing to look at",))
    return Indicator(dimension, name, points, maximum, lacks, assumed)
