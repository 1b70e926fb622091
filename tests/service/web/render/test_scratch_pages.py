"""A scratch instance leads nowhere in vain: it has no release, and so no page of one, no catalogue and no files."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import requests

from tests.service.web import instances
from tests.service.web.instances import TURTLE, Instance

GRAPH = "https://w3id.org/styrka/graph/x"
THING = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/styrka/id/strategy/x> a <https://w3id.org/styrka/def/Strategy> ; skos:prefLabel "X"@en ;
    skos:related <https://w3id.org/styrka/id/strategy/y> .
<https://w3id.org/styrka/id/strategy/y> a <https://w3id.org/styrka/def/Strategy> ; skos:prefLabel "Y"@en .
"""
STARTS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/llms.txt",
    "/.well-known/api-catalog",
    "/feed/releases.atom",
    "/feed/changes",
    "/release",
    "/doc/strategy/x",
    "/health/ready",
)
# What a thing's page says of terms that are not in this store leads to where they would be.
UNKNOWN = re.compile(r"/(?:def/|scheme/|doc/|id/|timemap/|cite\?)")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with instances.scratch(tmp_path_factory.mktemp("scratch")) as made:
        assert made.send("PUT", f"/graphs?graph={GRAPH}", THING, TURTLE).status_code == 201
        yield made


def links(response: requests.Response) -> list[str]:
    """The addresses that a page, a feed, a site map or a header leads to."""
    kind, text = response.headers.get("Content-Type", ""), response.text
    found = re.findall(r"<([^>]+)>; rel=", response.headers.get("Link", ""))
    if kind.startswith("text/html"):
        found += re.findall(r'(?:href|src)="([^"]+)"', text)
    elif "xml" in kind:
        found += re.findall(r'(?:href="|<loc>)([^"<]+)', text)
    elif "linkset" in kind:
        found += re.findall(r'"href": "([^"]+)"', text)
    elif kind.startswith("text/markdown"):
        found += re.findall(r"\]\(([^)]+)\)", text)
    return [urljoin(response.url, html.unescape(one)).split("#")[0] for one in found]


def test_no_link_is_dead(scratch: Instance) -> None:
    waiting = [(scratch.address + path, "the start") for path in STARTS]
    seen: set[str] = set()
    dead: list[tuple[int, str, str]] = []
    while waiting and len(seen) < 300:
        address, source = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = requests.get(address, headers={"Accept": "text/html, */*;q=0.5"}, timeout=60)
        if response.status_code >= 400:
            dead.append((response.status_code, address, source))
            continue
        waiting += [
            (one, address)
            for one in links(response)
            if one.startswith(scratch.address) and not UNKNOWN.match(one.removeprefix(scratch.address))
        ]
    assert not dead
    assert len(seen) > 20


@pytest.mark.parametrize("path", ["/", "/doc/strategy/x", "/sparql", "/ask"])
def test_no_page_leads_to_a_release_or_the_catalogue(scratch: Instance, path: str) -> None:
    page = requests.get(scratch.address + path, headers={"Accept": "text/html"}, timeout=60).text
    assert not re.findall(r'href="/(?:release/|catalog|cite)[^"]*"', page)
    assert re.search(r'<span class="version">scratch-', page)


def test_nothing_in_a_scratch_instance_is_cited(scratch: Instance) -> None:
    response = requests.get(scratch.address + "/cite?of=/doc/strategy/x", timeout=60)
    assert response.status_code == 404
    assert "forgets" in response.json()["detail"]
