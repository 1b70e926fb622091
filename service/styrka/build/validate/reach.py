"""What a change can affect: the walks that the shapes make from a thing, taken forwards and backwards.

Each shape reads the graph along walks from its focus: its paths, one step further to the classes of the values, the
patterns of its queries. The walks come from the shapes; nothing here knows their length. Taken backwards from a changed
triple they give the things whose validation reads it; taken forwards from those things, all that it reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from styrka.build.validate import sparql
from styrka.build.validate.shapes import RDF, Path, ShapesGraph, Term
from styrka.vocabulary import PREFIXES


@dataclass(frozen=True)
class Step:
    """One step: along a predicate or any (empty), against its direction or not, once or any number of times."""

    predicate: str
    inverse: bool = False
    many: bool = False


Walk = tuple[Step, ...]
_TYPE = Step(RDF + "type")
_BROADER = Step(PREFIXES["rdfs"] + "subClassOf", many=True)
_VALUE_SHAPES = ("node", "not", "qualifiedValueShape", "property")
_LISTS = ("and", "or", "xone")
_PAIRS = ("equals", "disjoint", "lessThan", "lessThanOrEquals")


def walks(shapes: ShapesGraph) -> frozenset[Walk]:
    """Return every walk that validation makes from a focus node; its prefixes are walks that it makes too."""
    # A reference to a thing that is not described is found by looking at the type of every object.
    found: set[Walk] = {(Step(""), _TYPE), (_TYPE, _BROADER)}
    for node in shapes.shapes():
        if not shapes.values(node, "path"):
            found |= {
                (Step(target.value),)
                for target in shapes.values(node, "targetSubjectsOf")
                if isinstance(target, ox.NamedNode)
            }
            found |= {
                (Step(target.value, inverse=True),)
                for target in shapes.values(node, "targetObjectsOf")
                if isinstance(target, ox.NamedNode)
            }
            found |= set(_shape_walks(shapes, node, (), frozenset()))
    return frozenset(found)


def _shape_walks(shapes: ShapesGraph, node: Term, before: Walk, seen: frozenset[Term]) -> Iterator[Walk]:
    """Yield the walks of a shape applied to where ``before`` ends; a shape inside itself is followed once."""
    if node in seen:
        return
    seen |= {node}
    path = shapes.path(node)
    ends = [before + walk for walk in path_walks(path)] if path else [before]
    yield from ends
    for name in _PAIRS:
        yield from (
            (*before, Step(value.value)) for value in shapes.values(node, name) if isinstance(value, ox.NamedNode)
        )
    for text, prefixes in sparql.queries(shapes, node):
        yield from (before + walk for walk in query_walks(sparql.patterns(text, prefixes)))
    inner = [value for name in _VALUE_SHAPES for value in shapes.values(node, name)]
    inner += [member for name in _LISTS for head in shapes.values(node, name) for member in shapes.members(head)]
    for end in ends:
        if shapes.values(node, "class"):
            yield (*end, _TYPE, _BROADER)
        for shape in inner:
            yield from _shape_walks(shapes, shape, end, seen)


def path_walks(path: Path, inverse: bool = False) -> list[Walk]:
    """Return the walks along a path; a repeated path becomes steps that may be taken any number of times."""
    if path.kind == "predicate":
        return [(Step(path.predicate, inverse),)]
    if path.kind == "inverse":
        return path_walks(path.parts[0], not inverse)
    if path.kind == "alternative":
        return [walk for part in path.parts for walk in path_walks(part, inverse)]
    if path.kind == "sequence":
        combined: list[Walk] = [()]
        for part in reversed(path.parts) if inverse else path.parts:
            combined = [walk + more for walk in combined for more in path_walks(part, inverse)]
        return combined
    once = path_walks(path.parts[0], inverse)
    if path.kind == "zeroOrOne":
        return [(), *once]
    # (a/b)* is read as a*/b*/a*: more than it reaches, never less.
    steps = tuple(Step(step.predicate, step.inverse, many=True) for walk in once for step in walk)
    return [steps if len(steps) == 1 else steps + steps]


def query_walks(patterns: Iterable[sparql.Pattern]) -> set[Walk]:
    """Return the walks from ``$this`` over a query's patterns: every way in which they join, each pattern taken once.

    One way to a variable would not do: a pattern inside NOT EXISTS does not bind what the rest of the query reads.
    """
    return set(_pattern_walks("?this", (), tuple(patterns)))


def _pattern_walks(at: str, before: Walk, patterns: tuple[sparql.Pattern, ...]) -> Iterator[Walk]:
    for number, pattern in enumerate(patterns):
        rest = patterns[:number] + patterns[number + 1 :]
        for start, end, inverse in ((pattern.subject, pattern.object, False), (pattern.object, pattern.subject, True)):
            if start == at:
                for steps in path_walks(pattern.path, inverse) if pattern.path else [(Step("", inverse),)]:
                    yield before + steps
                    if end.startswith("?"):
                        yield from _pattern_walks(end, before + steps, rest)


@dataclass(frozen=True)
class Graph:
    """Triples by subject and by object."""

    out: Mapping[Term, list[ox.Quad]] = field(repr=False)
    into: Mapping[Term, list[ox.Quad]] = field(repr=False)

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Graph:
        """Return the index of the quads."""
        out: dict[Term, list[ox.Quad]] = defaultdict(list)
        into: dict[Term, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            out[quad.subject].append(quad)
            if not isinstance(quad.object, ox.Literal):
                into[quad.object].append(quad)
        return cls(dict(out), dict(into))

    def step(self, nodes: set[Term], step: Step, read: set[ox.Quad] | None = None) -> set[Term]:
        """Return where one step leads from the nodes; the quads on the way are added to ``read``.

        Any number of times includes none.
        """
        reached: set[Term] = set(nodes) if step.many else set()
        frontier = nodes
        while frontier:
            new: set[Term] = set()
            for node in frontier:
                for quad in (self.into if step.inverse else self.out).get(node, ()):
                    if step.predicate in ("", quad.predicate.value):
                        if read is not None:
                            read.add(quad)
                        new.add(quad.subject if step.inverse else quad.object)
            frontier = new - reached if step.many else set()
            reached |= new
        return reached


def neighbourhood(graph: Graph, foci: Iterable[Term], ways: Iterable[Walk]) -> set[ox.Quad]:
    """Return all quads that validating the foci reads."""
    read: set[ox.Quad] = set()
    start = {node for node in foci if node in graph.out or node in graph.into}
    reached: dict[Walk, set[Term]] = {(): start}
    for way in sorted(_prefixes(ways), key=len):
        reached[way] = graph.step(reached[way[:-1]], way[-1], read)
    for node in start:
        read.update(graph.out.get(node, ()))
    return read


def affected(changed: Iterable[ox.Quad], graph: Graph, ways: Iterable[Walk]) -> frozenset[str]:
    """Return the IRIs of the things whose validation reads a changed quad, on some walk.

    Parameters:
        changed: the quads added and removed.
        graph: the triples before and after the change together: a removed link leads to what it was read from.
        ways: the walks of the shapes.
    """
    by_predicate: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in changed:
        by_predicate[quad.predicate.value].append(quad)
        by_predicate[""].append(quad)
    found: set[Term] = {quad.subject for quad in by_predicate[""]}
    for way in _prefixes(ways):
        last = way[-1]
        nodes: set[Term] = {quad.object if last.inverse else quad.subject for quad in by_predicate[last.predicate]}
        if last.many:
            nodes = graph.step(nodes, Step(last.predicate, not last.inverse, many=True))
        for step in reversed(way[:-1]):
            if not nodes:
                break
            nodes = graph.step(nodes, Step(step.predicate, not step.inverse, step.many))
        found |= nodes
    return frozenset(node.value for node in found if isinstance(node, ox.NamedNode))


def _prefixes(ways: Iterable[Walk]) -> set[Walk]:
    return {way[:length] for way in ways for length in range(1, len(way) + 1)}
