"""Why is it in the graph: down to the documents."""

from __future__ import annotations

import json
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from styrka import vocabulary
from styrka.build.infer import compile_rules, explain_triple, find_statements, infer, make_name_lookup, parse_triple
from styrka.build.infer.explain import Explanation
from styrka.errors import NotFound
from tests.service.build.infer.cases import turtle

AXIOMS = """
styrka:jointPriorityArea rdfs:subPropertyOf styrka:priorityArea ;
    rdfs:label "joint priority area"@en, "gemensamt prioriterat område"@sv ;
    styrka:ruleText "A region has the areas of a joint strategy."@en,
        "En region har en gemensam strategis områden."@sv ;
    owl:propertyChainAxiom ( styrka:partOf styrka:coveredBy styrka:hasPriorityArea ) .
styrka:coveredBy owl:inverseOf styrka:coversRegion .
styrka:theme rdfs:subPropertyOf styrka:concerns .
styrka:concerns owl:propertyChainAxiom ( styrka:concerns skos:broader ) .
styrka:prioritises owl:propertyChainAxiom ( styrka:priorityArea styrka:concerns ) .
"""
GRAPHS = {
    "tables/regions/eurostat": """
        <graph/tables/regions/eurostat> dcterms:source <id/source/eurostat> .
        <id/region/SE122> styrka:partOf <id/region/SE12> ; skos:prefLabel "Södermanlands län"@sv .""",
    "strategies/oms/plan": """
        <graph/strategies/oms/plan> dcterms:source <id/source/plan> .
        <id/strategy/oms> styrka:coversRegion <id/region/SE12> ; styrka:hasPriorityArea <id/area/oms/energi> .
        <id/source/plan> dcterms:title "Handlingsplan"@sv, "Action plan"@en .""",
    "mappings/oms": """
        <graph/mappings/oms> dcterms:source <id/source/curation> .
        <id/area/oms/energi> styrka:theme theme:solar .
        <id/mapping/1> owl:annotatedSource <id/area/oms/energi> ; owl:annotatedTarget theme:solar ;
            sssom:mapping_justification semapv:ManualMappingCuration .""",
    "ontology/schemes/themes": """
        <graph/ontology/schemes/themes> dcterms:source <id/source/curation> .
        theme:solar skos:broader theme:energy .""",
    "computed/age": "<id/strategy/oms> styrka:supersededBy <id/strategy/new> .",
    "inferred/chain-prioritises": "<id/region/SE122> styrka:prioritises theme:energy .",
}


@pytest.fixture(scope="module")
def find() -> Callable[..., list[ox.Quad]]:
    quads = [
        ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(f"{vocabulary.BASE}graph/{name}"))
        for name, text in GRAPHS.items()
        for triple in turtle(text)
    ]

    def matching(*pattern: object) -> list[ox.Quad]:
        return [quad for quad in quads if all(want in (None, have) for want, have in zip(pattern, quad, strict=False))]

    return matching


@pytest.fixture(scope="module")
def why(find: Callable[..., list[ox.Quad]]) -> Callable[[str], Explanation]:
    stated = [triple for name, text in GRAPHS.items() if "inferred" not in name for triple in turtle(text)]
    inference = infer(stated, compile_rules(turtle(AXIOMS)))
    return lambda text: explain_triple(parse_triple(text), inference, find_statements(find))


def test_an_inferred_triple_is_explained_down_to_the_documents(why: Callable[[str], Explanation]) -> None:
    explanation = why("SE122 prioritises energy")
    assert explanation.rule is not None
    assert explanation.rule.name == "chain-prioritises"
    assert [leaf.triple.predicate.value.rsplit("/")[-1].rsplit("#")[-1] for leaf in explanation.leaves()] == [
        "partOf",
        "coversRegion",
        "hasPriorityArea",
        "theme",
        "broader",
    ]
    assert [document.title("en") for document in explanation.documents()] == [
        vocabulary.BASE + "id/source/eurostat",
        "Action plan",
        vocabulary.BASE + "id/source/curation",
    ]
    assert all(leaf.stated for leaf in explanation.leaves())


def test_a_triple_from_a_mapping_names_the_row_and_its_justification(why: Callable[[str], Explanation]) -> None:
    (stated,) = why("area:oms/energi styrka:theme theme:solar").stated
    assert stated.mapping == vocabulary.BASE + "id/mapping/1"
    assert stated.justification == vocabulary.PREFIXES["semapv"] + "ManualMappingCuration"


def test_a_stated_triple_says_where(why: Callable[[str], Explanation]) -> None:
    explanation = why("SE122 partOf SE12")
    assert [document.iri for document in explanation.documents()] == [vocabulary.BASE + "id/source/eurostat"]
    assert explanation.rule is None
    assert [place.graph for place in explanation.stated] == [vocabulary.BASE + "graph/tables/regions/eurostat"]
    assert "stated in graph/tables/regions/eurostat" in explanation.to_text()


def test_what_two_documents_say_is_stated_in_both_each_with_its_own() -> None:
    quads = [
        ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(f"{vocabulary.BASE}graph/{name}"))
        for name in ("one", "two")
        for triple in turtle(f"<graph/{name}> dcterms:source <id/source/{name}> . <id/a> styrka:partOf <id/b> .")
    ]
    lookup = find_statements(
        lambda *pattern: [
            quad for quad in quads if all(want in (None, have) for want, have in zip(pattern, quad, strict=False))
        ]
    )

    places = lookup(turtle("<id/a> styrka:partOf <id/b> .")[0])

    assert [[document.iri for document in place.sources] for place in places] == [
        [vocabulary.BASE + "id/source/one"],
        [vocabulary.BASE + "id/source/two"],
    ]


def test_a_computed_triple_names_its_query(why: Callable[[str], Explanation]) -> None:
    explanation = why("id/strategy/oms supersededBy id/strategy/new")
    assert explanation.stated[0].is_computed
    assert "computed by ontology/computed/age.rq" in explanation.to_text()


def test_what_is_neither_stated_nor_inferred_is_not_found(why: Callable[[str], Explanation]) -> None:
    with pytest.raises(NotFound, match="neither stated nor inferred"):
        why("SE122 prioritises food")


def test_the_text_is_a_tree_in_either_language(
    why: Callable[[str], Explanation], find: Callable[..., list[ox.Quad]]
) -> None:
    text = why("SE122 prioritises energy").to_text("sv", make_name_lookup(find, "sv"))
    assert text.splitlines()[0] == "region:SE122 (Södermanlands län) styrka:prioritises theme:energy"
    assert "En region har en gemensam strategis områden." in text
    assert "källa: Handlingsplan <id/source/plan>" in text
    assert text.count("└─") == 6
    assert "A region has the areas of a joint strategy." in why("SE122 jointPriorityArea area:oms/energi").to_text("en")


def test_the_json_holds_the_same_tree(why: Callable[[str], Explanation]) -> None:
    found = json.loads(json.dumps(why("SE122 prioritises energy").to_json()))
    assert found["status"] == "inferred"
    assert found["rule"]["graph"] == vocabulary.BASE + "graph/inferred/chain-prioritises"
    joint = found["premises"][0]["premises"][0]
    assert joint["rule"]["text"]["en"] == "A region has the areas of a joint strategy."
    assert joint["premises"][1]["premises"][0]["stated"][0]["sources"][0]["title"] == {
        "en": "Action plan",
        "sv": "Handlingsplan",
    }


def test_a_premise_that_is_used_twice_is_explained_once(find: Callable[..., list[ox.Quad]]) -> None:
    rules = compile_rules(turtle(":q rdfs:subPropertyOf :p . :r owl:propertyChainAxiom ( :p :p ) ."))
    inference = infer(turtle(":a :q :a ."), rules)
    explanation = explain_triple(turtle(":a :r :a .")[0], inference, lambda _: [])
    assert [premise.repeated for premise in explanation.premises] == [False, True]
    assert "(explained above)" in explanation.to_text()
