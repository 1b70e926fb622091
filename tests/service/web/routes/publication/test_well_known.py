"""The site map, robots.txt, llms.txt and /.well-known: found, well-formed, and leading to what is there."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
import rdflib
from flask.testing import FlaskClient
from usp.objects.sitemap import InvalidSitemap
from usp.tree import sitemap_tree_for_homepage

from styrka.engine.local import LocalEngine, open_local
from styrka.formats import JSON
from styrka.publish.feeds import site_map
from styrka.settings import Settings
from styrka.web.app import create_app
from tests.service import history
from tests.service.history import History
from tests.service.web.conftest import Server

pytestmark = pytest.mark.slow

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
    assert "/ask/shared-priorities.json?theme=" in response.text
    asked = re.findall(r"\]\(http://localhost(/ask/[^)]*)\)", response.text)
    assert len(asked) > 40
    for path in asked:
        assert client.get(path).status_code == 200, path
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


def test_another_parser_reads_the_site_map_from_robots_txt(server: Server) -> None:
    tree = sitemap_tree_for_homepage(server.address + "/", use_known_paths=False)
    pages = list(tree.all_pages())
    paths = {urlsplit(one.url).path for one in pages}
    assert len(pages) == len(paths) > 5000
    assert {"/doc/region/SE122", "/ask/shared-priorities", "/scheme/theme/energy"} <= paths
    assert all(one.last_modified for one in pages)
    assert not [one for one in tree.all_sitemaps() if isinstance(one, InvalidSitemap)]


def test_the_site_map_is_split_long_before_its_limits(client: FlaskClient) -> None:
    for part in locations(client, "/sitemap.xml", "sitemap"):
        response = client.get(part)
        assert len(response.data) < 50_000_000
        assert len(locations(client, part, "url")) <= site_map.LONGEST < 50_000


def test_a_thing_is_as_old_as_its_own_last_change(history_to_copy: History, tmp_path: Path) -> None:
    grown = history.copy(history_to_copy, tmp_path)
    # The days of the two releases, so that they can be told apart.
    old, new = (
        {**one.manifest, "created": created}
        for one, created in (
            (grown.old, "2026-02-03T10:00:00.000000+00:00"),
            (grown.new, "2026-05-06T10:00:00.000000+00:00"),
        )
    )
    for one in (old, new):
        (grown.settings.releases_path / one["version"] / "manifest.json").write_text(json.dumps(one))
    made = open_local(grown.new.dumps, grown.new.version, created=new["created"])
    client = create_app(grown.settings, made, {}).test_client()
    parts = locations(client, "/sitemap.xml", "sitemap")
    pages = {path: day for part in parts for path, day in locations(client, part, "url").items()}
    assert pages[history.LIST.replace(history.BASE + "id/", "/doc/")] == "2026-05-06"
    assert pages[history.NEW.replace(history.BASE + "id/", "/doc/")] == "2026-05-06"
    assert pages["/doc/region/SE122"] == "2026-01-31", "its file's day: no release has changed it"
    assert pages["/table"] == "2026-05-06"
    assert pages[f"/release/{grown.old.version}/"] == "2026-02-03"
    assert history.REMOVED.replace(history.BASE + "id/", "/doc/") not in pages


def test_the_pages_are_found_once_for_all_parts(settings: Settings, engine: LocalEngine) -> None:
    class Counting:
        """The engine, and how often it was asked for every thing."""

        asked = 0

        def __getattr__(self, name: str) -> Any:
            return getattr(engine, name)

        def run(self, query: str, *rest: Any, **options: Any) -> Any:
            self.asked += "MAX(?day)" in query
            return engine.run(query, *rest, **options)

    counting = Counting()
    client = create_app(replace(settings, max_age=61), counting, {}).test_client()
    for part in locations(client, "/sitemap.xml", "sitemap"):
        assert client.get(part).status_code == 200
    assert counting.asked == 1
