"""Validation: findings with file, line and remedy; reports; faults in the shapes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph as ox
import pytest

from styrka.build.sources import Source
from styrka.build.validate.dangling import Vocabulary
from styrka.build.validate.shape_faults import find_faults
from styrka.build.validate.shapes import ShapesGraph
from styrka.build.validate.validation import Finding, Report, validate
from styrka.errors import BadParameter
from styrka.vocabulary import BASE, PREFIXES
from tests.shapes.examples import EXAMPLES, folder, read, valid

INVALID = EXAMPLES / "invalid"
SH = PREFIXES["sh"]


def check(data: Iterable[Source], focus: frozenset[str] | None = None) -> Report:
    return validate(tuple(data), folder("shapes"), folder("ontology"), focus)


def only(name: str) -> Finding:
    (finding,) = check([*valid(), read(INVALID / f"{name}.ttl")]).findings
    return finding


def test_a_finding_names_file_line_focus_path_value_and_remedy() -> None:
    finding = only("strategy-adopted-on-ill-typed")

    assert (finding.source, finding.line) == ("tests/examples/invalid/strategy-adopted-on-ill-typed.ttl", 17)
    assert finding.focus == BASE + "id/strategy/xx-2016"
    assert finding.path == "styrka:adoptedOn"
    assert finding.value == '"2017-02-30"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert finding.severity == "violation"
    assert finding.message_en == "The date of adoption is not valid, or there are two."
    assert finding.remedy_sv.startswith("Skriv en dag")
    in_words = only("strategy-adopted-on-in-words")
    assert in_words.remedy.endswith('Here that is "2026-06-15"^^xsd:date.')
    assert in_words.remedy_sv.endswith('Här är det "2026-06-15"^^xsd:date.')


def test_a_complex_path_is_shown_as_sparql_writes_it() -> None:
    assert only("area-in-no-list").path == "^styrka:hasPriorityArea|styrka:priorityAreaOf"


@pytest.mark.parametrize(
    ("name", "path"),
    [("email-in-a-note", "skos:note"), ("email-as-page", "rdfs:seeAlso")],
)
def test_of_a_rule_about_many_properties_the_one_is_named_that_breaks_it(name: str, path: str) -> None:
    finding = only(name)
    lines = (INVALID / f"{name}.ttl").read_text("utf-8").splitlines()
    assert finding.path == path
    assert path in lines[finding.line - 1]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("term-misspelt", "Did you mean styrka:localTerm?"),
        ("class-misspelt", "Did you mean styrka:Cluster?"),
        ("thing-not-described", "Did you mean <id/programme/exempelprogrammet>?"),
    ],
)
def test_a_misspelling_gets_the_nearest_name(name: str, guess: str) -> None:
    assert guess in only(name).remedy


def test_the_text_for_a_terminal_begins_with_file_and_line() -> None:
    lines = only("period-reversed").text().splitlines()

    assert lines[0] == ("tests/examples/invalid/period-reversed.ttl:18: violation: The period ends before it starts.")
    assert lines[1].strip().startswith("project:nytt  styrka:periodEnd")
    assert "Swap styrka:periodStart" in lines[2]
    assert "Perioden slutar" in only("period-reversed").text("sv")


def test_violations_stop_publication_and_warnings_do_not() -> None:
    assert check(valid()).conforms
    assert check([*valid(), read(INVALID / "strategy-of-no-kind.ttl")]).conforms
    assert not check([*valid(), read(INVALID / "thing-no-name.ttl")]).conforms


def test_the_report_is_turtle_that_parses_and_json_and_the_same_each_time() -> None:
    data = [*valid(), *(read(path) for path in sorted(INVALID.glob("a*.ttl")))]
    report, again = check(data), check(reversed(data))

    assert again == report
    assert again.turtle() == report.turtle()
    quads = list(ox.parse(report.turtle().encode(), format=ox.RdfFormat.TURTLE))
    results = [quad for quad in quads if quad.predicate.value == SH + "result"]
    assert len(results) == len(report.findings) > 10
    for name in ("focusNode", "sourceShape", "sourceConstraintComponent", "resultSeverity"):
        assert sum(quad.predicate.value == SH + name for quad in quads) == len(results)
    assert len(json.loads(report.json())["findings"]) == len(results)


def test_an_engine_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadParameter, match="no SHACL engine 'quick'"):
        validate(valid(), folder("shapes"), folder("ontology"), None, "quick")


def test_a_report_without_findings_conforms_in_shacls_sense() -> None:
    assert "sh:conforms true" in check(valid()).turtle()


def test_what_is_asked_for_is_all_that_is_reported() -> None:
    data = [*valid(), read(INVALID / "thing-no-name.ttl"), read(INVALID / "area-unmapped.ttl")]

    report = check(data, frozenset({BASE + "id/project/nytt"}))

    assert {finding.focus for finding in report.findings} == {BASE + "id/project/nytt"}


@pytest.mark.parametrize(
    ("turtle", "fault"),
    [
        ("<s> a sh:NodeShape ; sh:node <t> .", "not a shape"),
        ("<s> a sh:NodeShape ; sh:property <t> .", "not a shape"),
        ("<s> a sh:NodeShape ; sh:property <t> . <t> sh:minCount 1 .", "no sh:path"),
        ("<s> a sh:PropertyShape ; sh:minCount 1 .", "no path"),
        ("<s> a sh:PropertyShape ; sh:path [ sh:inversePath [] ] .", "no path"),
        ("<s> a sh:NodeShape ; sh:or ( <t> ) .", "not a shape"),
        ('<s> a sh:PropertyShape ; sh:path <p> ; sh:pattern "[a-" .', "not a regular expression"),
        ("<s> a sh:NodeShape ; sh:targetClass <def/Stratgey> .", "does not declare"),
        ("<s> a sh:PropertyShape ; sh:path [ sh:inversePath <def/hasPriorityAera> ] .", "does not declare"),
        ('<s> a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this WHERE { $this ?p }" ] .', "not a SPARQL query"),
        ('<s> a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this WHERE { $this x:y ?z }" ] .', "not a SPARQL query"),
        ("<s> a sh:PropertyShape ; sh:path <p> ; sh:qualifiedValueShape [ sh:in ( 1 ) ] .", "not used here"),
    ],
)
def test_a_fault_in_a_shape_is_found_before_an_engine_is_silent_on_it(turtle: str, fault: str) -> None:
    text = f"@prefix sh: <{SH}> .\n{turtle}"
    graph = ShapesGraph.of(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE, base_iri=BASE))
    ontology = [quad for source in folder("ontology") for quad in source.quads]

    found = list(find_faults(graph, Vocabulary.of(ontology, ontology, graph)))

    assert found
    assert all(owner == BASE + "s" or owner == BASE + "t" for owner, _, _ in found)
    assert any(fault in wrong for _, wrong, _ in found), found


def test_what_two_files_say_for_one_source_is_a_warning_that_names_the_first() -> None:
    home = read(EXAMPLES / "valid" / "small.ttl")
    again = read(INVALID / "statement-made-twice.ttl")
    thing = BASE + "id/strategy/xx122-2017"

    (finding,) = check([*valid(), again]).findings
    line = home.lines[thing]
    assert finding.text().startswith("tests/examples/invalid/statement-made-twice.ttl:17: warning: Another file states")
    assert f"also tests/examples/valid/small.ttl:{line}" in finding.text()
    assert f"också tests/examples/valid/small.ttl:{line}" in finding.text("sv")
    assert "states the same for the same source: styrka:periodStart" in finding.message_en
    assert "anger redan detsamma för samma källa" in finding.message_sv
    assert check([*valid(), again], frozenset({thing})).findings == (finding,)
    assert check([*valid(), again], frozenset({BASE + "id/region/YY"})).findings == ()


def test_what_two_sources_say_stands_in_both_their_graphs() -> None:
    again = read(INVALID / "statement-made-twice.ttl")
    source, curation = (ox.NamedNode(f"{BASE}id/source/{name}") for name in ("plan", "curation"))
    other = replace(
        again,
        quads=tuple(
            ox.Quad(q.subject, q.predicate, curation, q.graph_name) if q.object == source else q for q in again.quads
        ),
    )

    assert check([*valid(), again]).findings
    assert check([*valid(), other]).findings == ()
