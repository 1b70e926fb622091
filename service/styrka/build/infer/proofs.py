"""Where a triple is stated, and the documents behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from styrka import vocabulary
from styrka.build.infer.rules import Constant

_GRAPH: Final = vocabulary.BASE + "graph/"
INFERRED: Final = _GRAPH + "inferred/"
COMPUTED: Final = _GRAPH + "computed/"
_SOURCE = ox.NamedNode(vocabulary.PREFIXES["dcterms"] + "source")
_TITLE = ox.NamedNode(vocabulary.PREFIXES["dcterms"] + "title")
_ANNOTATED_SOURCE = ox.NamedNode(vocabulary.PREFIXES["owl"] + "annotatedSource")
_ANNOTATED_TARGET = ox.NamedNode(vocabulary.PREFIXES["owl"] + "annotatedTarget")
_JUSTIFICATION = ox.NamedNode(vocabulary.PREFIXES["sssom"] + "mapping_justification")
_LABELS = (
    ox.NamedNode(vocabulary.PREFIXES["skos"] + "prefLabel"),
    ox.NamedNode(vocabulary.PREFIXES["rdfs"] + "label"),
)

Find = Callable[[Constant | None, Constant | None, Constant | None], Iterable[ox.Quad]]


@dataclass(frozen=True)
class SourceDocument:
    """A source document: its IRI and its title in each language (an empty language where the title has none)."""

    iri: str
    titles: tuple[tuple[str, str], ...] = ()

    def title(self, language: str) -> str:
        """Return the title in the language, else any title, else the IRI."""
        titles = dict(self.titles)
        return titles.get(language) or next(iter(titles.values()), self.iri)


@dataclass(frozen=True)
class Stated:
    """One place where a triple is stated.

    Attributes:
        graph: the named graph.
        sources: the documents behind it.
        mapping, justification: the SSSOM row that decided the triple and how (semapv), where it comes from one.
    """

    graph: str
    sources: tuple[SourceDocument, ...] = ()
    mapping: str | None = None
    justification: str | None = None

    @property
    def is_computed(self) -> bool:
        """Whether a query made the triple (``ontology/computed/``) and nobody stated it."""
        return self.graph.startswith(COMPUTED)


Lookup = Callable[[ox.Triple], Sequence[Stated]]


def find_statements(find: Find) -> Lookup:
    """Return the places where a triple is stated, with the documents behind it.

    Parameters:
        find: the quads that match a subject, a predicate and an object, each of which may be None (all graphs): a
            store's look-up, for instance ``lambda s, p, o: store.quads_for_pattern(s, p, o, None)``.

    The document is the dcterms:source of the graph: a graph states what one source says. Inferred graphs are no place
    to state anything.
    """

    def where(triple: ox.Triple) -> list[Stated]:
        graphs = sorted(
            {
                quad.graph_name.value
                for quad in find(triple.subject, triple.predicate, triple.object)
                if isinstance(quad.graph_name, ox.NamedNode) and not quad.graph_name.value.startswith(INFERRED)
            }
        )
        return [place(triple, graph) for graph in graphs]

    def place(triple: ox.Triple, graph: str) -> Stated:
        sources = tuple(_documents(find, ox.NamedNode(graph)))
        mapping = next(iter(_mappings(find, triple, graph)), None)
        if mapping is None:
            return Stated(graph, sources)
        justification = min((str(quad.object) for quad in find(mapping, _JUSTIFICATION, None)), default=None)
        return Stated(graph, sources, mapping.value, justification and justification.strip("<>"))

    return where


def make_name_lookup(find: Find, language: str = "en") -> Callable[[Constant], str | None]:
    """Return what gives a thing's label (skos:prefLabel, else rdfs:label) in the language, else in any, else None."""

    def name(term: Constant) -> str | None:
        for prop in _LABELS if isinstance(term, ox.NamedNode) else ():
            labels = [quad.object for quad in find(term, prop, None) if isinstance(quad.object, ox.Literal)]
            if labels:
                return min(labels, key=lambda label: (label.language != language, str(label))).value
        return None

    return name


def _mappings(find: Find, triple: ox.Triple, graph: str) -> list[ox.NamedNode]:
    if not graph.startswith(_GRAPH + "mappings/"):
        return []
    about = {quad.subject for quad in find(None, _ANNOTATED_SOURCE, triple.subject)}
    aimed = {quad.subject for quad in find(None, _ANNOTATED_TARGET, triple.object)}
    return sorted((node for node in about & aimed if isinstance(node, ox.NamedNode)), key=str)


def _documents(find: Find, subject: Constant) -> list[SourceDocument]:
    found = sorted({quad.object for quad in find(subject, _SOURCE, None)}, key=str)
    return [
        SourceDocument(
            source.value if isinstance(source, ox.NamedNode) else str(source),
            tuple(
                sorted(
                    (quad.object.language or "", quad.object.value)
                    for quad in (find(source, _TITLE, None) if isinstance(source, ox.NamedNode) else ())
                    if isinstance(quad.object, ox.Literal)
                )
            ),
        )
        for source in found
    ]
