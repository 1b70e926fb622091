"""Every rule of OWL 2 RL that is compiled, from example files: what follows, what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from styrka.build.infer import compile_rules, find_contradictions, infer
from styrka.build.infer.owlrl_reasoner import infer_with_owlrl
from tests.service.build.infer.cases import files, graphs


@pytest.mark.parametrize("path", files("entails"), ids=lambda path: path.stem)
def test_exactly_what_follows_is_inferred(path: Path) -> None:
    case = graphs(path)
    inference = infer(case["data"], compile_rules(case["axioms"]))
    assert {triple for triple, _ in inference} == set(case["inferred"])
    assert len(inference) == len(case["inferred"])
    assert find_contradictions(inference, case["data"]) == ()


@pytest.mark.parametrize("path", files("entails"), ids=lambda path: path.stem)
def test_the_reference_reasoner_agrees(path: Path) -> None:
    case = graphs(path)
    assert {triple for triple, _ in infer_with_owlrl(case["data"], case["axioms"])} == set(case["inferred"])


@pytest.mark.parametrize("path", files("contradicts"), ids=lambda path: path.stem)
def test_a_contradiction_is_reported_with_its_triples(path: Path) -> None:
    case = graphs(path)
    inference = infer(case["data"], compile_rules(case["axioms"]))
    found = find_contradictions(inference, case["data"])
    assert found
    assert {triple for one in found for triple in one.triples} == set(case["contradiction"])
    for one in found:
        assert set(one.stated) <= set(case["data"])
        assert one.stated
        assert one.message_en != one.message_sv
        assert one.focus in {term for triple in one.triples for term in triple}
