"""New statements into a text that somebody wrote: what stays has its place and its comments as before."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pyoxigraph as ox

from styrka.turtle.document import NIL, Blank, Block, Collection, Document, Node, Property, TurtleTerm
from styrka.turtle.order import language_rank


def change(document: Document, wanted: Document) -> None:
    """Make the document state what the wanted one states.

    A statement that both have stays where it is. One that is new stands in the place, and with the comments, of one
    that goes and has the same subject, predicate and language; else with its subject; else at the end. The comments
    above a block that goes are lost with it, except those that a blank line separates from it.

    Blank nodes with a label, and those that are subjects, are written anew: a label means nothing outside its text.
    """
    new: dict[TurtleTerm, dict[ox.NamedNode, list[tuple[Hashable, Node]]]] = {}
    nameless = []
    for block in wanted.blocks:
        if not isinstance(block.subject, ox.NamedNode):
            nameless.append(block)
            continue
        own = new.setdefault(block.subject, {})
        for prop in block.properties:
            own.setdefault(prop.predicate, []).extend((_key(node.term), node) for node in prop.nodes)
    for block in document.blocks:
        own = new.get(block.subject, {}) if isinstance(block.subject, ox.NamedNode) else {}
        for prop in block.properties:
            _set_values(prop, own.get(prop.predicate, []))
    for block in document.blocks:
        own = new.get(block.subject, {}) if isinstance(block.subject, ox.NamedNode) else {}
        for prop in block.properties:
            _replace(prop, own.get(prop.predicate, []))
            prop.nodes = [node for node in prop.nodes if not isinstance(node, _Gone)]
    standing: dict[TurtleTerm, list[Block]] = {}
    for block in document.blocks:
        standing.setdefault(block.subject, []).append(block)
    for subject, blocks in standing.items():
        _add(blocks, new.get(subject, {}))
        for block in blocks:
            block.properties = [prop for prop in block.properties if prop.nodes]
    _leave_out(document)
    for block in wanted.blocks:
        left = [
            Property(predicate, [node for _, node in nodes])
            for predicate, nodes in new.get(block.subject, {}).items()
            if nodes
        ]
        if isinstance(block.subject, ox.NamedNode) and left:
            document.blocks.append(Block(block.subject, left))
    document.blocks += nameless


class _Gone(Node):
    """An object that is no longer stated; it remembers its place until something takes it."""


def _set_values(prop: Property, wanted: list[tuple[Hashable, Node]]) -> None:
    """Mark the objects that go, and take those that stay from what is wanted."""
    for number, node in enumerate(prop.nodes):
        key = _key(node.term)
        match = next((one for one in wanted if one[0] == key), None)
        if match is None:
            prop.nodes[number] = _Gone(node.term, node.above, node.after)
        else:
            wanted.remove(match)


def _replace(prop: Property, wanted: list[tuple[Hashable, Node]]) -> None:
    """Put what is wanted in the place of what goes."""
    for number, node in enumerate(prop.nodes):
        if isinstance(node, _Gone):
            match = next((one for one in wanted if _kind(one[1].term) == _kind(node.term)), None)
            if match is not None:
                wanted.remove(match)
                prop.nodes[number] = Node(match[1].term, node.above, node.after)


def _add(blocks: list[Block], own: dict[ox.NamedNode, list[tuple[Hashable, Node]]]) -> None:
    """Add what is new of a subject to its blocks: where the predicate is, else to the first of them."""
    present = {prop.predicate: prop for block in reversed(blocks) for prop in block.properties if prop.nodes}
    first = next((block for block in blocks if any(prop.nodes for prop in block.properties)), blocks[0])
    for predicate, nodes in own.items():
        if nodes and predicate in present:
            present[predicate].nodes += [node for _, node in nodes]
        elif nodes:
            first.properties.append(Property(predicate, [node for _, node in nodes]))
    own.clear()


def _leave_out(document: Document) -> None:
    """Drop blocks without statements; headings above them, which a blank line ends, go to what follows."""
    blocks: list[Block] = []
    heading: list[str] = []
    for block in document.blocks:
        above = heading + block.above
        heading = []
        if block.properties:
            block.above = above
            blocks.append(block)
        else:
            heading = above[: len(above) - above[::-1].index("")] if "" in above else []
    document.blocks = blocks
    document.end[:0] = heading


def _kind(term: TurtleTerm) -> Hashable:
    return (language_rank(term), term.language if isinstance(term, ox.Literal) else None)


def _key(term: TurtleTerm) -> Hashable:
    """Return what two terms have in common when they mean the same: a blank node is what is stated of it."""
    if isinstance(term, Blank):
        return frozenset(_counted((prop.predicate, _key(node.term)) for prop in term.properties for node in prop.nodes))
    if isinstance(term, Collection):
        return tuple(_key(node.term) for node in term.members) or NIL  # an empty list that holds a comment
    return term


def _counted(keys: Iterable[Hashable]) -> Iterable[tuple[Hashable, int]]:
    counts: dict[Hashable, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts.items()
