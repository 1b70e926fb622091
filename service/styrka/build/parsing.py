"""The text of one file to statements, or one error with where it is not well-formed and what would be right.

Blank nodes get labels that depend on the file alone, so that two readings of one file are equal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from styrka.build.repairs import explain_error
from styrka.engine.documents.apart import read_apart
from styrka.errors import SourceError, TooLarge
from styrka.vocabulary import BASE

_DIRECTION: Final = {ox.BaseDirection.LTR: "ltr", ox.BaseDirection.RTL: "rtl"}


def parse_quads(text: str, form: ox.RdfFormat, name: str, graph: str) -> Iterator[ox.Quad]:
    """Yield the statements of a text in the order in which they stand.

    Parameters:
        name: the file's path, for messages and for the labels of its blank nodes.
        graph: the IRI of the graph for those that are in no other.

    Raises:
        SourceError: With line and column, for what is not well-formed, is too large or too deep, and for what RDF 1.1
            does not have.
    """
    own_graph = ox.NamedNode(graph)
    label = "b" + hashlib.sha256(name.encode()).hexdigest()[:10] + "n"
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def stable(node: ox.BlankNode) -> ox.BlankNode:
        return labels.setdefault(node, ox.BlankNode(f"{label}{len(labels)}"))

    try:
        for quad in read_apart(text.encode(), form, BASE):
            subject, thing, graph_name = quad.subject, quad.object, quad.graph_name
            if isinstance(subject, ox.Triple) or isinstance(thing, ox.Triple):
                line = text.count("\n", 0, max(text.find("<<"), 0)) + 1
                raise SourceError(
                    "a statement about a statement (RDF 1.2) is not read.",
                    path=name,
                    line=line,
                    remedy="Describe it with a styrka:Claim.",
                    sv=("ett påstående om ett påstående (RDF 1.2) läses inte.", "Beskriv det med ett styrka:Claim."),
                )
            if isinstance(thing, ox.Literal) and thing.direction is not None:
                line = text.count("\n", 0, max(text.find(f"--{_DIRECTION[thing.direction]}"), 0)) + 1
                raise SourceError(
                    "a text with a direction (RDF 1.2) is not read.",
                    path=name,
                    line=line,
                    remedy=f"Write the language alone: @{thing.language}.",
                    sv=("en text med skrivriktning (RDF 1.2) läses inte.", f"Skriv bara språket: @{thing.language}."),
                )
            yield ox.Quad(
                stable(subject) if isinstance(subject, ox.BlankNode) else subject,
                quad.predicate,
                stable(thing) if isinstance(thing, ox.BlankNode) else thing,
                own_graph
                if isinstance(graph_name, ox.DefaultGraph)
                else stable(graph_name)
                if isinstance(graph_name, ox.BlankNode)
                else graph_name,
            )
    except (SyntaxError, ValueError, TooLarge) as error:
        raise describe_fault(error, text, form, name) from None


def describe_fault(error: SyntaxError | ValueError | TooLarge, text: str, form: ox.RdfFormat, name: str) -> SourceError:
    """Return what is wrong with a document that cannot be read, as an error of the file of that name."""
    if isinstance(error, SyntaxError):
        why = explain_error(text, form, error)
        sv = (why.sv, why.remedy_sv)
        return SourceError(why.en, path=name, line=why.line, column=why.column, remedy=why.remedy, sv=sv)
    if isinstance(error, TooLarge):
        return SourceError(error.detail, path=name, line=error.evidence.get("line"), sv=(error.detail_sv, ""))
    return SourceError(
        f"the file cannot be read: {error}.",
        path=name,
        remedy="Correct it there.",
        sv=(f"filen kan inte läsas: {error}.", "Rätta det där."),
    )
