"""The catalogue conforms to the official shapes, has no blank node, and says what the data and the files say."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare

from styrka.engine.serialisation import RDF
from styrka.formats import GRAPHS, Format
from styrka.publish.catalogue import dcat, publisher
from styrka.publish.catalogue.check import portal, quality
from styrka.publish.catalogue.publication import Publication
from styrka.publish.files.dumps import Downloads
from styrka.vocabulary import BASE
from tests.service.stores.running import small_release
from tests.terms import get_python, get_value

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

DCT = rdflib.DCTERMS
DCT_FORMAT = rdflib.URIRef(DCT._NS + "format")  # `DCT.format` is the method of a string
DCAT = rdflib.DCAT
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def graph(published: Publication) -> rdflib.Graph:
    """The catalogue as rdflib reads it."""
    return rdflib.Graph().parse(
        data=dcat.serialise(dcat.make_catalogue(published), ox.RdfFormat.N_TRIPLES), format="nt"
    )


@pytest.mark.shared
@pytest.mark.parametrize(
    ("profile", "version"), [("dcat-ap", "3.0.1"), ("dcat-ap-se", "3.0.1"), ("dcat-ap-2", "2.1.1")]
)
def test_the_official_shapes_find_no_violation(
    published: Publication, shared: Path, profile: str, version: str
) -> None:
    found = portal.validate_with_shapes(
        dcat.make_catalogue(published, profile), shared / "conformance/dcat-ap" / version
    )
    assert len(found) >= 3
    assert [one for verdicts in found.values() for one in verdicts if one.severity == "violation"] == []


@pytest.mark.shared
def test_only_the_known_conflicts_are_left_out(published: Publication, shared: Path) -> None:
    from styrka.publish.catalogue.check.official_shapes import validate_catalogue

    path = shared / "conformance/dcat-ap/3.0.1/mdr-vocabularies.shape.ttl"
    data = dcat.serialise(dcat.make_catalogue(published), ox.RdfFormat.N_TRIPLES)
    found = [one for one in validate_catalogue(data, path.read_bytes()) if one.severity == "violation"]
    assert {one.path for one in found} == {str(SPDX.algorithm)}


@pytest.mark.shared
def test_the_official_shapes_find_what_is_wrong(published: Publication, shared: Path) -> None:
    title = ox.NamedNode(str(DCT.title))
    spoilt = [one for one in dcat.make_catalogue(published) if one.predicate != title]
    found = portal.validate_with_shapes(spoilt, shared / "conformance/dcat-ap/3.0.1")
    assert any(one.path == str(DCT.title) and one.severity == "violation" for one in found["shapes.ttl"])


@pytest.mark.parametrize("profile", dcat.PROFILES)
@pytest.mark.parametrize("format_", GRAPHS, ids=lambda one: one.name)
def test_every_serialisation_is_the_same_graph_for_two_parsers(
    published: Publication, profile: str, format_: Format
) -> None:
    names = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
    triples = dcat.make_catalogue(published, profile)
    body = dcat.serialise(triples, RDF[format_])
    assert {quad.triple for quad in ox.parse(body, RDF[format_])} == set(triples)
    read = rdflib.Graph().parse(data=body, format=names[format_.suffix])
    plain = rdflib.Graph().parse(data=dcat.serialise(triples, ox.RdfFormat.N_TRIPLES), format="nt")
    assert rdflib.compare.isomorphic(read, plain)


def test_there_is_no_blank_node_and_no_catalogue_record(graph: rdflib.Graph) -> None:
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]
    assert not list(graph.subjects(rdflib.RDF.type, DCAT.CatalogRecord))


def test_every_described_part_of_the_release_is_a_dataset(graph: rdflib.Graph, made: Downloads) -> None:
    found = {str(one).removeprefix(BASE + "dataset/") for one in graph.subjects(rdflib.RDF.type, DCAT.Dataset)}
    assert found == set(made.parts)
    assert set(graph.objects(rdflib.URIRef(BASE + "catalog"), DCAT.dataset)) == set(
        graph.subjects(rdflib.RDF.type, DCAT.Dataset)
    )


def test_titles_and_dates_are_those_of_the_data(graph: rdflib.Graph) -> None:
    dataset = rdflib.URIRef(BASE + "dataset/strategies")
    assert {str(title) for title in graph.objects(dataset, DCT.title)} == {
        "Strategier och prioriterade områden",
        "Strategies and priority areas",
    }
    assert str(graph.value(dataset, DCT.modified)) == "2026-01-31"  # the heads of the tree's files
    period = graph.value(dataset, DCT.temporal)
    assert (str(graph.value(period, DCAT.startDate)), str(graph.value(period, DCAT.endDate))) == (
        "2017-01-01",
        "2027-12-31",
    )


def test_each_file_has_its_size_and_checksum(graph: rdflib.Graph, made: Downloads) -> None:
    for name, file in made.files.items():
        address = rdflib.URIRef(f"https://styrka.example/release/{made.release.version}/{name}")
        [distribution] = graph.subjects(DCAT.downloadURL, address)
        assert get_python(graph.value(distribution, DCAT.byteSize), int) == file.bytes
        checksum = graph.value(distribution, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == file.sha256


CODES = {"csv": "CSV", "xlsx": "XLSX", "parquet": "PARQUET"}
TONGUES = {"en": "ENG", "sv": "SWE"}
EU = "http://publications.europa.eu/resource/authority/"


def test_every_table_is_a_distribution_in_every_format_and_language(
    graph: rdflib.Graph, published: Publication
) -> None:
    offered = {slug: published.sheets.of(slug) for slug in published.described}
    assert {(one.slug, one.format.suffix, one.language) for found in offered.values() for one in found} >= {
        (slug, suffix, language)
        for slug in ("strategies", "areas", "regions", "themes", "mappings")
        for suffix in CODES
        for language in ("en", "sv")
    }
    for slug, found in offered.items():
        for sheet in found:
            address = rdflib.URIRef(published.files + sheet.name)
            [distribution] = graph.subjects(DCAT.downloadURL, address)
            assert (rdflib.URIRef(f"{BASE}dataset/{slug}"), DCAT.distribution, distribution) in graph
            one = {str(name): list(graph.objects(distribution, name)) for name in set(graph.predicates(distribution))}
            for name in (DCT.title, DCT.description):
                assert {text.language for text in one[str(name)] if isinstance(text, rdflib.Literal)} == {"sv", "en"}
            assert one[str(DCT_FORMAT)] == [rdflib.URIRef(f"{EU}file-type/{CODES[sheet.format.suffix]}")]
            assert str(one[str(DCAT.mediaType)][0]).endswith(f"/media-types/{sheet.format.media_type}")
            assert one[str(DCT.language)] == [rdflib.URIRef(f"{EU}language/{TONGUES[sheet.language]}")]
            assert one[str(DCAT.byteSize)] == [rdflib.Literal(sheet.bytes, datatype=rdflib.XSD.nonNegativeInteger)]
            checksum = graph.value(distribution, SPDX.checksum)
            assert str(graph.value(checksum, SPDX.checksumValue)) == sheet.sha256
            assert one[str(DCAT.accessURL)] == [rdflib.URIRef(f"https://styrka.example/table/{sheet.slug}")]
            wanted = (DCT.license, DCT.rights, DCT.issued, DCT.modified, DCT.conformsTo)
            assert all(one[str(name)] for name in (*wanted, rdflib.URIRef("http://data.europa.eu/r5r/availability")))


def test_a_machine_finds_the_description_of_each_csv(graph: rdflib.Graph, published: Publication) -> None:
    described = [one for slug in published.described for one in published.sheets.of(slug) if one.described]
    assert described
    for sheet in described:
        [distribution] = graph.subjects(DCAT.downloadURL, rdflib.URIRef(published.files + sheet.name))
        schema = rdflib.URIRef(published.files + sheet.described)
        assert set(graph.objects(distribution, DCT.conformsTo)) == {rdflib.URIRef("http://www.w3.org/ns/csvw"), schema}
        assert set(graph.objects(distribution, rdflib.FOAF.page)) == {schema}
        assert sheet.described in published.sheets.files


def test_no_distribution_is_named_twice(graph: rdflib.Graph, published: Publication) -> None:
    for distribution in graph.subjects(rdflib.RDF.type, DCAT.Distribution):
        assert len(list(graph.subjects(DCAT.distribution, distribution))) == 1
        assert len(list(graph.objects(distribution, DCAT.downloadURL))) == 1


@pytest.mark.parametrize(
    ("kept", "lost"),
    [
        ("XLSX", {"non-proprietary"}),
        ("PARQUET", {"non-proprietary", "machine-readable"}),
        ("CSV", set()),
    ],
)
def test_a_dataset_without_an_open_format_is_reported(published: Publication, kept: str, lost: set[str]) -> None:
    """A list of what is proprietary is the portal's, not ours: XLSX is machine-readable, Parquet is on no list."""
    said = dcat.make_catalogue(published)
    format_, wanted = ox.NamedNode(str(DCT_FORMAT)), ox.NamedNode(f"{EU}file-type/{kept}")
    others = {one.subject for one in said if one.predicate == format_ and one.object != wanted}
    dataset = ox.NamedNode(BASE + "dataset/regions")
    spoilt = [one for one in said if not (one.subject == dataset and one.object in others)]
    found = {one.name: one for one in quality.rate_indicators(spoilt)}
    assert {name for name, one in found.items() if one.missing} == lost
    for name in lost:
        assert found[name].missing == (f"<{BASE}dataset/regions> dcat:distribution ?",)
        assert found[name].points < found[name].maximum


def test_both_services_are_services_and_distributions(graph: rdflib.Graph) -> None:
    services = set(graph.objects(rdflib.URIRef(BASE + "catalog"), DCAT.service))
    assert services == {rdflib.URIRef(BASE + "service/sparql"), rdflib.URIRef(BASE + "service/rest")}
    assert set(graph.objects(None, DCAT.accessService)) == services
    whole = rdflib.URIRef(BASE + "dataset/styrka")
    offered = list(graph.objects(whole, DCAT.distribution))
    assert {one for distribution in offered for one in graph.objects(distribution, DCAT.accessService)} == services


@pytest.mark.parametrize("profile", dcat.PROFILES)
def test_the_catalogue_has_all_405_points(published: Publication, profile: str) -> None:
    found = quality.rate_indicators(dcat.make_catalogue(published, profile), {}, True)
    assert sum(one.maximum for one in found) == quality.WHOLE
    silent = {one.name for one in found if one.points < one.maximum}
    assert silent == {"access address answers", "download address answers"}  # nobody answered
    assert quality.sum_points(quality.rate_indicators(dcat.make_catalogue(published, profile))) == quality.WHOLE


PROPERTIES = {
    "keyword": "http://www.w3.org/ns/dcat#keyword",
    "spatial": str(DCT.spatial),
    "temporal": str(DCT.temporal),
    "download address": str(DCAT.downloadURL),
    "media type": str(DCAT.mediaType),
    "licence": str(DCT.license),
    "access rights": str(DCT.accessRights),
    "contact point": str(DCAT.contactPoint),
    "publisher": str(DCT.publisher),
    "rights": str(DCT.rights),
    "size in bytes": str(DCAT.byteSize),
    "issued": str(DCT.issued),
    "modified": str(DCT.modified),
    "theme": str(DCAT.theme),
    "format": str(DCT_FORMAT),
}


@pytest.mark.parametrize("indicator", PROPERTIES)
def test_what_is_missing_costs_its_points_and_is_named(published: Publication, indicator: str) -> None:
    predicate = ox.NamedNode(PROPERTIES[indicator])
    spoilt = [one for one in dcat.make_catalogue(published) if one.predicate != predicate]
    found = {one.name: one for one in quality.rate_indicators(spoilt)}
    assert found[indicator].points == 0
    assert all(lack.endswith(" ?") for lack in found[indicator].missing)
    assert quality.sum_points(found.values()) <= quality.WHOLE - found[indicator].maximum


def test_one_of_many_costs_its_share(published: Publication, made: Downloads) -> None:
    size, whole = ox.NamedNode(str(DCAT.byteSize)), ox.NamedNode(BASE + "dataset/styrka/nq")
    spoilt = [one for one in dcat.make_catalogue(published) if (one.subject, one.predicate) != (whole, size)]
    [found] = [one for one in quality.rate_indicators(spoilt) if one.name == "size in bytes"]
    assert found.missing == (f"<{BASE}dataset/styrka/nq> dcat:byteSize ?",)
    assert 4 < found.points < 5


def test_dataportal_would_refuse_nothing(published: Publication) -> None:
    found = portal.find_remarks(dcat.make_catalogue(published, "dcat-ap-se"), published.settings)
    assert {one.severity for one in found} == {"warning"}
    for name in ("PUBLISHER", "PUBLISHER_TYPE", "CONTACT_NAME", "CONTACT_EMAIL"):
        assert any(one.message.startswith(f"STYRKA_{name} is not set: ") for one in found), name


@pytest.mark.parametrize("email", ["", "styrka@example.org", "s3@region.test"])
def test_what_nobody_said_is_not_claimed(published: Publication, email: str) -> None:
    from dataclasses import replace

    said = dcat.make_catalogue(
        replace(published, settings=replace(published.settings, contact_email=email)), "dcat-ap-se"
    )
    vcard = "http://www.w3.org/2006/vcard/ns#"
    about = {(get_value(one.subject), one.predicate.value): get_value(one.object) for one in said}
    assert (BASE + "catalog/contact", vcard + "hasEmail") not in about
    assert about[BASE + "catalog/contact", vcard + "hasURL"] == published.host + "catalog"
    assert (published.settings.publisher, str(DCT.type)) not in about


def test_a_reserved_address_of_an_own_publisher_is_reported(published: Publication) -> None:
    from dataclasses import replace

    settings = replace(
        published.settings,
        publisher="http://dataportal.se/organisation/SE1234567890",
        contact_email="s3@example.org",
        publisher_type="RegionalAuthority",
        contact_name="Regionen",
    )
    found = portal.find_remarks(dcat.make_catalogue(replace(published, settings=settings)), settings)
    assert [one.message.split(" ")[0] for one in found if one.severity == "warning"] == [
        "STYRKA_PUBLISHER_NAME",
        "STYRKA_CONTACT_EMAIL",
    ]
    assert [one.message for one in found if one.severity == "violation"] == [
        f"<{BASE}catalog/contact> vcard:hasEmail ?"
    ]


@pytest.mark.parametrize(
    ("base", "public"),
    [
        ("https://w3id.org/styrka", True),
        ("https://s3.region.alt/", True),
        ("http://8.8.8.8/", True),
        ("", False),
        ("http://localhost:8000", False),
        ("http://127.0.0.1/", False),
        ("http://10.0.0.3", False),
        ("http://[::1]/", False),
        ("http://styrka/", False),
        ("https://styrka.example/", False),
        ("https://x.example.org/", False),
        ("http://build.internal", False),
        ("http://printer.local.", False),
    ],
)
def test_an_address_is_public_by_its_name(base: str, public: bool) -> None:
    assert publisher.is_public(base) == public


def test_an_organisation_of_ones_own_leaves_nothing_to_remark(published: Publication) -> None:
    from dataclasses import replace

    settings = replace(
        published.settings,
        publisher="http://dataportal.se/organisation/SE1234567890",
        publisher_name="Regionen",
        publisher_type="RegionalAuthority",
        contact_name="Regionens funktionsbrevlåda",
        contact_email="s3@region.alt",
    )
    own = replace(published, settings=settings)
    assert portal.find_remarks(dcat.make_catalogue(own, "dcat-ap-se"), settings) == ()


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        (ox.Triple(ox.BlankNode("x"), ox.NamedNode(str(DCT.title)), ox.Literal("x")), "blank node"),
        (
            ox.Triple(
                ox.NamedNode("https://x/r"), ox.NamedNode(str(rdflib.RDF.type)), ox.NamedNode(str(DCAT.CatalogRecord))
            ),
            "CatalogRecord",
        ),
        (
            ox.Triple(ox.NamedNode("https://x/d"), ox.NamedNode(str(rdflib.RDF.type)), ox.NamedNode(str(DCAT.Dataset))),
            "dct:title",
        ),
    ],
)
def test_what_dataportal_refuses_is_a_violation(published: Publication, spoilt: ox.Triple, message: str) -> None:
    found = portal.find_remarks([*dcat.make_catalogue(published), spoilt], published.settings)
    assert any(one.severity == "violation" and message in one.message for one in found)


def test_every_term_of_an_authority_is_stated_with_a_name(graph: rdflib.Graph) -> None:
    used = {one for one in graph.objects() if str(one).startswith("http://publications.europa.eu/resource/authority/")}
    assert len(used) > 10
    for term in used:
        assert list(graph.objects(term, rdflib.SKOS.prefLabel)) or list(graph.objects(term, DCT.title)), term


def test_a_graph_under_another_licence_is_reported(published: Publication, tmp_path: Path) -> None:
    licence = str(DCT.license)
    made = small_release(
        tmp_path / "one",
        "one",
        {
            "data/a": [
                f"<{BASE}graph/a> <{licence}> <https://creativecommons.org/licenses/by/4.0> .",
                f"<{BASE}graph/harvested/b> <{licence}> <https://e.org/licence> .",
                f"<{BASE}id/x> <{licence}> <https://e.org/other> .",
            ]
        },
    )
    found = portal.find_remarks(dcat.make_catalogue(published), published.settings, made)
    assert [one.message for one in found if "is under" in one.message] == [
        f"<{BASE}graph/harvested/b> is under <https://e.org/licence>, and the catalogue states "
        f"<{published.settings.licence}> for all"
    ]
