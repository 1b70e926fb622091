"""What stands around every page: menu, crumbs, head, and files whose names say what is in them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from styrka.web.render import static_files
from styrka.web.render.shell.crumbs import find_crumbs
from styrka.web.render.shell.head import make_canonical
from tests.queries.conftest import QUESTIONS
from tests.service.web.render.test_pages import LINK, page

PAGES = ("/", "/regions", "/themes", "/ask", "/doc/region/SE122", "/scheme/theme/energy", "/data", "/about", "/table")


def attribute(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    assert found, pattern
    return found[1]


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("path", PAGES)
def test_the_head_says_what_the_page_is_and_where(client: FlaskClient, path: str, language: str) -> None:
    text = page(client, f"{path}?utm_source=x&lang={language}")
    own = f"http://localhost{path}"
    assert attribute(text, r'<link rel="canonical" href="([^"]+)"') == own
    assert f'hreflang="sv" href="{own}?lang=sv"' in text
    assert f'hreflang="en" href="{own}?lang=en"' in text
    assert f'hreflang="x-default" href="{own}"' in text
    assert len(attribute(text, r'<meta name="description" content="([^"]+)"')) > 40
    title = attribute(text, r"<title>([^<]+)</title>")
    assert "Styrka" in title
    assert attribute(text, r'property="og:title" content="([^"]+)"') in title
    assert f'property="og:locale" content="{"sv_SE" if language == "sv" else "en_GB"}"' in text


@pytest.mark.parametrize(
    ("path", "given", "slug", "canonical"),
    [
        ("/ask/shared-priorities", [("country", "SE"), ("theme", "energy")], True, "?theme=energy&country=SE"),
        ("/ask/shared-priorities", [("basis", "any"), ("theme", "energy"), ("when", "")], True, "?theme=energy"),
        ("/ask/shared-priorities", [("theme", "energy"), ("page", "2"), ("x", "y")], True, "?theme=energy"),
        ("/compare", [("region", "SE122"), ("fbclid", "1"), ("region", "ITC4")], False, "?region=SE122&region=ITC4"),
        ("/find", [("q", "å ä"), ("lang", "sv")], False, "?q=%C3%A5+%C3%A4"),
    ],
)
def test_a_page_has_one_address(path: str, given: list[tuple[str, str]], slug: bool, canonical: str) -> None:
    question = QUESTIONS[path.rsplit("/", 1)[-1]] if slug else None
    assert make_canonical(path, given, question) == path + canonical


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/", []),
        ("/regions", []),
        ("/doc/region/SE", ["/regions"]),
        ("/doc/region/SE122", ["/regions", "/doc/region/SE"]),
        ("/doc/region/none", ["/regions"]),
        ("/scheme/theme/energy", ["/themes"]),
        ("/scheme/theme", ["/themes"]),
        ("/scheme/role/lead", ["/def"]),
        ("/def", ["/data"]),
        ("/def/Region", ["/def"]),
        ("/ask", []),
        ("/ask/adoption", ["/ask"]),
        ("/table", ["/data"]),
        ("/table/regions", ["/data", "/table"]),
        ("/doc/strategy/x", ["/data", "/table/strategies"]),
        ("/doc/source/x", ["/data"]),
        ("/about/limits", ["/about"]),
    ],
)
def test_the_way_to_a_page_is_in_its_address(path: str, above: list[str]) -> None:
    def name(iri: str) -> str:
        return "Sweden" if iri.endswith("/SE") else ""

    assert [one.path for one in find_crumbs(path, name, lambda _: True)] == above
    assert not find_crumbs(path, name, lambda _: False) or path == "/doc/region/SE122"


def test_the_menu_leads_only_to_what_there_is_and_marks_where_one_is(client: FlaskClient) -> None:
    text = page(client, "/doc/region/SE122", "sv")
    menu = attribute(text, r'(?s)<nav class="menu".*?(<ul>.*?</ul>)')
    links = LINK.findall(menu)
    assert {"/regions", "/themes", "/data"} <= set(links)
    for link in links:
        assert client.get(link, headers={"Accept": "text/html"}).status_code == 200
    assert re.findall(r'href="([^"]+)" aria-current="(\w+)"', menu) == [("/regions", "true")]
    assert 'href="/regions" aria-current="page"' in page(client, "/regions")


def test_a_page_loads_files_under_the_digest_of_what_is_in_them(client: FlaskClient) -> None:
    style = attribute(page(client, "/"), r'rel="stylesheet" href="([^"]+)"')
    assert re.fullmatch(r"/static/styrka\.[0-9a-f]{12}\.css", style)
    answer = client.get(style)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in client.get("/static/styrka.css").headers["Cache-Control"]
    faces = re.findall(r'url\("([^"]+)"\)', answer.text)
    assert len(faces) == 3
    for face in faces:
        found = client.get(f"/static/{face}")
        assert found.status_code == 200
        assert found.mimetype == "font/woff2"
        assert "immutable" in found.headers["Cache-Control"]
        assert found.data[:4] == b"wOF2"
    assert "font-src 'self'" in answer.headers["Content-Security-Policy"]


def test_an_old_digest_leads_to_the_present_file_and_others_to_none(client: FlaskClient) -> None:
    answer = client.get("/static/styrka.000000000000.css")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/static/{static_files.name_file('styrka.css')}"
    assert client.get("/static/none.000000000000.css").status_code == 404
    assert client.get("/static/..%2f..%2fpages.000000000000.py").status_code == 404


def test_browsers_find_an_icon_where_they_look(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.data[:4] == b"\0\0\1\0"


def test_void_leads_a_browser_to_the_page_of_the_data(client: FlaskClient) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/data")
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.slow  # it tells of files, which are made first
def test_void_is_turtle_for_a_program(client: FlaskClient) -> None:
    assert client.get("/.well-known/void").mimetype == "text/turtle"


def test_a_page_that_is_not_there_claims_no_address(client: FlaskClient) -> None:
    text = client.get("/nothing", headers={"Accept": "text/html"}).text
    assert "canonical" not in text
    assert "hreflang" in text  # the other language stays at hand


def test_the_foot_says_of_when_the_data_are(client: FlaskClient) -> None:
    foot = page(client, "/", "sv").split("<footer>")[1]
    assert re.search(r'href="/release/[^"]+/">Data från \d{1,2} \w+ 20\d\d<', foot)
    assert {"/about", "/data", "/def", "/about/accessibility"} <= set(LINK.findall(foot))


@pytest.mark.parametrize(("path", "packed"), [("/", 12_000), ("/regions", 14_000), ("/themes", 9_000), ("/ask", 9_000)])
def test_a_page_is_light(client: FlaskClient, path: str, packed: int) -> None:
    assert len(page(client, path)) < 100_000
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Encoding": "br"})
    assert len(answer.data) < packed
