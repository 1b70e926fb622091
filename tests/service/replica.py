"""A small client of an event stream, which knows LDES and TREE and nothing of this service.

It keeps a copy: the latest version of each thing, as a set of statements.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import rdflib
import requests
from rdflib import RDF
from rdflib.compare import isomorphic
from rdflib.term import Node

from tests.terms import get_python

LDES = rdflib.Namespace("https://w3id.org/ldes#")
TREE = rdflib.Namespace("https://w3id.org/tree#")
PARSERS = {"application/trig": "trig", "application/n-quads": "nquads"}


@dataclass
class Replica:
    """What was followed so far: the copy by thing, the members that were seen, and the pages that were fetched."""

    things: dict[str, rdflib.Graph] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    until: datetime | None = None
    pages: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    def follow(self, root: str, accept: str = "application/trig") -> None:
        """Fetch what is new, from the oldest to the newest, and take it over."""
        waiting = [(datetime.min.replace(tzinfo=UTC), root)]
        fetched: set[str] = set()
        found: list[tuple[datetime, str, bool, rdflib.Graph]] = []
        while waiting:
            _, address = waiting.pop(0)
            if address in fetched:
                continue
            fetched.add(address)
            page = self._fetch(address, accept)
            (stream,) = page.subjects(RDF.type, LDES.EventStream)
            time, of = page.value(stream, LDES.timestampPath), page.value(stream, LDES.versionOfPath)
            gone = page.value(stream, LDES.versionDeleteObject)
            assert time is not None
            for member in page.objects(stream, TREE.member):
                assert isinstance(member, rdflib.URIRef)
                if str(member) not in self.seen:
                    self.seen.add(str(member))
                    kind = page.value(member, RDF.type)
                    found.append(
                        (
                            get_python(page.value(member, time), datetime),
                            str(page.value(member, of)),
                            kind == gone,
                            page.graph(member),
                        )
                    )
                    self.kinds[str(kind)] = self.kinds.get(str(kind), 0) + 1
            waiting += self._onward(page, rdflib.URIRef(address), time)
            waiting.sort(key=lambda pair: pair[0])
        for moment, thing, away, content in sorted(found, key=lambda one: one[0]):
            self.until = max(self.until or moment, moment)
            (self.removed.add if away else self.removed.discard)(thing)
            if len(content):
                self.things[thing] = content
            else:
                self.things.pop(thing, None)

    def whole(self) -> rdflib.Graph:
        """The copy as one graph."""
        graph = rdflib.Graph()
        for one in self.things.values():
            for triple in one:
                graph.add(triple)
        return graph

    def _onward(self, page: rdflib.Dataset, here: rdflib.URIRef, time: Node) -> list[tuple[datetime, str]]:
        """The pages to fetch next, with the moment that they are of; none whose members are all known."""
        least: dict[str, datetime] = {}
        known: set[str] = set()
        for relation in page.objects(here, TREE.relation):
            node, value = str(page.value(relation, TREE.node)), get_python(page.value(relation, TREE.value), datetime)
            assert page.value(relation, TREE.path) == time
            if (relation, RDF.type, TREE.GreaterThanOrEqualToRelation) in page:
                least[node] = value
            elif self.until is not None and value <= self.until:
                assert (relation, RDF.type, TREE.LessThanOrEqualToRelation) in page
                known.add(node)
        return [(moment, node) for node, moment in least.items() if node not in known]

    def _fetch(self, address: str, accept: str) -> rdflib.Dataset:
        response = requests.get(address, headers={"Accept": accept}, timeout=60)
        assert response.status_code == 200, f"{address}: {response.text[:300]}"
        assert not response.history, f"{address} leads elsewhere"
        self.pages.append(address)
        self.sizes.append(len(response.content))
        page = rdflib.Dataset(default_union=False)
        page.parse(data=response.content, format=PARSERS[response.headers["Content-Type"].partition(";")[0]])
        return page


def same(one: rdflib.Graph, other: rdflib.Graph) -> bool:
    """Whether two graphs state the same; those without blank nodes are compared at once."""
    blank = [graph for graph in (one, other) if any(isinstance(term, rdflib.BNode) for spo in graph for term in spo)]
    return isomorphic(one, other) if blank else set(one) == set(other)
