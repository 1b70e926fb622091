"""The order in which a subject's statements are written: what a reader looks for first comes first, the source last."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from styrka.turtle.document import Blank, Block, Collection, Document, Node, Property, TurtleTerm
from styrka.vocabulary import expand

_FIRST: Final = """
rdf:type sh:path sh:targetClass sh:targetSubjectsOf sh:targetObjectsOf
dcterms:title rdfs:label skos:prefLabel sh:name skos:altLabel sh:description
rdf:subject rdf:predicate rdf:object
styrka:involves styrka:involvedIn styrka:role styrka:actorTypeNamed
dcterms:identifier skos:notation styrka:kind dcterms:type styrka:areaKind styrka:order
skos:topConceptOf skos:inScheme skos:broader
dcterms:description skos:definition skos:scopeNote skos:editorialNote skos:example
styrka:amountKind styrka:value styrka:outOf styrka:unit styrka:currency styrka:bound
dcat:keyword dcat:theme
styrka:status styrka:partOf styrka:coversRegion styrka:adoptedBy styrka:decidingBody
styrka:adoptedOn styrka:decidedOn styrka:asOf dcterms:date styrka:periodStart styrka:periodEnd styrka:horizonYear
styrka:fundedBy styrka:fund styrka:hasAmount styrka:helixSector styrka:locatedIn styrka:topic styrka:nutsLevel
geo:lat geo:long
dcterms:created dcterms:issued dcterms:modified dcterms:creator dcterms:publisher dcterms:language dcterms:license
prov:wasAttributedTo prov:wasDerivedFrom dcterms:spatial dcterms:accrualPeriodicity dcterms:isPartOf
rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range owl:inverseOf
skos:hasTopConcept skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch
sh:focusNode sh:resultPath sh:value sh:sourceShape sh:sourceConstraintComponent sh:resultSeverity sh:resultMessage
sh:property sh:prefixes sh:select sh:sparql sh:minCount sh:maxCount sh:class sh:nodeKind sh:datatype
sh:languageIn sh:uniqueLang sh:in sh:hasValue sh:minLength sh:pattern sh:minInclusive sh:maxInclusive sh:disjoint
sh:or sh:not sh:xone sh:message sh:severity sh:group sh:order
styrka:localTerm styrka:statedAreaCount
"""
_LAST: Final = """
styrka:hasPriorityArea styrka:completeFor styrka:incompleteFor styrka:expectedFor styrka:states styrka:mentions
dcterms:relation dcterms:hasPart dcterms:format styrka:recordedOn foaf:page rdfs:isDefinedBy skos:note
styrka:confidence dcterms:source
"""
_MIDDLE: Final = len(_FIRST.split())  # where predicates that are in neither list come, by their IRIs
_RANKS: Final = {
    **{ox.NamedNode(expand(name)): number for number, name in enumerate(_FIRST.split())},
    **{ox.NamedNode(expand(name)): number for number, name in enumerate(_LAST.split(), _MIDDLE + 1)},
}


def arrange(document: Document) -> None:
    """Put the statements of each block in order, each once; blocks of a subject that follow each other become one.

    Blocks stay in the document's order: a subject that has an IRI may have several, each with a comment above it.
    """
    blocks: list[Block] = []
    labelled: dict[ox.BlankNode, Block] = {}
    for block in document.blocks:
        same = blocks[-1] if blocks and blocks[-1].subject == block.subject and not block.above else None
        if isinstance(block.subject, ox.BlankNode):
            same = labelled.setdefault(block.subject, block)
        if same is None or same is block:
            blocks.append(block)
        else:
            same.properties += block.properties
            same.above += block.above
            same.end += block.end
    for block in blocks:
        block.properties = _arranged(block.properties)
        if isinstance(block.subject, Collection):
            _inside(block.subject)
    document.blocks = blocks


def language_rank(term: TurtleTerm | ox.Triple) -> int:
    """Return where a term comes among objects: Swedish, English, other languages, then everything else."""
    language = term.language if isinstance(term, ox.Literal) else None
    if not language:
        return 3
    return {"sv": 0, "en": 1}.get(language.partition("-")[0], 2)


def _arranged(properties: list[Property]) -> list[Property]:
    found: dict[ox.NamedNode, Property] = {}
    for prop in properties:
        first = found.setdefault(prop.predicate, prop)
        if first is not prop:
            prop.nodes[0].above[:0] = prop.above
            first.nodes += prop.nodes
    for prop in found.values():
        if len(prop.nodes) > 1:
            prop.nodes = sorted(_distinct(prop.nodes), key=lambda node: language_rank(node.term))
        for node in prop.nodes:
            _inside(node.term)
    return sorted(found.values(), key=lambda prop: (_RANKS.get(prop.predicate, _MIDDLE), prop.predicate.value))


def _distinct(nodes: list[Node]) -> list[Node]:
    """Return the nodes with each term once; the comments of the others go to the one that stays."""
    found: dict[TurtleTerm | int, Node] = {}
    for node in nodes:
        first = found.setdefault(id(node) if isinstance(node.term, Blank | Collection) else node.term, node)
        if first is not node:
            first.above += node.above
            first.after = f"{first.after} {node.after}".strip()
    return list(found.values())


def _inside(term: TurtleTerm) -> None:
    if isinstance(term, Blank):
        term.properties = _arranged(term.properties)
    elif isinstance(term, Collection):
        for node in term.members:
            _inside(node.term)
