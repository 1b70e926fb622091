"""The site map, robots.txt, llms.txt and /.well-known: found, well-formed, and leading to what is there."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
import rdflib
from flask.testing import FlaskClient

from styrka.engine.local import LocalEngine
from styrka.formats import JSON

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def locations(client: FlaskClient, path: str, element: str) -> dict[str, str | None]:
    """The paths in a part of the site map, with the day on which each was changed."""
    root = ElementTree.fromstring(client.get(path).data)
    return {
        urlsplit(one.findtext(f"{SITEMAP}loc", "")).path: one.findtext(f"{SITEMAP}lastmod")
        for one in root.iter(SITEMAP + element)
    }


def test_the_site_map_has_every_page_with_its_day(client: FlaskClient) -> None:
    parts = locations(client, "/sitemap.xml", "sitemap")
    assert {"/sitemap/area-1.xml", "/sitemap/region-1.xml", "/sitemap/pages-1.xml"} <= set(parts)
    pages = {path: day for part in parts for path, day in locations(client, part, "url").items()}
    assert {"/", "/ask/shared-priorities", "/table/areas", "/doc/region/SE122", "/scheme/theme/energy"} <= set(pages)
    assert all(day and re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in pages.values())
    assert not [path for path in pages if path.startswith("/id/")], "only what answers with 200"


def test_the_first_page_of_each_part_answers(client: FlaskClient) -> None:
    for part in locations(client, "/sitemap.xml", "sitemap"):
        if "/releases-" not in part:  # a release makes its files when it is first asked for
            path = min(locations(client, part, "url"))
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def test_an_unknown_part_is_404(client: FlaskClient) -> None:
    assert client.get("/sitemap/area-99.xml").status_code == 404


def test_robots_lead_to_the_site_map(client: FlaskClient) -> None:
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").text.splitlines())
    assert parser.site_maps() == ["http://localhost/sitemap.xml"]
    assert parser.can_fetch("*", "http://localhost/doc/region/SE122")
    assert not parser.can_fetch("*", "http://localhost/cite?of=/")


def test_llms_txt_names_every_question_and_its_links_answer(client: FlaskClient) -> None:
    response = client.get("/llms.txt")
    assert response.text.startswith("# Styrka\n\n> ")
    assert "/ask/shared-priorities.json" in response.text
    fixed = response.text.partition("## Questions")[0]
    paths = {urlsplit(one).path for one in re.findall(r"\]\((http://localhost/[^)]*)\)", fixed)}
    for path in paths - {"/catalog", "/.well-known/void"}:  # these make a release's files first; tested elsewhere
        assert client.get(path).status_code == 200, path


def test_the_api_catalogue_is_a_linkset_whose_links_answer(client: FlaskClient) -> None:
    response = client.get("/.well-known/api-catalog")
    assert response.headers["Content-Type"].startswith("application/linkset+json; profile=")
    contexts = response.get_json()["linkset"]
    assert {one["href"] for one in contexts[0]["item"]} == {one["anchor"] for one in contexts[1:]}
    for context in contexts[1:]:
        for relation in ("service-desc", "service-doc", "service-meta"):
            for target in context.get(relation, ()):
                path = target["href"].removeprefix("http://localhost")
                if not path.startswith(("/datasets", "/.well-known/void", "/table/")):
                    answered = client.get(path, headers={"Accept": target["type"]})
                    assert answered.status_code == 200, path
                    assert answered.mimetype == target["type"], path


def test_the_examples_are_the_questions_and_run(client: FlaskClient, engine: LocalEngine) -> None:
    graph = rdflib.Graph().parse(data=client.get("/.well-known/sparql-examples.ttl").text, format="turtle")
    found = dict(graph.subject_objects(SH.select))
    asked = client.get("/.well-known/sparql-examples.nt").text
    assert len(found) == len(set(graph.subjects(rdflib.RDF.type, SH.SPARQLExecutable))) > 40
    assert len(rdflib.Graph().parse(data=asked, format="nt")) == len(graph)
    for slug in ("shared-priorities", "parts-of-a-region", "themes-in-use"):
        text = str(found[rdflib.URIRef(f"https://w3id.org/styrka/ask/{slug}")])
        assert "PREFIX styrka:" in text
        assert engine.run(text, JSON).read()


@pytest.mark.parametrize("relation", ["cite-as", "describedby", "license", "type"])
def test_documents_have_signposts(client: FlaskClient, relation: str) -> None:
    link = client.get("/doc/region/SE122", headers={"Accept": "text/html"}).headers["Link"]
    assert re.search(rf'<[^>]+>; rel="{relation}"', link)
    assert '<https://w3id.org/styrka/id/region/SE122>; rel="cite-as"' in link
