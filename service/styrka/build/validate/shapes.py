"""The shapes as this package needs them: paths, messages, severities, and what refers to what (SHACL section 2).

The engines read the same triples themselves; this reading serves messages, line numbers and ``shape_faults``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import pyoxigraph as ox

from styrka.vocabulary import PREFIXES, shorten

SH: Final = PREFIXES["sh"]
RDF: Final = PREFIXES["rdf"]

Severity = Literal["violation", "warning", "info"]
SEVERITIES: Final[Mapping[str, Severity]] = {
    SH + "Violation": "violation",
    SH + "Warning": "warning",
    SH + "Info": "info",
}
RdfTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Path:
    """A SHACL property path (section 2.3.1).

    Attributes:
        kind: ``predicate``, ``inverse``, ``sequence``, ``alternative``, ``zeroOrMore``, ``oneOrMore`` or ``zeroOrOne``.
        predicate: the IRI of a predicate path.
        parts: the paths inside the others.
    """

    kind: str
    predicate: str = ""
    parts: tuple[Path, ...] = ()

    def __str__(self) -> str:
        """Return the path as SPARQL writes it, with CURIEs."""
        if self.kind == "predicate":
            return shorten(self.predicate)
        inner = [str(part) if part.kind == "predicate" else f"({part})" for part in self.parts]
        if self.kind == "sequence":
            return "/".join(inner)
        if self.kind == "alternative":
            return "|".join(
                text[1:-1] if part.kind == "inverse" else text for part, text in zip(self.parts, inner, strict=True)
            )
        forms = {"inverse": "^{}", "zeroOrMore": "{}*", "oneOrMore": "{}+", "zeroOrOne": "{}?"}
        return forms[self.kind].format(inner[0])

    def turtle(self) -> str:
        """Return the path as a Turtle node."""
        if self.kind == "predicate":
            return f"<{self.predicate}>"
        inner = " ".join(part.turtle() for part in self.parts)
        if self.kind == "sequence":
            return f"( {inner} )"
        if self.kind == "alternative":
            return f"[ <{SH}alternativePath> ( {inner} ) ]"
        return f"[ <{SH}{self.kind}Path> {inner} ]"


@dataclass(frozen=True)
class Shape:
    """A shape that can be named in a report: its messages, severity and path."""

    iri: str
    severity: Severity
    messages: Mapping[str, str]
    path: Path | None

    def message(self, language: str) -> tuple[str, str]:
        """Return what is wrong, and what would be right: the message's first sentence and the rest."""
        wrong, _, right = self.messages.get(language, "").partition(". ")
        return (wrong.rstrip(".") + ".", right) if wrong else ("", "")


@dataclass(frozen=True)
class ShapesGraph:
    """The triples of all shapes files, indexed by subject and predicate."""

    about: Mapping[RdfTerm, Mapping[str, list[RdfTerm]]] = field(repr=False)

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> ShapesGraph:
        """Return the index of the quads; their graphs do not matter."""
        about: dict[RdfTerm, dict[str, list[RdfTerm]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            about[quad.subject][quad.predicate.value].append(quad.object)
        return cls({subject: dict(pairs) for subject, pairs in about.items()})

    def values(self, node: RdfTerm, name: str) -> list[RdfTerm]:
        """Return the objects of ``sh:name`` at the node."""
        return self.about.get(node, {}).get(SH + name, [])

    def members(self, head: RdfTerm) -> list[RdfTerm]:
        """Return the members of an RDF list."""
        found: list[RdfTerm] = []
        seen: set[RdfTerm] = set()
        while head in self.about and head not in seen:
            seen.add(head)
            found += self.about[head].get(RDF + "first", [])
            head = next(iter(self.about[head].get(RDF + "rest", [])), head)
        return found

    def shapes(self) -> list[RdfTerm]:
        """Return every node that is a shape by its type or by having targets or a path, named ones first, sorted."""
        marks = {SH + name for name in ("path", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")}
        types = {ox.NamedNode(SH + "NodeShape"), ox.NamedNode(SH + "PropertyShape")}
        found = [
            node
            for node, pairs in self.about.items()
            if marks & pairs.keys() or types & set(pairs.get(RDF + "type", []))
        ]
        return sorted(found, key=lambda node: (isinstance(node, ox.BlankNode), str(node)))

    def path(self, node: RdfTerm) -> Path | None:
        """Return the path of a property shape; None where there is none or it is malformed."""
        paths = self.values(node, "path")
        return self._path(paths[0], 0) if len(paths) == 1 else None

    def _path(self, node: RdfTerm, depth: int) -> Path | None:
        if isinstance(node, ox.NamedNode):
            return Path("predicate", node.value)
        if depth > 20 or not isinstance(node, ox.BlankNode):
            return None
        for kind in ("inverse", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne"):
            for inner in self.values(node, kind + "Path"):
                nodes = self.members(inner) if kind == "alternative" else [inner]
                return self._composed(kind, nodes, depth)
        return self._composed("sequence", self.members(node), depth)

    def _composed(self, kind: str, nodes: list[RdfTerm], depth: int) -> Path | None:
        parts = [self._path(node, depth + 1) for node in nodes]
        whole = [part for part in parts if part is not None]
        return Path(kind, parts=tuple(whole)) if whole and len(whole) == len(parts) else None

    def named(self) -> dict[str, Shape]:
        """Return the shapes with an IRI, by it."""
        return {node.value: self._shape(node) for node in self.shapes() if isinstance(node, ox.NamedNode)}

    def _shape(self, node: ox.NamedNode) -> Shape:
        severity: Severity = "violation"
        for value in self.values(node, "severity"):
            severity = SEVERITIES.get(value.value, "violation") if isinstance(value, ox.NamedNode) else severity
        messages = {
            message.language or "": message.value
            for message in self.values(node, "message")
            if isinstance(message, ox.Literal)
        }
        return Shape(node.value, severity, messages, self.path(node))
