"""A release in another SPARQL store, so that any store can answer for it.

Read upward: ``graphs`` (those of a release, from its dumps), ``publication`` (how they come to stand in a store).
"""

from styrka.stores.push.graphs import GraphSummary, split_graphs
from styrka.stores.push.publication import GraphWriter, Published, push_release, write_dump
from styrka.stores.remote.release import GRAPHS

__all__ = ["GRAPHS", "GraphSummary", "GraphWriter", "Published", "push_release", "split_graphs", "write_dump"]
