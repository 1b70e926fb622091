"""The rows of an SSSOM table, judged: what each states, and what is wrong with which cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox

from styrka.build.sssom.slots import names_persons
from styrka.build.sssom.table import MappingRow
from styrka.vocabulary import BASE, PREFIXES

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
_CURIE: Final = re.compile(r"([A-Za-z_][\w.-]*):(\S+)", re.ASCII)
_SUBJECT: Final = re.compile(re.escape(BASE) + r"id/(area/[a-z0-9-]+/[a-z0-9-]+|project/[a-z0-9-]+)")
_OBJECT: Final = re.compile(re.escape(THEME) + r"([a-z0-9-]+)")
_WHOLE: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_CONFIDENCE: Final = re.compile(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def count_subjects(rows: Sequence[MappingRow]) -> frozenset[str]:
    """Return the subjects, as written, that stand in one row: theirs is the primary theme where no rank is given."""
    counted = Counter(row.cells["subject_id"] for row in rows)
    return frozenset(subject for subject, times in counted.items() if times == 1)


@dataclass(frozen=True)
class JudgedRow:
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
    reviewed_on: str = ""

    @classmethod
    def of(cls, row: MappingRow, prefixes: Mapping[str, str], alone: frozenset[str] = frozenset()) -> JudgedRow:
        """Return the mapping of a row.

        Parameters:
            prefixes: what each prefix means.
            alone: the subjects, as written, that stand in one row.

        Raises:
            SourceError: An instance file, ontology file or table cannot be read.
        """
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
        if (status == "reviewed" and not reviewers) or (status == "suggested" and reviewers):
            raise row.fault(
                "reviewer_id",
                "a reviewed mapping names who reviewed it, and one that a matcher proposed has nobody.",
                "Name the reviewer, or use semapv:ManualMappingCuration.",
                (
                    "en granskad mappning anger vem som granskat den, och en som en matchning föreslog har ingen.",
                    "Ange granskaren, eller använd semapv:ManualMappingCuration.",
                ),
            )
        if reviewers:
            status = "reviewed"  # a decision that names a reviewer is confirmed, however it was made
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
            _day(row, "mapping_date"),
            cells["comment"],
            rank,
            negative,
            _day(row, "review_date") if reviewers and cells.get("review_date") else "",
        )

    def statements(self) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
        """Yield the record's statements (SSSOM's RDF serialisation: a reified axiom), then the subject's themes."""
        mapping = make_node(self.mapping)
        record: tuple[tuple[str, ox.NamedNode | ox.Literal], ...] = (
            ("rdf:type", make_node(PREFIXES["styrka"] + "Mapping")),
            ("owl:annotatedSource", make_node(self.subject)),
            ("owl:annotatedProperty", make_node(self.predicate)),
            ("owl:annotatedTarget", make_node(self.theme)),
            ("sssom:mapping_justification", make_node(self.justification)),
            *((("sssom:confidence", make_typed(self.confidence, "decimal")),) if self.confidence else ()),
            ("styrka:mappingStatus", make_node(f"{BASE}scheme/mapping-status/{self.status}")),
            ("styrka:negative", make_typed(str(self.negative).lower(), "boolean")),
            ("dcterms:created", make_typed(self.day, "date")),
            *(("prov:wasAttributedTo", make_node(author)) for author in self.authors),
            *(("sssom:reviewer_id", make_node(reviewer)) for reviewer in self.reviewers),
            *((("sssom:review_date", make_typed(self.reviewed_on, "date")),) if self.reviewed_on else ()),
        )
        for name, value in record:
            yield mapping, make_term(name), value
        if self.comment:
            yield mapping, make_term("skos:note"), ox.Literal(self.comment, language="en")
        if self.rank:
            yield mapping, make_term("styrka:rank"), make_node(f"{BASE}scheme/rank/{self.rank}")
        if self.status == "suggested" or self.negative:
            return
        relation = _RANKS[self.rank] if self.rank else "relatedTheme"
        yield make_node(self.subject), make_term(f"styrka:{relation}"), make_node(self.theme)


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


def _day(row: MappingRow, column: str) -> str:
    text = row.cells[column]
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise row.fault(
        column,
        f"{text!r} is not a date.",
        "Write year, month and day, as in 2026-11-22.",
        (f"{text!r} är inget datum.", "Skriv år, månad och dag, som i 2026-11-22."),
    )


def make_term(curie: str) -> ox.NamedNode:
    """Return the term of a name with a prefix that we know."""
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def make_node(iri: str) -> ox.NamedNode:
    """Return the node of an IRI."""
    return ox.NamedNode(iri)


def make_typed(value: str, datatype: str) -> ox.Literal:
    """Return the literal of a datatype of XML Schema."""
    return ox.Literal(value, datatype=ox.NamedNode(PREFIXES["xsd"] + datatype))
