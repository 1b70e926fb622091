"""A document in several parts: the addresses of the parts that follow, and all of them put together.

A part names the next in a Link header (RFC 8288), by Hydra, ActivityStreams, XHTML's vocabulary or LDP Paging, or by
the relations of TREE (linked data event streams). A first part alone would pass for the whole.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import pyoxigraph as ox

from styrka.change.harvest import fetching
from styrka.change.harvest.fetching import FetchedDocument, Politeness, Reporter
from styrka.change.harvest.pages import name_apart
from styrka.errors import HarvestError
from styrka.http_client.endpoint import Endpoint, leave_secrets_out, write_as_uri

_MOST: Final = 10_000
_HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
_TREE: Final = "https://w3id.org/tree#"
_NEXT: Final = frozenset(
    (
        _HYDRA + "next",
        _HYDRA + "nextPage",
        _TREE + "node",
        "http://www.w3.org/1999/xhtml/vocab#next",
        "https://www.w3.org/ns/activitystreams#next",
        "http://www.w3.org/ns/activitystreams#next",
        "http://www.w3.org/ns/ldp#nextPage",
        "http://www.iana.org/assignments/relation/next",
    )
)
_CONTROLS: Final = (_HYDRA, _TREE, "http://www.w3.org/1999/xhtml/vocab#")
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LINK: Final = re.compile(r"<([^<>]*)>((?:\s*;\s*[^\s;,=]+\s*(?:=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,\"]+))?)*)")
_RELATION: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


def fetch_whole_document(
    of: Endpoint, manners: Politeness, report: Reporter
) -> tuple[FetchedDocument, list[ox.Triple]]:
    """Return a document's first part, and the statements of all parts without what only leads from one to the next.

    Raises:
        HarvestError: A part cannot be read, lies on another host, or there are too many.
    """
    first = fetching.fetch_document(of, manners, report)
    waiting = list(find_next(first))
    if not waiting:
        return first, first.triples
    asked = {of.url, first.url}
    found, size, number = list(name_apart(first.triples, 1)), first.size, 1
    while waiting:
        address = waiting.pop(0)
        if address in asked:
            continue
        asked.add(address)
        number += 1
        _check(address, first.url, number)
        time.sleep(manners.pause)
        part = fetching.fetch_document(Endpoint(address, of.credentials), manners, report)
        asked.add(part.url)
        size += part.size
        if size > manners.bytes:
            raise HarvestError(
                f"The source has more than {manners.bytes} bytes in its parts. Ask for less, or set "
                "STYRKA_SOURCE_BYTES.",
                sv=f"Källan har mer än {manners.bytes} byte i sina delar. Be om mindre, eller sätt "
                "STYRKA_SOURCE_BYTES.",
            )
        report(f"part {number}: {len(part.triples)} statements")
        found += name_apart(part.triples, number)
        waiting += find_next(part)
    return first, list(_leave_controls_out(found))


def find_next(part: FetchedDocument) -> Iterator[str]:
    """Yield the addresses of the parts that follow one."""
    for match in _LINK.finditer(part.link):
        relations = [(one[1] or one[2] or "").lower().split() for one in _RELATION.finditer(match[2])]
        if relations and "next" in relations[0]:
            yield write_as_uri(urldefrag(urljoin(part.url, match[1]))[0])
    stated = {
        one.object.value
        for one in part.triples
        if one.predicate.value in _NEXT and isinstance(one.object, ox.NamedNode | ox.Literal)
    }
    yield from sorted(
        write_as_uri(urldefrag(urljoin(part.url, address))[0])
        for address in stated
        if urljoin(part.url, address).startswith(("http://", "https://"))
    )


def _check(address: str, first: str, number: int) -> None:
    here, there = urlsplit(first), urlsplit(address)
    shown = leave_secrets_out(address)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        raise HarvestError(
            f"The source goes on at another host, {shown}. Nothing is taken, as one part would pass for the whole; "
            "harvest from there, or ask those who publish it.",
            sv=f"Källan fortsätter hos en annan värd, {shown}. Ingenting tas, eftersom en del skulle tas för helheten; "
            "skörda därifrån, eller fråga dem som publicerar den.",
        )
    if number > _MOST:
        raise HarvestError(
            f"The source has more than {_MOST} parts.", sv=f"Källan har mer än {_MOST} delar.", limit=_MOST
        )


def _leave_controls_out(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for one in triples:
        kind = one.object.value if one.predicate.value == _TYPE and isinstance(one.object, ox.NamedNode) else ""
        control = one.predicate.value.startswith(_CONTROLS) or one.predicate.value in _NEXT
        if not control and not kind.startswith(_CONTROLS):
            yield one
