"""A release in another SPARQL store, so that any store can answer for it.

Read upward: ``parts`` (the graphs of a release, from its dumps), ``publication`` (how they come to stand in a store).
"""

from styrka.engine.remote.held import GRAPHS
from styrka.publishing.parts import Part, split
from styrka.publishing.publication import Published, Writer, dump, publish

__all__ = ["GRAPHS", "Part", "Published", "Writer", "dump", "publish", "split"]
