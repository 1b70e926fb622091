"""What a validation found, for programs and for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from styrka.build.validate.shapes import SEVERITIES, SH, Severity
from styrka.turtle.document import TYPE, Blank, Block, Document, Node, Property
from styrka.turtle.reading import read_document
from styrka.turtle.writing import write_document
from styrka.vocabulary import PREFIXES, shorten

if TYPE_CHECKING:
    from styrka.build.sources import Source

_RANK: Final = {"violation": 0, "warning": 1, "info": 2}
_PLACES: Final = 3  # other places that are shown; programs get them all
_SEVERITY_IRI: Final = {name: iri for iri, name in SEVERITIES.items()}


@dataclass(frozen=True)
class Words:
    """What is wrong, and what would be right, in English and Swedish."""

    en: str
    sv: str
    remedy: str
    remedy_sv: str


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or could be better.

    Attributes:
        source: the file, relative to the project's root; empty where no file describes the focus.
        line: the line on which the file describes the focus; None where it is not known.
        focus: the IRI of the thing; empty, as is the shape, where the file cannot be read.
        path: the property or path, as SPARQL writes it with CURIEs; empty where the rule is about the thing itself.
        value: the offending value in N-Triples syntax; empty where there is none.
        shape: the IRI of the shape.
        severity: ``violation`` stops publication, ``warning`` and ``info`` are published with the data.
        message_en, message_sv: what is wrong.
        remedy, remedy_sv: what would be right, in English and Swedish.
        component: the IRI of SHACL's constraint component, or the shape's where the check is not SHACL's.
        path_turtle: the path as a Turtle node.
        column: the column of a table; empty elsewhere.
        others: where other files state what this is about too, as ``path:line``.
    """

    source: str
    line: int | None
    focus: str
    path: str
    value: str
    shape: str
    severity: Severity
    message_en: str
    message_sv: str
    remedy: str
    remedy_sv: str = ""
    component: str = ""
    path_turtle: str = ""
    column: str = ""
    others: tuple[str, ...] = ()

    @classmethod
    def state(
        cls,
        source: Source,
        focus: str,
        predicate: str,
        value: str,
        shape: str,
        severity: Severity,
        words: Words,
        *,
        line: int | None = None,
        others: tuple[str, ...] = (),
    ) -> Finding:
        """Return the finding of a check that is not SHACL's, at the place where the file states the property.

        Parameters:
            predicate: the property's IRI; empty where the finding is about the thing itself.
            value: in N-Triples syntax, or empty.
            line: the line, where it is known better than by the thing.
        """
        place, column = source.locate(focus, predicate, value)
        return cls(
            source.path,
            line or place,
            focus,
            shorten(predicate) if predicate else "",
            value,
            shape,
            severity,
            words.en,
            words.sv,
            words.remedy,
            words.remedy_sv,
            shape,
            f"<{predicate}>" if predicate else "",
            column,
            others,
        )

    @property
    def rank(self) -> int:
        """How bad it is: 0 for a violation, 1 for a warning, 2 for a remark."""
        return _RANK[self.severity]

    @property
    def key(self) -> tuple[object, ...]:
        """What findings are sorted by: where first, then how bad, then what."""
        return (
            self.source,
            self.line or 0,
            _RANK[self.severity],
            self.focus,
            self.shape,
            self.path,
            self.value,
            self.component,
        )

    def text(self, language: str = "en") -> str:
        """Return the finding for a terminal: ``file:line: severity.

        Message``, then focus, value and remedy, indented.
        """
        swedish = language == "sv"
        where = self.source + (f":{self.line}" if self.line else "")
        if self.column:
            where += f", kolumn {self.column}" if swedish else f", column {self.column}"
        lines = [f"{where or '-'}: {self.severity}: {self.message_sv if swedish else self.message_en}"]
        if self.focus:
            parts = (shorten(self.focus), self.path, _short_value(self.value) if self.value else "")
            lines.append("    " + "  ".join(filter(None, parts)))
        lines += (f"    {'också' if swedish else 'also'} {place}" for place in self.others[:_PLACES])
        if len(self.others) > _PLACES:
            more = len(self.others) - _PLACES
            lines.append(f"    {'och' if swedish else 'and'} {more} {'till' if swedish else 'more'}")
        remedy = (self.remedy_sv if swedish else self.remedy).replace("\n", "\n    ")
        shape = f"  [{shorten(self.shape)}]" if self.shape else ""
        return "\n".join([*lines, f"    {remedy}"] if remedy else lines) + shape


@dataclass(frozen=True)
class Report:
    """The findings, sorted, and whether the data may be published.

    Attributes:
        findings: what was found.
        conforms: True when nothing is a violation. SHACL's ``sh:conforms`` is stricter: see ``turtle``.
    """

    findings: tuple[Finding, ...]
    conforms: bool

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Report:
        """Return the report of the findings, sorted and without repetitions."""
        ordered = tuple(sorted(set(findings), key=lambda finding: finding.key))
        return cls(ordered, all(finding.severity != "violation" for finding in ordered))

    def counts(self) -> dict[str, int]:
        """Return how many findings of each severity."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in SEVERITIES.values()}

    def text(self, language: str = "en", *, infos: bool = True) -> str:
        """Return the findings for a terminal, and a last line with their number."""
        shown = [finding.text(language) for finding in self.findings if infos or finding.severity != "info"]
        return "\n".join([*shown, ", ".join(f"{count} {severity}" for severity, count in self.counts().items())])

    def json(self) -> str:
        """Return the report as a JSON object with ``conforms``, ``counts`` and ``findings``."""
        return json.dumps(
            {
                "conforms": self.conforms,
                "counts": self.counts(),
                "findings": [asdict(finding) for finding in self.findings],
            },
            ensure_ascii=False,
            indent=1,
        )

    def turtle(self) -> str:
        """Return the report as a sh:ValidationReport in Turtle (SHACL section 3.6).

        The same findings give the same bytes.

        ``sh:conforms`` is false when there is any result, whatever its severity, as section 3.6.1.1 demands.
        """
        properties = [
            Property(TYPE, [Node(ox.NamedNode(SH + "ValidationReport"))]),
            Property(ox.NamedNode(SH + "conforms"), [_node("false" if self.findings else "true")]),
        ]
        if self.findings:
            results = [Node(Blank(list(_result(finding)))) for finding in self.findings]
            properties.append(Property(ox.NamedNode(SH + "result"), results))
        return write_document(Document([Block(Blank(), properties)]))


def _result(finding: Finding) -> Iterator[Property]:
    texts = {"sv": (finding.message_sv, finding.remedy_sv), "en": (finding.message_en, finding.remedy)}
    messages = [
        Node(ox.Literal(" ".join(filter(None, parts)), language=language))
        for language, parts in texts.items()
        if parts[0]
    ]
    stated = {
        "focusNode": [_node(f"<{finding.focus}>")],
        "resultPath": [_node(finding.path_turtle)] if finding.path_turtle else [],
        "value": [_node(finding.value)] if finding.value else [],
        "sourceShape": [_node(f"<{finding.shape}>")],
        "sourceConstraintComponent": [_node(f"<{finding.component or finding.shape}>")],
        "resultSeverity": [_node(f"<{_SEVERITY_IRI[finding.severity]}>")],
        "resultMessage": messages,
    }
    yield Property(TYPE, [Node(ox.NamedNode(SH + "ValidationResult"))])
    yield from (Property(ox.NamedNode(SH + name), nodes) for name, nodes in stated.items() if nodes)
    if finding.source:
        where = finding.source + (f":{finding.line}" if finding.line else "")
        yield Property(ox.NamedNode(PREFIXES["dcterms"] + "source"), [Node(ox.Literal(where))])


def _node(text: str) -> Node:
    """Return the object that a term's text in Turtle is."""
    return read_document(f"<x:> <x:> {text} .", "report").blocks[0].properties[0].nodes[0]


def _short_value(value: str) -> str:
    text = shorten(value[1:-1]) if value.startswith("<") else value
    return text if len(text) <= 100 else text[:97] + "..."
