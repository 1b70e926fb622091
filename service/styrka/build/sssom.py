"""Mappings between priority areas or projects and themes: what the rows of an SSSOM table state.

A row is a record, a ``styrka:Mapping``; a decided row that is not negative also gives its subject the theme, as
primary, secondary or merely related. What a matcher proposed stays a record and counts nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox

from styrka.build.remarks import Remark
from styrka.build.sssom_slots import find_unused, names_persons
from styrka.build.sssom_table import COLUMNS, LICENSE, OPTIONAL, MappingRow, read_table
from styrka.errors import SourceError
from styrka.vocabulary import BASE, CURATION, PREFIXES

THEME: Final = PREFIXES["theme"]

# The justification records who decided: nobody yet, a curator of this project, or somebody who confirmed it.
STATUSES: Final = {
    "semapv:LexicalMatching": "suggested",
    "semapv:LexicalSimilarityThresholdMatching": "suggested",
    "semapv:SemanticSimilarityThresholdMatching": "suggested",
    "semapv:CompositeMatching": "suggested",
    "semapv:ManualMappingCuration": "curated",
    "semapv:MappingReview": "reviewed",
}
_COUNTING: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")
_PREDICATES: Final = tuple(f"skos:{name}" for name in (*_COUNTING, "relatedMatch"))
_RANKS: Final = {"primary": "primaryTheme", "secondary": "secondaryTheme"}
# Prefixes that SSSOM declares for every table.
_BUILT_IN: Final = {name: PREFIXES[name] for name in ("owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd")}

_CURIE: Final = re.compile(r"([A-Za-z_][\w.-]*):(\S+)", re.ASCII)
_SUBJECT: Final = re.compile(re.escape(BASE) + r"id/(area/[a-z0-9-]+/[a-z0-9-]+|project/[a-z0-9-]+)")
_OBJECT: Final = re.compile(re.escape(THEME) + r"([a-z0-9-]+)")
_NAMESPACE: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_WHOLE: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_CONFIDENCE: Final = re.compile(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
    home = _node(graph)
    quads: list[ox.Quad] = []
    lines: dict[str, int] = {graph: 1}
    primaries: dict[str, MappingRow] = {}
    secondaries: dict[str, MappingRow] = {}
    latest = ""
    status = STATUSES.get(rows[0].cells["mapping_justification"]) == "suggested"
    alone = _count_subjects(rows)
    for row in rows:
        judged = _JudgedRow.of(row, prefixes, alone)
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
        if subject not in primaries:
            raise row.fault(
                "rank",
                "the subject has a secondary theme and no primary one.",
                "Make one theme primary.",
                ("subjektet har ett sekundärt tema och inget primärt.", "Gör ett tema primärt."),
            )
    names = list(rows[0].written)
    unused = tuple(find_unused(graph, head, names, (*COLUMNS, *OPTIONAL), rows[0].line - 1))
    return [ox.Quad(home, *pair, home) for pair in _description(head, latest)] + quads, lines, unused


def _count_subjects(rows: Sequence[MappingRow]) -> frozenset[str]:
    """Return the subjects, as written, that stand in one row: theirs is the primary theme where no rank is given."""
    counted = Counter(row.cells["subject_id"] for row in rows)
    return frozenset(subject for subject, times in counted.items() if times == 1)


@dataclass(frozen=True)
class _JudgedRow:
    """The mapping that one row states, judged."""

    subject: str
    predicate: str
    theme: str
    mapping: str
    justification: str
    status: str
    confidence: str
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    day: str
    comment: str
    rank: str
    negative: bool

    @classmethod
    def of(cls, row: MappingRow, prefixes: Mapping[str, str], alone: frozenset[str] = frozenset()) -> _JudgedRow:
        cells = row.cells
        for column in row.written:
            if names_persons(column) and cells[column]:
                raise row.fault(
                    column,
                    "the name of a person may stand here, and there are no personal data in the graph.",
                    "Leave it empty; author_id names the organisation.",
                    (
                        "här kan en persons namn stå, och i grafen finns inga personuppgifter.",
                        "Lämna den tom; author_id anger organisationen.",
                    ),
                )
        subject = _expand(row, "subject_id", prefixes)
        shaped = _SUBJECT.fullmatch(subject)
        if not shaped:
            raise row.fault(
                "subject_id",
                f"{cells['subject_id']!r} is neither an area nor a project.",
                "Write area:LIST/AREA or project:NAME with their slugs.",
                (
                    f"{cells['subject_id']!r} är varken ett område eller ett projekt.",
                    "Skriv area:LISTA/OMRÅDE eller project:NAMN.",
                ),
            )
        theme = _expand(row, "object_id", prefixes)
        if not (named := _OBJECT.fullmatch(theme)):
            raise row.fault(
                "object_id",
                f"{cells['object_id']!r} is not a theme.",
                "Write theme:NAME with its slug.",
                (f"{cells['object_id']!r} är inget tema.", "Skriv theme:NAMN."),
            )
        predicate = _one_of(row, "predicate_id", _PREDICATES)
        justification = _one_of(row, "mapping_justification", tuple(STATUSES))
        negative = _one_of(row, "predicate_modifier", ("", "Not")) == "Not"
        if cells["confidence"] and not _CONFIDENCE.fullmatch(cells["confidence"]):
            raise row.fault(
                "confidence",
                f"{cells['confidence']!r} is not a number from 0 to 1.",
                "Write for example 0.9, with at most six decimals.",
                (
                    f"{cells['confidence']!r} är inget tal från 0 till 1.",
                    "Skriv till exempel 0.9, med högst sex decimaler.",
                ),
            )
        rank = cells["rank"]
        if "rank" not in row.written and not negative and predicate != "skos:relatedMatch":
            rank = "primary" if cells["subject_id"] in alone else ""
        if negative or predicate == "skos:relatedMatch":
            if rank:
                raise row.fault(
                    "rank",
                    "a negative or related row gives no theme, and has no rank.",
                    "Leave it empty.",
                    ("en negativ eller besläktad rad ger inget tema, och har ingen rang.", "Lämna den tom."),
                )
        elif rank not in _RANKS:
            _one_of(row, "rank", tuple(_RANKS))
        status = STATUSES[justification]
        reviewers = _agents(row, "reviewer_id", prefixes)
        if (status == "reviewed") != bool(reviewers):
            raise row.fault(
                "reviewer_id",
                "a reviewed mapping, and no other, names who reviewed it.",
                "Name the reviewer, or use semapv:ManualMappingCuration.",
                (
                    "en granskad mappning, och ingen annan, anger vem som granskat den.",
                    "Ange granskaren, eller använd semapv:ManualMappingCuration.",
                ),
            )
        return cls(
            subject,
            _expand(row, "predicate_id", prefixes),
            theme,
            f"{BASE}id/mapping/{shaped[1].replace('/', '-')}/{named[1]}",
            _expand(row, "mapping_justification", prefixes),
            status,
            cells["confidence"],
            _agents(row, "author_id", prefixes),
            reviewers,
            _day(row),
            cells["comment"],
            rank,
            negative,
        )

    def statements(self) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
        """Yield the record's statements (SSSOM's RDF serialisation: a reified axiom), then the subject's themes."""
        mapping = _node(self.mapping)
        record: tuple[tuple[str, ox.NamedNode | ox.Literal], ...] = (
            ("rdf:type", _node(PREFIXES["styrka"] + "Mapping")),
            ("owl:annotatedSource", _node(self.subject)),
            ("owl:annotatedProperty", _node(self.predicate)),
            ("owl:annotatedTarget", _node(self.theme)),
            ("sssom:mapping_justification", _node(self.justification)),
            *((("sssom:confidence", _typed(self.confidence, "decimal")),) if self.confidence else ()),
            ("styrka:mappingStatus", _node(f"{BASE}scheme/mapping-status/{self.status}")),
            ("styrka:negative", _typed(str(self.negative).lower(), "boolean")),
            ("dcterms:created", _typed(self.day, "date")),
            *(("prov:wasAttributedTo", _node(author)) for author in self.authors),
            *(("sssom:reviewer_id", _node(reviewer)) for reviewer in self.reviewers),
        )
        for name, value in record:
            yield mapping, _term(name), value
        if self.comment:
            yield mapping, _term("skos:note"), ox.Literal(self.comment, language="en")
        if self.rank:
            yield mapping, _term("styrka:rank"), _node(f"{BASE}scheme/rank/{self.rank}")
        if self.status == "suggested" or self.negative:
            return
        relation = _RANKS[self.rank] if self.rank else "relatedTheme"
        yield _node(self.subject), _term(f"styrka:{relation}"), _node(self.theme)


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
    yield _term("rdf:type"), _term("void:Dataset")
    for key, language in (("mapping_set_title_sv", "sv"), ("mapping_set_title", "en")):
        if key not in head:
            continue  # the shape of a data file asks for it
        yield _term("dcterms:title"), ox.Literal(str(head[key]), language=language)
    yield _term("dcterms:modified"), _typed(latest, "date")
    yield _term("dcterms:license"), _node(LICENSE)
    yield _term("prov:wasAttributedTo"), _node(BASE + "id/actor/styrka")
    yield _term("dcterms:isPartOf"), _node(BASE + "dataset/themes")
    yield _term("dcterms:source"), _node(CURATION)


def _expand(row: MappingRow, column: str, prefixes: Mapping[str, str], text: str | None = None) -> str:
    curie = row.cells[column] if text is None else text
    if _WHOLE.fullmatch(curie):
        return curie
    shaped = _CURIE.fullmatch(curie)
    if not shaped:
        raise row.fault(
            column,
            f"{curie!r} is not a name with a prefix.",
            "Write PREFIX:NAME.",
            (f"{curie!r} är inget namn med prefix.", "Skriv PREFIX:NAMN."),
        )
    if shaped[1] not in prefixes:
        raise row.fault(
            column,
            f"the prefix {shaped[1]}: is not declared.",
            f"Add {shaped[1]} to #curie_map.",
            (f"prefixet {shaped[1]}: är inte deklarerat.", f"Lägg till {shaped[1]} i #curie_map."),
        )
    return prefixes[shaped[1]] + shaped[2]


def _one_of(row: MappingRow, column: str, allowed: Sequence[str]) -> str:
    value = row.cells[column]
    if value not in allowed:
        raise row.fault(
            column,
            f"{value!r} is not allowed.",
            f"Write {' or '.join(each or 'nothing' for each in allowed)}.",
            (f"{value!r} är inte tillåtet.", f"Skriv {' eller '.join(each or 'ingenting' for each in allowed)}."),
        )
    return value


def _agents(row: MappingRow, column: str, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    named = tuple(_expand(row, column, prefixes, part.strip()) for part in row.cells.get(column, "").split("|") if part)
    for agent in named:
        # An address or a person's identifier would be personal data.
        if not re.fullmatch(re.escape(BASE) + r"id/actor/[a-z0-9-]+", agent):
            raise row.fault(
                column,
                f"{agent!r} is not an actor of this graph.",
                "Write actor:NAME with its slug.",
                (f"{agent!r} är ingen aktör i den här grafen.", "Skriv actor:NAMN."),
            )
    if not named and column == "author_id":
        raise row.fault(
            column, "nobody is named.", "Write actor:NAME with its slug.", ("ingen anges.", "Skriv actor:NAMN.")
        )
    return named


def _day(row: MappingRow) -> str:
    text = row.cells["mapping_date"]
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise row.fault(
        "mapping_date",
        f"{text!r} is not a date.",
        "Write year, month and day, as in 2026-11-22.",
        (f"{text!r} är inget datum.", "Skriv år, månad och dag, som i 2026-11-22."),
    )


def _term(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(PREFIXES["xsd"] + datatype))
