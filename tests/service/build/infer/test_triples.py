"""Triples as people write them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.build.infer import format_triple, parse_triple
from styrka.errors import BadParameter
from tests.service.build.infer.cases import turtle

ENERGY = "region:SE122 styrka:prioritises theme:energy ."


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SE122 prioritises energy", ENERGY),
        ("  SE122   prioritises energy . ", ENERGY),
        ("SE122 prioritises energy.", ENERGY),
        ("region:SE122 styrka:prioritises theme:energy", ENERGY),
        ("<id/region/SE122> <def/prioritises> <scheme/theme/energy> .", ENERGY),
        ("id/region/SE122 def/prioritises scheme/theme/energy", ENERGY),
        ("<https://w3id.org/styrka/id/region/SE122> prioritises https://w3id.org/styrka/scheme/theme/energy", ENERGY),
        ("SE122 a Region", "region:SE122 a styrka:Region ."),
        ("SE122 rdf:type skos:Concept", "region:SE122 a skos:Concept ."),
        ('SE122 skos:prefLabel "Södermanlands län"@sv', 'region:SE122 skos:prefLabel "Södermanlands län"@sv .'),
        ("SE122 nutsLevel 3", "region:SE122 styrka:nutsLevel 3 ."),
        ('x styrka:adoptedOn "2017-02-02"^^xsd:date', 'theme:x styrka:adoptedOn "2017-02-02"^^xsd:date .'),
        ("area:se122-2017/x concerns health", "<id/area/se122-2017/x> styrka:concerns theme:health ."),
    ],
)
def test_a_triple_is_understood(text: str, meant: str) -> None:
    triple = parse_triple(text)
    assert triple == turtle(meant)[0]
    assert parse_triple(format_triple(triple)) == triple


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "0 terms"),
        ("SE122 prioritises", "2 terms"),
        ("SE122 prioritises energy now", "4 terms"),
        ("foo:SE122 prioritises energy", "“foo:” is not known"),
        ('"SE122" prioritises energy', "has no properties"),
        ('SE122 "prioritises" energy', "is no property"),
        ("SE122 prioritises <en ergy>", "terms"),
        ('SE122 prioritises "energy', "is not a triple"),
        ('SE122 skos:prefLabel "x"^^nope:y', "not a term of Turtle"),
    ],
)
def test_what_is_no_triple_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadParameter, match=says) as caught:
        parse_triple(text)
    assert caught.value.evidence["parameter"] == "triple"


def test_a_bare_name_is_what_exists() -> None:
    actor = ox.NamedNode("https://w3id.org/styrka/id/actor/vinnova")
    triple = parse_triple("vinnova fundedBy vinnova", lambda node: node == actor)
    assert triple.subject == actor == triple.object
