"""Mappings between priority areas or projects and themes: what the rows of an SSSOM table state.

A row is a record, a ``styrka:Mapping``; a decided row that is not negative also gives its subject the theme, as
primary, secondary or merely related. What a matcher proposed stays a record and counts nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from styrka.build.remarks import Remark
from styrka.build.sssom.rows import STATUSES, JudgedRow, count_subjects, make_node, make_term, make_typed
from styrka.build.sssom.slots import find_unused
from styrka.build.sssom.table import COLUMNS, LICENSE, OPTIONAL, MappingRow, read_table
from styrka.errors import SourceError
from styrka.vocabulary import BASE, CURATION, PREFIXES

# Prefixes that SSSOM declares for every table.
_BUILT_IN: Final = {name: PREFIXES[name] for name in ("owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd")}

REVIEWED: Final = BASE + "graph/mappings/reviewed/"  # what the graph of a review begins with
_NAMESPACE: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+")


def read_sssom(text: str, path: str, graph: str | None) -> tuple[list[ox.Quad], dict[str, int], tuple[Remark, ...]]:
    """Return the statements of an SSSOM table, the line of each subject, and what was passed over.

    Parameters:
        text: the table.
        path: its path, for messages.
        graph: the IRI of the named graph, which is the table's ``mapping_set_id`` too; None: whatever that is.

    Raises:
        SourceError: With the line and the column's name for whatever is missing, unknown, ill-typed or stated twice.
    """
    head, rows = read_table(text, path)
    stated = head["mapping_set_id"]
    if (graph is not None and stated != graph) or not isinstance(stated, str) or not _NAMESPACE.fullmatch(stated):
        raise SourceError(
            f"mapping_set_id is {stated!r}.",
            path=path,
            line=1,
            remedy=f"It is the graph of the file: {graph or 'https://...'}.",
            sv=(f"mapping_set_id är {stated!r}.", f"Det är filens graf: {graph or 'https://...'}."),
        )
    graph = stated
    prefixes = _prefixes(head, path)
    home = make_node(graph)
    quads: list[ox.Quad] = []
    lines: dict[str, int] = {graph: 1}
    primaries: dict[str, MappingRow] = {}
    secondaries: dict[str, MappingRow] = {}
    latest = ""
    status = STATUSES.get(rows[0].cells["mapping_justification"]) == "suggested"
    alone = count_subjects(rows)
    for row in rows:
        judged = JudgedRow.of(row, prefixes, alone)
        if (judged.status == "suggested") != status:
            raise row.fault(
                "mapping_justification",
                "suggested and decided mappings stand in one table.",
                "Keep what a matcher proposed below data/mappings/suggested/.",
                (
                    "föreslagna och beslutade mappningar står i samma tabell.",
                    "Ha det som en matchning föreslog under data/mappings/suggested/.",
                ),
            )
        if judged.mapping in lines:
            raise row.fault(
                "object_id",
                f"this subject and theme stand on line {lines[judged.mapping]} too.",
                "Keep one of the two rows.",
                (f"subjektet och temat står på rad {lines[judged.mapping]} också.", "Behåll en av de två raderna."),
            )
        if judged.rank == "primary" and judged.subject in primaries:
            raise row.fault(
                "rank",
                f"line {primaries[judged.subject].line} is the primary theme of this subject.",
                "Make one of the two secondary.",
                (f"rad {primaries[judged.subject].line} är subjektets primära tema.", "Gör ett av de två sekundärt."),
            )
        if judged.rank:
            (primaries if judged.rank == "primary" else secondaries)[judged.subject] = row
        lines[judged.mapping] = row.line
        lines.setdefault(judged.subject, row.line)
        latest = max(latest, judged.day)
        quads += (ox.Quad(subject, predicate, value, home) for subject, predicate, value in judged.statements())
    for subject, row in secondaries.items():
        # A review may be of one mapping of several; the primary theme then stands in another table (``reviews``).
        if subject not in primaries and not graph.startswith(REVIEWED):
            raise row.fault(
                "rank",
                "the subject has a secondary theme and no primary one.",
                "Make one theme primary.",
                ("subjektet har ett sekundärt tema och inget primärt.", "Gör ett tema primärt."),
            )
    names = list(rows[0].written)
    unused = tuple(find_unused(graph, head, names, (*COLUMNS, *OPTIONAL), rows[0].line - 1))
    return [ox.Quad(home, *pair, home) for pair in _description(head, latest)] + quads, lines, unused


def _prefixes(head: Mapping[str, object], path: str) -> dict[str, str]:
    stated = head.get("curie_map") or {}
    if not isinstance(stated, dict):
        raise SourceError(
            "curie_map is not a list of prefixes.",
            path=path,
            line=1,
            remedy="Below #curie_map: write one line such as #  theme: https://...",
            sv=("curie_map är ingen lista över prefix.", "Skriv under #curie_map: en rad som #  theme: https://..."),
        )
    for name, iri in stated.items():
        if not isinstance(name, str) or not isinstance(iri, str) or not _NAMESPACE.fullmatch(iri):
            raise SourceError(
                f"the prefix {name!r} in curie_map does not lead to an IRI.",
                path=path,
                line=1,
                remedy="Write the whole IRI, beginning with http:// or https://.",
                sv=(
                    f"prefixet {name!r} i curie_map leder inte till en IRI.",
                    "Skriv hela IRI:n, som börjar med http:// eller https://.",
                ),
            )
        if _BUILT_IN.get(name, iri) != iri:
            raise SourceError(
                f"the prefix {name} is SSSOM's own and means {_BUILT_IN[name]}.",
                path=path,
                line=1,
                remedy="Leave it out of curie_map, or give it that meaning.",
                sv=(
                    f"prefixet {name} är SSSOM:s eget och betyder {_BUILT_IN[name]}.",
                    "Utelämna det ur curie_map, eller ge det den betydelsen.",
                ),
            )
    return _BUILT_IN | stated


def _description(head: Mapping[str, object], latest: str) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    yield make_term("rdf:type"), make_term("void:Dataset")
    for key, language in (("mapping_set_title_sv", "sv"), ("mapping_set_title", "en")):
        if key not in head:
            continue  # the shape of a data file asks for it
        yield make_term("dcterms:title"), ox.Literal(str(head[key]), language=language)
    yield make_term("dcterms:modified"), make_typed(latest, "date")
    yield make_term("dcterms:license"), make_node(LICENSE)
    yield make_term("prov:wasAttributedTo"), make_node(BASE + "id/actor/styrka")
    yield make_term("dcterms:isPartOf"), make_node(BASE + "dataset/themes")
    yield make_term("dcterms:source"), make_node(CURATION)
