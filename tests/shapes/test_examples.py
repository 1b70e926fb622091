"""Each invalid example breaks one rule: the shape that its first line names fires, and no other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.build.validate import (
    addresses,
    agents,
    dangling,
    heads,
    licences,
    namespaces,
    personal,
    sourcing,
    values,
)
from styrka.build.validate.registers import identifiers, observations
from styrka.build.validate.shapes import ShapesGraph
from styrka.build.validate.validation import Finding, Report, validate
from styrka.vocabulary import BASE
from tests.shapes.examples import (
    INVALID,
    VALID,
    batch_of,
    find_own_things,
    find_things,
    folder,
    read,
    select_concepts,
    valid,
)

pytestmark = pytest.mark.slow


def report(*paths: Path) -> Report:
    data = [*valid(), *(read(path) for path in paths)]
    return validate(data, folder("shapes"), select_concepts(data))


@cache
def split_report(batch: tuple[Path, ...]) -> dict[Path, list[Finding]]:
    """Return the findings of each example of a batch, which is parted where one is not clearly an example's."""
    if len(batch) == 1:
        return {batch[0]: list(report(*batch).findings)}
    found: dict[Path, list[Finding]] = {path: [] for path in batch}
    unclear = []
    for finding in report(*batch).findings:
        focus = ox.NamedNode(finding.focus)
        own = [path for path in batch if focus in find_own_things(path)]
        owners = own or [path for path in batch if focus in find_things(path)]
        if len(owners) == 1:
            found[owners[0]].append(finding)
        else:
            unclear.append(finding)
    if not unclear:
        return found
    # Those that are to have such a finding apart from the others, which may have none then; else one half.
    apart = tuple(path for path in batch if expected(path) in fired(unclear))
    if len(apart) in (0, len(batch)):
        apart = batch[: len(batch) // 2]
    return split_report(apart) | split_report(tuple(path for path in batch if path not in apart))


def expected(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: <").removesuffix(">")


def fired(findings: list[Finding]) -> set[str]:
    return {finding.shape.removeprefix(BASE) for finding in findings}


def test_the_valid_examples_together_have_no_finding() -> None:
    assert len(VALID) >= 2
    assert report().findings == ()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_the_named_shape_and_only_that_shape_fires(path: Path) -> None:
    findings = split_report(batch_of(path))[path]
    if fired(findings) != {expected(path)}:
        findings = list(report(path).findings)  # what it gives by itself decides

    assert fired(findings) == {expected(path)}, "\n".join(finding.text() for finding in findings)
    assert all(finding.source and finding.line for finding in findings)
    assert all(
        finding.message_en and finding.message_sv and finding.remedy and finding.remedy_sv for finding in findings
    )


def test_every_shape_that_can_fire_has_an_invalid_example() -> None:
    shown = {expected(path) for path in INVALID}
    graph = ShapesGraph.of(quad for source in folder("shapes") for quad in source.quads)
    of_shacl = {iri for iri, shape in graph.named().items() if shape.path or shape.messages}
    of_python = {
        *(dangling.KNOWN_TERM, dangling.KNOWN_THING, dangling.NO_BLANK_NODE, dangling.CHECKED_TEXT),
        *(sourcing.STATED_ONCE, sourcing.HAS_DOCUMENT, sourcing.HAS_CONFIDENCE, sourcing.HAS_SOURCE),
        *(values.WANTED_VALUE, namespaces.KNOWN_NAMESPACE, addresses.FULL_ADDRESS, agents.NO_PERSON),
        *(heads.OWN_GRAPH, licences.OPEN_LICENCE, personal.PERSONAL_DATA, identifiers.OWN_IDENTIFIER),
        *(observations.ONE_VINTAGE, observations.OBSERVED_ONCE, observations.DATED),
    }

    assert {iri.removeprefix(BASE) for iri in of_shacl | of_python} - shown == set()
