"""Every link of every kind of page leads somewhere."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE
from tests.service.web.pages import PAGES

pytestmark = pytest.mark.slow  # takes seconds, which `make quick` has not

_LINK = re.compile(r'\s(?:href|src|action)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
# Where the pages of things begin, whose links are looked up in the data, all at once.
_THINGS = ("/id/", "/doc/", "/scheme/", "/def/", "/graph/", "/shape/")
_SAMPLES = 3  # of each kind of other address, on each page


@pytest.fixture(scope="module")
def known(engine: LocalEngine) -> set[str]:
    """Everything that something is stated of, and every graph."""
    rows = select_rows(engine, "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { GRAPH ?x { ?s ?q ?v } } FILTER(ISIRI(?x)) }")
    return {row["x"].value for row in rows}


@pytest.fixture(scope="module")
def answered() -> dict[str, int]:
    """The statuses of links that were followed already: every page has those of the menu."""
    return {}


def name_thing(path: str) -> str:
    """The IRI of what a page is about."""
    path = unquote(path).removesuffix("/brief")
    return BASE + (f"id/{path.removeprefix('/doc/')}" if path.startswith("/doc/") else path[1:])


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(
    client: FlaskClient, app: Flask, known: set[str], answered: dict[str, int], address: str
) -> None:
    page = client.get(address, headers={"Accept": "text/html", "Accept-Language": "sv"}, follow_redirects=True)
    ids = set(map(html.unescape, _ID.findall(page.text)))
    others: dict[str, list[str]] = defaultdict(list)
    for link in dict.fromkeys(map(html.unescape, _LINK.findall(page.text))):
        parts = urlsplit(link)
        if parts.path == urlsplit(address).path and page.status_code >= 400:
            continue  # the same page in the other language
        if parts.scheme or parts.netloc:
            assert parts.scheme in ("http", "https", "mailto"), link
        elif not parts.path:
            assert not parts.fragment or parts.fragment in ids, f"{address} has no {link}"
        elif parts.path.startswith(_THINGS) and "." not in parts.path.rsplit("/", 1)[-1]:
            assert name_thing(parts.path) in known, f"{address} leads to {link}, of which nothing is recorded"
        else:
            assert app.url_map.bind("localhost").test(parts.path, "GET"), f"{address} leads to {link}"
            others[app.url_map.bind("localhost").match(parts.path, method="GET")[0]].append(link)
    for rule, links in others.items():
        for link in links[:_SAMPLES]:
            if link not in answered:
                answered[link] = client.get(link, headers={"Accept": "text/html, */*;q=0.5"}).status_code
            status = answered[link]
            assert status in (200, 302, 303), f"{address} leads to {link} ({rule}), which answers {status}"
