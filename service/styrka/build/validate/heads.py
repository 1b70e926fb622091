"""Heads of files, and graphs: each file states in one graph, which is its own, and describes it in its head.

A file without a head, with the head of another, or with statements in the graph of another file is a violation; the
remedy has the lines to add.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.report import Finding, Words
from styrka.build.validate.sourcing import HAS_SOURCE
from styrka.vocabulary import BASE, CURATION, PREFIXES

if TYPE_CHECKING:
    from styrka.build.sources import Source

OWN_GRAPH: Final = BASE + "shape/OwnGraph"
_GRAPHS: Final = BASE + "graph/"
_SOURCE: Final = PREFIXES["dcterms"] + "source"
_REPLACED: Final = PREFIXES["dcterms"] + "isReplacedBy"
_DATASET: Final = ox.NamedNode(PREFIXES["void"] + "Dataset")
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_LICENCE: Final = "http://creativecommons.org/licenses/by/4.0/"
# Graphs that are made here from the files, and folders with files of their own kind.
_MADE: Final = ("inferred", "computed", "ontology", "shapes")
_DATASETS: Final = {"strategies": "strategies", "documents": "strategies", "mappings": "themes"}


def find_headless(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a violation for each data file with a graph that has no head to name a source in, with the head's lines.

    Whether a head names exactly one is the shape ``Dataset-source``.

    Parameters:
        sources: the files of data and ontology.
        focus: the IRIs of the things to look at; None for all.
    """
    for source in sources:
        if source.folder != "data" or not source.quads or (focus is not None and focus.isdisjoint(source.lines)):
            continue
        stated_in = {quad.graph_name: quad for quad in source.quads}
        graphs = {name for quad in stated_in.values() if source.holds(name := _name(quad))} or {source.graph}
        heads = {
            _name(quad) for quad in source.under(_TYPE) if quad.object == _DATASET and quad.subject == quad.graph_name
        }
        if any(map(partial(_describes_another, source), source.under(_TYPE))):
            continue  # the head is there, under another name: see find_foreign_graphs
        for graph in sorted(graphs - heads):
            about = next((quad.subject.value for quad in source.quads if isinstance(quad.subject, ox.NamedNode)), graph)
            yield Finding.state(source, about, _SOURCE, "", HAS_SOURCE, "violation", _describe_head(source, graph))


def _describes_another(source: Source, quad: ox.Quad) -> bool:
    return (
        quad.object == _DATASET
        and str(quad.subject)[1:-1].startswith(_GRAPHS)
        and not source.holds(str(quad.subject)[1:-1])
        and source.path.startswith("data/")
    )


def find_foreign_graphs(sources: Sequence[Source], focus: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield a violation for each graph of another that a data file writes into or describes, and for each shared one.

    Parameters:
        sources: the files of data.
        focus: the IRIs of the things to look at; None for all.
    """
    homes: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        homes[source.graph].append(source)
    for source in sources:
        if focus is not None and focus.isdisjoint(source.lines):
            continue
        about = next(iter(source.lines), source.graph)
        reserved = source.graph.removeprefix(_GRAPHS).split("/", 1)[0]
        if reserved in _MADE and source.path.startswith("data/"):
            yield Finding.state(source, about, "", f"<{source.graph}>", OWN_GRAPH, "violation", _in_made(reserved))
        for other in homes[source.graph]:
            if source.cells and other.cells:
                continue  # rows from elsewhere, laid over those of the table
            if other.path != source.path and source.quads and other.quads and source.folder == "data":
                place = (f"{other.path}:{min(other.lines.values(), default=1)}",)
                yield Finding.state(
                    source, about, "", f"<{source.graph}>", OWN_GRAPH, "violation", _SHARED, others=place
                )
        yield from _find_foreign(source, homes)


def _find_foreign(source: Source, homes: dict[str, list[Source]]) -> Iterator[Finding]:
    seen: set[str] = set()
    own: set[object] = set()  # graphs of the file's own, and things that are no graphs: each is looked at once
    for quad in source.quads:
        if quad.graph_name in own and quad.subject in own:
            continue
        graph, subject = _name(quad), str(quad.subject)[1:-1]
        if source.holds(graph):
            own.add(quad.graph_name)
        if not subject.startswith(_GRAPHS):
            own.add(quad.subject)
        owners = tuple(f"{other.path}:1" for other in homes.get(graph, ()))
        if not source.holds(graph) and graph not in seen:
            seen.add(graph)
            line = source.lines.get(graph) or source.lines.get(subject)
            yield Finding.state(
                source, subject, "", f"<{graph}>", OWN_GRAPH, "violation", _INTO, line=line, others=owners
            )
        elif (
            subject.startswith(_GRAPHS)
            and not source.holds(subject)
            and quad.predicate.value != _REPLACED
            and subject not in seen
            and (source.path.startswith("data/") or source.graph in source.lines)
        ):
            seen.add(subject)
            owners = tuple(f"{other.path}:1" for other in homes.get(subject, ()))
            yield Finding.state(
                source,
                subject,
                quad.predicate.value,
                "",
                OWN_GRAPH,
                "violation",
                _about_another(source.graph),
                others=owners,
            )


def _name(quad: ox.Quad) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value


def _in_made(name: str) -> Words:
    return Words(
        f"The graphs below graph/{name}/ are made from the files; none is written.",
        f"Graferna under graph/{name}/ görs av filerna; ingen skrivs för hand.",
        "Move the file to another folder of data/, such as data/strategies/.",
        "Flytta filen till en annan mapp i data/, till exempel data/strategies/.",
    )


_SHARED: Final = Words(
    "Two files are one and the same graph: their names differ only in what follows the first dot.",
    "Två filer är en och samma graf: namnen skiljer sig bara efter den första punkten.",
    "Rename one of them, or put both together.",
    "Döp om en av dem, eller slå ihop dem.",
)
_INTO: Final = Words(
    "The file writes into a graph that is not its own.",
    "Filen skriver i en graf som inte är dess egen.",
    "Leave GRAPH (or the outer @id) out: all that a file states is in its own graph.",
    "Ta bort GRAPH (eller det yttre @id): allt som en fil säger finns i dess egen graf.",
)


def _about_another(own: str) -> Words:
    name = f"<{own.removeprefix(BASE)}>"
    return Words(
        f"The file describes another graph than its own, which is {name}.",
        f"Filen beskriver en annan graf än sin egen, som är {name}.",
        f"Write {name} in the head, after the file's path.",
        f"Skriv {name} i huvudet, efter filens sökväg.",
    )


def _describe_head(source: Source, graph: str) -> Words:
    lines = write_head(source, graph)
    return Words(
        "The file has no head, which says whose statements these are.",
        "Filen har inget huvud, som säger vems uppgifter detta är.",
        f"Add these lines, with a title and the source:\n{lines}",
        f"Lägg till de här raderna, med titel och källa:\n{lines}",
    )


def write_head(source: Source, graph: str) -> str:
    """Return the head that a file lacks, in the file's own syntax."""
    parts = PurePosixPath(graph.removeprefix(_GRAPHS)).parts or ("file",)
    name = parts[-1]
    dataset = _DATASETS.get(parts[0], "strategies")
    today = date.today().isoformat()
    of = CURATION if name == "curation" else f"{BASE}id/source/{name}"
    if source.path.endswith(".jsonld"):
        space = PREFIXES["dcterms"]
        return (
            f'{{"@id": "{graph}", "@type": "{_DATASET.value}",\n'
            f' "{space}title": [{{"@value": "{name}", "@language": "sv"}},\n'
            f'   {{"@value": "{name}", "@language": "en"}}],\n'
            f' "{space}modified": {{"@value": "{today}", "@type": "{PREFIXES["xsd"]}date"}},\n'
            f' "{space}license": {{"@id": "{_LICENCE}"}}, "{space}isPartOf": {{"@id": "{BASE}dataset/{dataset}"}},\n'
            f' "{PREFIXES["prov"]}wasAttributedTo": {{"@id": "{BASE}id/actor/styrka"}},\n'
            f' "{space}source": {{"@id": "{of}"}}}}'
        )
    missing = [
        f"@prefix {prefix}: <{PREFIXES[prefix]}> ."
        for prefix in ("dcterms", "prov", "void", "xsd")
        if source.prefixes.get(PREFIXES[prefix], ("",))[0] != prefix
    ]
    return "\n".join(
        (
            *missing,
            f"<{graph}> a void:Dataset ;",
            f'    dcterms:title "{name}"@sv, "{name}"@en ;',
            f'    dcterms:modified "{today}"^^xsd:date ;',
            f"    dcterms:license <{_LICENCE}> ;",
            f"    prov:wasAttributedTo <{BASE}id/actor/styrka> ;",
            f"    dcterms:isPartOf <{BASE}dataset/{dataset}> ;",
            f"    dcterms:source <{of}> .",
        )
    )
