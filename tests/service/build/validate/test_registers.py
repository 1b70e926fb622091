"""Large registers that were judged are left out only as long as nothing of what they were judged by has changed."""

from __future__ import annotations

from typing import IO, Final

import pyoxigraph as ox
import pytest

from styrka.build.sources import Source, read_document
from styrka.build.validate import engines, shape_faults, validation
from styrka.build.validate.registers import judging
from styrka.build.validate.registers.backward import find_backward, follow_patterns
from styrka.build.validate.registers.neighbours import Neighbours
from styrka.build.validate.shapes import ShapesGraph
from styrka.vocabulary import BASE, PREFIXES

HEAD: Final = f"@base <{BASE}> .\n@prefix styrka: <{BASE}def/> .\n@prefix skos: <{PREFIXES['skos']}> .\n"
SHAPES: Final = f"""{HEAD}@prefix sh: <{PREFIXES["sh"]}> .
<shape/Text> sh:property <shape/Text-any> .
<shape/Text-any> sh:path skos:prefLabel .
<shape/Seat> a sh:NodeShape ; sh:targetClass styrka:Office ; sh:property <shape/Seat-in> .
<shape/Seat-in> a sh:PropertyShape ; sh:path styrka:seatIn ; sh:class styrka:Region ; sh:maxCount 2 .
"""
ONTOLOGY: Final = f"""{HEAD}@prefix owl: <{PREFIXES["owl"]}> .
styrka:Office a owl:Class . styrka:Region a owl:Class . styrka:Other a owl:Class . styrka:seatIn a owl:ObjectProperty .
"""
REGISTER: Final = f"{HEAD}<id/office/a> a styrka:Office ; styrka:seatIn <id/region/x>, <id/region/y> .\n"
REGIONS: Final = f"{HEAD}<id/region/x> a styrka:Region . <id/region/y> a styrka:Region .\n"
OTHERS: Final = f'{HEAD}<id/region/z> a styrka:Region ; skos:prefLabel "Z" .\n'


@pytest.fixture(autouse=True)
def every_register_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out registers of any size."""
    monkeypatch.setattr(judging, "_LARGE", 0)


def judge(
    sound: validation.InThings | None = None,
    register: str = REGISTER,
    regions: str = REGIONS,
    others: str = OTHERS,
    shapes: str = SHAPES,
    ontology: str = ONTOLOGY,
) -> validation.InThings:
    """Judge a register, two files beside it, shapes and an ontology."""
    data = [
        read("data/registers/offices.ttl", register),
        read("data/regions.ttl", regions),
        read("data/others.ttl", others),
    ]
    known = sound.sound if sound else {}
    return validation.find_in_things(
        data, [read("shapes/office.ttl", shapes)], [read("ontology/styrka.ttl", ontology)], sound=known
    )


def read(path: str, text: str) -> Source:
    """Return the source in a text."""
    return read_document(text.encode(), path)


def list_found(found: validation.InThings) -> set[tuple[str, str]]:
    """Return which things of the register, or of other data, break which shapes."""
    return {(one.focus.removeprefix(BASE), one.shape.removeprefix(BASE)) for one in found.findings if one.focus}


def count_judged(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Note each graph that is validated."""
    graphs: list[bytes] = []
    run = engines.run_shacl

    def note(engine: str, data: bytes | IO[bytes], shapes: bytes, focus: frozenset[str] | None = None) -> object:
        graphs.append(data if isinstance(data, bytes) else data.read())
        return run(engine, graphs[-1], shapes, focus)

    monkeypatch.setattr(engines, "run_shacl", note)
    return graphs


def test_a_register_without_a_finding_is_left_out_when_something_else_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = judge()
    assert sorted(first.sound) == ["data/registers/offices.ttl", "shapes"]

    graphs = count_judged(monkeypatch)
    again = judge(first, others=OTHERS + "<id/region/w> a styrka:Region .")

    assert b"id/office/a" not in graphs[0]
    assert again.sound == first.sound
    assert again.findings == judge(others=OTHERS + "<id/region/w> a styrka:Region .").findings


@pytest.mark.parametrize(
    ("changed", "text", "shape"),
    [
        ("shapes", SHAPES.replace("maxCount 2", "maxCount 1"), "shape/Seat-in"),
        ("regions", REGIONS.replace("<id/region/y> a styrka:Region", "<id/region/y> a styrka:Other"), "shape/Seat-in"),
        ("regions", REGIONS.replace("<id/region/y> a styrka:Region .", ""), "shape/KnownThing"),
        ("register", REGISTER.replace("<id/region/y>", "<id/region/y>, <id/region/z>"), "shape/Seat-in"),
        ("register", REGISTER + '<id/office/a> styrka:note "x" .', "shape/KnownTerm"),
        ("ontology", ONTOLOGY.replace("styrka:seatIn a owl:ObjectProperty .", ""), "shape/KnownTerm"),
        ("others", OTHERS + "<id/office/a> styrka:seatIn <id/region/z> .", "shape/Seat-in"),
    ],
)
def test_what_a_register_is_judged_by_is_judged_anew(changed: str, text: str, shape: str) -> None:
    first = judge()

    found = judge(first, **{changed: text})

    assert ("id/office/a", shape) in list_found(found)
    assert "data/registers/offices.ttl" not in found.sound or changed == "others"


def test_a_register_with_a_finding_is_judged_each_time() -> None:
    wrong = REGISTER + "<id/office/b> a styrka:Office ; styrka:seatIn <id/office/a> ."
    first = judge(register=wrong)

    assert list(first.sound) == ["shapes"]
    assert ("id/office/b", "shape/Seat-in") in list_found(judge(first, register=wrong))


def test_shapes_without_a_fault_are_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = judge()
    monkeypatch.setattr(shape_faults, "find_faults", lambda *_: pytest.fail("they are as they were"))

    assert judge(first, others=OTHERS + "<id/region/w> a styrka:Region .").sound == first.sound


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ("shapes", SHAPES.replace("sh:class styrka:Region", "sh:class styrka:Place")),
        ("ontology", ONTOLOGY.replace("styrka:Region a owl:Class .", "")),
    ],
)
def test_shapes_are_looked_at_when_they_or_the_ontology_change(changed: str, text: str) -> None:
    found = judge(judge(), **{changed: text})
    again = judge(found, **{changed: text})

    assert "shapes" not in found.sound
    assert ("shape/Seat-in", "shape/SoundShape") in list_found(found) & list_found(again)


def test_what_refers_to_a_register_that_is_left_out_is_judged_with_it() -> None:
    first = judge()

    text = "<id/region/z> a styrka:Office ; styrka:seatIn <id/office/a> ."
    found = judge(first, others=OTHERS + text)

    assert found.sound == first.sound
    assert list_found(found) == list_found(judge(others=OTHERS + text)) == {("id/region/z", "shape/Seat-in")}


def test_a_moved_row_has_a_new_key() -> None:
    assert judge(register=f"{HEAD}\n{REGISTER.removeprefix(HEAD)}").sound != judge().sound


PREFIXED: Final = {"a": "urn:a:"}


@pytest.mark.parametrize(
    ("query", "properties"),
    [
        ("SELECT $this ?v { $this a:b ?v . FILTER(?v = $this) }", set()),
        ("SELECT $this { $this a:b ?v ; a:c ?w . ?v a:b* $this }", set()),
        ("SELECT $this { $this a:order ?v . ?l a:has $this ; a:has ?o . ?o a:order ?v }", {"urn:a:has"}),
        ("SELECT $this { $this <urn:a:b> ?v . FILTER NOT EXISTS { ?o <urn:a:b> ?v ; a a:C } }", {"urn:a:b"}),
        ("SELECT $this { $this ?any ?v . ?o a:b ?v }", None),
        ("SELECT $this { $this ^a:b ?v }", None),
        ("SELECT $this { $this a:b ?v . ?other a a:C }", None),
        ("SELECT $this { VALUES ?x { a:b } ?x a:c $this }", None),
    ],
)
def test_queries_tell_which_properties_they_follow_back(query: str, properties: set[str] | None) -> None:
    assert follow_patterns(query, PREFIXED) == properties


def test_inverse_paths_and_targets_that_are_values_are_followed_back() -> None:
    shapes = f"""@prefix sh: <{PREFIXES["sh"]}> . @prefix a: <urn:a:> .
    a:s a sh:NodeShape ; sh:targetObjectsOf a:target ; sh:property [ sh:path ( a:ahead [ sh:inversePath a:back ] ) ] .
    """
    graph = ShapesGraph.of(ox.parse(shapes, ox.RdfFormat.TURTLE))

    assert set(find_backward(graph) or ()) == {ox.NamedNode("urn:a:back"), ox.NamedNode("urn:a:target")}


def test_what_is_seen_are_values_and_theirs_and_what_is_followed_back() -> None:
    text = "<urn:1> <urn:p> <urn:2> . <urn:2> <urn:p> <urn:3> . <urn:3> <urn:p> <urn:1> . <urn:4> <urn:back> <urn:2> ."
    quads = list(ox.parse(f"{text} <urn:5> <urn:p> <urn:2> .", ox.RdfFormat.TURTLE))
    base = [quads[0]]

    seen = Neighbours(quads[1:], frozenset((ox.NamedNode("urn:back"),))).find_seen(base)

    assert {quad.subject.value for quad in seen} == {"urn:2", "urn:3", "urn:4"}  # type: ignore[union-attr]
    assert {quad.subject.value for quad in Neighbours(quads[1:], None).find_seen(base)} == {  # type: ignore[union-attr]
        f"urn:{number}" for number in range(2, 6)
    }
