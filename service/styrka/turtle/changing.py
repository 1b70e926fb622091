"""New statements into a text that somebody wrote: what stays has its place and its comments as before."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from difflib import SequenceMatcher

import pyoxigraph as ox

from styrka.turtle.document import NIL, Blank, Block, Collection, Document, Node, Property, TurtleTerm
from styrka.turtle.order import language_rank

# What is wanted of one subject and not yet stated: by predicate the objects, each with what it means.
_Objects = dict[ox.NamedNode, list[tuple[Hashable, Node]]]


def change(document: Document, wanted: Document) -> None:
    """Make the document state what the wanted one states.

    A statement that both have stays where it is, inside brackets and lists too. One that is new stands in the place,
    and with the comments, of one that goes and has the same subject, predicate and language; else with its subject;
    else at the end. The comments above a block that goes are lost with it, except those that a blank line separates
    from it.

    Blank nodes with a label are written anew: a label means nothing outside its text.
    """
    new: dict[ox.NamedNode, list[Property]] = {}
    nameless = []
    for block in wanted.blocks:
        if isinstance(block.subject, ox.NamedNode):
            new.setdefault(block.subject, []).extend(block.properties)
        else:
            nameless.append(block)
    standing: dict[ox.NamedNode, list[Block]] = {}
    standing_nameless = []
    for block in document.blocks:
        subject = _key(block.subject)  # that of an empty list is rdf:nil
        if isinstance(subject, ox.NamedNode):
            standing.setdefault(subject, []).append(block)
        else:
            standing_nameless.append(block)
    for subject, blocks in standing.items():
        _state([block.properties for block in blocks], new.pop(subject, []))
    _state_nameless(standing_nameless, nameless)
    _leave_out(document)
    document.blocks += [Block(subject, properties) for subject, properties in new.items()]
    document.blocks += nameless


class _Gone(Node):
    """An object that is no longer stated; it remembers its place until something takes it."""


def _state(places: list[list[Property]], wanted: Iterable[Property]) -> None:
    """Make the properties of a subject, which stand in one place or in several, state what is wanted of it."""
    new: _Objects = {}
    for prop in wanted:
        new.setdefault(prop.predicate, []).extend((_key(node.term), node) for node in prop.nodes)
    properties = [prop for place in places for prop in place]
    _find_gone(properties, new)
    for prop in properties:
        _replace(prop, new.get(prop.predicate, []))
        prop.nodes = [node for node in prop.nodes if not isinstance(node, _Gone)]
    present = {prop.predicate: prop for prop in reversed(properties) if prop.nodes}
    first = next((place for place in places if any(prop.nodes for prop in place)), places[0])
    for predicate, nodes in new.items():
        if nodes and predicate in present:
            present[predicate].nodes += [node for _, node in nodes]
        elif nodes:
            first.append(Property(predicate, [node for _, node in nodes]))
    for place in places:
        place[:] = [prop for prop in place if prop.nodes]


def _find_gone(properties: Iterable[Property], new: _Objects) -> None:
    """Mark the objects that go, and take those that stay, also those stated twice, from what is wanted."""
    stated = set()
    for prop in properties:
        wanted = new.get(prop.predicate, [])
        for number, node in enumerate(prop.nodes):
            key = _key(node.term)
            match = next((one for one in wanted if one[0] == key), None)
            if match is not None:
                wanted.remove(match)
                stated.add((prop.predicate, key))
            elif isinstance(key, frozenset | tuple) or (prop.predicate, key) not in stated:
                prop.nodes[number] = _Gone(node.term, node.above, node.after)


def _replace(prop: Property, wanted: list[tuple[Hashable, Node]]) -> None:
    """Put what is wanted in the place of what goes: of several the one that has most in common with it."""
    for number, node in enumerate(prop.nodes):
        if isinstance(node, _Gone):
            fitting = [one for one in wanted if _kind(one[1].term) == _kind(node.term)]
            if fitting:
                key = _key(node.term)
                match = max(fitting, key=lambda one: _likeness(key, one[0]))
                wanted.remove(match)
                prop.nodes[number] = Node(_change_term(node.term, match[1].term), node.above, node.after)


def _change_term(standing: TurtleTerm, wanted: TurtleTerm) -> TurtleTerm:
    """Return the wanted term, in the brackets that stand there, so that the comments in them stay."""
    if isinstance(standing, Blank) and isinstance(wanted, Blank):
        _state([standing.properties], wanted.properties)
        return standing
    if isinstance(standing, Collection) and isinstance(wanted, Collection):
        old, new = standing.members, wanted.members
        standing.members = []
        matcher = SequenceMatcher(
            None, [_key(one.term) for one in old], [_key(one.term) for one in new], autojunk=False
        )
        for kind, start, end, from_, to in matcher.get_opcodes():
            if kind != "delete":
                places = old[start:end] + [Node() for _ in range(to - from_ - (end - start))]
                for place, node in zip(places, new[from_:to], strict=False):
                    if kind != "equal":
                        place.term = _change_term(place.term, node.term)
                    standing.members.append(place)
        return standing
    return wanted


def _state_nameless(standing: list[Block], wanted: list[Block]) -> None:
    """Make the blocks whose subject has no name state what is wanted, and take that from what is wanted."""
    left = []
    for block in standing:
        key = _key_of_block(block)
        match = next((one for one in wanted if _key_of_block(one) == key), None)
        if match is None:
            left.append(block)
        else:
            wanted.remove(match)
    for block in left:
        key = _key_of_block(block)
        fitting = [
            one
            for one in wanted
            if isinstance(one.subject, Blank | Collection)
            and type(one.subject) is type(block.subject)
            and _likeness(key, _key_of_block(one))
        ]
        if fitting:
            match = max(fitting, key=lambda one: _likeness(key, _key_of_block(one)))
            wanted.remove(match)
            block.subject = _change_term(block.subject, match.subject)
            _state([block.properties], match.properties)
        else:
            block.properties = []


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


def _likeness(one: Hashable, other: Hashable) -> int:
    """Return how much two terms in brackets have in common: statements and predicates, or members."""
    if isinstance(one, frozenset | tuple) and isinstance(other, type(one)):
        return len(set(one) & set(other))
    return -1 if isinstance(one, frozenset | tuple) or isinstance(other, frozenset | tuple) else 0


def _key_of_block(block: Block) -> frozenset[Hashable]:
    subject = set() if isinstance(block.subject, Blank) else {_key(block.subject)}
    return frozenset({*subject, *_key_of_properties(block.properties)})


def _key(term: TurtleTerm) -> Hashable:
    """Return what two terms have in common when they mean the same: a blank node is what is stated of it."""
    if isinstance(term, Blank):
        return frozenset(_key_of_properties(term.properties))
    if isinstance(term, Collection):
        return tuple(_key(node.term) for node in term.members) or NIL  # an empty list that holds a comment
    return term


def _key_of_properties(properties: Iterable[Property]) -> set[Hashable]:
    """Return the statements, each with how often it is made, and the predicates, which count for the likeness."""
    counts: dict[Hashable, int] = {}
    for prop in properties:
        for node in prop.nodes:
            key = (prop.predicate, _key(node.term))
            counts[key] = counts.get(key, 0) + 1
    return {*counts.items(), *(prop.predicate for prop in properties)}
