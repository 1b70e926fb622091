"""Faults in the shapes themselves, on which the engines are silent: a shape that is not there never finds anything."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.locations import SourceLocations
from styrka.build.validate.dangling import Vocabulary
from styrka.build.validate.report import Finding
from styrka.build.validate.shapes import RDF, SH, RdfTerm, ShapesGraph
from styrka.vocabulary import BASE, DEF, shorten

if TYPE_CHECKING:
    from styrka.build.sources import Source

SOUND_SHAPE: Final = BASE + "shape/SoundShape"
_REFERENCES: Final = ("node", "property", "not", "qualifiedValueShape")
_LISTS: Final = ("and", "or", "xone")
_TERMS: Final = (
    "class",
    "targetClass",
    "targetSubjectsOf",
    "targetObjectsOf",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
)
# The fast engine judges a qualified shape wrongly on literals, and no shape of ours needs one.
_FORBIDDEN: Final = ("qualifiedValueShape", "js", "rule", "target")


def make_key(files: Iterable[Source]) -> str:
    """Return the digest of all that the shapes themselves are judged by: their files and those of the ontology."""
    return hashlib.sha256("\n".join(f"{one.path} {one.digest}" for one in files).encode()).hexdigest()


def list_findings(graph: ShapesGraph, vocabulary: Vocabulary, files: Sequence[Source]) -> Iterator[Finding]:
    """Yield each fault as a finding, where its shape is described.

    Parameters:
        graph: the shapes.
        vocabulary: the classes and properties that the ontology declares.
        files: the files of the shapes.
    """
    found = list(find_faults(graph, vocabulary))
    locations = SourceLocations(files, {owner for owner, _, _ in found})
    for owner, wrong, right in found:
        source, line, _, _ = locations.of(owner, RDF + "type", "")
        shape = SOUND_SHAPE
        yield Finding(source, line, owner, "", "", shape, "violation", wrong, wrong, right, right, shape)


def find_faults(shapes: ShapesGraph, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Yield each fault as the named shape, what is wrong, and what would be right.

    Parameters:
        shapes: the shapes.
        vocabulary: the classes and properties that the ontology declares.
    """
    for node in shapes.about:
        for wrong, right in _node_faults(shapes, node, vocabulary):
            yield _owner(shapes, node), wrong, right


def _node_faults(shapes: ShapesGraph, node: RdfTerm, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for name in _REFERENCES:
        for value in shapes.values(node, name):
            if value not in shapes.about:
                yield f"sh:{name} refers to {_name(value)}, which is not a shape.", "Correct the IRI, or write it."
            elif name == "property" and not shapes.values(value, "path"):
                yield f"sh:property refers to {_name(value)}, which has no sh:path.", "Give it one sh:path."
    for name in _LISTS:
        for value in shapes.values(node, name):
            for member in shapes.members(value):
                if member not in shapes.about:
                    yield f"sh:{name} refers to {_name(member)}, which is not a shape.", "Correct the IRI."
    if ox.NamedNode(SH + "PropertyShape") in shapes.about[node].get(RDF + "type", []) and not shapes.path(node):
        yield "The property shape has no path, several, or one that is malformed.", "Give it one sh:path."
    for pattern in shapes.values(node, "pattern"):
        try:
            re.compile(pattern.value if isinstance(pattern, ox.Literal) else "(")
        except re.error as error:
            yield f"sh:pattern is not a regular expression: {error}.", "Correct it."
    for name in _TERMS:
        for value in shapes.values(node, name):
            if (
                isinstance(value, ox.NamedNode)
                and value.value.startswith(DEF)
                and not _declared(value.value, vocabulary)
            ):
                yield f"sh:{name} refers to {_name(value)}, which the ontology does not declare.", "Correct the term."
    path = shapes.path(node)
    for predicate in re.findall(r"<([^>]*)>", path.turtle()) if path else ():
        if predicate.startswith(DEF) and not _declared(predicate, vocabulary):
            yield f"sh:path refers to {shorten(predicate)}, which the ontology does not declare.", "Correct the term."
    for name in _FORBIDDEN:
        if shapes.values(node, name):
            yield f"sh:{name} is not used here, as not every engine agrees on it.", "Write the rule with sh:sparql."
    yield from _query_faults(shapes, node, vocabulary)


def _query_faults(shapes: ShapesGraph, node: RdfTerm, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for constraint in shapes.values(node, "sparql"):
        prefixes = _prefix_lines(shapes, constraint)
        for select in shapes.values(constraint, "select"):
            text = select.value if isinstance(select, ox.Literal) else ""
            if error := _parse_error(prefixes + text):
                yield f"sh:select is not a SPARQL query: {error}.", "Correct it, and declare its prefixes on <profile>."
            for local in re.findall(r"\bstyrka:(\w+)", text):
                if not _declared(DEF + local, vocabulary):
                    yield f"sh:select uses styrka:{local}, which the ontology does not declare.", "Correct the term."


def _prefix_lines(shapes: ShapesGraph, constraint: RdfTerm) -> str:
    """Return the prefixes that ``sh:prefixes`` and ``sh:declare`` give to a query (SHACL section 5.2.1), as SPARQL."""
    lines = []
    for owner in shapes.values(constraint, "prefixes"):
        for declaration in shapes.values(owner, "declare"):
            prefix, namespace = (shapes.values(declaration, name) for name in ("prefix", "namespace"))
            if prefix and namespace:
                lines.append(f"PREFIX {getattr(prefix[0], 'value', '')}: <{getattr(namespace[0], 'value', '')}>\n")
    return "".join(sorted(lines))


@cache
def _parse_error(query: str) -> str:
    """Return why the text is no SPARQL 1.1 query; empty when it is one.

    The engine's parser reads it: rdflib's, which pySHACL takes, needs a fifth of the time of all validation for that.
    """
    try:
        ox.Store().query(query)
    except SyntaxError as error:
        return re.sub(r"\s+", " ", str(error))
    return ""


def _declared(iri: str, vocabulary: Vocabulary) -> bool:
    return iri in vocabulary.classes or iri in vocabulary.properties


def _name(node: RdfTerm) -> str:
    return shorten(node.value) if isinstance(node, ox.NamedNode) else "a nameless node"


def _owner(shapes: ShapesGraph, node: RdfTerm) -> str:
    """Return the named node that a nameless one is part of; empty where there is none."""
    for _ in range(20):
        if isinstance(node, ox.NamedNode):
            return node.value
        holder = next(
            (subject for subject, pairs in shapes.about.items() if any(node in values for values in pairs.values())),
            None,
        )
        if holder is None:
            return ""
        node = holder
    return ""
