"""A small client of an event stream, which knows LDES and TREE and nothing of this service.

It keeps a copy: the latest version of each thing, as a set of statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import pyoxigraph as ox
import rdflib
import requests

from tests.terms import Term, get_node, get_value

LDES = rdflib.Namespace("https://w3id.org/ldes#")
TREE = rdflib.Namespace("https://w3id.org/tree#")
PARSERS: Final = {"application/trig": ox.RdfFormat.TRIG, "application/n-quads": ox.RdfFormat.N_QUADS}
Thing = frozenset[ox.Triple]


class Page:
    """A page: what it says of the stream, and of each member in a graph of its own."""

    def __init__(self, content: bytes, format_: ox.RdfFormat) -> None:
        self._quads = ox.Dataset(ox.parse(content, format_, rename_blank_nodes=True))

    def list_objects(self, subject: Term, predicate: str) -> Iterator[Term]:
        """The values of a property."""
        assert not isinstance(subject, ox.Literal)
        name = ox.NamedNode(predicate)
        for quad in self._quads.quads_for_subject(subject):
            if quad.predicate == name and quad.graph_name == ox.DefaultGraph():
                yield quad.object

    def get_text(self, subject: Term, predicate: str) -> str:
        """The one value of a property; empty where it has none."""
        found = [get_value(one) for one in self.list_objects(subject, predicate)]
        assert len(found) <= 1, found
        return found[0] if found else ""

    def find_stream(self) -> ox.NamedNode:
        """What the page is a page of."""
        (found,) = {quad.subject for quad in self._quads.quads_for_object(ox.NamedNode(LDES.EventStream))}
        return get_node(found)

    def read_member(self, member: ox.NamedNode) -> Thing:
        """The statements of a member."""
        return frozenset(quad.triple for quad in self._quads.quads_for_graph_name(member))


@dataclass
class Replica:
    """What was followed so far: the copy by thing, the members that were seen, and the pages that were fetched."""

    things: dict[str, Thing] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    until: datetime | None = None
    pages: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)

    def follow(self, root: str, accept: str = "application/trig") -> None:
        """Fetch what is new, from the oldest to the newest, and take it over."""
        waiting = [(datetime.min.replace(tzinfo=UTC), root)]
        fetched: set[str] = set()
        found: list[tuple[datetime, str, bool, Thing]] = []
        while waiting:
            _, address = waiting.pop(0)
            if address in fetched:
                continue
            fetched.add(address)
            page = self._fetch(address, accept)
            stream = page.find_stream()
            time, of = (page.get_text(stream, one) for one in (LDES.timestampPath, LDES.versionOfPath))
            gone = page.get_text(stream, LDES.versionDeleteObject)
            for member in page.list_objects(stream, TREE.member):
                name = get_value(member)
                if name not in self.seen:
                    self.seen.add(name)
                    moment = datetime.fromisoformat(page.get_text(member, time))
                    away = page.get_text(member, rdflib.RDF.type) == gone
                    found.append((moment, page.get_text(member, of), away, page.read_member(get_node(member))))
            waiting += self._list_onward(page, ox.NamedNode(address), time)
            waiting.sort(key=lambda pair: pair[0])
        for moment, thing, away, content in sorted(found, key=lambda one: one[0]):
            self.until = max(self.until or moment, moment)
            (self.removed.add if away else self.removed.discard)(thing)
            if content:
                self.things[thing] = content
            else:
                self.things.pop(thing, None)

    def whole(self) -> Iterator[ox.Triple]:
        """The statements of the copy."""
        for one in self.things.values():
            yield from one

    def _list_onward(self, page: Page, here: ox.NamedNode, time: str) -> list[tuple[datetime, str]]:
        """The pages to fetch next, with the moment that they are of; none whose members are all known."""
        least: dict[str, datetime] = {}
        known: set[str] = set()
        for relation in page.list_objects(here, TREE.relation):
            node = page.get_text(relation, TREE.node)
            value = datetime.fromisoformat(page.get_text(relation, TREE.value))
            assert page.get_text(relation, TREE.path) == time
            kind = page.get_text(relation, rdflib.RDF.type)
            if kind == str(TREE.GreaterThanOrEqualToRelation):
                least[node] = value
            elif self.until is not None and value <= self.until:
                assert kind == str(TREE.LessThanOrEqualToRelation)
                known.add(node)
        return [(moment, node) for node, moment in least.items() if node not in known]

    def _fetch(self, address: str, accept: str) -> Page:
        response = requests.get(address, headers={"Accept": accept}, timeout=60)
        assert response.status_code == 200, f"{address}: {response.text[:300]}"
        assert not response.history, f"{address} leads elsewhere"
        self.pages.append(address)
        self.sizes.append(len(response.content))
        return Page(response.content, PARSERS[response.headers["Content-Type"].partition(";")[0]])
