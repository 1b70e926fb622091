"""What dataportal.se asks for beyond the shapes, and the verdict of the official shapes where they are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from styrka.errors import NotFound, SourceError
from styrka.publish.catalogue import dcat, publisher
from styrka.publish.catalogue.check.official_shapes import Verdict, validate_catalogue
from styrka.publish.catalogue.check.quality import Statements
from styrka.publish.catalogue.triples import CONTACT, SPACES
from styrka.publish.catalogue.vocabularies import SPDX
from styrka.release import Release
from styrka.settings import Settings

_ORGANISATION: Final = re.compile(r"http://dataportal\.se/organisation/SE\d{10}")
_ABSOLUTE: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LICENCE: Final = "http://creativecommons.org/licenses/by/4.0/"
# DCAT-AP 3.0.1 with DCAT-AP-SE's additions: what each instance must have.
_MANDATORY: Final = {
    "Catalog": ("dct:title", "dct:description", "dct:publisher", "dct:license", "dcat:dataset"),
    "Dataset": ("dct:title", "dct:description", "dct:publisher"),
    "Distribution": ("dcat:accessURL", "dct:format"),
    "DataService": ("dct:title", "dcat:endpointURL", "dct:format"),
}
_RECOMMENDED: Final = {
    "Catalog": ("dct:language", "dct:issued", "dct:modified", "foaf:homepage", "dct:spatial", "dcat:themeTaxonomy"),
    "Dataset": (
        "dcat:contactPoint",
        "dcat:distribution",
        "dcat:keyword",
        "dcat:theme",
        "dct:spatial",
        "dct:temporal",
        "dct:accessRights",
        "dct:issued",
        "dct:modified",
        "dct:conformsTo",
        "dct:accrualPeriodicity",
    ),
    "Distribution": (
        "dcat:downloadURL",
        "dcat:mediaType",
        "dct:description",
        "dct:license",
        "dcat:byteSize",
        "dcatap:availability",
    ),
    "DataService": (
        "dcat:endpointDescription",
        "dcat:servesDataset",
        "dcat:contactPoint",
        "dcat:keyword",
        "dcat:theme",
        "dct:publisher",
        "dct:conformsTo",
        "dct:accessRights",
    ),
}


class Remark(NamedTuple):
    """One thing that a portal refuses (``violation``), advises against (``warning``) or should know (``info``)."""

    severity: str
    message: str


def find_remarks(
    triples: Iterable[ox.Triple], settings: Settings, release: Release | None = None
) -> tuple[Remark, ...]:
    """Return what dataportal.se would refuse or remark on, worst first.

    Parameters:
        triples: the catalogue.
        release: what it describes, where it is at hand.
    """
    statements = Statements(triples)
    found = [*_rules(statements), *_present(statements), *_organisation(statements, settings)]
    if release is not None:
        other = publisher.find_other_licences(release, settings.licence)
        found += (
            Remark("warning", f"<{graph}> is under <{one}>, and the catalogue states <{settings.licence}> for all")
            for graph, one in other.items()
        )
    return tuple(sorted(found, key=lambda one: ("violation", "warning", "info").index(one.severity)))


def validate_with_shapes(triples: list[ox.Triple], folder: Path) -> dict[str, tuple[Verdict, ...]]:
    """Return what each file of shapes in a folder finds, by its name.

    Known conflicts of the shapes themselves are left out.

    Raises:
        NotFound: When there is no shape in the folder.
        SourceError: For a file that is none.
    """
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise NotFound(f"There are no shapes (*.ttl) in {folder}.", folder=str(folder))
    data = dcat.serialise(triples, ox.RdfFormat.N_TRIPLES)
    found = {}
    for path in files:
        try:
            judged = validate_catalogue(data, path.read_bytes())
        except (SyntaxError, ValueError, UnicodeDecodeError) as error:
            raise SourceError(f"these are no shapes in Turtle: {str(error).splitlines()[0]}.", path=path.name) from None
        found[path.name] = tuple(one for one in judged if not is_known_conflict(one))
    return found


def is_known_conflict(verdict: Verdict) -> bool:
    """Return whether a result is a slip of the official shapes.

    The vocabulary shapes of 3.0.1 want the algorithm's IRI to begin with https, but SPDX's own begin with http.
    """
    return verdict.path == SPDX + "algorithm" and verdict.value.startswith(SPDX)


def _rules(statements: Statements) -> Iterator[Remark]:
    for one in statements.triples:
        for term in (one.subject, one.object):
            if isinstance(term, ox.BlankNode):
                yield Remark("violation", f"a blank node: {one}")
            elif isinstance(term, ox.NamedNode) and not _ABSOLUTE.match(term.value):
                yield Remark("violation", f"an IRI that is not absolute: {one}")
    if statements.instances("CatalogRecord"):
        yield Remark("violation", "there is a dcat:CatalogRecord; dataportal.se makes its own")
    for name in ("Catalog", "Dataset"):
        for subject in statements.instances(name):
            for agent in statements.all(subject, "dct:publisher"):
                if agent in statements.all(subject, "dcat:contactPoint"):
                    yield Remark("violation", f"<{subject}> has <{agent}> as publisher and as contact")
    for subject in statements.instances("Distribution"):
        for licence in statements.all(subject, "dct:license"):
            if licence != _LICENCE:
                yield Remark("warning", f"<{subject}> dct:license <{licence}>, not <{_LICENCE}>")


def _present(statements: Statements) -> Iterator[Remark]:
    for severity, table in (("violation", _MANDATORY), ("warning", _RECOMMENDED)):
        for name, properties in table.items():
            for subject in statements.instances(name):
                for property_ in properties:
                    if not statements.all(subject, property_):
                        verb = "must" if severity == "violation" else "should"
                        yield Remark(severity, f"<{subject}> {property_} ? (it {verb} be there for a dcat:{name})")


def _organisation(statements: Statements, settings: Settings) -> Iterator[Remark]:
    agents = {one for subject in statements.instances("Catalog") for one in statements.all(subject, "dct:publisher")}
    if settings.publisher in agents:  # else it is the catalogue of a service with other settings
        for one in publisher.find_missing_settings(settings):
            yield Remark("warning", str(one))
    ours = agents == {Settings.publisher}
    known = [(agent, "foaf:name") for agent in sorted(agents)] + [(CONTACT, "vcard:fn")]
    known += [] if ours else [*((agent, "dct:type") for agent in sorted(agents)), (CONTACT, "vcard:hasEmail")]
    for subject, property_ in known:
        if not statements.all(subject, property_):
            yield Remark("violation", f"<{subject}> {property_} ?")
    if SPACES["vcard"] + "Organization" not in statements.all(CONTACT, "rdf:type"):
        yield Remark("violation", f"<{CONTACT}> rdf:type vcard:Organization ?")
    for agent in sorted(agents - {Settings.publisher}):
        if not _ORGANISATION.fullmatch(agent):
            yield Remark(
                "info",
                f"the publisher is <{agent}>; dataportal.se wants "
                "http://dataportal.se/organisation/SE and ten digits: set STYRKA_PUBLISHER",
            )
