"""Each invalid example breaks one rule: the shape that its first line names fires, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from styrka.build.validate import references, sourcing
from styrka.build.validate.shapes import ShapesGraph
from styrka.build.validate.validation import Report, validate
from styrka.vocabulary import BASE
from tests.shapes.examples import INVALID, VALID, folder, read, valid

pytestmark = pytest.mark.slow


def report(*paths: Path, engine: str = "fast") -> Report:
    return validate([*valid(), *(read(path) for path in paths)], folder("shapes"), folder("ontology"), None, engine)


def test_the_valid_examples_together_have_no_finding() -> None:
    assert len(VALID) >= 2
    assert report().findings == ()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_the_named_shape_and_only_that_shape_fires(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: <").removesuffix(">")

    findings = report(path).findings

    assert {finding.shape.removeprefix(BASE) for finding in findings} == {expected}, "\n".join(
        finding.text() for finding in findings
    )
    assert all(finding.source and finding.line for finding in findings)
    assert all(
        finding.message_en and finding.message_sv and finding.remedy and finding.remedy_sv for finding in findings
    )


def test_every_shape_that_can_fire_has_an_invalid_example() -> None:
    shown = {
        path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: <").removesuffix(">")
        for path in INVALID
    }
    graph = ShapesGraph.of(quad for source in folder("shapes") for quad in source.quads)
    of_shacl = {iri for iri, shape in graph.named().items() if shape.path or shape.messages}
    of_python = {
        *(references.KNOWN_TERM, references.KNOWN_THING, references.NO_BLANK_NODE, references.CHECKED_TEXT),
        *(sourcing.STATED_ONCE, sourcing.HAS_DOCUMENT, sourcing.HAS_CONFIDENCE, sourcing.HAS_SOURCE),
    }

    assert {iri.removeprefix(BASE) for iri in of_shacl | of_python} - shown == set()
