"""Blank nodes and lists in brackets and parentheses, wherever Turtle can write them so (Turtle, 2.7 and 2.8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from styrka.turtle.document import FIRST, NIL, REST, Blank, Block, Collection, Document, Node, Property, TurtleTerm
from styrka.turtle.order import arrange

_DEPTH: Final = 50  # how deep blank nodes that have a label are written inside each other


def nest(document: Document) -> None:
    """Write blank nodes inside what refers to them, and lists as lists, wherever Turtle can.

    A blank node keeps its label when several statements refer to it, when it refers to itself through others, or when
    it would be deeper than fifty others.
    """
    arrange(document)
    labelled = {block.subject: block for block in document.blocks if isinstance(block.subject, ox.BlankNode)}
    references: dict[ox.BlankNode, list[tuple[Node, Block, int]]] = {}
    for block in document.blocks:
        for node, depth in _walk(block.properties, 1):
            if isinstance(node.term, ox.BlankNode):
                references.setdefault(node.term, []).append((node, block, depth))
        if isinstance(block.subject, Collection):
            for node, depth in _members(block.subject, 1):
                if isinstance(node.term, ox.BlankNode):
                    references.setdefault(node.term, []).append((node, block, depth))
    depths = _depths(labelled, references)
    for label in sorted(depths, key=lambda label: -depths[label][0]):
        node = references[label][0][0]
        own = labelled.get(label)
        node.term = fold(Blank(own.properties, own.end) if own else Blank())
        if own is not None:
            node.above += [line for line in own.above if line]
    document.blocks = [_listed(block) for block in document.blocks if block.subject not in depths]
    for block in document.blocks:
        if isinstance(block.subject, ox.BlankNode) and block.subject not in references:
            block.subject = Blank()
        if isinstance(block.subject, Blank) and len(block.properties) > 2:
            _fold_subject(block)


def _depths(
    labelled: dict[ox.BlankNode, Block], references: dict[ox.BlankNode, list[tuple[Node, Block, int]]]
) -> dict[ox.BlankNode, tuple[int, int]]:
    """Return the labels that can be nested: how many references lead to each, and how deep it would be written."""
    parents = {label: found[0] for label, found in references.items() if len(found) == 1}
    depths: dict[ox.BlankNode, tuple[int, int]] = {}
    settled: set[ox.BlankNode] = set()
    for start in parents:
        chain: list[ox.BlankNode] = []
        label: TurtleTerm = start
        while isinstance(label, ox.BlankNode) and label in parents and label not in settled:
            settled.add(label)
            chain.append(label)
            label = parents[label][1].subject
        # A chain that comes back to itself is a circle: where it closes, a label has to be written.
        if isinstance(label, ox.BlankNode) and label in chain:
            del chain[-1]
        for one in reversed(chain):
            owner = parents[one][1].subject
            above = depths.get(owner, (0, 0)) if isinstance(owner, ox.BlankNode) else (0, 0)
            deep = above[1] + (0 if _is_cell(labelled.get(one)) else parents[one][2])
            if deep <= _DEPTH:
                depths[one] = (above[0] + 1, deep)
    return depths


def _is_cell(block: Block | None) -> bool:
    return block is not None and {one.predicate for one in block.properties} == {FIRST, REST}


def fold(blank: Blank) -> Blank | Collection:
    """Return the blank node as a list when it is nothing but the first cell of one (RDF Schema section 5.2)."""
    if len(blank.properties) != 2:
        return blank
    first, rest = sorted(blank.properties, key=lambda one: one.predicate.value)
    if (first.predicate, rest.predicate) != (FIRST, REST) or len(first.nodes) != 1 or len(rest.nodes) != 1:
        return blank
    head, tail = first.nodes[0], rest.nodes[0]
    if tail.term != NIL and not isinstance(tail.term, Collection):
        return blank
    collection = tail.term if isinstance(tail.term, Collection) else Collection()
    remarks = [*rest.above, *tail.above, *([tail.after] if tail.after else [])]
    if collection.members:
        collection.members[0].above[:0] = remarks
    else:
        collection.end[:0] = remarks
    head.above[:0] = first.above
    collection.members.insert(0, head)
    collection.end += blank.end
    return collection


def _fold_subject(block: Block) -> None:
    """Make a list the subject where two of the block's properties are the first cell of one, and others follow."""
    cell = [prop for prop in block.properties if prop.predicate in (FIRST, REST)]
    folded = fold(Blank(cell))
    if isinstance(folded, Collection):
        block.subject = folded
        block.properties = [prop for prop in block.properties if prop not in cell]


def _listed(block: Block) -> Block:
    """Return the block with its lists folded, those that are spelt out in brackets too."""
    for prop in block.properties:
        for node in prop.nodes:
            node.term = _folded(node.term)
    if isinstance(block.subject, Collection):
        for node in block.subject.members:
            node.term = _folded(node.term)
        block.subject = _folded(block.subject)
    return block


def _folded(term: TurtleTerm) -> TurtleTerm:
    if isinstance(term, Blank):
        for prop in term.properties:
            for node in prop.nodes:
                node.term = _folded(node.term)
        return fold(term)
    if isinstance(term, Collection):
        for node in term.members:
            node.term = _folded(node.term)
        if not term.members and not term.end:
            return NIL
    return term


def _walk(properties: Iterable[Property], depth: int) -> Iterator[tuple[Node, int]]:
    """Yield every object below the properties, and how deep it is."""
    for prop in properties:
        for node in prop.nodes:
            yield node, depth
            if isinstance(node.term, Blank):
                yield from _walk(node.term.properties, depth + 1)
            elif isinstance(node.term, Collection):
                yield from _members(node.term, depth + 1)


def _members(collection: Collection, depth: int) -> Iterator[tuple[Node, int]]:
    yield from _walk([Property(FIRST, collection.members)], depth)
