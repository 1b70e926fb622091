"""Licences that are not open: what allows no change or no business may not be put together with open data.

Which licences are open the Open Definition says (https://opendefinition.org/licenses/); here is what shows that one is
not: the parts NC and ND of Creative Commons, and words that reserve rights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding, Words
from styrka.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    from styrka.build.sources import Source

OPEN_LICENCE: Final = BASE + "shape/OpenLicence"
_LICENCE: Final = tuple(
    map(
        ox.NamedNode,
        (
            PREFIXES["dcterms"] + "license",
            PREFIXES["dcterms"] + "rights",
            "http://creativecommons.org/ns#license",
            "https://schema.org/license",
            "http://schema.org/license",
        ),
    )
)
_PARTS: Final = re.compile(r"(?<![a-z])(?:by|licenses/)((?:[-_ ]*(?:nc|nd|sa))+)(?![a-z])")
_RESERVED: Final = re.compile(
    r"(?i)all.?rights.?reserved|in.?copyright|/rightsstatements?\.org/vocab/(?:InC|NoC-NC)|no.?derivatives|"
    r"non.?commercial|proprietary|OP_DATPRO|restricted|COM_REUSE-NOT|NON_PUBLIC"
)
_SHARE: Final = re.compile(r"(?i)by-sa|share.?alike|odbl|gfdl")


def find_restriction(licence: str) -> str:
    """Return what a licence forbids: ``NC``, ``ND``, ``NC-ND``, ``rights reserved``; empty where nothing shows.

    >>> find_restriction("https://creativecommons.org/licenses/by-nc-nd/4.0/"), find_restriction("http://example.org/by/")
    ('NC-ND', '')
    """
    found = _PARTS.search(licence.casefold())
    parts = [part.upper() for part in ("nc", "nd") if found and part in found[1]]
    if parts:
        return "-".join(parts)
    return "rights reserved" if _RESERVED.search(licence) else ""


def shares_alike(licence: str) -> bool:
    """Return whether a licence demands that what is made of it has the same one."""
    return bool(_SHARE.search(licence))


def find_restrictive_licences(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a warning for each file of data whose licence is not open.

    Parameters:
        sources: the files of data.
        focus: the IRIs of the things to look at; None for all.
    """
    for source in sources:
        if focus is not None and focus.isdisjoint(source.lines):
            continue
        for quad in source.under(*_LICENCE):
            if quad.subject != quad.graph_name:
                continue
            forbidden = find_restriction(getattr(quad.object, "value", ""))
            if forbidden and isinstance(quad.subject, ox.NamedNode):
                yield Finding.state(
                    source,
                    quad.subject.value,
                    quad.predicate.value,
                    str(quad.object),
                    OPEN_LICENCE,
                    "warning",
                    Words(
                        f"The licence is not open ({forbidden}): what has it may not be published as part of this.",
                        f"Licensen är inte öppen ({forbidden}): det som har den får inte publiceras som del av detta.",
                        "Ask those who own the data for an open one, such as CC BY 4.0, or leave the data out.",
                        "Be den som äger uppgifterna om en öppen, som CC BY 4.0, eller utelämna dem.",
                    ),
                )
