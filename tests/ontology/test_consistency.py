"""A real description-logic reasoner (HermiT) finds the ontology consistent and every class of it satisfiable."""

from __future__ import annotations

import shutil
from pathlib import Path

import owlready2
import pyoxigraph as ox
import pytest

from styrka.vocabulary import DEF
from tests.ontology.graphs import FILES, OWL, RDF, TYPE, name, own_terms, triples
from tests.terms import get_bytes

JAVA = shutil.which("java")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(JAVA is None, reason="HermiT needs Java, which is not installed here"),
]


@pytest.fixture(autouse=True)
def _start_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Java compiles for runs of minutes and clears up beside them: each of these takes a second, and half of that."""
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


def _load(folder: Path, extra: str = "") -> owlready2.World:
    """A world of its own with every file, less the metadata about graphs and what OWL 2 DL reserves (rdf:Statement)."""
    quads = [
        ox.Triple(s, ox.NamedNode(p), o)
        for path in FILES
        for s, p, o in triples(path)
        if "/graph/" not in s.value
        and not (isinstance(o, ox.NamedNode) and o.value == RDF + "Statement")
        and not (name(path) == "alignments.ttl" and p.startswith("http://www.w3.org/2004/02/skos/"))
    ]
    quads += [
        quad.triple
        for quad in ox.parse(
            f"@prefix s: <{DEF}> . @prefix x: <https://example.org/> . {extra}", format=ox.RdfFormat.TURTLE
        )
    ]
    file = folder / "ontology.nt"
    file.write_bytes(get_bytes(ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES)))
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load(format="ntriples")
    return world


def _reason(world: owlready2.World) -> None:
    owlready2.JAVA_EXE = JAVA
    owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)


def test_the_ontology_is_consistent_and_every_class_satisfiable(tmp_path: Path) -> None:
    classes = [term for term, kinds in own_terms().items() if kinds == {OWL + "Class"}]
    members = " ".join(f"x:of-{number} a <{term}> ." for number, term in enumerate(classes))
    world = _load(tmp_path, members)
    _reason(world)
    assert list(world.inconsistent_classes()) == []


def test_the_reasoner_finds_the_joint_area_and_its_themes(tmp_path: Path) -> None:
    world = _load(
        tmp_path,
        """
        x:county a s:Region ; s:partOf x:middle . x:middle a s:Region . x:plan a s:Strategy ; s:coversRegion x:middle ;
        s:hasPriorityArea x:area . x:area a s:PriorityArea ; s:primaryTheme x:solar . x:solar a s:Theme ;
        <http://www.w3.org/2004/02/skos/core#broader> x:energy . x:energy a s:Theme .""",
    )
    _reason(world)
    county, area = world["https://example.org/county"], world["https://example.org/area"]
    assert area in world[DEF + "jointPriorityArea"][county]
    assert area not in world[DEF + "ownPriorityArea"][county]
    themes = {world["https://example.org/solar"], world["https://example.org/energy"]}
    assert themes <= set(world[DEF + "concerns"][area]) | set(world[DEF + "primaryTheme"][area])
    assert themes <= set(world[DEF + "prioritises"][county])


@pytest.mark.parametrize(
    "clash",
    [
        "x:a a s:Region, s:RegionalAuthority .",
        "x:a a s:Strategy, s:Overview .",
        "x:a a s:Theme, s:PriorityArea .",
        "x:a s:nutsLevel 2, 3 .",
    ],
)
def test_the_reasoner_finds_the_clash(clash: str, tmp_path: Path) -> None:
    world = _load(tmp_path, clash)
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        _reason(world)


def test_what_is_checked_holds_types_of_ours() -> None:
    assert sum(1 for path in FILES for s, p, o in triples(path) if p == TYPE and s.value.startswith(DEF)) > 100
