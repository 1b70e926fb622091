"""The compiled rules and owlrl reach the same conclusions about things, on the four documented strategies."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.build import sources
from styrka.build.infer import Inference, compile_rules, find_contradictions, infer
from styrka.build.infer.owlrl_reasoner import RULE, infer_with_owlrl
from tests.conftest import ROOT
from tests.cut import cut_root
from tests.service.build.infer.cases import turtle
from tests.terms import get_value

DOCUMENTED = ("se122-2017", "se12-2023", "se311-2022", "se312-2014")


@pytest.fixture(scope="module")
def axioms() -> list[ox.Quad]:
    return [
        quad for path in sorted((ROOT / "ontology").glob("*.ttl")) for quad in sources.read_source(path, ROOT).quads
    ]


@pytest.fixture(scope="module")
def documented(axioms: list[ox.Quad]) -> list[ox.Quad]:
    """What the rules can see of the four strategies, their mappings, the Swedish regions and the themes.

    owlrl's time grows so steeply that labels, sources and dates, which no rule names, are left out.
    """
    root = cut_root()
    paths = [path for stem in DOCUMENTED for path in sorted((root / "data" / "strategies" / stem).glob("*.ttl"))]
    paths += [root / "data" / "mappings" / f"{stem}.sssom.tsv" for stem in DOCUMENTED]
    paths += [root / "data" / "tables" / "regions.csv", root / "ontology" / "schemes" / "themes.ttl"]
    quads = [quad for path in paths for quad in sources.read_source(path, root).quads]
    visible = {atom.predicate for rule in compile_rules(axioms) for atom in (*rule.body, *filter(None, [rule.head]))}
    named = [(get_value(quad.subject), quad) for quad in quads]
    swedish = [quad for subject, quad in named if "/id/region/" not in subject or "/region/SE" in subject]
    return [quad for quad in swedish if quad.predicate in visible]


def test_owlrl_infers_the_same_from_the_documented_strategies(documented: list[ox.Quad], axioms: list[ox.Quad]) -> None:
    rules = compile_rules(axioms)
    ours, reference = infer(documented, rules), infer_with_owlrl(documented, axioms, rules)
    assert len(ours) > 500
    assert ours.counts()["chain-prioritises"] > 50
    assert _triples(ours) == _triples(reference)
    assert find_contradictions(ours) == () == find_contradictions(reference)


def test_owlrl_gives_an_inference_of_the_same_shape() -> None:
    axioms = turtle(":partOf a owl:TransitiveProperty . :A owl:disjointWith :B .")
    data = turtle(":a :partOf :b . :b :partOf :c . :a a :A, :B .")
    inference = infer_with_owlrl(data, axioms, compile_rules(axioms))
    (triple,) = turtle(":a :partOf :c .")
    assert list(inference) == [(triple, RULE)]
    derivation = inference.derivation(triple)
    assert derivation is not None
    assert derivation.premises == ()
    assert [quad.graph_name for quad in inference.quads()] == [RULE.graph]
    assert [set(one.triples) for one in find_contradictions(inference)] == [set(turtle(":a a :A, :B ."))]


def _triples(inference: Inference) -> set[ox.Triple]:
    return {triple for triple, _ in inference}
