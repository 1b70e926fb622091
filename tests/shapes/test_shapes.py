"""The shapes themselves: named, worded in two languages, ordered, sound, and valid SHACL."""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.build.validate.dangling import Vocabulary
from styrka.build.validate.shape_faults import find_faults
from styrka.build.validate.shapes import SEVERITIES, SH, RdfTerm, ShapesGraph
from styrka.vocabulary import BASE, PREFIXES, graph_iri
from tests.conftest import ROOT
from tests.shapes.examples import folder
from tests.terms import get_value

FILES = tuple(sorted((ROOT / "shapes").glob("*.ttl")))
QUADS = tuple(quad for source in folder("shapes") for quad in source.quads)
GRAPH = ShapesGraph.of(QUADS)
NAMED = GRAPH.named()
LABEL = PREFIXES["rdfs"] + "label"


def _typed(name: str) -> list[RdfTerm]:
    kind = ox.NamedNode(SH + name)
    return sorted((quad.subject for quad in QUADS if quad.object == kind), key=str)


def _languages(values: list[RdfTerm]) -> list[str]:
    return sorted(value.language or "" for value in values if isinstance(value, ox.Literal))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_parses_and_is_in_the_profile(path: Path) -> None:
    assert list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))

    listed = {
        quad.object.value
        for quad in QUADS
        if quad.predicate.value == PREFIXES["prof"] + "hasArtifact" and isinstance(quad.object, ox.NamedNode)
    }
    assert path.stem == "profile" or graph_iri(f"shapes/{path.name}") in listed


@pytest.mark.parametrize(
    "noun",
    sorted(
        path.stem
        for path in (ROOT / "ontology").glob("*.ttl")
        if path.stem not in {"ontology", "axioms", "alignments", "reused"}
    ),
)
def test_each_noun_of_the_ontology_has_its_shapes(noun: str) -> None:
    assert (ROOT / "shapes" / f"{noun}.ttl").is_file()


@pytest.mark.parametrize("shape", _typed("PropertyShape"), ids=str)
def test_each_property_shape_has_name_message_severity_order_and_path(shape: RdfTerm) -> None:
    assert isinstance(shape, ox.NamedNode)
    assert shape.value.startswith(BASE + "shape/")
    assert _languages(GRAPH.values(shape, "name")) == ["en", "sv"]
    assert _languages(GRAPH.values(shape, "message")) == ["en", "sv"]
    assert next(get_value(value) for value in GRAPH.values(shape, "severity")) in SEVERITIES
    assert len(GRAPH.values(shape, "order")) == 1
    assert GRAPH.path(shape)


@pytest.mark.parametrize("shape", _typed("NodeShape"), ids=str)
def test_each_node_shape_is_named_and_labelled(shape: RdfTerm) -> None:
    assert isinstance(shape, ox.NamedNode)
    assert _languages(GRAPH.about[shape][LABEL]) == ["en", "sv"]


@pytest.mark.parametrize("iri", sorted(NAMED))
def test_each_message_says_what_is_wrong_and_what_would_be_right(iri: str) -> None:
    shape = NAMED[iri]
    for language in shape.messages:
        wrong, right = shape.message(language)
        assert wrong.endswith(".")
        assert right.endswith(".")


def test_the_shapes_are_sound() -> None:
    ontology = [quad for source in folder("ontology") for quad in source.quads]

    assert list(find_faults(GRAPH, Vocabulary.of(ontology, ontology, GRAPH))) == []


def test_every_property_shape_is_used() -> None:
    used = {value for pairs in GRAPH.about.values() for value in pairs.get(SH + "property", [])}

    assert set(_typed("PropertyShape")) <= used


@pytest.mark.slow
def test_the_shapes_are_valid_against_shacls_own_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyshacl
    import rdflib

    shapes = rdflib.Graph()
    for path in FILES:
        shapes.parse(path, format="turtle", publicID=BASE)

    with monkeypatch.context() as without_words:
        # Of each result that a sh:or or sh:not passes over, too, pySHACL makes a message, which takes most of its time.
        for name, module in list(sys.modules.items()):
            if name.startswith("pyshacl.constraints.") and hasattr(module, "stringify_node"):
                without_words.setattr(module, "stringify_node", lambda *_: "")
        conforms, _, _ = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)

    assert conforms, pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)[2]
