"""The file of a harvest: its provenance at the head, the same validation as every file, and one rename at the end."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka import release
from styrka.build import pipeline, sources
from styrka.build.pipeline import Tree
from styrka.change.harvest import continuations, licences, pages
from styrka.change.harvest.fetching import Politeness, Reporter
from styrka.errors import BadParameter, HarvestError
from styrka.files import write_durably
from styrka.http_client.endpoint import Endpoint, leave_secrets_out
from styrka.settings import Settings
from styrka.turtle import write_turtle
from styrka.vocabulary import BASE, CURATOR, DEF, PREFIXES, graph_iri

PAGE: Final = 1000
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_GENID: Final = BASE + ".well-known/genid/"  # RDF 1.1 Concepts, section 3.5
_BLANK: Final = 5000  # blank nodes that are given names; naming them the same way each time may take very long
_DCT, _PROV, _XSD = (PREFIXES[name] for name in ("dcterms", "prov", "xsd"))


@dataclass(frozen=True)
class Harvest:
    """What a harvest brought: the file below the root, how many statements, and whether the file changed.

    ``findings`` counts what validation found in the whole tree, by severity.
    """

    path: str
    triples: int
    changed: bool
    findings: dict[str, int]


def harvest_source(
    settings: Settings,
    source: Endpoint,
    name: str,
    query: str | None = None,
    *,
    page: int = PAGE,
    licence: str = "",
    manners: Politeness | None = None,
    report: Reporter = lambda message: None,
) -> Harvest:
    """Take what a source states into ``data/harvested/<name>.ttl``.

    Parameters:
        source: a SPARQL endpoint when there is a query, else a document in RDF.
        name: of the graph: ``graph/harvested/<name>``.
        query: a CONSTRUCT.
        page: solutions in a page; 0 asks for everything at once.
        licence: the IRI of the licence that the source gives; needless when the source names it itself.
        report: hears of pages and of waits.

    Raises:
        BadParameter: The name is none, or no licence is known.
        Conflict: Another process harvests into the same file.
        HarvestError: The source cannot be read, or its answer not taken.
        InvalidData: The tree with the new file breaks a shape.
        Contradiction: It contradicts the ontology. Whatever is raised, the file from before stays.
    """
    if not _NAME.fullmatch(name) or len(name) > 80:
        raise BadParameter(
            f"The graph's name is {name!r}; use a to z, digits and hyphens, such as ris3-poland.",
            sv=f"Grafens namn är {name!r}; använd a till z, siffror och bindestreck, som ris3-poland.",
            parameter="graph",
        )
    manners = manners or Politeness(bytes=settings.source_bytes)
    folder = settings.releases_path.parent / "harvest" / name
    address = leave_secrets_out(source.url)
    if address != source.url:
        report(f"the address is written as {address}: what looks like a key in its query string is left out")
    with pages.lock_pages(folder):
        if query is None:
            document, triples = continuations.fetch_whole_document(source, manners, report)
            known, asked = licences.find_document_licences(document, source.url), ""
            licence = licences.choose_licence(known, licence)
            licences.check_licence(licence, settings.harvest_licences, report)
            report(f"licence: {licence} ({'as the source states' if known else 'as given'})")
        else:
            known = licences.find_endpoint_licences(source, replace(manners, tries=1), report)
            licence = licences.choose_licence(known, licence)  # before anything is asked for in vain
            licences.check_licence(licence, settings.harvest_licences, report)
            report(f"licence: {licence} ({'as the source states' if known else 'as given'})")
            triples = pages.collect_pages(source, query, page, folder, manners, report)
            asked = pages.digest(query)
        path = f"data/harvested/{name}.ttl"
        graph = graph_iri(path)
        ours = (ox.NamedNode(graph), _source(name))  # what this file states of itself and of its source
        stated = {one for one in _name_blank_nodes(triples, name) if one.subject not in ours}
        if not stated:
            raise HarvestError(
                "The source returned no statements; the file from before, if there is one, stays.",
                sv="Källan gav inga uppgifter; filen från förut, om det finns en, blir kvar.",
            )
        digest = f"sha256:{asked or _digest_of(stated)}"
        old = _old(settings.root / path)
        origin = {
            (_PROV + "wasDerivedFrom", f"<{address}>"),
            (_DCT + "identifier", f'"{digest}"'),
            (_DCT + "license", f"<{licence}>"),
        }
        if {one for one in old if one.subject not in ours} == stated and origin <= _find_provenance(old, graph):
            pages.remove_pages(folder)
            return Harvest(path, len(stated), False, {})
        head = _head(graph, name, address, digest, licence)
        found = _write_valid_file(settings, path, write_turtle((*head, *stated), first=(graph,)).encode())
        pages.remove_pages(folder)
        return Harvest(path, len(stated), True, found)


def _write_valid_file(settings: Settings, path: str, content: bytes) -> dict[str, int]:
    """Put the file in its place when the tree with it is valid and free of contradictions.

    Under the releases' lock: a build or a write that reads the tree meanwhile would see another one than is checked.

    Raises:
        ReleaseError: Another process has the lock for longer than is waited.
    """
    with release.lock_releases(settings.releases_path):
        tree = _replace_in_tree(pipeline.read_tree(settings), path, content, settings)
        report = pipeline.validate_tree(tree, settings, changed=frozenset((path,)))
        pipeline.infer_from_tree(tree, settings)
        write_durably(settings.root / path, content)
    return report.counts()


def _replace_in_tree(tree: Tree, path: str, content: bytes, settings: Settings) -> Tree:
    """Return the tree as it would be with this file."""
    with tempfile.TemporaryDirectory(prefix="styrka-") as folder:
        file = Path(folder, path)
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
        read = sources.read_source(file, Path(folder), settings.source_bytes)
    others = (source for source in tree.sources if source.path != path)
    return replace(tree, sources=(*others, read))


def _name_blank_nodes(triples: Iterable[ox.Triple], name: str) -> list[ox.Triple]:
    """Return the triples with an IRI for each blank node, the same each time.

    Instance data have none without a name.

    Raises:
        HarvestError: Another source could not be read, or what it answered cannot be taken; the file from before stays.
    """
    triples = list(triples)
    blank = {term for one in triples for term in (one.subject, one.object) if isinstance(term, ox.BlankNode)}
    if any(isinstance(term, ox.Triple) for one in triples for term in (one.subject, one.object)):
        raise HarvestError(
            "The source has a statement about a statement (RDF 1.2), which is not read.",
            sv="Källan har en uppgift om en uppgift (RDF 1.2), som inte läses.",
        )
    if not blank:
        return triples
    if len(blank) > _BLANK:
        raise HarvestError(
            f"The source has {len(blank)} blank nodes; at most {_BLANK} are given names here.",
            sv=f"Källan har {len(blank)} tomma noder; högst {_BLANK} får namn här.",
        )
    dataset = ox.Dataset(ox.Quad(one.subject, one.predicate, one.object) for one in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        assert not isinstance(term, ox.Triple), "these were refused above"
        return ox.NamedNode(f"{_GENID}{name}/{term.value}") if isinstance(term, ox.BlankNode) else term

    made = []
    for quad in dataset:
        subject = named(quad.subject)
        assert isinstance(subject, ox.NamedNode), "a literal is no subject"
        made.append(ox.Triple(subject, quad.predicate, named(quad.object)))
    return made


def _source(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}id/source/harvested-{name}")


def _head(graph: str, name: str, url: str, digest: str, licence: str) -> list[ox.Triple]:
    now = datetime.now(UTC)
    host = Endpoint(url).host
    statements: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (PREFIXES["rdf"] + "type", ox.NamedNode(PREFIXES["void"] + "Dataset")),
        (_DCT + "title", ox.Literal(f"Hämtat: {name}", language="sv")),
        (_DCT + "title", ox.Literal(f"Harvested: {name}", language="en")),
        (_DCT + "description", ox.Literal(f"Uppgifter hämtade från {host}.", language="sv")),
        (_DCT + "description", ox.Literal(f"Facts taken from {host}.", language="en")),
        (_DCT + "modified", ox.Literal(now.date().isoformat(), datatype=ox.NamedNode(_XSD + "date"))),
        (_DCT + "license", ox.NamedNode(licence)),
        (_DCT + "identifier", ox.Literal(digest)),
        (_PROV + "wasAttributedTo", ox.NamedNode(CURATOR)),
        (_PROV + "wasDerivedFrom", ox.NamedNode(url)),
        (
            _PROV + "generatedAtTime",
            ox.Literal(now.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=ox.NamedNode(_XSD + "dateTime")),
        ),
    ]
    source = _source(name)
    statements.append((_DCT + "source", source))
    described: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (PREFIXES["rdf"] + "type", ox.NamedNode(DEF + "Source")),
        ("http://purl.org/dc/elements/1.1/publisher", ox.Literal(host)),
        (DEF + "recordedOn", ox.Literal(now.date().isoformat(), datatype=ox.NamedNode(_XSD + "date"))),
        (PREFIXES["foaf"] + "page", ox.NamedNode(url)),
    ]
    return [
        ox.Triple(subject, ox.NamedNode(predicate), thing)
        for subject, pairs in ((ox.NamedNode(graph), statements), (source, described))
        for predicate, thing in pairs
    ]


def _old(path: Path) -> set[ox.Triple]:
    try:
        return {quad.triple for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=BASE)}
    except (OSError, SyntaxError):
        return set()  # none yet, or one that is to be replaced anyway


def _find_provenance(triples: set[ox.Triple], graph: str) -> set[tuple[str, str]]:
    own = (one for one in triples if one.subject == ox.NamedNode(graph))
    return {(one.predicate.value, str(one.object)) for one in own}


def _digest_of(triples: Iterable[ox.Triple]) -> str:
    lines = sorted(str(one) for one in triples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
