"""The indicators are a well-formed data cube: the integrity constraints of RDF Data Cube (section 11.1) find nothing.

Each constraint is the specification's own query, asked of the normalised cube (section 10): what stands at the data set
stands at each of its observations too. Slices and hierarchical code lists (IC-7 to IC-10, IC-20, IC-21) are not used.
"""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE, PREFIXES, sparql_prefixes
from tests.data import graphs

QB = PREFIXES["qb"]
# What the vocabularies themselves state of the properties (sdmx-dimension.ttl, sdmx-measure.ttl, sdmx-attribute.ttl),
# and that those of ours which a structure names as attributes are some.
VOCABULARY = """
INSERT DATA {
  sdmx-dimension:refArea a qb:DimensionProperty ; rdfs:range rdfs:Resource .
  sdmx-dimension:refPeriod a qb:DimensionProperty ; rdfs:range rdfs:Resource .
  sdmx-measure:obsValue a qb:MeasureProperty .
  sdmx-attribute:unitMeasure a qb:AttributeProperty .
  sdmx-attribute:obsStatus a qb:AttributeProperty .
  styrka:recodedFrom a qb:AttributeProperty .
  styrka:confidence a qb:AttributeProperty .
  styrka:asOf a qb:AttributeProperty .
}"""
NORMALISE = (
    """INSERT { ?component qb:componentProperty ?property ; } WHERE {
      { ?component qb:dimension ?property } UNION { ?component qb:measure ?property }
      UNION { ?component qb:attribute ?property } }""",
    """INSERT { ?obs ?comp ?value } WHERE {
      ?spec qb:componentProperty ?comp ; qb:componentAttachment qb:DataSet .
      ?dataset qb:structure [ qb:component ?spec ] ; ?comp ?value . ?obs qb:dataSet ?dataset }""",
)
CONSTRAINTS = {
    "IC-1 unique data set": """ASK {
      { ?obs a qb:Observation . FILTER NOT EXISTS { ?obs qb:dataSet ?dataset1 . } }
      UNION { ?obs a qb:Observation ; qb:dataSet ?dataset1, ?dataset2 . FILTER (?dataset1 != ?dataset2) } }""",
    "IC-2 unique structure": """ASK {
      { ?dataset a qb:DataSet . FILTER NOT EXISTS { ?dataset qb:structure ?dsd . } }
      UNION { ?dataset a qb:DataSet ; qb:structure ?dsd1, ?dsd2 . FILTER (?dsd1 != ?dsd2) } }""",
    "IC-3 structure includes measure": """ASK { ?dsd a qb:DataStructureDefinition .
      FILTER NOT EXISTS { ?dsd qb:component [ qb:componentProperty [ a qb:MeasureProperty ] ] } }""",
    "IC-4 dimensions have range": """ASK { ?dim a qb:DimensionProperty . FILTER NOT EXISTS { ?dim rdfs:range [] } }""",
    "IC-5 concept dimensions have code lists": """ASK { ?dim a qb:DimensionProperty ; rdfs:range skos:Concept .
      FILTER NOT EXISTS { ?dim qb:codeList [] } }""",
    "IC-6 only attributes may be optional": """ASK { ?dsd qb:component ?componentSpec .
      ?componentSpec qb:componentRequired "false"^^xsd:boolean ; qb:componentProperty ?component .
      FILTER NOT EXISTS { ?component a qb:AttributeProperty } }""",
    "IC-11 all dimensions required": """ASK { ?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim .
      ?dim a qb:DimensionProperty . FILTER NOT EXISTS { ?obs ?dim [] } }""",
    "IC-12 no duplicate observations": """ASK { FILTER (?allEqual) {
      SELECT (MIN(?equal) AS ?allEqual) WHERE {
        ?obs1 qb:dataSet ?dataset . ?obs2 qb:dataSet ?dataset . FILTER (?obs1 != ?obs2)
        ?dataset qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty .
        ?obs1 ?dim ?value1 . ?obs2 ?dim ?value2 . BIND (?value1 = ?value2 AS ?equal)
      } GROUP BY ?obs1 ?obs2 } }""",
    "IC-13 required attributes": """ASK { ?obs qb:dataSet/qb:structure/qb:component ?component .
      ?component qb:componentRequired "true"^^xsd:boolean ; qb:componentProperty ?attr .
      FILTER NOT EXISTS { ?obs ?attr [] } }""",
    "IC-14 all measures present": """ASK { ?obs qb:dataSet/qb:structure ?dsd .
      FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty qb:measureType }
      ?dsd qb:component/qb:componentProperty ?measure . ?measure a qb:MeasureProperty .
      FILTER NOT EXISTS { ?obs ?measure [] } }""",
    "IC-15 measure dimension consistent": """ASK { ?obs qb:dataSet/qb:structure ?dsd ; qb:measureType ?measure .
      ?dsd qb:component/qb:componentProperty qb:measureType . FILTER NOT EXISTS { ?obs ?measure [] } }""",
    "IC-16 single measure on measure dimension observation": """ASK {
      ?obs qb:dataSet/qb:structure ?dsd ; qb:measureType ?measure ; ?omeasure [] .
      ?dsd qb:component/qb:componentProperty qb:measureType ; qb:component/qb:componentProperty ?omeasure .
      ?omeasure a qb:MeasureProperty . FILTER (?omeasure != ?measure) }""",
    "IC-18 consistent data set links": """ASK { ?dataset qb:slice ?slice . ?slice qb:observation ?obs .
      FILTER NOT EXISTS { ?obs qb:dataSet ?dataset . } }""",
    "IC-19 codes from code list": """ASK { ?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim .
      ?dim a qb:DimensionProperty ; qb:codeList ?list . ?list a skos:ConceptScheme . ?obs ?dim ?v .
      FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?list } }""",
}


def normalise(store: ox.Store) -> ox.Store:
    for update in (VOCABULARY, *NORMALISE):
        store.update(sparql_prefixes() + update)
    return store


def ask(store: ox.Store, name: str) -> bool:
    found = store.query(sparql_prefixes() + CONSTRAINTS[name])
    assert isinstance(found, ox.QueryBoolean)
    return bool(found)


@pytest.fixture(scope="module")
def cube() -> ox.Store:
    """The cut registers' cube, normalised."""
    wanted = (QB, "http://purl.org/linked-data/sdmx/")
    store = ox.Store()
    described = {
        quad.subject for source in graphs.read() for quad in source.quads if quad.predicate.value.startswith(wanted)
    }
    store.bulk_extend(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for source in graphs.read()
        for quad in source.quads
        if quad.subject in described
    )
    return normalise(store)


PAIRS = "IC-12 no duplicate observations"  # looks at each pair of observations


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.slow if one == PAIRS else ()) for one in CONSTRAINTS]
)
def test_the_cube_keeps_the_constraint(cube: ox.Store, name: str) -> None:
    assert not ask(cube, name)


def test_the_cube_was_normalised(cube: ox.Store) -> None:
    units = list(cube.quads_for_pattern(None, ox.NamedNode(PREFIXES["sdmx-attribute"] + "unitMeasure"), None))
    assert len(units) > 1_000


def _duplicate(store: ox.Store) -> None:
    first = next(store.quads_for_pattern(None, ox.NamedNode(QB + "dataSet"), None))
    again = ox.NamedNode(BASE + "id/observation/again")
    for quad in list(store.quads_for_pattern(first.subject, None, None)):
        store.add(ox.Quad(again, quad.predicate, quad.object))


def _remove(name: str) -> Callable[[ox.Store], None]:
    def remove(store: ox.Store) -> None:
        prefix, _, local = name.partition(":")
        for quad in list(store.quads_for_pattern(None, ox.NamedNode(PREFIXES[prefix] + local), None)):
            store.remove(quad)

    return remove


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        pytest.param(_duplicate, PAIRS, marks=pytest.mark.slow),
        (_remove("sdmx-dimension:refPeriod"), "IC-11 all dimensions required"),
        (_remove("sdmx-measure:obsValue"), "IC-14 all measures present"),
        (_remove("qb:dataSet"), "IC-1 unique data set"),
        (_remove("qb:structure"), "IC-2 unique structure"),
        (_remove("sdmx-attribute:unitMeasure"), "IC-13 required attributes"),
    ],
)
def test_a_spoilt_cube_breaks_it(cube: ox.Store, spoil: Callable[[ox.Store], None], name: str) -> None:
    store = ox.Store()
    store.bulk_extend(cube)
    spoil(store)
    assert ask(store, name)
