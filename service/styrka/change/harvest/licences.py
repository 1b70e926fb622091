"""Under which licence somebody else's facts may be used: what the source states itself, else what the operator knows.

Nothing is assumed: a wrong licence would be a false statement about other people's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import pyoxigraph as ox

from styrka.build.validate.licences import find_restriction, shares_alike
from styrka.change.harvest import fetching
from styrka.change.harvest.fetching import FetchedDocument, Politeness, Reporter
from styrka.errors import BadParameter, HarvestError
from styrka.http_client.endpoint import Endpoint
from styrka.vocabulary import PREFIXES

_LICENCES: Final = frozenset(
    ox.NamedNode(iri)
    for iri in (
        PREFIXES["dcterms"] + "license",
        "http://purl.org/dc/terms/licence",
        "http://creativecommons.org/ns#license",
        "https://schema.org/license",
        "http://schema.org/license",
        "http://www.w3.org/1999/xhtml/vocab#license",
    )
)
_ABOUT: Final = frozenset(
    ox.NamedNode(iri)
    for iri in (
        "http://xmlns.com/foaf/0.1/primaryTopic",
        PREFIXES["void"] + "inDataset",
        PREFIXES["dcterms"] + "isPartOf",
        "http://www.w3.org/ns/sparql-service-description#defaultDataset",
        "http://www.w3.org/ns/sparql-service-description#defaultDatasetDescription",
    )
)
_WHOLES: Final = frozenset(
    ox.NamedNode(iri)
    for iri in (
        PREFIXES["void"] + "Dataset",
        PREFIXES["dcat"] + "Dataset",
        PREFIXES["owl"] + "Ontology",
    )
)
_ENDPOINTS: Final = frozenset(
    ox.NamedNode(iri)
    for iri in (
        PREFIXES["void"] + "sparqlEndpoint",
        PREFIXES["dcat"] + "endpointURL",
        "http://www.w3.org/ns/sparql-service-description#endpoint",
    )
)
_ADDRESS: Final = re.compile(r"https?://[^/\s<>\"{}|^`\\]+/[^\s<>\"{}|^`\\]+")
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_LINK: Final = re.compile(r"<([^>]*)>((?:\s*;\s*[^\s;,=]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_RELATION: Final = re.compile(r";\s*rel\s*=\s*\"?([^\";]+)", re.IGNORECASE)


def choose_licence(known: frozenset[str], given: str) -> str:
    """Return the licence to write down.

    Parameters:
        known: the IRIs of the licences that the source names itself.
        given: the operator's, or empty.

    Raises:
        BadParameter: When there is none, when there are several to choose from, and when both do not agree.
    """
    if given and not _ADDRESS.fullmatch(given):
        raise BadParameter(
            f"The licence is {given!r}; give its address, such as http://creativecommons.org/licenses/by/4.0/.",
            sv=f"Licensen är {given!r}; ange dess adress, som http://creativecommons.org/licenses/by/4.0/.",
            parameter="licence",
        )
    listed = ", ".join(sorted(known))
    if not known and not given:
        raise BadParameter(
            "The source does not state under which licence its facts may be used, so nothing is taken. "
            "Ask those who publish it, and give the licence's address with --licence.",
            sv="Källan säger inte under vilken licens uppgifterna får användas, så ingenting tas. Fråga dem som "
            "publicerar den, och ange licensens adress med --licence.",
            parameter="licence",
        )
    if given and known and _alike(given) not in map(_alike, known):
        raise BadParameter(
            f"The source states that its licence is {listed}, and --licence is {given}. Leave --licence "
            "out to record what the source states.",
            sv=f"Källan säger att licensen är {listed}, och --licence är {given}. Utelämna --licence för att ange det "
            "som källan säger.",
            parameter="licence",
            allowed=sorted(known),
        )
    if given:
        return given
    if len(known) > 1:
        raise BadParameter(
            f"The source names several licences: {listed}. Choose one with --licence.",
            sv=f"Källan nämner flera licenser: {listed}. Välj en med --licence.",
            parameter="licence",
            allowed=sorted(known),
        )
    return next(iter(known))


def check_licence(licence: str, rule: str, report: Reporter) -> None:
    """Report what a licence forbids or demands.

    Parameters:
        rule: ``open``, or ``any`` for what is taken whatever it forbids.

    Raises:
        BadParameter: It is not open, and only open ones are taken.
    """
    forbidden = find_restriction(licence)
    if forbidden and rule != "any":
        raise BadParameter(
            f"The licence {licence} is not open ({forbidden}), so nothing is taken: what comes of it is published "
            "under an open one. STYRKA_HARVEST_LICENCES=any takes it all the same.",
            sv=f"Licensen {licence} är inte öppen ({forbidden}), så ingenting tas: det som blir av uppgifterna "
            "publiceras under en öppen. STYRKA_HARVEST_LICENCES=any tar dem ändå.",
            parameter="licence",
        )
    if forbidden:
        report(f"the licence is not open ({forbidden}): what comes of these facts may not be published as open data")
    elif shares_alike(licence):
        report("the licence shares alike: what is published with these facts must have the same one")


def find_document_licences(fetched: FetchedDocument, asked: str) -> frozenset[str]:
    """Return the licences that a document names for itself.

    In its statements, or in its Link headers (RFC 8288, RFC 4946).
    """
    here = {url for address in (asked, fetched.url) for url in (address, urldefrag(address)[0])}
    linked = {
        urljoin(fetched.url, match[1])
        for match in _LINK.finditer(fetched.link)
        if (relation := _RELATION.search(match[2])) and "license" in relation[1].lower().split()
    }
    return _named(fetched.triples, here) | frozenset(filter(_ADDRESS.fullmatch, linked))


def find_endpoint_licences(to: Endpoint, manners: Politeness, report: Reporter) -> frozenset[str]:
    """Return the licences that an endpoint names in its service description, or in the VoID that its host gives."""
    parts = urlsplit(to.url)
    places = (to.url, f"{parts.scheme}://{parts.netloc}/.well-known/void")
    for place in places:
        try:
            fetched = fetching.fetch_document(
                Endpoint(place, to.credentials if place == to.url else None), manners, report
            )
        except HarvestError:
            continue  # there is none, which is nothing unusual
        serving = {
            one.subject for one in fetched.triples if one.predicate in _ENDPOINTS and one.object == ox.NamedNode(to.url)
        }
        if found := _named(fetched.triples, {to.url, fetched.url}, serving):
            return found
    return frozenset()


def _named(
    triples: Iterable[ox.Triple], here: set[str], also: Iterable[ox.NamedNode | ox.BlankNode | ox.Triple] = ()
) -> frozenset[str]:
    """Return the licences of what stands at one of the addresses, of what it is about.

    Or of the only dataset described.
    """
    triples = list(triples)
    wholes = {one.subject for one in triples if one.predicate == _TYPE and one.object in _WHOLES}
    subjects = {
        *also,
        *(one.subject for one in triples if isinstance(one.subject, ox.NamedNode) and one.subject.value in here),
    }
    subjects |= {
        one.object
        for one in triples
        if one.subject in subjects and one.predicate in _ABOUT and isinstance(one.object, ox.NamedNode | ox.BlankNode)
    }
    found = frozenset(
        one.object.value
        for one in triples
        if one.subject in subjects and one.predicate in _LICENCES and isinstance(one.object, ox.NamedNode)
    )
    if found or len(wholes) != 1:
        return found
    return frozenset(
        one.object.value
        for one in triples
        if one.subject in wholes and one.predicate in _LICENCES and isinstance(one.object, ox.NamedNode)
    )


def _alike(licence: str) -> str:
    return licence.partition("://")[2].rstrip("/").lower()
