"""The fast engine finds exactly what pySHACL, the reference, finds."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from styrka.build.sources import Source
from styrka.build.validate import engines
from styrka.build.validate.validation import Report, validate
from styrka.vocabulary import BASE, CURATORS_KNOWLEDGE, PREFIXES
from tests.shapes.examples import INVALID, folder, read, select_concepts, valid
from tests.terms import Term, get_node

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not engines.FAST, reason="shacl-rust is not installed"),
    pytest.mark.filterwarnings("ignore:Parsing weird boolean"),
]

XSD = PREFIXES["xsd"]
# What a value is replaced by: terms of every kind, well-typed and ill-typed.
TERMS: tuple[ox.NamedNode | ox.Literal, ...] = (
    *(
        ox.NamedNode(BASE + path)
        for path in (
            "id/region/XX",
            "id/actor/styrka",
            "scheme/theme/energy",
            "scheme/status/current",
            "id/nothing",
            "def/Region",
        )
    ),
    *(ox.Literal(text) for text in ("", "text", "SE12", "2017", "info@example.org", '"quoted"\n\\and\ttab')),
    *(ox.Literal(text, language=tag) for text, tag in (("text", "sv"), ("text", "en-GB"), ("text", "xx"))),
    *(
        ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
        for text, kind in (
            ("2017", "gYear"),
            ("17", "gYear"),
            ("2017-05", "gYearMonth"),
            ("2017-13", "gYearMonth"),
            ("2017-02-02", "date"),
            ("2017-02-30", "date"),
            ("2017-02-02Z", "date"),
            ("yes", "boolean"),
            ("true", "boolean"),  # not "1", nor "05" below: shacl-rust normalises what a query gives, see engines
            ("5", "integer"),
            ("-5", "integer"),
            ("five", "integer"),
            ("5.0", "decimal"),
            ("-0.5", "decimal"),
            ("5,0", "decimal"),
            ("1e3", "double"),
            ("2017-02-02T10:00:00", "dateTime"),
        )
    ),
)


def both(*data: Source) -> tuple[Report, Report]:
    ontology = select_concepts(data)
    reports = [
        validate(data, folder("shapes"), ontology, frozenset(_own(*data)), engine) for engine in ("fast", "pyshacl")
    ]
    return reports[0], reports[1]


def _own(*data: Source) -> Iterator[str]:
    return (quad.subject.value for source in data for quad in source.quads if isinstance(quad.subject, ox.NamedNode))


def _lines(report: Report) -> list[str]:
    return [f"{finding.component.rpartition('#')[2]} {finding.text()}" for finding in report.findings]


def test_the_engines_agree_on_all_examples_and_on_random_faults() -> None:
    """One run, because most of the reference's time goes to the ontology and the shapes, whatever the data are."""
    examples = [*valid(), *(read(path) for path in INVALID)]
    generated = [_mutated(1, copies=3)]
    fast, reference = both(*examples, *generated)

    drawn = {source.path for source in generated}
    assert len({finding.shape for finding in reference.findings if finding.source not in drawn}) > 100
    for path in drawn:
        assert sum(finding.source == path for finding in reference.findings) > 50
    assert _lines(fast) == _lines(reference)
    assert fast == reference


def _mutated(seed: int, copies: int) -> Source:
    """Copies of the valid examples, about things of their own, in which every tenth statement is wrong."""
    chance = random.Random(seed)
    base = [quad for source in valid() for quad in source.quads]
    quads: list[ox.Quad] = []
    for number in range(copies):
        for quad in base:
            subject, value = (_copy(term, f"{seed}-{number}") for term in (quad.subject, quad.object))
            fate = chance.random()
            if fate < 0.03:
                continue
            if fate < 0.08:
                value = chance.choice(TERMS)
            elif fate < 0.1:
                quads.append(ox.Quad(get_node(subject), quad.predicate, chance.choice(TERMS), quad.graph_name))
            quads.append(ox.Quad(get_node(subject), quad.predicate, value, quad.graph_name))
    lines = {quad.subject.value: line for line, quad in enumerate(quads, 1) if isinstance(quad.subject, ox.NamedNode)}
    return Source(f"tests/generated-{seed}.ttl", f"{BASE}graph/generated-{seed}", tuple(quads), "", lines)


def _copy(term: Term, copy: str) -> Term:
    if isinstance(term, ox.NamedNode) and term.value.startswith(BASE + "id/") and term.value != CURATORS_KNOWLEDGE:
        return ox.NamedNode(f"{term.value}-{copy}")
    return term
