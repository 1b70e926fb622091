"""Signposting (FAIR Signposting Profile 1.0): a machine finds its way from any landing page, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests.utils import parse_header_links

from tests.service import history
from tests.service.history import History
from tests.service.web.conftest import Server, start

pytestmark = pytest.mark.slow

AUTHOR, LICENCE = "https://w3id.org/styrka/id/actor/styrka", "http://creativecommons.org/licenses/by/4.0/"
SCHEMA = "https://schema.org/"


@pytest.fixture(scope="module")
def grown(history_with_files: History, tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small tree with two releases."""
    return history.copy(history_with_files, tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def live(grown: History, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(grown.settings.releases_path, tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


def links(address: str, accept: str = "text/html", method: str = "GET") -> dict[str, list[dict[str, str]]]:
    """The links of a resource by relation."""
    response = requests.request(method, address, headers={"Accept": accept}, timeout=120)
    assert response.status_code == 200, address
    found: dict[str, list[dict[str, str]]] = {}
    for one in parse_header_links(response.headers["Link"]):
        for relation in one["rel"].split():
            found.setdefault(relation, []).append(one)
    return found


LANDINGS = {
    "doc/region/SE122": ("https://w3id.org/styrka/id/region/SE122", {SCHEMA + "AboutPage"}),
    "scheme/theme/energy": ("https://w3id.org/styrka/scheme/theme/energy", {SCHEMA + "AboutPage"}),
    "dataset/regions": ("https://w3id.org/styrka/dataset/regions", {SCHEMA + "AboutPage", SCHEMA + "Dataset"}),
    "release/VERSION/": ("HOST/release/VERSION/", {SCHEMA + "AboutPage", SCHEMA + "Dataset"}),
}


@pytest.mark.parametrize("path", LANDINGS)
def test_a_landing_page_has_the_signposts_of_level_1(live: Server, grown: History, path: str) -> None:
    cited, kinds = LANDINGS[path]
    address = f"{live.address}/{path}".replace("VERSION", grown.new.version)
    found = links(address)
    assert [one["url"] for one in found["author"]] == [AUTHOR]
    assert [one["url"] for one in found["license"]] == [LICENCE]
    assert [one["url"] for one in found["cite-as"]] == [
        cited.replace("HOST", live.address).replace("VERSION", grown.new.version)
    ]
    assert {one["url"] for one in found["type"]} == kinds
    assert {"describedby", "linkset"} <= found.keys()
    assert links(address, method="HEAD").keys() == found.keys()
    for relation in ("describedby", "item", "collection", "linkset"):
        for one in found.get(relation, ()):
            answered = requests.get(one["url"], headers={"Accept": one["type"]}, timeout=120)
            assert answered.status_code == 200, one
            assert answered.headers["Content-Type"].startswith(one["type"].partition(";")[0]) or relation == "item", one


def test_what_describes_leads_back_to_the_landing_page(live: Server) -> None:
    for path in ("doc/region/SE122", "dataset/regions"):
        for described in links(f"{live.address}/{path}")["describedby"]:
            back = links(described["url"], described["type"])
            assert f"{live.address}/{path}" in [one["url"] for one in back["describes"]]
            assert [one["url"] for one in back["license"]] == [LICENCE]


def test_what_belongs_to_a_dataset_leads_back_to_its_release(live: Server, grown: History) -> None:
    items = links(f"{live.address}/dataset/regions")["item"]
    assert len(items) >= 3
    for item in items:
        (collection,) = links(item["url"])["collection"]
        assert collection["url"] == f"{live.address}/release/{grown.new.version}/"


@pytest.mark.parametrize("path", LANDINGS)
def test_the_set_of_links_is_whole(live: Server, grown: History, path: str) -> None:
    address = f"{live.address}/{path}".replace("VERSION", grown.new.version)
    (one,) = links(address)["linkset"]
    assert one["type"] == "application/linkset+json"
    response = requests.get(one["url"], timeout=120)
    assert response.headers["Content-Type"] == "application/linkset+json"
    contexts: list[dict[str, Any]] = response.json()["linkset"]
    by_anchor = {context["anchor"]: context for context in contexts}
    own = by_anchor[address]
    told = links(address)
    for relation in ("author", "license", "cite-as", "type", "describedby", "collection", "item"):
        in_header = {link["url"] for link in told.get(relation, ())}
        in_set = {link["href"] for link in own.get(relation, ())}
        assert in_header == in_set or (relation == "item" and not in_header), relation
    for relation, back in (("item", "collection"), ("describedby", "describes")):
        for link in own[relation]:
            assert address in [one["href"] for one in by_anchor[link["href"]][back]]


def test_a_release_tells_all_its_files_in_the_set_of_links(live: Server, grown: History) -> None:
    found = requests.get(f"{live.address}/linkset/release/{grown.new.version}", timeout=120).json()
    told = requests.get(
        f"{live.address}/release/{grown.new.version}/", headers={"Accept": "application/json"}, timeout=120
    ).json()
    items = {one["href"] for context in found["linkset"] for one in context.get("item", ())}
    assert items == {one["address"] for one in told["files"].values()}


@pytest.mark.parametrize("path", ["doc/region/XX", "dataset/unknown", "release/2001-01-01-x", "ask", "doc/a b<", "doc"])
def test_what_is_no_landing_page_has_no_set_of_links(live: Server, path: str) -> None:
    response = requests.get(f"{live.address}/linkset/{path}", timeout=60)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
