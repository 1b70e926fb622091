"""Who publishes: what the operator has not set, and what the catalogue states meanwhile.

Nothing is made up. Where no publisher is set, the catalogue names the project that curates the graph, as the data do;
it does not state what kind of organisation that is, and gives no address for questions but its own page.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from styrka.publish import archive
from styrka.publish.datasets import DATASET, describe_parts
from styrka.release import Release
from styrka.settings import Settings, get_variable_name
from styrka.vocabulary import BASE, PREFIXES

_LICENCE: Final = PREFIXES["dcterms"] + "license"
_PART_OF: Final = PREFIXES["dcterms"] + "isPartOf"
# Names that are nobody's on the Internet (RFC 2606, RFC 6761, RFC 6762).
_RESERVED: Final = re.compile(r"(?:^|\.)(?:example(?:\.(?:org|com|net))?|invalid|test|localhost|local|internal)$")


class MissingSetting(NamedTuple):
    """A setting, by its environment variable, and what comes of its not being set."""

    variable: str
    meanwhile: str

    def __str__(self) -> str:
        return f"{self.variable} is not set: {self.meanwhile}"


def find_missing_settings(settings: Settings) -> tuple[MissingSetting, ...]:
    """Return what an operator has to set before the catalogue is harvested, and has not."""
    found = []
    if settings.publisher == Settings.publisher:
        found.append(
            (
                "publisher",
                f"the catalogue names <{settings.publisher}>, the project that curates the graph, "
                "as publisher, and not you.",
            )
        )
    elif settings.publisher_name == Settings.publisher_name:
        found.append(("publisher_name", f"the catalogue calls the publisher {settings.publisher_name!r}."))
    if not settings.publisher_type:
        found.append(
            (
                "publisher_type",
                "the catalogue does not state what kind of organisation the publisher is, which dataportal.se demands.",
            )
        )
    if settings.contact_name == Settings.contact_name:
        found.append(("contact_name", f"the catalogue names {settings.contact_name!r} as the one to ask, and not you."))
    if not settings.contact_email or is_reserved(settings.contact_email.rpartition("@")[2]):
        found.append(
            (
                "contact_email",
                "the catalogue gives no address for questions but its own page; dataportal.se demands one.",
            )
        )
    return tuple(MissingSetting(get_variable_name(name), meanwhile) for name, meanwhile in found)


def find_other_licences(release: Release, licence: str) -> dict[str, str]:
    """Return the licences of the graphs whose own heads name another than the catalogue does for their part, by graph.

    Harvested ones may.
    """
    of_parts = {DATASET + slug: one.first(_LICENCE) for slug, one in describe_parts(release).items()}
    stated: dict[str, str] = {}
    expected: dict[str, str] = {}
    for line in archive.find_lines_below(release, BASE + "graph/"):
        subject, predicate, thing = archive.split_terms(line)
        if thing.startswith(b"<") and predicate == b"<%s>" % _LICENCE.encode():
            stated[subject[1:-1].decode()] = thing[1:-1].decode()
        if thing.startswith(b"<") and predicate == b"<%s>" % _PART_OF.encode():
            expected[subject[1:-1].decode()] = of_parts.get(thing[1:-1].decode(), "")
    return {graph: one for graph, one in stated.items() if _alike(one) != _alike(expected.get(graph) or licence)}


def _alike(licence: str) -> str:
    return licence.partition("://")[2].rstrip("/").lower()


def choose_email(settings: Settings) -> str:
    """Return the address for questions; empty where there is none, or one that is nobody's."""
    return "" if is_reserved(settings.contact_email.rpartition("@")[2]) else settings.contact_email


def is_public(base: str) -> bool:
    """Return whether an address is one that the Internet may know, by its name alone."""
    name = (urlsplit(base).hostname or "").rstrip(".").lower()
    try:
        return ip_address(name).is_global
    except ValueError:
        return "." in name and not is_reserved(name)


def is_reserved(name: str) -> bool:
    """Return whether a host's name is reserved for examples and tests, or for one's own network."""
    return bool(_RESERVED.search(name.lower()))
