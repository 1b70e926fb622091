"""Validation of any graph against anybody's shapes, by pySHACL: a profile's official shapes on a catalogue."""

from __future__ import annotations

from typing import Final, NamedTuple

from styrka.extras import needs_extra
from styrka.vocabulary import PREFIXES

_SH: Final = PREFIXES["sh"]


class Verdict(NamedTuple):
    """One result: its severity (violation, warning, info), and focus node, path, value and message as text."""

    severity: str
    focus: str
    path: str
    value: str
    message: str


def validate_catalogue(data: bytes, shapes: bytes) -> tuple[Verdict, ...]:
    """Return what the shapes (Turtle) find in the data (N-Triples), sorted; nothing is fetched from a network.

    Only the results of the shapes themselves are returned, not those of shapes that they refer to, which are details.
    """
    with needs_extra("check"):
        import pyshacl
    import rdflib

    graphs = [rdflib.Graph().parse(data=content, format=kind) for content, kind in ((data, "nt"), (shapes, "turtle"))]
    _, report, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inference="none", do_owl_imports=False)
    if not isinstance(report, rdflib.Graph):
        raise report

    def text(node: rdflib.term.Node, name: str) -> str:
        return str(report.value(node, rdflib.URIRef(_SH + name)) or "")

    return tuple(
        sorted(
            Verdict(
                text(node, "resultSeverity").removeprefix(_SH).lower(),
                text(node, "focusNode"),
                text(node, "resultPath"),
                text(node, "value"),
                text(node, "resultMessage"),
            )
            for head in report.subjects(rdflib.RDF.type, rdflib.URIRef(_SH + "ValidationReport"))
            for node in report.objects(head, rdflib.URIRef(_SH + "result"))
        )
    )
