"""The dialects in which the catalogue speaks, and the choice among them (Content Negotiation by Profile, W3C)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from styrka.errors import BadParameter, NotAcceptable
from styrka.formats import GRAPHS, JSONLD, RDFXML, Format


@dataclass(frozen=True)
class Profile:
    """A dialect: its name (the token), the IRIs by which it is asked for (the first is stated), and its formats."""

    name: str
    iris: tuple[str, ...]
    offers: tuple[Format, ...]
    words: tuple[str, str]


# Portals that send no Accept header expect RDF/XML.
_OFFERS: Final = (RDFXML, *(offer for offer in GRAPHS if offer is not RDFXML))
PROFILES: Final = (
    Profile(
        "dcat-ap",
        (
            "http://data.europa.eu/r5r/",
            "https://semiceu.github.io/DCAT-AP/releases/3.0.1/",
            "https://semiceu.github.io/DCAT-AP/releases/3.0.0/",
        ),
        _OFFERS,
        ("DCAT-AP 3.0.1, for portals in Europe", "DCAT-AP 3.0.1, för portaler i Europa"),
    ),
    Profile(
        "dcat-ap-se",
        ("https://docs.dataportal.se/dcat/", "https://docs.dataportal.se/dcat/3.0.0/sv/"),
        _OFFERS,
        ("DCAT-AP-SE, for Sveriges dataportal", "DCAT-AP-SE, för Sveriges dataportal"),
    ),
    Profile(
        "dcat-ap-2",
        ("https://semiceu.github.io/DCAT-AP/releases/2.1.1/",),
        _OFFERS,
        ("DCAT-AP 2.1.1, for portals that have not changed yet", "DCAT-AP 2.1.1, för portaler som inte har bytt än"),
    ),
    Profile(
        "schema.org",
        ("https://schema.org/", "http://schema.org/"),
        (JSONLD,),
        ("schema.org, for search engines", "schema.org, för sökmotorer"),
    ),
)
_LISTED: Final = re.compile(r"\s*<?\"?([^<>\";,\s]+)\"?>?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?(?:,|$)")


def choose_profile(accepted: str | None, token: str | None) -> Profile:
    """Return the profile that a request asks for.

    By token or IRI in ``?profile=``, else by Accept-Profile, else the first.

    Parameters:
        accepted: the Accept-Profile header's value: IRIs in angle brackets with q-values.
        token: the parameter's value.

    Raises:
        BadParameter: For an unknown parameter or a header that cannot be read.
        NotAcceptable: When the header names only profiles that there are not.
    """
    tokens = [profile.name for profile in PROFILES]
    if token:
        for profile in PROFILES:
            if token == profile.name or token in profile.iris:
                return profile
        raise BadParameter(
            f"There is no profile {token!r}; there are {', '.join(tokens)}.", parameter="profile", allowed=tokens
        )
    if not accepted or not accepted.strip():
        return PROFILES[0]
    wanted = sorted(_parsed(accepted), key=lambda pair: -pair[1])
    for iri, quality in wanted:
        if iri == "*" and quality > 0:
            return PROFILES[0]
        for profile in PROFILES:
            if quality > 0 and (iri in profile.iris or iri.rstrip("/") in (one.rstrip("/") for one in profile.iris)):
                return profile
    offers = [profile.iris[0] for profile in PROFILES]
    raise NotAcceptable(f"None of the profiles on offer is accepted. On offer: {', '.join(offers)}.", offers=offers)


def _parsed(header: str) -> list[tuple[str, float]]:
    found, at = [], 0
    while at < len(header):
        match = _LISTED.match(header, at)
        if match is None:
            raise BadParameter(
                f"Accept-Profile is {header!r}; write it as <http://data.europa.eu/r5r/>;q=1.0.",
                parameter="Accept-Profile",
            )
        found.append((match.group(1), float(match.group(2) or 1)))
        at = match.end()
    return found
