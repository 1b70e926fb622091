"""Addresses that lead nowhere: without a scheme, and so below our own base; with a scheme that there is not.

``<www.example.org/x>`` is read as an address of ours. Ours begin with a folder that the data or the service have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding, Words
from styrka.vocabulary import BASE

if TYPE_CHECKING:
    from styrka.build.sources import Source

FULL_ADDRESS: Final = BASE + "shape/FullAddress"
# The folders that our own addresses begin with; the last are those of the service.
_OURS: Final = frozenset(
    (
        "",
        "id",
        "def",
        "catalog",
        "scheme",
        "graph",
        "shape",
        "dataset",
        "profile",
        "ontology",
        "doc",
        "data",
        "sparql",
        "ask",
        ".well-known",
        "release",
        "releases",
        "catalogue",
        "file",
        "files",
        "table",
        "tables",
        "graphs",
        "memento",
    )
)
_HOST: Final = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?::[0-9]+)?")
_SCHEMES: Final = (
    "http",
    "https",
    "urn",
    "mailto",
    "tel",
    "doi",
    "ftp",
    "info",
    "tag",
    "did",
    "geo",
    "data",
    "ni",
    "cid",
)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_BROKEN: Final = re.compile(r"(?i)(?:https?:?/{0,3})+")


def find_loose_addresses(
    sources: Sequence[Source], things: frozenset[str] = frozenset(), focus: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Yield a violation for each address that was written without its scheme, or with a broken one.

    Parameters:
        sources: the files of data.
        things: the IRIs that are described: none of them is such an address.
        focus: the IRIs of the things to look at; None for all.
    """
    whole: set[ox.NamedNode] = set()  # addresses stand in many statements, and each is looked at once
    for source in sources:
        for quad in source.quads:
            subject = quad.subject
            about = subject.value if focus is not None and isinstance(subject, ox.NamedNode) else ""
            if focus is not None and about not in focus:
                continue
            for is_subject, term in ((True, subject), (False, quad.object)):
                if not isinstance(term, ox.NamedNode) or term in whole:
                    continue
                right = repair_address(term.value)
                if right is None or (not right and term.value in things):
                    whole.add(term)
                    continue
                about = subject.value if isinstance(subject, ox.NamedNode) else ""
                if is_subject and quad != _first(source, quad):
                    continue
                predicate = "" if is_subject else quad.predicate.value
                yield Finding.state(
                    source, about, predicate, str(term), FULL_ADDRESS, "violation", _describe(term, right)
                )


def repair_address(iri: str) -> str | None:
    """Return the address that was meant, empty where nobody can know; None where this one is whole.

    >>> repair_address(BASE + "www.example.org/x"), repair_address("http:/example.org/"), repair_address(BASE + "id/x")
    ('https://www.example.org/x', 'http://example.org/', None)
    """
    if iri.startswith(BASE):
        return _repair_below_base(iri.removeprefix(BASE))
    found = _SCHEME.fullmatch(iri)
    if found is None:
        return ""
    scheme, rest = found[1], found[2]
    if scheme.lower() in ("http", "https"):
        if (
            rest.startswith("//")
            and (host := rest[2:].split("/", 1)[0])
            and host.lower().rstrip(":") not in ("http", "https")
        ):
            return None
        bare = _BROKEN.sub("", iri, count=1)
        return f"{scheme.lower()}://{bare}" if _HOST.match(bare) else ""
    if _HOST.fullmatch(scheme):  # <www.example.org:8080/x>
        return f"https://{iri}"
    if scheme.lower() in ("file", "localhost", "c", "d", "javascript", "about"):
        return ""
    if rest.startswith("//") and scheme.lower() not in _SCHEMES:
        host = rest[2:].split("/", 1)[0]
        return f"https:{rest}" if _HOST.fullmatch(host) else ""
    return None


def _repair_below_base(path: str) -> str | None:
    first = re.split(r"[/?#]", path, maxsplit=1)[0]
    if first in _OURS:
        return None
    bare = _BROKEN.sub("", path, count=1) if path.lower().startswith("http") else path
    return f"https://{bare}" if _HOST.match(re.split(r"[/?#]", bare, maxsplit=1)[0]) else ""


def _first(source: Source, quad: ox.Quad) -> ox.Quad:
    """Return the first statement about a subject: one finding for each is enough."""
    return next(one for one in source.quads if one.subject == quad.subject)


def _describe(term: ox.NamedNode, right: str) -> Words:
    shown = term.value.removeprefix(BASE)
    if right:
        return Words(
            f"<{shown}> has no scheme, or a broken one, and leads nowhere.",
            f"<{shown}> saknar protokoll, eller har ett trasigt, och leder ingenstans.",
            f"Write <{right}>.",
            f"Skriv <{right}>.",
        )
    return Words(
        f"<{shown}> is no address of this graph, nor a whole one of another.",
        f"<{shown}> är ingen adress i den här grafen, och ingen hel adress någon annanstans.",
        "Write the whole address, as <https://...>, or one of ours, as <id/region/SE122>.",
        "Skriv hela adressen, som <https://...>, eller en av våra, som <id/region/SE122>.",
    )
